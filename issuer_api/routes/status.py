"""Status lists, for anybody: W3C Bitstring Status List with an embedded proof and as a JWT, IETF Token Status List."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from issuer_api.domain.status_list import TOKEN
from issuer_api.routes.access import TheNode
from issuer_api.routes.conditional import answer
from issuer_api.routes.problem import RESPONSES, problem
from issuer_api.usecases.published_lists import fetch_list, list_versions, version_bits

router = APIRouter(tags=["status"], responses=RESPONSES)
_SHARED = {"Access-Control-Allow-Origin": "*"}
_BRIEFLY = {"Cache-Control": "public, max-age=30", **_SHARED}
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable, no-transform", **_SHARED}
ListId = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]
Which = Annotated[str, Path(pattern="^([1-9][0-9]{0,8}|[0-9a-f]{64})$", description="A number, or SHA-256 in hex")]
Purpose = Literal["revocation", "suspension", "refresh", "token"]
Form = Literal["revocation", "suspension", "refresh", "token", "revocation.jwt", "suspension.jwt", "refresh.jwt"]


@router.head("/status/{list_id}/{form}", include_in_schema=False)
@router.get(
    "/status/{list_id}/{form}",
    summary="A status list: every credential's status, one or two bits each",
    response_class=Response,
    responses={304: {"description": "The caller has it already"}, 501: {"description": "No list of another time"}},
)
def status_list(
    node: TheNode, request: Request, list_id: ListId, form: Form, time: Annotated[str | None, Query()] = None
) -> Response:
    """`.jwt`: the same credential as a JWT. `token` is an IETF Token Status List."""
    if time is not None:  # draft-ietf-oauth-status-list section 8.4: said, not ignored
        return problem(501, "no-former-lists", "This node answers with the newest list alone; see its versions.")
    purpose, _, suffix = form.partition(".")
    fetched = fetch_list(node, list_id, purpose, as_jwt=bool(suffix))
    vary = "" if suffix or purpose == TOKEN else "Accept"
    media_type = (
        "application/statuslist+jwt" if purpose == TOKEN else "application/vc+jwt" if suffix else _json(request)
    )
    return answer(request, fetched.body, media_type, modified=fetched.signed_at, max_age=fetched.max_age, vary=vary)


@router.get("/status/{list_id}/{purpose}/versions", summary="Every version of a status list, as the chain has them")
def versions(node: TheNode, list_id: ListId, purpose: Purpose) -> JSONResponse:
    """`subject` and `digest` are those of the anchored STATUS_LIST entries, in the same order."""
    return JSONResponse(list_versions(node, list_id, purpose), headers=_BRIEFLY)


@router.get(
    "/status/{list_id}/{purpose}/versions/{which}",
    summary="The uncompressed bits of one version, by number or digest",
    response_class=Response,
)
def version(node: TheNode, list_id: ListId, purpose: Purpose, which: Which) -> Response:
    """Their SHA-256 is what was anchored."""
    bits = version_bits(node, list_id, purpose, which)
    return Response(bits, media_type="application/octet-stream", headers=_FOREVER)


def _json(request: Request) -> str:
    """VCDM 2.0 says application/vc; who asks for JSON by name, as older clients do, is told that it is JSON."""
    accepted = request.headers.get("accept", "")
    return "application/ld+json" if "json" in accepted and "application/vc" not in accepted else "application/vc"
