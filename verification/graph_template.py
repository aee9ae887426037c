"""The canonical graph of one document after another that differ in some texts only.

    >>> plan = plan_of(document, texts)
    >>> template = Template(document, texts, plan)
    >>> template.fill(texts)                        # the canonical N-Quads, or None where it cannot be told this way

JSON-LD is read once, with a probe (a random IRI) in the place of each text. A probe that comes out of the processor as
the whole of a literal is a text that lands there verbatim, whatever it is. One that comes out as the whole of an IRI
lands there verbatim as long as it is an absolute IRI that no known context could expand: its scheme is no term. Every
other text belongs to the template. Two equal IRIs are one node, so which of them are equal belongs to the template too,
and one that equals an IRI of the template itself is not filled in. What is left to do is what RDFC-1.0 does: hash the
blank nodes, label them, sort.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verification.graph_lines import Lines
from verification.graph_shape import with_texts
from verification.json_ld import to_quads
from verification.known_contexts import defined_terms
from verification.quads import ABSOLUTE_IRI, Quad, escape, is_blank
from verification.rdf_canon import canonicalize

_NONCE = f"urn:{secrets.token_hex(16)}:"
_LABEL = f"_:{secrets.token_hex(16)}"
_PROBE = re.compile(_NONCE + r"(\d+):")


@dataclass(frozen=True, slots=True)
class Plan:
    """How each text of a shape lands, by its place: in a literal, as an IRI, or neither (it is then fixed)."""

    literals: tuple[int, ...]
    iris: tuple[int, ...]
    fixed: tuple[int, ...]

    def key(self, texts: Sequence[str]) -> tuple[Any, ...]:
        """What a template takes for granted: the fixed texts, and of each IRI which variable it is or, where it is
        not plainly absolute, its text."""
        seen: dict[str, int] = {}
        named = [seen.setdefault(texts[n], len(seen)) if is_verbatim(texts[n]) else texts[n] for n in self.iris]
        return tuple([texts[n] for n in self.fixed]), tuple(named)


def is_verbatim(text: str) -> bool:
    """Whether every known context leaves this IRI as it is."""
    scheme = text.partition(":")[0]
    terms = defined_terms()
    return scheme not in terms and text not in terms and ABSOLUTE_IRI.fullmatch(text) is not None


def plan_of(document: Mapping[str, Any], texts: Sequence[str]) -> Plan:
    """Where each text lands; raises JsonLdError where the probes make no document."""
    probes = [_probe(place) for place in range(len(texts))]
    landed: list[set[str]] = [set() for _ in probes]
    for quad in _quads_with(document, probes):
        for position, term in enumerate(quad):
            for place in map(int, _PROBE.findall(term)):
                landed[place].add(_landing(term, probes[place], position))
    ways = {way: tuple(n for n, found in enumerate(landed) if found == {way}) for way in ("literal", "iri")}
    fixed = set(range(len(texts))).difference(*ways.values())
    return Plan(ways["literal"], ways["iri"], tuple(sorted(fixed)))


def _probe(place: int) -> str:
    return f"{_NONCE}{place}:"


def _quads_with(document: Mapping[str, Any], texts: Sequence[str]) -> list[Quad]:
    return list(dict.fromkeys(to_quads(with_texts(document, list(reversed(texts))))))


def _landing(term: str, probe: str, position: int) -> str:
    if term == f"<{probe}>" and position != 1:
        return "iri"
    whole = f'"{probe}"'
    return "literal" if term.startswith(whole) and probe not in term[len(whole) :] else "other"


class Template:
    """The graph of one shape, with places for the texts that may vary. Raises JsonLdError where there is none."""

    def __init__(self, document: Mapping[str, Any], texts: Sequence[str], plan: Plan) -> None:
        first: dict[str, int] = {}
        probed = list(texts)
        for place in plan.literals:
            probed[place] = _probe(place)
        for place in plan.iris:
            if is_verbatim(texts[place]):
                probed[place] = _probe(first.setdefault(texts[place], place))
        self._literals, self._iris = plan.literals, tuple(first.values())
        self._quads = _quads_with(document, probed)
        self._slots = {_probe(place): slot for slot, place in enumerate((*self._literals, *self._iris))}
        self._own = frozenset(term[1:-1] for quad in self._quads for term in quad if term.startswith("<"))
        self._lay_out(sorted({term for quad in self._quads for term in quad if is_blank(term)}))

    def _lay_out(self, names: list[str]) -> None:
        """Ground lines; of each blank node the lines of its first-degree hash, those that name another blank node
        last; and the lines with blank nodes, with places for their labels."""
        ground = [quad for quad in self._quads if not _blanks(quad)]
        lines = list(ground)
        self._ground_end = len(ground)
        self._nodes: list[tuple[int, int, int]] = []
        for name in names:
            alone = [_masked(quad, name) for quad in self._quads if _blanks(quad) == {name}]
            beside = [_masked(quad, name) for quad in self._quads if name in _blanks(quad) != {name}]
            self._nodes.append((len(lines), len(lines) + len(alone), len(lines) + len(alone) + len(beside)))
            lines += [*alone, *beside]
        self._first = Lines(lines, self._slots)
        labels = {f"{_LABEL}{n}:": len(self._slots) + n for n in range(len(names))}
        marks = dict(zip(names, labels, strict=True))
        labelled = [_renamed(quad, marks) for quad in self._quads if _blanks(quad)]
        self._last = Lines(labelled, {**self._slots, **labels})

    def fill(self, texts: Sequence[str]) -> str | None:
        """The canonical N-Quads with these texts; None where one of the IRIs is the template's own."""
        iris = [texts[place] for place in self._iris]
        if not self._own.isdisjoint(iris):
            return None
        values = [*[escape(texts[place]) for place in self._literals], *iris]
        lines = self._first.fill(values)
        hashes = [_first_degree(lines, *bounds) for bounds in self._nodes]
        if len(set(hashes)) < len(hashes):
            return canonicalize(self._filled(values)).text
        label_of = {digest: f"_:c14n{n}" for n, digest in enumerate(sorted(hashes))}
        last = self._last.fill([*values, *map(label_of.__getitem__, hashes)])
        return "\n".join([*sorted({*lines[: self._ground_end], *last}), ""])

    def _filled(self, values: Sequence[str]) -> list[Quad]:
        def filled(term: str) -> str:
            return _PROBE.sub(lambda found: values[self._slots[found[0]]], term)

        return [(filled(s), p, filled(o), filled(g)) for s, p, o, g in self._quads]


def _blanks(quad: Quad) -> set[str]:
    return {term for term in quad if is_blank(term)}


def _masked(quad: Quad, name: str) -> Quad:
    return _renamed(quad, {other: "_:a" if other == name else "_:z" for other in _blanks(quad)})


def _renamed(quad: Quad, names: Mapping[str, str]) -> Quad:
    subject, predicate, obj, graph = quad
    return names.get(subject, subject), predicate, names.get(obj, obj), names.get(graph, graph)


def _first_degree(lines: Sequence[str], start: int, middle: int, end: int) -> str:
    """RDF-CANON section 4.6. Equal lines are one quad where no other blank node is named."""
    own = sorted([*{*lines[start:middle]}, *lines[middle:end]])
    return hashlib.sha256("\n".join([*own, ""]).encode("utf-8")).hexdigest()
