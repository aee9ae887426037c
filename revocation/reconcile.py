"""Make what is published equal what is wanted (protocol step R6), however often it takes, whatever failed before.

    outcome = reconcile(publisher, "did:…/resources/zQm…")

What counts is the list that anybody can fetch, never the answer of whoever published it.
"""

from typing import Protocol

from revocation.rev_reg import RevReg


class Publisher(Protocol):
    """Publishes lists. `state` reads what is recorded and what is published at this moment; `publish` may be
    repeated, may fail, may lie: `reconcile` looks at `state` afterwards."""

    def state(self, rev_reg_id: str) -> RevReg: ...
    def publish(self, registry: RevReg) -> None:
        """Publish one list for all of it, and have each holder told once who was not."""


def reconcile(publisher: Publisher, rev_reg_id: str) -> RevReg:
    """The registry's state afterwards. Where it still does not agree, call again later: nothing is given up."""
    before = publisher.state(rev_reg_id)
    if before.agrees and not before.untold:
        return before
    publisher.publish(before)
    return publisher.state(rev_reg_id)
