"""Propose a design, and approve another's (protocol step I1)."""

from uuid import UUID

from issuer_api.domain.design import Design, Elements
from issuer_api.usecases.node import Node, there


def propose_design(node: Node, elements: Elements, by: str) -> Design:
    """A draft that waits for a second person."""
    with node.store() as work:
        return work.designs.add(Design(elements=elements.model_dump(mode="json"), author=by, created_at=node.clock()))


def approve_design(node: Node, design_id: UUID, by: str) -> Design:
    """Raises Forbidden for the design's own author, Conflict when it is approved already."""
    with node.store() as work:
        design = there(work.designs.locked(design_id), "design")
        design.approve(by, node.clock())
        return design
