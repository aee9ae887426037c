"""Proof requests: ask a holder, in zero knowledge, and read the verdict."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body
from pydantic import BaseModel

from issuer_api.domain.proof import ProofRequest, ProofState
from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.proofs import ask_proof, judge_proof
from verification.policy import ProofPolicy

router = APIRouter(prefix="/proof-requests", tags=["proof requests"], responses=RESPONSES)
EXAMPLE = {
    "predicates": [
        {"name": "ects_x100", "op": ">=", "value": 300},
        {"name": "eqf_level", "op": ">=", "value": 6},
        {"name": "completed_dateint", "op": ">=", "value": 20250101},
    ]
}


class ProofView(BaseModel):
    """A question and, once it is answered, the verdict on the answer. `declined` proves nothing either way."""

    id: UUID
    policy: dict[str, object]
    state: ProofState
    invitation_url: str | None
    invitation: dict[str, object] | None
    verdict: dict[str, object] | None
    asked_by: str
    created_at: datetime
    answered_at: datetime | None


def _view(proof: ProofRequest) -> ProofView:
    return ProofView(**proof.model_dump())


@router.get("", summary="Every proof request, oldest first")
def every(node: TheNode, _: Caller) -> list[ProofView]:
    with node.store() as work:
        return [_view(proof) for proof in work.proofs.find()]


@router.get("/{proof_id}", summary="One proof request, and its verdict when there is one")
def one(node: TheNode, _: Caller, proof_id: UUID) -> ProofView:
    return _view(judge_proof(node, proof_id))


@router.post("", status_code=201, summary="Ask a holder for a proof")
def ask(
    node: TheNode, by: Caller, policy: Annotated[ProofPolicy, Body(openapi_examples={"example": {"value": EXAMPLE}})]
) -> ProofView:
    return _view(ask_proof(node, policy, by))
