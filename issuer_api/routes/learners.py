"""Learners' rights over what the node holds of them: to see it, and to have it destroyed.

A number is sent in a body, never in a URL: URLs stand in logs. Ids are random, and may.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from issuer_api.domain.erasure import AskedBy, Erasure, ErasureState
from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.erase import erase, erase_by_number
from issuer_api.usecases.held import erasure_plan, held
from issuer_api.usecases.node import there

router = APIRouter(prefix="/learners", tags=["learners"], responses=RESPONSES)
Number = Annotated[str, Field(min_length=1, max_length=100, description="The institution's own number of the learner")]


class Lookup(BaseModel):
    """Whom it is about."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"number": "EJ-00001"}]})
    number: Number


class ErasureDemand(BaseModel):
    """Who is to be erased, by `number` or by `learner_id`, and who asked: a role. With `revoke`, what they hold is
    revoked first (reason holder-request), and nothing is destroyed before every list says so."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"number": "EJ-00001", "asked_by": "learner", "revoke": False}]}
    )
    number: Number | None = None
    learner_id: UUID | None = None
    asked_by: AskedBy
    revoke: bool = False

    @model_validator(mode="after")
    def _one(self) -> "ErasureDemand":
        if (self.number is None) == (self.learner_id is None):
            raise ValueError("give number or learner_id, one of them")
        return self


class Holding(BaseModel):
    """All that the node holds of a person. `agent`: under which ids its agent keeps the connection and the issuance.
    `outside`: in es, pt and en, what is elsewhere."""

    learner_id: UUID | None
    person: dict[str, str] | None
    since: datetime | None
    credentials: list[dict[str, Any]]
    unissued_rows: list[dict[str, Any]]
    agent: list[dict[str, str]]
    outside: dict[str, str]


class Plan(BaseModel):
    """What erasing would destroy, in numbers. `not_revoked`: those that a wallet or a download may show, and that would
    hold for ever. Keep `learner_id`: the receipt is found by it, and not by the number any more."""

    learner_id: UUID | None
    credentials: int
    in_wallets: int
    not_revoked: int
    under_way: int
    receipts: int
    unissued_rows: int
    changes_to_publish_first: int


class ErasureView(BaseModel):
    """`wanted`: something is still being published. `pending`: destroyed in the node, not yet in its agent. `done`: the
    receipt is there; `anchor_receipt_id` is that of its SHA-256 (JCS) in the institution's log."""

    id: UUID
    learner_id: UUID
    state: ErasureState
    asked_by: AskedBy
    requested_by: str
    requested_at: datetime
    revoke: bool
    destroyed: Mapping[str, int]
    done_at: datetime | None
    receipt: dict[str, Any] | None
    anchor_receipt_id: UUID | None


def _view(erasure: Erasure) -> ErasureView:
    return ErasureView(**erasure.model_dump(), anchor_receipt_id=erasure.receipt_leaf_id)


@router.post("/lookup", summary="All that the node holds of one person, for that person")
def lookup(node: TheNode, _: Caller, asked: Annotated[Lookup, Body()]) -> Holding:
    return Holding(**held(node, asked.number))


@router.post("/erasures/plan", summary="What erasing a learner would destroy; nothing happens")
def plan(node: TheNode, _: Caller, asked: Annotated[Lookup, Body()]) -> Plan:
    return Plan(**erasure_plan(node, asked.number))


@router.post(
    "/erasures",
    summary="Erase a learner; it cannot be undone",
    responses={202: {"description": "Recorded; not all of it is gone yet", "model": ErasureView}},
)
def erasure(node: TheNode, by: Caller, response: Response, demand: Annotated[ErasureDemand, Body()]) -> ErasureView:
    if demand.number is not None:
        found = erase_by_number(node, demand.number, demand.asked_by, revoke=demand.revoke, by=by)
    else:
        found = erase(node, there(demand.learner_id, "learner"), demand.asked_by, revoke=demand.revoke, by=by)
    response.status_code = 200 if found.state is ErasureState.DONE else 202
    return _view(found)


@router.get("/erasures", summary="Every erasure: to be done again after a backup is restored")
def every(node: TheNode, _: Caller) -> list[ErasureView]:
    with node.store() as work:
        return [_view(found) for found in work.erasures.find()]


@router.get("/{learner_id}/erasure", summary="One learner's erasure, with its receipt once it is done")
def one(node: TheNode, _: Caller, learner_id: UUID) -> ErasureView:
    with node.store() as work:
        return _view(there(work.erasures.first(learner_id=learner_id), "erasure"))
