"""Make what is published equal what is wanted, however often it takes, whatever failed before.

    outcome = reconcile(publisher, "did:…/resources/zQm…")

The publisher is asked to do the ordinary thing first, and to heal the registry where that did not show: what
counts is the list that anybody can fetch, never the answer of whoever published it.
"""

from typing import Protocol

from revocation.rev_reg import RevReg


class Publisher(Protocol):
    """Publishes lists. `state` reads what is recorded and what is published at this moment; both writes may be
    repeated, may fail, may lie: `reconcile` looks at `state` afterwards."""

    def state(self, rev_reg_id: str) -> RevReg: ...
    def revoke(self, rev_reg_id: str, index: int) -> None: ...
    def heal(self, rev_reg_id: str, revoked: frozenset[int]) -> None: ...


def reconcile(publisher: Publisher, rev_reg_id: str) -> RevReg:
    """The registry's state afterwards. Where it still does not agree, call again later: nothing is given up."""
    before = publisher.state(rev_reg_id)
    for index in sorted(before.missing):
        publisher.revoke(rev_reg_id, index)
    after = publisher.state(rev_reg_id)
    if after.agrees:
        return after
    publisher.heal(rev_reg_id, after.wanted | after.published)
    return publisher.state(rev_reg_id)
