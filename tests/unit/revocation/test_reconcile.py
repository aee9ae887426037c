"""Reconcile against a publisher that fails, lies, is late and forgets: in the end what is wanted is published."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revocation.reconcile import reconcile
from revocation.rev_reg import RevReg

REGISTRY = "did:webvh:QmX:salud.example.edu/resources/zQmR"
CAPACITY = 16
INDEXES = st.frozensets(st.integers(1, CAPACITY - 1))
WEATHER = ("well", "fails", "lies", "answer-lost", "half", "late")


class PublisherAwayError(Exception):
    """It does not answer."""


@dataclass
class SimulatedPublisher:
    """`weather`: how each call of `publish` goes, the first first; after the last one all goes well."""

    wanted: frozenset[int]
    published: frozenset[int] = frozenset()
    weather: list[str] = field(default_factory=list)
    told: set[int] = field(default_factory=set)
    calls: int = 0
    late: frozenset[int] | None = None

    def state(self, rev_reg_id: str) -> RevReg:
        return RevReg(rev_reg_id, CAPACITY, self.wanted, self.published, self.wanted - self.told)

    def publish(self, registry: RevReg) -> None:
        self.calls += 1
        if self.late is not None:
            self.published, self.late = self.late, None
        now = self.weather.pop(0) if self.weather else "well"
        if now in ("well", "answer-lost"):
            self.published = registry.wanted
            self.told |= registry.untold
        elif now == "half":
            self.published |= frozenset(sorted(registry.wanted)[::2])
        elif now == "late":
            self.late = registry.wanted
        if now in ("fails", "answer-lost"):
            raise PublisherAwayError


def once(publisher: SimulatedPublisher) -> RevReg | None:
    try:
        return reconcile(publisher, REGISTRY)
    except PublisherAwayError:
        return None


@given(wanted=INDEXES, published=INDEXES, weather=st.lists(st.sampled_from(WEATHER), max_size=6))
def test_in_the_end_it_agrees_and_says_so_only_then(
    wanted: frozenset[int], published: frozenset[int], weather: list[str]
) -> None:
    publisher = SimulatedPublisher(wanted, published, list(weather))
    for _ in range(len(weather) + 1):
        state = once(publisher)
        if state is not None:
            assert state.published == publisher.published
            assert state.agrees == (wanted == publisher.published)
    assert publisher.state(REGISTRY).agrees
    assert publisher.told == wanted


@given(wanted=INDEXES)
def test_where_it_agrees_already_nobody_is_asked(wanted: frozenset[int]) -> None:
    publisher = SimulatedPublisher(wanted, wanted, told=set(wanted))
    assert reconcile(publisher, REGISTRY).published == wanted
    assert publisher.calls == 0


def test_whoever_was_not_told_is_told_though_the_list_agrees() -> None:
    publisher = SimulatedPublisher(frozenset({3}), frozenset({3}))
    reconcile(publisher, REGISTRY)
    assert (publisher.calls, publisher.told) == (1, {3})


def test_a_success_that_is_a_lie_is_no_success() -> None:
    publisher = SimulatedPublisher(frozenset({3}), weather=["lies"])
    assert not reconcile(publisher, REGISTRY).agrees
    assert reconcile(publisher, REGISTRY).agrees


def test_a_failure_goes_to_the_caller() -> None:
    publisher = SimulatedPublisher(frozenset({3}), weather=["fails"])
    with pytest.raises(PublisherAwayError):
        reconcile(publisher, REGISTRY)
