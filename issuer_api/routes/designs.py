"""Designs: propose one, read them, approve somebody else's."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body
from pydantic import BaseModel

from issuer_api.domain.design import Design, DesignState, Elements
from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.designs import approve_design, propose_design
from issuer_api.usecases.node import there

router = APIRouter(prefix="/designs", tags=["designs"], responses=RESPONSES)
EXAMPLE = {
    "title": "Salud digital comunitaria",
    "description": "Uso de herramientas digitales en la atención primaria de la comunidad.",
    "language": "es",
    "outcomes": ["Planifica una intervención de salud digital con una comunidad"],
    "outcomes_uri": "https://salud.example.edu/resultados/salud-digital",
    "hours": 75,
    "ects": "3",
    "national_credits": "3",
    "credit_scheme": "SCT",
    "eqf_level": 6,
    "assessment_type": "Proyecto con rúbrica",
    "mode": "blended",
    "qa_type": "Acreditación institucional",
    "grade_scale": {"minimum": "0", "maximum": "100", "pass_mark": "60"},
    "id_verified": True,
    "stackable": True,
    "alignments": [
        {
            "type": "esco",
            "name": "desarrollar contenidos digitales",
            "url": "http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a",
        },
    ],
    "prerequisites": "Manejo básico de un computador",
}


class DesignView(BaseModel):
    """A design as it stands."""

    id: UUID
    elements: Elements
    state: DesignState
    author: str
    approver: str | None
    created_at: datetime
    approved_at: datetime | None


def _view(design: Design) -> DesignView:
    return DesignView(**{**design.model_dump(), "elements": design.read()})


@router.post("", status_code=201, summary="Propose a design")
def propose(
    node: TheNode,
    by: Caller,
    elements: Annotated[Elements, Body(openapi_examples={"example": {"value": EXAMPLE}})],
) -> DesignView:
    return _view(propose_design(node, elements, by))


@router.get("", summary="Every design, oldest first")
def every(node: TheNode, _: Caller) -> list[DesignView]:
    with node.store() as work:
        return [_view(design) for design in work.designs.find()]


@router.get("/{design_id}", summary="One design")
def one(node: TheNode, _: Caller, design_id: UUID) -> DesignView:
    with node.store() as work:
        return _view(there(work.designs.get(design_id), "design"))


@router.post("/{design_id}/approve", summary="Approve a design, as a second person")
def approve(node: TheNode, by: Caller, design_id: UUID) -> DesignView:
    return _view(approve_design(node, design_id, by))
