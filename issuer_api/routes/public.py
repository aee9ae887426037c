"""What anybody may read: the DID log, attested resources, tails files, receipts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse

from issuer_api.routes.access import TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.did_web import log_lines, read_did_web
from issuer_api.usecases.keep_tails import read_tails
from issuer_api.usecases.node import there
from issuer_api.usecases.receipts import read_receipt

router = APIRouter(tags=["public"], responses=RESPONSES)
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_BRIEFLY = {"Cache-Control": "public, max-age=30"}
_OPENLY = {**_BRIEFLY, "Access-Control-Allow-Origin": "*"}  # verifiers in browsers read DIDs too


@router.get("/.well-known/did.jsonl", response_class=Response, summary="The institution's did:webvh log")
def did_log(node: TheNode) -> Response:
    with node.store() as work:
        lines = log_lines(work)
    there(lines or None, "DID log")
    return Response("".join(f"{line}\n" for line in lines), media_type="text/jsonl", headers=_OPENLY)


@router.get("/.well-known/did.json", summary="The institution's did:web, parallel to its did:webvh")
def did_web(node: TheNode) -> JSONResponse:
    return JSONResponse(read_did_web(node), headers=_OPENLY)


@router.get("/resources/{digest}", summary="An attested resource (AnonCreds object), signed by the institution")
def resource(node: TheNode, digest: Annotated[str, Path(pattern="^zQm[1-9A-HJ-NP-Za-km-z]{44}$")]) -> JSONResponse:
    with node.store() as work:
        return JSONResponse(there(work.resources.get(digest), "resource").document, headers=_BRIEFLY)


@router.get("/tails/hash/{tails_hash}", response_class=Response, summary="A revocation registry's tails file")
def tails(node: TheNode, tails_hash: str) -> Response:
    return Response(read_tails(node, tails_hash), media_type="application/octet-stream", headers=_FOREVER)


@router.get("/receipts/{receipt_id}", summary="The receipt that a credential's digest was anchored")
def receipt(node: TheNode, receipt_id: UUID) -> JSONResponse:
    return JSONResponse(read_receipt(node, receipt_id))
