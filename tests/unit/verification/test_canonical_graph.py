"""Templates against the plain road: whatever is done to a document, both say the same bytes or the same refusal."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer_api.domain.award import Award
from issuer_api.domain.badge import StatusPlace, open_badge
from tests.unit.issuer_api.domain.awards import AWARDS, badge
from verification import canonical_graph as module
from verification.canonical_graph import MAX_SHAPES, MAX_TEMPLATES, canonical_graph, plainly
from verification.errors import JsonLdError
from verification.graph_shape import Odd, shape, with_texts
from verification.graph_template import Template, is_verbatim, plan_of
from verification.known_contexts import defined_terms

Json = dict[str, Any]
V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
_HOSTILE = [
    "", " ", "a", "@id", "@type", "@none", "@foo", "@json", "type", "id", "name", "Achievement", "xsd:string",
    "sec:x", "_:b0", "_:c14n0", "_:b.0", "_:a", "urn:x:1", "urn:x:2", "urn:", "http://",
    "https://a.example/ü?q=%41#f", "//a/b", "../x", "did:web:salud.example.edu",
    "did:web:salud.example.edu> <urn:p> <urn:o", 'a"b', "a\\b", "a\nb", "a\r\n.", "\t", "\x00", "\x7f", "\x85",
    "\u2028", "%s", "%(a)s", "{0}", "\ud800", "😀", "\uffff", "e\u0301", "é", "2026-11-23T12:00:00Z", "1.0", "true",
    "null", "https://schema.org/name", "https://www.w3.org/2018/credentials#VerifiableCredential",
    "assertionMethod", "mailto:a@b", "urn:uuid:00000000-0000-0000-0000-000000000005", V2,
]  # fmt: skip
_SCALARS = st.sampled_from(_HOSTILE) | st.text(max_size=8) | st.none() | st.booleans() | st.integers() | st.floats()


def outcome(work: Any, document: Json) -> str:
    """The text, or the code of the refusal."""
    try:
        text: str = work(document)
    except JsonLdError as refusal:
        return f"refused: {refusal.code}"
    return text


def both(document: Json) -> str:
    """What the plain road says, once templates have said it too, each time they are asked."""
    plain = outcome(plainly, document)
    assert [outcome(canonical_graph, document) for _ in range(4)] == [plain] * 4
    return plain


@pytest.fixture(autouse=True)
def _nothing_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SHAPES", module._Recent(MAX_SHAPES))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything that is no object and no array, and not the document's @context."""
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            if key != "@context":
                yield from leaves(child, (*path, key))
    else:
        yield path


def put(document: Json, path: tuple[Any, ...], value: Any) -> None:
    place: Any = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value


_PATHS = list(leaves(badge()))


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(_PATHS), _SCALARS), max_size=4))
def test_any_scalar_anywhere(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    """The shape's template is there already when the changed document comes."""
    for _ in range(3):
        canonical_graph(badge())
    document = badge()
    for path, value in changes:
        put(document, path, value)
    both(document)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(_PATHS), st.sampled_from(_PATHS))
def test_two_places_may_hold_the_same(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    for _ in range(3):
        canonical_graph(badge())
    document = badge()
    value: Any = document
    for key in one:
        value = value[key]
    put(document, other, value)
    both(document)


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_members_may_be_moved_doubled_or_left_out(data: st.DataObject) -> None:
    document = badge()
    for _ in range(data.draw(st.integers(1, 3))):
        places = [document, *(o for o in _objects(document) if o)]
        source, target = data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))
        name = data.draw(st.sampled_from(sorted(source)))
        value = copy.deepcopy(source[name])
        if data.draw(st.booleans()):
            target[name] = [value, copy.deepcopy(value)] if data.draw(st.booleans()) else value
        elif name != "@context":
            del source[name]
    both(document)


def _objects(value: Any) -> Iterator[Json]:
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(child, dict):
            yield child
        yield from _objects(child)


@settings(deadline=None, max_examples=40)
@given(st.lists(AWARDS, min_size=2, max_size=4), st.integers(0, 2**17 - 1))
def test_the_badges_of_any_awards(awards: list[Award], index: int) -> None:
    for award in awards:
        assert not both(open_badge(award, salt="00", place=StatusPlace("z1", index))).startswith("refused")


_NODES = st.recursive(
    st.sampled_from(_HOSTILE),
    lambda inner: (
        st.dictionaries(st.sampled_from(["id", "type", "name", "a", "b"]), inner, max_size=3)
        | st.lists(inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=300)
@given(
    st.dictionaries(st.sampled_from(["id", "type", "name", "a", "b"]), _NODES, max_size=4),
    st.randoms(use_true_random=False),
)
def test_small_graphs_of_much_the_same_nodes(members: Json, chance: random.Random) -> None:
    """Blank nodes that are alike, values twice, and then the same shape with other texts."""
    document = {"@context": [V2, EXAMPLES], **members}
    both(document)
    for _ in range(3):
        _, texts = shape(document)
        both(with_texts(document, [chance.choice([*_HOSTILE, *texts]) for _ in texts]))


def test_most_badges_of_a_batch_are_filled_in() -> None:
    """The road is the fast one: a template there is, and it is asked."""
    document = badge()
    form, texts = shape(document)
    plan = plan_of(document, texts)
    assert not plan.fixed
    assert Template(document, texts, plan).fill(texts) == plainly(document)
    for _ in range(3):
        canonical_graph(document)
    seen = module._SHAPES.get(form)
    assert seen is not None
    assert isinstance(seen._templates.get(plan.key(texts)), Template)


def test_what_is_kept_is_bounded() -> None:
    for number in range(3 * MAX_SHAPES):
        for _ in range(2):
            canonical_graph({"@context": V2, "name": ["a"] * (number + 1), "id": "urn:x"})
    assert len(module._SHAPES._values) == MAX_SHAPES
    for number in range(3 * MAX_TEMPLATES):
        for _ in range(3):
            canonical_graph({"@context": [V2, EXAMPLES], "id": "urn:x", "a": {"id": f"_:{number}", "name": "b"}})
    assert max(len(seen._templates._values) for seen in module._SHAPES._values.values()) == MAX_TEMPLATES


def test_a_shape_and_its_texts_are_the_document() -> None:
    """What differs in anything but a text has another shape: 1 is not 1.0, nor True, nor "1"; and order counts."""
    alike: list[Json] = [
        {"a": 1}, {"a": 1.0}, {"a": True}, {"a": "1"}, {"a": ["1"]}, {"a": {}}, {"a": []}, {"a": [[]]}, {"a": None},
        {"a": "x", "b": {}}, {"a": {"b": "x"}}, {"b": {}, "a": "x"}, {"a": ["x", "y"]}, {"a": ["x"], "y": []},
        {"type": "a"}, {"type": ["a"]}, {"type": "['a']"}, {"@type": "a"}, {"@id": "a"}, {"id": "a"}, {"a": "@id"},
    ]  # fmt: skip
    found = {json.dumps([repr(form), texts]) for form, texts in map(shape, alike)}
    assert len(found) == len(alike)


@pytest.mark.parametrize("odd", [{1: "a"}, {"a": (1,)}, {"a": {2: 1}}, {"type": {"b"}}, {"a": ["x"] * 3_000}])
def test_what_is_no_plain_json_or_too_large_has_no_shape(odd: Json) -> None:
    with pytest.raises(Odd):
        shape(odd)


@pytest.mark.parametrize("text", ["", "a", "xsd:string", "_:b0", "@id", "a b:c", "urn:a b", "sec:x", "Achievement"])
def test_what_a_context_might_expand_is_not_verbatim(text: str) -> None:
    assert not is_verbatim(text)


def test_schemes_of_common_iris_are_no_terms() -> None:
    assert defined_terms().isdisjoint({"http", "https", "urn", "did", "mailto", "data", "tel"})
