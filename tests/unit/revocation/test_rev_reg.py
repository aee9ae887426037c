"""What a registry's state says: what is missing, and which lists are lists."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revocation.errors import RevocationError
from revocation.rev_reg import RevReg, revives, revoked_indexes

REGISTRY = "did:webvh:QmX:salud.example.edu/resources/zQmR"
CAPACITY = 32
INDEXES = st.frozensets(st.integers(1, CAPACITY - 1))
LISTS = st.lists(st.integers(0, 1), min_size=CAPACITY, max_size=CAPACITY)


@given(wanted=INDEXES, published=INDEXES)
def test_it_agrees_when_what_is_wanted_is_published_and_nothing_else(
    wanted: frozenset[int], published: frozenset[int]
) -> None:
    state = RevReg(REGISTRY, CAPACITY, wanted, published)
    assert state.agrees == (wanted == published) == (not state.missing and not state.surplus)
    assert state.missing | (wanted & published) == wanted
    assert state.surplus | (wanted & published) == published


@pytest.mark.parametrize("index", [0, -1, CAPACITY, 10**9])
def test_an_index_that_is_never_issued_is_refused(index: int) -> None:
    for wanted, published in ((frozenset({index}), frozenset[int]()), (frozenset[int](), frozenset({index}))):
        with pytest.raises(RevocationError, match=f"index {index} is outside"):
            RevReg(REGISTRY, CAPACITY, wanted, published)


@given(LISTS)
def test_the_revoked_are_those_whose_entry_is_one(entries: list[int]) -> None:
    assert revoked_indexes(entries) == {index for index, entry in enumerate(entries) if entry == 1}


@pytest.mark.parametrize("entry", [2, -1, True, False, "1", None, 0.5, [1]])
def test_an_entry_that_is_neither_zero_nor_one_is_refused(entry: object) -> None:
    with pytest.raises(RevocationError, match="entry 1 of the list"):
        revoked_indexes([0, entry])


@given(former=LISTS, later=LISTS)
def test_a_later_list_revives_exactly_what_it_no_longer_revokes(former: list[int], later: list[int]) -> None:
    revived = revives(former, later)
    assert revived == {index for index in range(CAPACITY) if former[index] and not later[index]}
    assert revives(former, [*map(max, former, later)]) == frozenset()


@pytest.mark.parametrize("later", [[], [0], [0, 0]])
def test_a_list_cut_short_revives_what_was_cut_off(later: Sequence[int]) -> None:
    assert revives([0, 0, 1], later) == {2}
