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
WEATHER = ("well", "fails", "lies", "answer-lost", "half", "late", "announce-fails")


class PublisherAwayError(Exception):
    """It does not answer."""


@dataclass
class SimulatedPublisher:
    """`weather`: how each call of `publish` goes, the first first; after the last one all goes well."""

    wanted: frozenset[int]
    published: frozenset[int] = frozenset()
    weather: list[str] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    calls: int = 0
    late: frozenset[int] = frozenset()

    def state(self, rev_reg_id: str) -> RevReg:
        return RevReg(rev_reg_id, CAPACITY, self.wanted, self.published)

    def announce(self, rev_reg_id: str, index: int) -> None:
        if self.weather[:1] == ["announce-fails"]:
            self.weather.pop(0)
            raise PublisherAwayError
        if index not in self.told:
            self.told.append(index)

    def publish(self, rev_reg_id: str, revoked: frozenset[int]) -> None:
        self.calls += 1
        assert set(self.told) >= revoked - self.published, "the holder is told before the list is out, or never"
        self.published |= self.late
        now = self.weather.pop(0) if self.weather else "well"
        if now in ("well", "answer-lost"):
            self.published |= revoked
        elif now == "half":
            self.published |= frozenset(sorted(revoked)[::2])
        elif now == "late":
            self.late = revoked
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
            assert state.agrees == (wanted <= publisher.published)
        assert publisher.published >= published, "a revocation is never taken back"
    assert publisher.state(REGISTRY).agrees
    assert sorted(publisher.told) == sorted(wanted - published)


@given(wanted=INDEXES, extra=INDEXES)
def test_where_it_agrees_already_nobody_is_asked(wanted: frozenset[int], extra: frozenset[int]) -> None:
    publisher = SimulatedPublisher(wanted, wanted | extra)
    assert reconcile(publisher, REGISTRY).published == wanted | extra
    assert publisher.calls == 0
    assert publisher.told == []


def test_a_success_that_is_a_lie_is_no_success() -> None:
    publisher = SimulatedPublisher(frozenset({3}), weather=["lies"])
    assert not reconcile(publisher, REGISTRY).agrees
    assert reconcile(publisher, REGISTRY).agrees


def test_a_failure_goes_to_the_caller() -> None:
    publisher = SimulatedPublisher(frozenset({3}), weather=["fails"])
    with pytest.raises(PublisherAwayError):
        reconcile(publisher, REGISTRY)
