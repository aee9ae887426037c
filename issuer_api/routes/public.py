"""What anybody may read: the DID log, attested resources, tails files, receipts; and claims by their token."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from issuer_api.routes.access import TheNode
from issuer_api.usecases.claim import open_claim
from issuer_api.usecases.keep_tails import read_tails
from issuer_api.usecases.node import there
from issuer_api.usecases.receipts import read_receipt

router = APIRouter(tags=["public"])
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_BRIEFLY = {"Cache-Control": "public, max-age=30"}


@router.get("/.well-known/did.jsonl", response_class=Response, summary="The institution's did:webvh log")
def did_log(node: TheNode) -> Response:
    with node.store() as work:
        versions = sorted(work.did_versions.find(), key=lambda version: version.number)
    there(versions or None, "DID log")
    return Response("".join(version.line + "\n" for version in versions), media_type="text/jsonl", headers=_BRIEFLY)


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


class Claim(BaseModel):
    """The token is the part of a claim link after `#`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "5f0c…e1.Jm3…"}]})
    token: Annotated[str, Field(max_length=200)]


class OpenedClaim(BaseModel):
    """The invitation for the learner's wallet, what the credential will say, and where its receipt will be."""

    credential_id: UUID
    invitation_url: str
    invitation: dict[str, object]
    attributes: dict[str, str]
    receipt_id: UUID


@router.post("/claims", summary="Open a claim link")
def claims(node: TheNode, claim: Claim) -> OpenedClaim:
    credential, invitation = open_claim(node, claim.token)
    return OpenedClaim(
        credential_id=credential.id,
        invitation_url=invitation.url,
        invitation=invitation.body,
        attributes=credential.attributes,
        receipt_id=credential.leaf_id,
    )
