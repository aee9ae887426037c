"""Who vouches for whom, as this institution knows it: what it shows of itself, and whom it vouches for."""

import json

from issuer_api.domain.endorsement import presentation
from issuer_api.usecases.node import Node


def shown_endorsements(node: Node) -> bytes:
    """The presentation at /endorsements.json: those that it was given and that are not over, the newest first."""
    with node.store() as work:
        now, received = node.clock(), reversed(work.received_endorsements.find())
        found = [one.document for one in received if one.valid_until is None or now <= one.valid_until]
    return json.dumps(presentation(found), ensure_ascii=False).encode()


def vouched_for(node: Node) -> tuple[str, ...]:
    """The DIDs of those that this institution vouches for now."""
    with node.store() as work:
        now = node.clock()
        return tuple(given.subject for given in work.endorsements.find(withdrawn_at=None) if given.in_force(now))
