"""From a JSON-LD document to RDF, with nothing lost on the way.

    >>> to_quads({"@context": "https://www.w3.org/ns/credentials/v2", "id": "urn:x:1", "name": "Salud"})
    [('<urn:x:1>', '<https://schema.org/name>', '"Salud"', '')]

JSON-LD silently drops what it cannot place: a member that no context defines, a relative IRI, a null. A signature over
the rest would not cover it, so each of these is refused (VC-DI-EDDSA section 3.2.3 with JSON-LD's "safe mode"). So is
what would let two documents that a program reads differently be one graph: inline contexts, members written as IRIs,
a second object with the document's own id. No context is fetched: see `known_contexts`.

Inline contexts are refused altogether. A proof over RDF covers no @context, so whoever holds a credential could rename
`validUntil` by a context of their own making, and the proof would still hold.
"""

import math
import threading
from collections.abc import Mapping
from typing import Any, Never

from pyld.context_resolver import ContextResolver
from pyld.jsonld import JsonLdError as PyldError
from pyld.jsonld import JsonLdProcessor

from verification.errors import JsonLdError
from verification.expanded import quads_of
from verification.known_contexts import context
from verification.quads import Quad, shown

MAX_VALUES = 20_000  # members, items and scalars of one document
MAX_DEPTH = 64
_MAX_SAFE = 2**53 - 1
_MIN_SAFE = 1e-6  # what is nearer to zero (1e-7), jsonld.js 9 writes as 0
_KEYWORDS = frozenset({"@context", "@id", "@type", "@value", "@language", "@direction", "@list", "@set"})
_CONTEXTS: dict[str, Any] = {}  # what pyld keeps of contexts: only known ones get here, so it is bounded
_ONE_AT_A_TIME = threading.Lock()  # pyld's caches are not made for several threads


def to_quads(document: Mapping[str, Any]) -> list[Quad]:
    """The document's RDF dataset, blank nodes labelled as they come; a quad may be there more than once.

    Raises JsonLdError: context-missing, context-unknown, context-inline, term-undefined, term-not-plain, iri-relative,
    iri-malformed, value-dropped, value-malformed, node-repeated, document-too-large, json-ld-malformed.
    """
    if "@context" not in document:
        raise JsonLdError("context-missing", "the document has no @context, so its terms have no meaning")
    _check_value(document, MAX_DEPTH, _Budget(MAX_VALUES))
    return quads_of(_expand(document))


def _expand(document: Mapping[str, Any]) -> list[Any]:
    options = {
        "base": None,  # "" would stand for a made-up address, and relative IRIs would look absolute
        "documentLoader": _load,
        "contextResolver": ContextResolver(_CONTEXTS, _load),
    }
    try:
        with _ONE_AT_A_TIME:
            expanded: list[Any] = JsonLdProcessor(on_property_dropped=_undefined).expand(document, options)
    except JsonLdError:
        raise
    except (PyldError, RecursionError, TypeError, ValueError, AttributeError, KeyError, IndexError) as exc:
        raise JsonLdError("json-ld-malformed", f"the document is no JSON-LD: {_reason(exc)}") from exc
    return expanded


def _load(url: str, _options: Any) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": context(url),
        "tag": "static",
    }


def _undefined(name: Any) -> Never:
    raise JsonLdError("term-undefined", f"the document has a member that none of its contexts defines{shown(name)}")


def _reason(error: Exception) -> str:
    """pyld's own code and no more: its messages repeat values of the document."""
    return str(getattr(error, "code", None) or type(error).__name__)


class _Budget:
    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise JsonLdError("document-too-large", f"the document holds more than {MAX_VALUES} values")


def _check_value(value: Any, depth: int, budget: _Budget) -> None:
    budget.spend()
    if not depth:
        raise JsonLdError("document-too-large", f"the document is nested deeper than {MAX_DEPTH}")
    if isinstance(value, dict):
        _check_members(value)
        for name, child in value.items():
            if name != "@context":
                _check_value(child, depth - 1, budget)
    elif isinstance(value, list):
        for child in value:
            _check_value(child, depth - 1, budget)
    else:
        _check_scalar(value)


def _check_members(members: Mapping[str, Any]) -> None:
    for name in members:
        if not isinstance(name, str) or ":" in name or (name.startswith("@") and name not in _KEYWORDS):
            raise JsonLdError(
                "term-not-plain", "a member's name is an IRI or a keyword that signed documents do without"
            )
    if "@context" in members:
        _check_context(members["@context"])
    if "@value" not in members and not members.keys().isdisjoint(("@language", "@direction")):
        raise JsonLdError("value-dropped", "an object has a language or a direction and no @value")


def _check_context(value: Any) -> None:
    for entry in value if isinstance(value, list) else [value]:
        if not isinstance(entry, str):
            raise JsonLdError("context-inline", "the document carries a JSON-LD context of its own")
        context(entry)


def _check_scalar(value: Any) -> None:
    if value is None:
        raise JsonLdError("value-dropped", "a null says nothing in JSON-LD, so no proof can cover it")
    if isinstance(value, int) and abs(value) > _MAX_SAFE:
        raise JsonLdError("value-malformed", "a number is too large to be read alike everywhere")
    if isinstance(value, float) and 0 < abs(value) < _MIN_SAFE:
        raise JsonLdError("value-malformed", "a number is too small to be read alike everywhere")
    if isinstance(value, float) and not math.isfinite(value):
        raise JsonLdError("value-malformed", "a value is no JSON number")
    if not isinstance(value, str | int | float):
        raise JsonLdError("value-malformed", "a value is not JSON")
