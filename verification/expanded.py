"""RDF quads of an expanded JSON-LD document (JSON-LD-API 1.1 section 8), refusing whatever would be dropped.

    >>> quads_of([{"@id": "urn:x:1", "https://schema.org/name": [{"@value": "Salud"}]}])
    [('<urn:x:1>', '<https://schema.org/name>', '"Salud"', '')]

Node maps are not made: quads are a set, so merging nodes of one id adds nothing.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context
from itertools import count
from typing import Any

from verification.encoding import canonical
from verification.errors import EncodingError, JsonLdError
from verification.quads import RDF, XSD, Quad, iri, is_blank, literal

_TYPE, _FIRST, _REST, _NIL = (f"<{RDF}{name}>" for name in ("type", "first", "rest", "nil"))
_I18N = "https://www.w3.org/ns/i18n#"
_NO_INTEGER = 10**21
_DIGITS = Context(prec=16, rounding=ROUND_HALF_UP)
_NO_QUADS = frozenset({"@id", "@type", "@graph", "@index"})


def quads_of(expanded: list[Any]) -> list[Quad]:
    """The quads, blank nodes labelled as they come; raises JsonLdError as `json_ld.to_quads` says."""
    writer = _Writer(expanded)
    for node in expanded:
        writer.node(node, "")
    if not writer.quads:
        raise JsonLdError("value-dropped", "the document says nothing that has a meaning in RDF")
    return writer.quads


class _Writer:
    def __init__(self, expanded: list[Any]) -> None:
        self.quads: list[Quad] = []
        self._labels = count()
        self._root = expanded[0].get("@id") if len(expanded) == 1 and isinstance(expanded[0], dict) else None
        self._nodes = 0

    def node(self, node: Any, graph: str) -> str:
        """Write all that is said of a node; returns its name."""
        if not isinstance(node, dict) or "@value" in node:
            raise JsonLdError("value-dropped", "a value stands where only an object with members has a meaning")
        name = self._name(node)
        for kind in node.get("@type", ()):
            self.quads.append((name, _TYPE, _named(kind, "a type"), graph))
        for inner in node.get("@graph", ()):
            self.node(inner, name)
        for member, values in node.items():
            if member not in _NO_QUADS:
                self._member(name, member, values, graph)
        return name

    def _name(self, node: Mapping[str, Any]) -> str:
        if "@id" not in node:
            return self._new()
        if len(node) > 1 and node["@id"] == self._root:
            if self._nodes:
                raise JsonLdError("node-repeated", "an object inside the document has the document's own id")
            self._nodes += 1
        return _named(node["@id"], "an id")

    def _new(self) -> str:
        return f"_:b.{next(self._labels)}"

    def _member(self, subject: str, member: str, values: Any, graph: str) -> None:
        if member.startswith(("@", "_:")):
            raise JsonLdError("term-not-plain", f"{member[:2]}… cannot be said of an object in a signed document")
        predicate = iri(member, "a member")
        for value in values:
            self.quads.append((subject, predicate, self._object(value, graph), graph))

    def _object(self, value: Any, graph: str) -> str:
        if not isinstance(value, dict):
            raise JsonLdError("value-dropped", "a value has no meaning where it stands")
        if "@list" in value:
            return self._list(value["@list"], graph)
        return _literal(value) if "@value" in value else self.node(value, graph)

    def _list(self, items: list[Any], graph: str) -> str:
        if not items:
            return _NIL
        cells = [self._new() for _ in items]
        for cell, rest, item in zip(cells, [*cells[1:], _NIL], items, strict=True):
            self.quads.append((cell, _FIRST, self._object(item, graph), graph))
            self.quads.append((cell, _REST, rest, graph))
        return cells[0]


def _named(name: Any, what: str) -> str:
    """An IRI, or a blank node that the document itself labels: ours begin with "b.", and those are kept apart."""
    term = iri(name, what)
    return f"_:d.{term[2:]}" if is_blank(term) else term


def _literal(item: Mapping[str, Any]) -> str:
    value, datatype = item["@value"], item.get("@type")
    if datatype == "@json":
        return literal(_json(value), RDF + "JSON")
    if isinstance(value, str):
        if datatype == XSD + "double":
            raise JsonLdError("value-malformed", "a text stands where a number is due (xsd:double)")
        return _text(value, datatype, item)
    if isinstance(value, bool):
        return literal("true" if value else "false", datatype or XSD + "boolean")
    if isinstance(value, int | float):
        return _number(value, datatype)
    raise JsonLdError("value-malformed", "a value is neither text, nor number, nor true or false")


def _text(value: str, datatype: str | None, item: Mapping[str, Any]) -> str:
    """A base direction is written as JSON-LD-API 1.1 has it under rdfDirection "i18n-datatype"."""
    language = item.get("@language")
    if "@direction" in item:
        return literal(value, f"{_I18N}{language or ''}_{item['@direction']}")
    return literal(value, datatype or XSD + "string", language)


def _number(value: float, datatype: str | None) -> str:
    """JSON-LD-API 1.1, section 8.2.2, steps 10 and 11: a whole number below 10^21 is an integer, any other a canonical
    double of 16 digits, where a half goes up as in ECMAScript's toExponential."""
    if datatype != XSD + "double" and value == int(value) and abs(value) < _NO_INTEGER:
        return literal(str(int(value)), datatype or XSD + "integer")
    mantissa, exponent = f"{_DIGITS.create_decimal(value):.15E}".split("E")
    mantissa = mantissa.rstrip("0")
    return literal(f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}", datatype or XSD + "double")


def _json(value: Any) -> str:
    try:
        return canonical(value).decode("utf-8")
    except EncodingError as exc:
        raise JsonLdError("value-malformed", "a JSON literal has no canonical form") from exc
