"""Checkpoints at fixed times, with a real worker on PostgreSQL: what waits or does not wait changes nothing."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from issuer_api.adapters.postgres import EmbeddedPostgres
from issuer_api.usecases.anchor import anchor_now, anchor_on_schedule
from tests.integration.issuer_api.institutions import University, universities

HOUR = timedelta(hours=1)


@dataclass
class Registrar:
    """An institution whose clock is moved by the test. `arrives`: a leaf that comes while the worker is at it."""

    university: University
    now: datetime = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)
    arrives: list[bytes] = field(default_factory=list)

    def work(self) -> None:
        """What the job does every two seconds."""
        node = replace(self.university.parts.node, clock=lambda: self.now)
        anchor_on_schedule(node, self._step, HOUR)

    def issue(self, count: int = 1) -> None:
        with self.university.parts.store() as work:
            for _ in range(count):
                work.outbox.leaf(secrets.token_bytes(32))

    def anchor_now(self) -> None:
        anchor_now(self._step)

    @property
    def checkpoints(self) -> list[tuple[int, int]]:
        """Leaves and padding of each."""
        with self.university.parts.store() as work:
            return [(found.leaves, found.padding) for found in work.anchored.checkpoints()]

    def _step(self, *, gather: bool) -> bool:
        step = self.university.worker.advance(gather=gather)
        if self.arrives:
            self.arrives.pop()
            self.issue()
        return step is not None and step.moved


@pytest.fixture
def registrar(postgres: EmbeddedPostgres, tmp_path: Path) -> Iterator[Registrar]:
    with universities(postgres, tmp_path, ("here",)) as (here,):
        yield Registrar(here)


def test_one_checkpoint_an_hour_whatever_waits(registrar: Registrar) -> None:
    registrar.work()
    registrar.issue(3)
    for minutes in (1, 20, 38):
        registrar.now = datetime(2026, 11, 23, 9, 20 + minutes, tzinfo=UTC)
        registrar.work()
    assert registrar.checkpoints == [(0, 8)]
    registrar.now += timedelta(minutes=2)
    registrar.work()
    registrar.work()
    assert registrar.checkpoints == [(0, 8), (3, 5)]
    registrar.now += HOUR
    registrar.work()
    assert registrar.checkpoints == [(0, 8), (3, 5), (0, 8)]
    registrar.now += 5 * HOUR
    registrar.work()
    assert len(registrar.checkpoints) == 4


def test_what_comes_while_a_checkpoint_is_made_waits_for_the_next(registrar: Registrar) -> None:
    registrar.arrives = [b"one", b"two", b"three"]
    registrar.work()
    registrar.work()
    assert registrar.checkpoints == [(0, 8)]
    registrar.now += HOUR
    registrar.work()
    assert registrar.checkpoints == [(0, 8), (3, 5)]


def test_now_is_now_and_changes_no_later_time(registrar: Registrar) -> None:
    registrar.work()
    registrar.anchor_now()
    assert registrar.checkpoints == [(0, 8)]  # nothing waited
    registrar.issue(9)
    registrar.anchor_now()
    assert registrar.checkpoints == [(0, 8), (9, 7)]
    registrar.now += HOUR
    registrar.work()
    assert registrar.checkpoints == [(0, 8), (9, 7), (0, 8)]
