"""The Open Badges of a batch, in the transaction that issues it (protocol step I3).

    contents = badges_of(node, work, awards)        # signed, each with its place in a status list and its leaf

All are of one design, made at one moment and signed together: they share a structure, and 1,200 take seconds.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from issuer_api.domain.award import Award
from issuer_api.domain.badge import StatusPlace, open_badge
from issuer_api.domain.ports import Work
from issuer_api.usecases.node import Node
from issuer_api.usecases.status_lists import allocate
from verification.badge_evidence import badge_digest


@dataclass(frozen=True, slots=True)
class Issued:
    """A signed badge, the leaf that will anchor it, and its place."""

    document: dict[str, Any]
    leaf_id: UUID
    place: StatusPlace


def badges_of(node: Node, work: Work, awards: Sequence[Award]) -> list[Issued]:
    """The badges of awards of one design at one moment, in their order. Their validity and their proofs begin at that
    moment, under the key that the DID has by then."""
    if not awards:
        return []
    first = awards[0]
    places = [StatusPlace(*place) for place in allocate(node, work, first.issuer, len(awards))]
    unsigned = [
        open_badge(award, salt=secrets.token_hex(16), place=place) for award, place in zip(awards, places, strict=True)
    ]
    signed = node.signer.secure(
        unsigned,
        verification_method=f"{first.issuer}#key-1",
        created=first.issued,
        cryptosuite=first.elements.cryptosuite,
    )
    return [
        Issued(document, work.outbox.leaf(badge_digest(document)), place)
        for document, place in zip(signed, places, strict=True)
    ]
