"""Checkpoints: what is anchored, what waits, and "now, please"."""

from fastapi import APIRouter
from pydantic import BaseModel

from issuer_api.domain.ports import CheckpointSummary
from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.problem import RESPONSES

router = APIRouter(prefix="/anchors", tags=["anchors"], responses=RESPONSES)


class AnchorsView(BaseModel):
    """What no checkpoint holds yet, and every checkpoint, oldest first."""

    waiting: int
    checkpoints: list[CheckpointSummary]


@router.get("", summary="What is anchored and what waits")
def status(node: TheNode, _: Caller) -> AnchorsView:
    with node.store() as work:
        return AnchorsView(waiting=work.anchored.waiting(), checkpoints=work.anchored.checkpoints())


@router.post("", status_code=202, summary="Anchor what waits now, without waiting for its time")
def now(node: TheNode, by: Caller) -> AnchorsView:
    node.jobs.soon("anchor_now")
    return status(node, by)
