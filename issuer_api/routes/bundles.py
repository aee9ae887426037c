"""Bundles: a credential with all its evidence, for its learner and for the institution's people."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.claims import Claim
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.bundles import claimed_bundle, make_bundle

router = APIRouter(prefix="/bundles", tags=["bundles"], responses=RESPONSES)
_PERSONAL = {"Cache-Control": "no-store"}


@router.get("/{receipt_id}", summary="A credential's bundle, to be verified without asking anybody")
def bundle(node: TheNode, _: Caller, receipt_id: UUID) -> JSONResponse:
    return JSONResponse(make_bundle(node, receipt_id), headers=_PERSONAL)


@router.post("", summary="The learner's own bundle, by the claim link's token")
def claimed(node: TheNode, claim: Claim) -> JSONResponse:
    return JSONResponse(claimed_bundle(node, claim.token), headers=_PERSONAL)
