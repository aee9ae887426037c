"""Witnesses: this node's checkpoint, cosigning those of others (public), and who its peers are (private)."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from anchoring.errors import Refused
from anchoring.witness import MAX_BODY
from issuer_api.routes.access import Caller
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.cosign import add_checkpoint, cosigned_head
from issuer_api.usecases.peers import Role, introduction, meet, part
from issuer_api.usecases.transparency import Transparency, newest_head

router = APIRouter(responses=RESPONSES)
_BRIEFLY = {"Cache-Control": "public, max-age=30"}


def transparency_of(request: Request) -> Transparency:
    """The log and the witness that this application was made for."""
    found: Transparency = request.app.state.transparency
    return found


The = Annotated[Transparency, Depends(transparency_of)]
Did = Annotated[str, Query(max_length=300)]


class PeerView(BaseModel):
    """Another institution. `trouble` is why its last cosignature did not come; `contradictions` counts the sizes at
    which its log was seen with two different roots: each is proof that it shows two histories."""

    did: str
    followed: bool
    asked: bool
    remembered_size: int | None
    cosigned_size: int
    trouble: str | None
    contradictions: int


class Meeting(BaseModel):
    """`follow`: cosign the log of this DID. `ask`: have it cosign this node's."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"did": "did:webvh:Qm…:salud.example.edu", "role": "ask"}]}
    )
    did: str
    role: Role


@router.get("/checkpoint", tags=["public"], response_class=PlainTextResponse, summary="This log's newest checkpoint")
def checkpoint(t: The) -> Response:
    return PlainTextResponse(newest_head(t), headers=_BRIEFLY)


@router.get("/.well-known/mochila-witness.json", tags=["public"], summary="This node's log key and witness key")
def own_keys(t: The) -> JSONResponse:
    return JSONResponse(introduction(t), headers=_BRIEFLY)


@router.post(
    "/witness/add-checkpoint",
    tags=["public"],
    response_class=PlainTextResponse,
    summary="Cosign (c2sp.org/tlog-witness)",
)
async def add(t: The, request: Request) -> Response:
    try:
        return PlainTextResponse(await run_in_threadpool(add_checkpoint, t, await _bounded(request)))
    except Refused as refused:
        return Response(refused.body, refused.status, media_type=refused.media_type)


@router.get(
    "/witness/{origin_hash}/checkpoint",
    tags=["public"],
    response_class=PlainTextResponse,
    summary="The newest checkpoint that this witness cosigned of a log",
)
def cosigned(t: The, origin_hash: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]) -> Response:
    return PlainTextResponse(cosigned_head(t, origin_hash), headers=_BRIEFLY)


@router.get("/peers", tags=["witnesses"], summary="Whose logs are cosigned here, and who cosigns this one")
def every(t: The, _: Caller) -> list[PeerView]:
    with t.store() as work:
        memories = {memory.origin: memory.size for memory in work.memories.find()}
        return [
            PeerView(
                **peer.model_dump(),
                remembered_size=memories.get(peer.did),
                contradictions=work.contradictions.count(origin=peer.did),
            )
            for peer in work.peers.find()
        ]


@router.post("/peers", tags=["witnesses"], summary="Follow an institution's log, or ask it to cosign this one")
def begin(t: The, by: Caller, meeting: Annotated[Meeting, Body()]) -> list[PeerView]:
    meet(t, meeting.did, meeting.role)
    return every(t, by)


@router.delete("/peers", tags=["witnesses"], summary="No longer follow it, or ask it")
def end(t: The, by: Caller, did: Did, role: Role) -> list[PeerView]:
    part(t, did, role)
    return every(t, by)


async def _bounded(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            raise Refused(413, "The request is too long.\n")
    return body
