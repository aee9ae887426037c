"""Achievements: what each approved design stands for, for whoever follows a badge's link."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from issuer_api.routes.access import TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.designs import read_achievement

router = APIRouter(prefix="/achievements", tags=["public"], responses=RESPONSES)
_HEADERS = {"Cache-Control": "public, max-age=86400", "Access-Control-Allow-Origin": "*"}  # a design never changes


@router.get("/{design_id}", summary="An Open Badges Achievement (JSON-LD): what an approved design stands for")
def achievement(node: TheNode, design_id: UUID) -> JSONResponse:
    return JSONResponse(read_achievement(node, design_id), headers=_HEADERS, media_type="application/ld+json")
