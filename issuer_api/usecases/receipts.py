"""A credential's receipt (protocol step I8): that its digest is in the institution's log on a chain."""

from uuid import UUID

from issuer_api.domain.errors import NotFound
from issuer_api.usecases.node import Node


def read_receipt(node: Node, receipt_id: UUID) -> dict[str, object]:
    """The receipt as JSON. Raises NotFound where there is none, or none yet: a checkpoint has to be final first."""
    with node.store() as work:
        found = work.anchored.receipt(receipt_id)
    if found is None:
        raise NotFound(
            "no-receipt-yet", "There is no such receipt, or its checkpoint is not final yet. Try again later."
        )
    return found
