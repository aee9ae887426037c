"""RDFC-1.0: one text for one graph (RDF-CANON section 4), with a bound on its work.

    >>> canonicalize([("_:x", "<urn:p>", '"1"', "")]).text
    '_:c14n0 <urn:p> "1" .\\n'

Telling blank nodes apart may take time that grows with the factorial of their number, and a graph can be made for just
that. So the work is counted, and past the bound the graph is refused (RDF-CANON section 7.1).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations

from verification.errors import JsonLdError
from verification.quads import Quad, is_blank, line

MAX_WORK = 500_000  # quads, permutations and labels looked at by hash-n-degree: less than a second
MAX_DEPTH = 100  # of blank nodes known only by other blank nodes


@dataclass(frozen=True, slots=True)
class Canonical:
    """The canonical N-Quads document, and the canonical label (without `_:`) of each of the blank nodes given."""

    text: str
    labels: Mapping[str, str]


def canonicalize(quads: Iterable[Quad], *, algorithm: str = "sha256", max_work: int = MAX_WORK) -> Canonical:
    """Canonical form of a dataset; raises JsonLdError (graph-too-costly)."""
    state = _State(frozenset(quads), algorithm, max_work)
    state.label_all()
    issued = {name: f"_:{label}" for name, label in state.canonical.issued.items()}
    lines = sorted(line((issued.get(s, s), p, issued.get(o, o), issued.get(g, g))) for s, p, o, g in state.quads)
    return Canonical("".join(lines), {name[2:]: label for name, label in state.canonical.issued.items()})


@dataclass(slots=True)
class _Issuer:
    """Issues labels in order (section 4.5)."""

    prefix: str
    issued: dict[str, str] = field(default_factory=dict)

    def issue(self, name: str) -> str:
        return self.issued.setdefault(name, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> "_Issuer":
        return _Issuer(self.prefix, dict(self.issued))


class _State:
    """The canonicalization state (section 4.2)."""

    def __init__(self, quads: frozenset[Quad], algorithm: str, max_work: int) -> None:
        self.quads = quads
        self.canonical = _Issuer("c14n")
        self._algorithm = algorithm
        self._work_left = max_work
        self._depth = 0
        self._quads_of: defaultdict[str, list[Quad]] = defaultdict(list)
        for quad in quads:
            for name in {term for term in (quad[0], quad[2], quad[3]) if is_blank(term)}:
                self._quads_of[name].append(quad)
        self._first = {name: self._hash_first_degree(name) for name in self._quads_of}

    def label_all(self) -> None:
        """Section 4.4.3, steps 3 to 5."""
        by_hash: defaultdict[str, list[str]] = defaultdict(list)
        for name, digest in self._first.items():
            by_hash[digest].append(name)
        groups = [names for _, names in sorted(by_hash.items())]
        for names in groups:
            if len(names) == 1:
                self.canonical.issue(names[0])
        for names in groups:
            if len(names) > 1:
                self._label_alike(names)

    def _label_alike(self, names: list[str]) -> None:
        found: list[tuple[str, _Issuer]] = []
        for name in names:
            if name not in self.canonical.issued:
                issuer = _Issuer("b")
                issuer.issue(name)
                found.append(self._hash_n_degree(name, issuer))
        for _, issuer in sorted(found, key=lambda result: result[0]):
            for name in issuer.issued:
                self.canonical.issue(name)

    def _hash(self, text: str) -> str:
        return hashlib.new(self._algorithm, text.encode("utf-8")).hexdigest()

    def _hash_first_degree(self, name: str) -> str:
        """Section 4.6."""

        def masked(term: str) -> str:
            return term if not is_blank(term) else "_:a" if term == name else "_:z"

        return self._hash(
            "".join(sorted(line((masked(s), p, masked(o), masked(g))) for s, p, o, g in self._quads_of[name]))
        )

    def _hash_related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """Section 4.7."""
        label = self.canonical.issued.get(related) or issuer.issued.get(related)
        return self._hash(
            f"{position}{quad[1] if position != 'g' else ''}{f'_:{label}' if label else self._first[related]}"
        )

    def _hash_n_degree(self, name: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """Section 4.8."""
        self._depth += 1
        self._spend(MAX_WORK if self._depth > MAX_DEPTH else 1)
        data = ""
        for digest, related in sorted(self._related(name, issuer).items()):
            path, issuer = self._shortest_path(related, issuer)
            data += digest + path
        self._depth -= 1
        return self._hash(data), issuer

    def _related(self, name: str, issuer: _Issuer) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for quad in self._quads_of[name]:
            self._spend(1)
            for term, position in ((quad[0], "s"), (quad[2], "o"), (quad[3], "g")):
                if is_blank(term) and term != name:
                    found[self._hash_related(term, quad, issuer, position)].append(term)
        return found

    def _shortest_path(self, related: list[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        chosen: tuple[str, _Issuer] | None = None
        for order in permutations(related):
            self._spend(len(order) + len(issuer.issued))
            tried = self._path(order, issuer.copy(), chosen[0] if chosen else None)
            if tried and (chosen is None or tried[0] < chosen[0]):
                chosen = tried
        return chosen or ("", issuer)

    def _path(self, order: tuple[str, ...], issuer: _Issuer, best: str | None) -> tuple[str, _Issuer] | None:
        """Steps 5.4.4 and 5.4.5: the path of one order, or None as soon as it cannot be the least any more."""
        path, pending = "", []
        for name in order:
            if name in self.canonical.issued:
                path += f"_:{self.canonical.issued[name]}"
            else:
                if name not in issuer.issued:
                    pending.append(name)
                path += f"_:{issuer.issue(name)}"
            if _lost(path, best):
                return None
        for name in pending:
            digest, deeper = self._hash_n_degree(name, issuer)
            path += f"_:{issuer.issue(name)}<{digest}>"
            issuer = deeper
            if _lost(path, best):
                return None
        return path, issuer

    def _spend(self, units: int) -> None:
        self._work_left -= units
        if self._work_left < 0:
            raise JsonLdError("graph-too-costly", "the document's blank nodes are too much alike to be told apart")


def _lost(path: str, best: str | None) -> bool:
    return best is not None and len(path) >= len(best) and path > best
