"""How much room the registries give, and how many more are made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer_api.domain.ports import RegistryUse
from issuer_api.usecases.registries import Room

USES = st.integers(1, 99).flatmap(lambda capacity: st.tuples(st.just(capacity), st.integers(0, capacity)))


def room(*uses: tuple[int, int], waiting: int = 0, full: int = 0) -> Room:
    ready = [RegistryUse(f"r{n}", capacity, used, "finished", n == 0) for n, (capacity, used) in enumerate(uses)]
    past = [RegistryUse(f"f{n}", 9, 9, "full", False) for n in range(full)]
    return Room((*ready, *past), waiting, {})


@given(st.lists(USES, max_size=5), st.integers(0, 400), st.integers(0, 3))
def test_what_is_made_is_room_enough_for_whoever_waits_or_for_three_registries(
    uses: list[tuple[int, int]], waiting: int, full: int
) -> None:
    found = room(*uses, waiting=waiting, full=full)
    size = 10
    made = found.missing(size)
    wanted = min(waiting, 3 * 9)
    assert found.free + 9 * made >= wanted
    assert made == 0 or found.free + 9 * (made - 1) < wanted


@pytest.mark.parametrize(("used", "warning"), [(0, False), (79, False), (80, True), (100, True)])
def test_it_warns_from_eighty_percent(used: int, warning: bool) -> None:
    assert room((100, used)).warning is warning
    assert room((100, used), (100, 0)).warning is False, "one that is empty stands by"


def test_with_nothing_ready_it_warns() -> None:
    found = room(full=1)
    assert (found.free, found.share, found.warning) == (0, 1.0, True)
