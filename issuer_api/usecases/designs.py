"""Propose a design, approve another's (protocol step I1), and show everybody what it is that is achieved."""

from typing import Any
from uuid import UUID

from issuer_api.domain.badge import achievement_document
from issuer_api.domain.design import Design, DesignState, Elements
from issuer_api.domain.errors import Invalid
from issuer_api.domain.institution import Institution
from issuer_api.usecases.node import Node, institution_of, there
from verification.errors import JsonLdError
from verification.json_ld import to_quads


def propose_design(node: Node, elements: Elements, by: str) -> Design:
    """A draft that waits for a second person. Raises Invalid (not-a-badge) where no badge could be made of it."""
    with node.store() as work:
        design = Design(elements=elements.model_dump(mode="json"), author=by, created_at=node.clock())
        try:
            to_quads(_achievement(design, institution_of(work)))
        except JsonLdError as exc:
            raise Invalid(
                "not-a-badge",
                "No Open Badge can be made of this design. Look at its addresses (of outcomes and alignments): each "
                "must be a whole one, as a browser shows it.",
                reason=exc.code,
            ) from exc
        return work.designs.add(design)


def approve_design(node: Node, design_id: UUID, by: str) -> Design:
    """Raises Forbidden for the design's own author, Conflict when it is approved already."""
    with node.store() as work:
        design = there(work.designs.locked(design_id), "design")
        design.approve(by, node.clock())
        return design


def read_achievement(node: Node, design_id: UUID) -> dict[str, Any]:
    """What was achieved, for everybody. Raises NotFound for a design that is not approved, as for one that is not."""
    with node.store() as work:
        design = work.designs.get(design_id)
        approved = design if design and design.state is DesignState.APPROVED else None
        return _achievement(there(approved, "achievement"), institution_of(work))


def _achievement(design: Design, institution: Institution) -> dict[str, Any]:
    elements = design.read()
    issuer = elements.issuer(did=institution.did, host=institution.host)
    return achievement_document(elements, design.id, host=institution.host, did=issuer, name=institution.name)
