"""Credentials: who has which, their claim links, and their revocation."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.ports import Work
from issuer_api.domain.status import ChangeState, Reason
from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.claim import claim_link
from issuer_api.usecases.node import institution_of, there
from issuer_api.usecases.records import people_of
from issuer_api.usecases.revoke import revoke

router = APIRouter(prefix="/credentials", tags=["credentials"], responses=RESPONSES)


class CredentialView(BaseModel):
    """One credential. `claim_link` is for its learner alone; `learner` is null once they are erased."""

    id: UUID
    batch_id: UUID
    row: int
    learner: dict[str, str] | None
    state: CredentialState
    revocation: ChangeState | None
    claim_link: str
    receipt_id: UUID
    created_at: datetime
    issued_at: datetime | None
    accepted_at: datetime | None


class Demand(BaseModel):
    """Why a credential is to be revoked. `note` stays in the node: it is published nowhere."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "issued-in-error", "note": "Acta 12"}]})
    reason: Reason
    note: Annotated[str, Field(max_length=500)] = ""


class RevocationView(BaseModel):
    """`wanted`: recorded, and being seen to. `published`: in the list that everybody reads."""

    id: UUID
    credential_id: UUID
    reason: Reason
    state: ChangeState
    requested_by: str
    requested_at: datetime
    published_at: datetime | None


def _views(node: TheNode, work: Work, credentials: list[Credential]) -> list[CredentialView]:
    """By row. A cohort is looked up at once, not a person at a time."""
    host = institution_of(work).host
    people = people_of(work, (c.learner_id for c in credentials))
    revocations = work.status_changes.find(credential_id=tuple(c.id for c in credentials))
    states = {item.credential_id: item.state for item in revocations}
    return [
        CredentialView(
            **credential.model_dump(exclude={"sealed"}),
            learner=person.to_json() if (person := people.get(credential.learner_id)) else None,
            revocation=states.get(credential.id),
            claim_link=claim_link(node, host, credential.id),
            receipt_id=credential.leaf_id,
        )
        for credential in sorted(credentials, key=lambda credential: credential.row)
    ]


@router.get("", summary="The credentials of a batch, by row")
def of_batch(node: TheNode, _: Caller, batch_id: Annotated[UUID, Query()]) -> list[CredentialView]:
    with node.store() as work:
        return _views(node, work, work.credentials.find(batch_id=batch_id))


@router.get("/{credential_id}", summary="One credential")
def one(node: TheNode, _: Caller, credential_id: UUID) -> CredentialView:
    with node.store() as work:
        return _views(node, work, [there(work.credentials.get(credential_id), "credential")])[0]


@router.post(
    "/{credential_id}/revocation",
    summary="Revoke a credential",
    responses={202: {"description": "Recorded; not yet in the published list", "model": RevocationView}},
)
def revocation(
    node: TheNode, by: Caller, response: Response, credential_id: UUID, demand: Annotated[Demand, Body()]
) -> RevocationView:
    found = revoke(node, credential_id, demand.reason, demand.note, by)
    response.status_code = 200 if found.state is ChangeState.PUBLISHED else 202
    return RevocationView(**found.model_dump())
