"""Endorsements: give, withdraw, accept, drop; and what this institution shows of those it was given."""

import json
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from issuer_api.domain.design import Text
from issuer_api.domain.endorsement import Endorsement, ReceivedEndorsement
from issuer_api.routes.access import Caller, TheDesk, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases import endorsements
from issuer_api.usecases.node import there
from issuer_api.usecases.vouched import shown_endorsements

router = APIRouter(tags=["endorsements"], responses=RESPONSES)
_OPENLY = {"Cache-Control": "public, max-age=30", "Access-Control-Allow-Origin": "*"}


class Given(BaseModel):
    """`did`: of whom it is about. `valid_until`: a year from now where it is not said, and ten years at most."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "did": "did:web:medicina.example.edu",
                    "name": "Universidad de Ejemplo",
                    "comment": "Acreditada por el consejo regional.",
                }
            ]
        }
    )
    did: Annotated[str, Field(max_length=500)]
    name: Text
    comment: Annotated[str, Field(max_length=1000)] = ""
    valid_until: AwareDatetime | None = None
    language: Literal["es", "pt", "en"] = "es"


class Received(BaseModel):
    """The signed EndorsementCredential as it was given, its JSON text."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"endorsement": '{"type": ["VerifiableCredential", "EndorsementCredential"]}'}]}
    )
    endorsement: Annotated[str, Field(max_length=endorsements.MAX_BYTES)]


class EndorsementView(BaseModel):
    """`withdrawn_at`: since when it counts no more."""

    id: UUID
    subject: str
    name: str
    comment: str
    created_by: str
    created_at: datetime
    valid_until: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None


class ReceivedView(BaseModel):
    """`issuer`: the DID of who vouches."""

    id: UUID
    issuer: str
    comment: str
    created_by: str
    created_at: datetime
    valid_until: datetime | None


class Endorsements(BaseModel):
    """Oldest first."""

    given: list[EndorsementView]
    received: list[ReceivedView]


def _given(found: Endorsement) -> EndorsementView:
    return EndorsementView(**found.model_dump())


def _received(found: ReceivedEndorsement) -> ReceivedView:
    return ReceivedView(**found.model_dump())


@router.get("/endorsements", summary="Every endorsement that was given or received")
def every(node: TheNode, _: Caller) -> Endorsements:
    with node.store() as work:
        given, received = work.endorsements.find(), work.received_endorsements.find()
        return Endorsements(given=[*map(_given, given)], received=[*map(_received, received)])


@router.post("/endorsements", status_code=201, summary="Vouch for another institution")
def give(node: TheNode, desk: TheDesk, by: Caller, wanted: Given) -> EndorsementView:
    found = endorsements.give(
        node,
        desk,
        wanted.did,
        name=wanted.name,
        comment=wanted.comment,
        until=wanted.valid_until,
        language=wanted.language,
        by=by,
    )
    return _given(found)


@router.get("/endorsements/{endorsement_id}/document", summary="The signed EndorsementCredential, for whom it is about")
def document(node: TheNode, _: Caller, endorsement_id: UUID) -> dict[str, Any]:
    with node.store() as work:
        found: dict[str, Any] = json.loads(there(work.endorsements.get(endorsement_id), "endorsement").document)
    return found


@router.post("/endorsements/{endorsement_id}/withdrawal", summary="Vouch no more, as of now")
def withdraw(node: TheNode, by: Caller, endorsement_id: UUID) -> EndorsementView:
    return _given(endorsements.withdraw(node, endorsement_id, by))


@router.post("/endorsements/received", summary="Show an endorsement that this institution was given")
def accept(node: TheNode, desk: TheDesk, by: Caller, handed: Received) -> ReceivedView:
    return _received(endorsements.accept(node, desk, handed.endorsement, by))


@router.delete("/endorsements/received/{received_id}", status_code=204, summary="Show it no more")
def drop(node: TheNode, _: Caller, received_id: UUID) -> Response:
    endorsements.drop(node, received_id)
    return Response(status_code=204)


@router.get("/endorsements.json", response_class=Response, summary="Who vouches for this institution")
def shown(node: TheNode) -> Response:
    return Response(shown_endorsements(node), media_type="application/vp", headers=_OPENLY)
