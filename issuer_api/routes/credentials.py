"""Credentials: who has which, their claim links, whether they hold, and their correction."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.design import Mark, Text
from issuer_api.domain.ports import Work
from issuer_api.domain.status import Act, ChangeState, Standing
from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.routes.status_changes import Demanded, Reinstatement, StatusChangeView, Suspension
from issuer_api.usecases.change_status import Demand, change
from issuer_api.usecases.claim import claim_link
from issuer_api.usecases.node import institution_of, there
from issuer_api.usecases.records import people_of
from issuer_api.usecases.supersede import Correction, supersede

router = APIRouter(prefix="/credentials", tags=["credentials"], responses=RESPONSES)


class CredentialView(BaseModel):
    """One credential. `claim_link` is for its learner alone; `learner` is null once they are erased.

    `state`: how far it came; `standing`: whether it holds; `change`: whether the last change of its standing is in
    every published list yet. `supersedes`: the credential that it corrects.
    """

    id: UUID
    batch_id: UUID
    row: int
    learner: dict[str, str] | None
    state: CredentialState
    standing: Standing
    change: ChangeState | None
    supersedes: UUID | None
    claim_link: str
    receipt_id: UUID
    badge_receipt_id: UUID | None
    created_at: datetime
    issued_at: datetime | None
    accepted_at: datetime | None


class Correcting(BaseModel):
    """What the new credential says differently; what is left out stays as it was. With nothing at all, the learner gets
    the same once more, for another wallet. `note` stays in the node."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"family_name": "Ejemplo Prueba"}]})
    given_name: Text | None = None
    family_name: Text | None = None
    grade: Mark | None = None
    completed: date | None = None
    note: Annotated[str, Field(max_length=500)] = ""


def _views(node: TheNode, work: Work, credentials: list[Credential]) -> list[CredentialView]:
    """By row. A cohort is looked up at once, not a person at a time."""
    host = institution_of(work).host
    people = people_of(work, (c.learner_id for c in credentials))
    changes = work.status_changes.find(credential_id=tuple(c.id for c in credentials))
    states = {item.credential_id: item.state for item in changes}  # oldest first: the last one stays
    return [
        CredentialView(
            **credential.model_dump(exclude={"sealed"}),
            learner=person.to_json() if (person := people.get(credential.learner_id)) else None,
            change=states.get(credential.id),
            claim_link=claim_link(node, host, credential.id),
            receipt_id=credential.leaf_id,
            badge_receipt_id=credential.badge_leaf_id,
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


_NOT_YET: dict[int | str, dict[str, Any]] = {
    202: {"description": "Recorded; not yet in every published list", "model": StatusChangeView}
}


@router.post("/{credential_id}/revocation", summary="Revoke a credential, for good", responses=_NOT_YET)
def revocation(
    node: TheNode, by: Caller, response: Response, credential_id: UUID, demand: Annotated[Demanded, Body()]
) -> StatusChangeView:
    return _change(node, response, credential_id, Demand(Act.REVOKE, demand.reason, demand.note, by))


@router.post("/{credential_id}/suspension", summary="Suspend a credential, until it is reinstated", responses=_NOT_YET)
def suspension(
    node: TheNode, by: Caller, response: Response, credential_id: UUID, demand: Annotated[Suspension, Body()]
) -> StatusChangeView:
    return _change(node, response, credential_id, Demand(Act.SUSPEND, demand.reason, demand.note, by))


@router.post("/{credential_id}/reinstatement", summary="End a suspension", responses=_NOT_YET)
def reinstatement(
    node: TheNode, by: Caller, response: Response, credential_id: UUID, demand: Annotated[Reinstatement, Body()]
) -> StatusChangeView:
    return _change(node, response, credential_id, Demand(Act.REINSTATE, demand.reason, demand.note, by))


@router.get("/{credential_id}/status-changes", summary="Who changed its standing, when and why, oldest first")
def history(node: TheNode, _: Caller, credential_id: UUID) -> list[StatusChangeView]:
    with node.store() as work:
        there(work.credentials.get(credential_id), "credential")
        return [StatusChangeView.of(found) for found in work.status_changes.find(credential_id=credential_id)]


@router.post("/{credential_id}/supersession", status_code=201, summary="Correct a credential by a new one")
def supersession(
    node: TheNode, by: Caller, credential_id: UUID, wanted: Annotated[Correcting, Body()]
) -> CredentialView:
    correction = Correction(**wanted.model_dump(exclude={"note"}))
    new = supersede(node, credential_id, correction, note=wanted.note, by=by)
    return one(node, by, new.id)


def _change(node: TheNode, response: Response, credential_id: UUID, demand: Demand) -> StatusChangeView:
    found = change(node, credential_id, demand)
    response.status_code = 200 if found.state is ChangeState.PUBLISHED else 202
    return StatusChangeView.of(found)
