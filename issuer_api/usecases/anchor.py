"""Anchor what waits (protocol steps A1 to A5), now or when it is due."""

from datetime import timedelta
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


def anchor_when_due(node: Node, anchorer: Anchorer, every: timedelta) -> None:
    """Finish what is under way; gather anew only when the oldest of what waits has waited for so long."""
    with node.store() as work:
        oldest = work.anchored.oldest()
    due = oldest is not None and node.clock() - oldest >= every
    while anchorer(gather=due):
        pass
