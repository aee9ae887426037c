"""The canonical N-Quads text of a JSON-LD document: what an RDF proof is made over.

    >>> canonical_graph({"@context": "https://www.w3.org/ns/credentials/v2", "name": "Salud"})
    '_:c14n0 <https://schema.org/name> "Salud" .\\n'

The credentials of a batch differ in a few texts only. The second document of a shape is made a template, and those
after it are filled in: the same text, byte for byte, some forty times sooner. Documents that come alone, or that no
template fits, take the road through JSON-LD and RDFC-1.0; it is the one that says what is right.
"""

import threading
from collections.abc import Hashable, Mapping
from typing import Any, Literal

from verification.errors import JsonLdError
from verification.graph_shape import Odd, shape
from verification.graph_template import Plan, Template, plan_of
from verification.json_ld import to_quads
from verification.rdf_canon import canonicalize

MAX_SHAPES = 32
MAX_TEMPLATES = 8  # of one shape


def canonical_graph(document: Mapping[str, Any]) -> str:
    """RDFC-1.0 (SHA-256) of the document's dataset; raises JsonLdError as `to_quads` and `canonicalize` do."""
    try:
        form, texts = shape(document)
    except Odd:
        return plainly(document)
    seen = _SHAPES.get(form)
    if seen is None:
        _SHAPES.put(form, _Seen())
        return plainly(document)
    return seen.canonical(document, texts)


def plainly(document: Mapping[str, Any]) -> str:
    """The same without templates: slow, and right by the specifications' own steps."""
    return canonicalize(to_quads(document)).text


class _Recent[V]:
    """The values used last, at most so many. Thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[Hashable, V] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> V | None:
        with self._lock:
            value = self._values.pop(key, None)
            if value is not None:
                self._values[key] = value
            return value

    def put(self, key: Hashable, value: V) -> None:
        with self._lock:
            self._values.pop(key, None)
            self._values[key] = value
            if len(self._values) > self._most:
                del self._values[next(iter(self._values))]


class _Seen:
    """A shape that was seen before. Its plan is None until it comes again, and False where there is none."""

    def __init__(self) -> None:
        self._plan: Plan | Literal[False] | None = None
        self._templates: _Recent[Template | Literal["once", "none"]] = _Recent(MAX_TEMPLATES)

    def canonical(self, document: Mapping[str, Any], texts: list[str]) -> str:
        if self._plan is None:
            return self._begin(document, texts)
        if self._plan is False:
            return plainly(document)
        key = self._plan.key(texts)
        found = self._templates.get(key)
        if found == "once":
            return self._learn(key, self._plan, document, texts)
        if found is None:
            self._templates.put(key, "once")
        text = found.fill(texts) if isinstance(found, Template) else None
        return plainly(document) if text is None else text

    def _begin(self, document: Mapping[str, Any], texts: list[str]) -> str:
        try:
            plan = plan_of(document, texts)
        except JsonLdError:
            self._plan = False
            return plainly(document)
        text = self._learn(plan.key(texts), plan, document, texts)
        self._plan = plan
        return text

    def _learn(self, key: Hashable, plan: Plan, document: Mapping[str, Any], texts: list[str]) -> str:
        """The plain way once more; what it says is what the new template must say, or there is no template."""
        text = plainly(document)
        try:
            template = Template(document, texts, plan)
            self._templates.put(key, template if template.fill(texts) == text else "none")
        except JsonLdError:
            self._templates.put(key, "none")
        return text


_SHAPES: _Recent[_Seen] = _Recent(MAX_SHAPES)
