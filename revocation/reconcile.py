"""Make what is published equal what is wanted (protocol step R6), however often it takes, whatever failed before.

    outcome = reconcile(publisher, "did:…/resources/zQm…")

What counts is the list that anybody can fetch, never the answer of whoever published it.
"""

from typing import Protocol

from revocation.rev_reg import RevReg


class Publisher(Protocol):
    """Publishes lists. `state` reads what is recorded and what is published at this moment; the others may be
    repeated, may fail, may lie: `reconcile` looks at `state` afterwards."""

    def state(self, rev_reg_id: str) -> RevReg: ...
    def announce(self, rev_reg_id: str, index: int) -> None:
        """Have the holder told, once, when the list is out."""

    def publish(self, rev_reg_id: str, revoked: frozenset[int]) -> None:
        """Publish a list in which all of these are revoked."""


def reconcile(publisher: Publisher, rev_reg_id: str) -> RevReg:
    """The registry's state afterwards. Where it still does not agree, call again later: nothing is given up."""
    before = publisher.state(rev_reg_id)
    if before.agrees:
        return before
    for index in sorted(before.missing):
        publisher.announce(rev_reg_id, index)
    publisher.publish(rev_reg_id, before.wanted)
    return publisher.state(rev_reg_id)
