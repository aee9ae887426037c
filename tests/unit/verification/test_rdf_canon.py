"""RDFC-1.0 against the W3C's own tests, and against graphs made to be costly."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.verification.conftest import VECTORS
from verification.errors import JsonLdError
from verification.quads import Quad, literal
from verification.rdf_canon import MAX_WORK, canonicalize

_TESTS = VECTORS / "rdf-canon" / "tests"
_MANIFEST = _TESTS / "manifest.jsonld"
_ENTRIES: list[dict[str, Any]] = json.loads(_MANIFEST.read_text())["entries"] if _MANIFEST.exists() else []


def _of_type(name: str) -> list[Any]:
    found = [entry for entry in _ENTRIES if entry["type"] == f"rdfc:{name}"]
    reason = "the RDFC-1.0 vectors are not here: ../shared/vectors/rdf-canon"
    return [pytest.param(e, id=e["id"]) for e in found] or [pytest.param(None, marks=pytest.mark.skip(reason=reason))]


def _term(term: Any) -> str:
    if isinstance(term, pyoxigraph.Literal):
        return literal(term.value, term.datatype.value, term.language)
    return str(term) if isinstance(term, pyoxigraph.BlankNode) else f"<{term.value}>"


def read(path: Path) -> list[Quad]:
    """An independent reader of N-Quads, and our own terms."""
    quads = pyoxigraph.parse(path.read_bytes(), format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)
    default = pyoxigraph.DefaultGraph
    return [
        (
            _term(q.subject),
            _term(q.predicate),
            _term(q.object),
            "" if isinstance(q.graph_name, default) else _term(q.graph_name),
        )
        for q in quads
    ]


@pytest.mark.parametrize("entry", _of_type("RDFC10EvalTest"))
def test_a_graph_has_the_published_canonical_form(entry: dict[str, Any]) -> None:
    found = canonicalize(read(_TESTS / entry["action"]), algorithm=entry.get("hashAlgorithm", "SHA256"))
    assert found.text == (_TESTS / entry["result"]).read_text()


@pytest.mark.parametrize("entry", _of_type("RDFC10MapTest"))
def test_blank_nodes_get_the_published_labels(entry: dict[str, Any]) -> None:
    found = canonicalize(read(_TESTS / entry["action"]), algorithm=entry.get("hashAlgorithm", "SHA256"))
    assert found.labels == json.loads((_TESTS / entry["result"]).read_text())


@pytest.mark.parametrize("entry", _of_type("RDFC10NegativeEvalTest"))
def test_a_poisoned_graph_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(JsonLdError) as refusal:
        canonicalize(read(_TESTS / entry["action"]))
    assert refusal.value.code == "graph-too-costly"


def _clique(size: int) -> list[Quad]:
    nodes = [f"_:n{n}" for n in range(size)]
    return [(a, "<urn:knows>", b, "") for a, b in permutations(nodes, 2)]


def test_the_bound_is_a_count_of_work_and_not_a_clock() -> None:
    """The work that is allowed decides, however large the clique; and it is the same at each run."""
    costs = []
    for _ in range(2):
        allowed = 1
        while True:
            try:
                canonicalize(_clique(4), max_work=allowed)
                break
            except JsonLdError:
                allowed += 1
        costs.append(allowed)
    assert costs[0] == costs[1] < MAX_WORK
    for size in (10, 40):
        with pytest.raises(JsonLdError) as refusal:
            canonicalize(_clique(size))
        assert refusal.value.code == "graph-too-costly"


_NODES = st.sampled_from([f"_:n{n}" for n in range(5)] + ["<urn:a>", "<urn:b>"])
_GRAPHS = st.lists(
    st.tuples(_NODES, st.sampled_from(["<urn:p>", "<urn:q>"]), _NODES, st.sampled_from(["", "<urn:g>", "_:n0"])),
    max_size=9,
)


@given(_GRAPHS, st.permutations(range(5)))
def test_labels_and_order_of_the_input_say_nothing(quads: list[Quad], order: list[int]) -> None:
    renamed = {f"_:n{n}": f"_:m{order[n]}" for n in range(5)}
    other: list[Quad] = [
        (renamed.get(s, s), p, renamed.get(o, o), renamed.get(g, g)) for s, p, o, g in reversed([*quads, *quads])
    ]
    assert canonicalize(quads).text == canonicalize(other).text


@given(_GRAPHS)
def test_an_independent_implementation_agrees(quads: list[Quad]) -> None:
    text = "".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in quads)
    theirs = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS))
    theirs.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    assert canonicalize(quads).text == "".join(sorted(f"{quad} .\n" for quad in theirs))
