"""Places are drawn at random from the free ones, each as likely as any other, and never twice."""

import math
from collections import Counter
from random import Random, SystemRandom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revocation.bitstring import bit
from revocation.errors import StatusListError
from revocation.status_list import SIZE, TOKEN_BITS, allocate, lists_of
from revocation.token_status_list import INVALID, SUSPENDED, VALID, status


@given(data=st.data(), size=st.integers(8, 400))
def test_places_are_different_free_and_as_many_as_asked(data: st.DataObject, size: int) -> None:
    taken = data.draw(st.frozensets(st.integers(0, size - 1), max_size=size))
    count = data.draw(st.integers(0, size - len(taken)))
    places = allocate(size, count, taken.intersection)
    assert len(places) == len(set(places)) == count
    assert taken.isdisjoint(places)
    assert all(0 <= place < size for place in places)


@given(data=st.data(), size=st.integers(8, 400))
def test_more_than_are_left_are_refused(data: st.DataObject, size: int) -> None:
    taken = data.draw(st.frozensets(st.integers(0, size - 1)))
    with pytest.raises(StatusListError) as raised:
        allocate(size, size - len(taken) + 1, taken.intersection)
    assert raised.value.code == "list-full"


def test_a_list_is_filled_to_its_last_place() -> None:
    taken: set[int] = set()
    while len(taken) < SIZE:
        places = allocate(SIZE, min(20_000, SIZE - len(taken)), taken.intersection)
        assert taken.isdisjoint(places)
        taken.update(places)
    assert taken == set(range(SIZE))


@pytest.mark.parametrize("left", [2_000, 20], ids=["nearly-empty", "nearly-full"])
def test_each_free_place_is_as_likely_as_any_other(left: int) -> None:
    """Chi-squared over the free places, far beyond what chance does to it."""
    free = sorted(Random(left).sample(range(2_000), left))
    taken = frozenset(range(2_000)) - frozenset(free)
    chance, draws = Random(7), 60 * left
    counted = Counter(place for _ in range(draws // 4) for place in allocate(2_000, 4, taken.intersection, chance))
    assert counted.keys() <= set(free)
    expected = counted.total() / left
    chi = sum((counted[place] - expected) ** 2 / expected for place in free)
    assert abs(chi - (left - 1)) < 6 * math.sqrt(2 * (left - 1))


def test_chance_comes_from_the_operating_system() -> None:
    assert isinstance(allocate.__defaults__[0], SystemRandom)  # type: ignore[index]


@given(
    flags=st.dictionaries(st.integers(0, SIZE - 1), st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=50)
)
def test_every_list_says_the_same_of_an_entry(flags: dict[int, tuple[bool, bool, bool]]) -> None:
    lists = lists_of(SIZE, [(index, *three) for index, three in flags.items()])
    for index in flags.keys() | {0, SIZE - 1}:
        revoked, suspended, refresh = flags.get(index, (False, False, False))
        assert bit(lists["revocation"], index) == revoked
        assert bit(lists["suspension"], index) == suspended
        assert bit(lists["refresh"], index) == refresh
        expected = INVALID if revoked else SUSPENDED if suspended else VALID
        assert status(lists["token"], TOKEN_BITS, index) == expected
