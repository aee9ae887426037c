"""RDF quads whose terms are already canonical N-Quads text (RDF-CANON section 5).

    >>> literal('a "word"', "http://www.w3.org/2001/XMLSchema#string")
    '"a \\\\"word\\\\""'

A quad is (subject, predicate, object, graph name): `<iri>`, `_:label` or a literal; the graph name is "" in the default
graph. Knows nothing of JSON-LD or of canonical labels.
"""

import re

from verification.errors import JsonLdError

Quad = tuple[str, str, str, str]

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD_STRING = XSD + "string"
# RFC 3987, but for what only some readers take for blank: no white space of any script, no control, no surrogate.
_NOT_IN_IRI = (
    r'\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\ufff0-\uffff\ud800-\udfff<>"{}|^`\\'
)
ABSOLUTE_IRI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:[^{_NOT_IN_IRI}]*")
_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_NAMED = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_ESCAPES = {ord(char): _NAMED.get(char, f"\\u{ord(char):04X}") for char in [*map(chr, range(0x20)), "\x7f", '"', "\\"]}


def iri(value: object, what: str = "a name") -> str:
    """`<value>` of an absolute IRI, `_:label` as it is; raises JsonLdError (iri-relative, iri-malformed)."""
    if isinstance(value, str) and value.startswith("_:"):
        return _blank(value)
    if not isinstance(value, str) or ":" not in value:
        raise JsonLdError("iri-relative", f"{what} is no absolute IRI and no term of the contexts{shown(value)}")
    if not ABSOLUTE_IRI.fullmatch(value):
        raise JsonLdError("iri-malformed", f"{what} is no well-formed absolute IRI")
    return f"<{value}>"


def literal(value: str, datatype: str = _XSD_STRING, language: str | None = None) -> str:
    """The literal's canonical text; raises JsonLdError (value-malformed, iri-relative, iri-malformed)."""
    if language is not None:
        if not _LANGUAGE.fullmatch(language):
            raise JsonLdError("value-malformed", "a language tag is not well formed")
        return f'"{escape(value)}"@{language}'
    return f'"{escape(value)}"' if datatype == _XSD_STRING else f'"{escape(value)}"^^{iri(datatype)}'


def escape(text: str) -> str:
    """`text` as it stands between the quotes of a literal; raises JsonLdError (value-malformed) on a lone surrogate."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    if _SURROGATE.search(text):
        raise JsonLdError("value-malformed", "a text holds half a character (a lone surrogate)")
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text


def shown(name: object) -> str:
    """`: name` where it is a plain word, which a person's data in a wrong place would hardly be."""
    return f": {name}" if isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9_]{1,60}", name) else ""


def is_blank(term: str) -> bool:
    """Whether a term of a quad is a blank node."""
    return term.startswith("_:")


def line(quad: Quad) -> str:
    """The quad's line of N-Quads, with its end of line."""
    subject, predicate, obj, graph = quad
    return f"{subject} {predicate} {obj} {graph} .\n" if graph else f"{subject} {predicate} {obj} .\n"


def _blank(label: str) -> str:
    if not re.fullmatch(r"_:[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?", label):
        raise JsonLdError("iri-malformed", "a blank node's label is not well formed")
    return label
