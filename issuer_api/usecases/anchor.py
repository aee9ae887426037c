"""Anchor what waits (protocol steps A1 to A5), now or on schedule.

The schedule (docs/adr/0003) makes a checkpoint at fixed times whether or not anything waits, so that when something
is anchored says nothing about what, or how much.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from issuer_api.usecases.node import Node


class Anchorer(Protocol):
    """Takes one step; True where another may be taken at once. With `gather` false it opens no new checkpoint."""

    def __call__(self, *, gather: bool) -> bool: ...


def anchor_now(anchorer: Anchorer) -> int:
    """Gather what waits, and step until nothing moves. Returns how many steps there were."""
    steps = 0
    while anchorer(gather=True):
        steps += 1
    return steps


def anchor_on_schedule(node: Node, anchorer: Anchorer, every: timedelta) -> None:
    """Finish what is under way; gather anew once for each time on the schedule, or for several that were missed.

    What comes while that is done waits for the next time: each step asks anew whether one is due.
    """
    while anchorer(gather=_due(node, every)):
        pass


def _due(node: Node, every: timedelta) -> bool:
    with node.store() as work:
        return work.anchored.schedule(last_time(node.clock(), every))


def last_time(now: datetime, every: timedelta) -> datetime:
    """The newest time on the schedule: whole multiples of `every` since 1970, in UTC."""
    seconds = every // timedelta(seconds=1)
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
