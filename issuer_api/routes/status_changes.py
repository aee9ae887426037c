"""Changes of standing: how they are asked for and told, and those of many credentials at once."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field

from issuer_api.domain.status import Act, ChangeState, Reason, StatusChange
from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.change_status import Demand, change_many

router = APIRouter(prefix="/status-changes", tags=["credentials"], responses=RESPONSES)
_MOST = 10_000


class Demanded(BaseModel):
    """Why. `note` stays in the node: it is published nowhere."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "issued-in-error", "note": "Acta 12"}]})
    reason: Reason
    note: Annotated[str, Field(max_length=500)] = ""


class Suspension(Demanded):
    """Why a credential is not to hold for now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "under-review", "note": ""}]})
    reason: Reason = Reason.UNDER_REVIEW


class Reinstatement(Demanded):
    """Why a suspension ends."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "review-ended", "note": ""}]})
    reason: Reason = Reason.REVIEW_ENDED


class ManyDemanded(Demanded):
    """The same change of many credentials."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "act": "suspend",
                    "reason": "under-review",
                    "credential_ids": ["3f1d9c52-0a53-4c4e-9d0e-6a0a9f1d6b11"],
                }
            ]
        }
    )
    act: Act
    credential_ids: Annotated[list[UUID], Field(min_length=1, max_length=_MOST)]


class StatusChangeView(BaseModel):
    """`wanted`: recorded, and being seen to. `published`: in every list that anybody reads. The note is shown to
    nobody here."""

    id: UUID
    credential_id: UUID
    act: Act
    reason: Reason
    state: ChangeState
    requested_by: str
    requested_at: datetime
    published_at: datetime | None

    @classmethod
    def of(cls, found: StatusChange) -> Self:
        return cls(**found.model_dump(exclude={"note", "announced"}))


class Refused(BaseModel):
    """A credential of which this cannot be asked."""

    credential_id: UUID
    code: str
    detail: str


class ManyView(BaseModel):
    """What became of each; `refused` were left as they are."""

    changes: list[StatusChangeView]
    refused: list[Refused]


@router.post(
    "",
    summary="Revoke, suspend or reinstate many credentials, published as one list a registry",
    responses={202: {"description": "Recorded; not yet in every published list", "model": ManyView}},
)
def many(node: TheNode, by: Caller, response: Response, demand: Annotated[ManyDemanded, Body()]) -> ManyView:
    asked = Demand(demand.act, demand.reason, demand.note, by)
    changes, refused = change_many(node, demand.credential_ids, asked)
    published = all(found.state is ChangeState.PUBLISHED for found in changes)
    response.status_code = 200 if published else 202
    return ManyView(
        changes=[StatusChangeView.of(found) for found in changes],
        refused=[Refused(credential_id=item.credential_id, code=item.code, detail=item.detail) for item in refused],
    )
