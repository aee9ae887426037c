"""Is the node well? Public, and says nothing that an attacker could use, nor how many learners there are."""

from contextlib import suppress
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from issuer_api.domain.errors import NodeError
from issuer_api.routes.access import TheNode
from issuer_api.routes.anchors import Anchoring
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.registries import room_of

router = APIRouter(tags=["public"], responses=RESPONSES)


class Health(BaseModel):
    """`ok`: everything answers and the node can issue. `starting`: not yet. `degraded`: a part does not answer.

    `room`: `short` where 80 % of the revocation registries that are ready is used. The worker makes more; where it
    stays so, it cannot.

    The HTTP status is 503 only without a database: then nothing can be answered at all.
    """

    status: Literal["ok", "starting", "degraded"]
    did: str | None = None
    database: bool = False
    agent: bool = False
    issuing: bool = False
    room: Literal["ample", "short"] | None = None
    anchoring: Anchoring | None = None
    development_hosts: list[str] = []


@router.get("/health", summary="Whether each part answers", responses={503: {"model": Health}})
def health(node: TheNode, request: Request, response: Response) -> Health:
    found = Health(status="degraded", development_hosts=list(request.app.state.dev_hosts))
    with suppress(NodeError):
        _look(node, found, request.app.state.chain_label)
    if not found.database:
        response.status_code = 503
    return found


def _look(node: TheNode, found: Health, label: str) -> None:
    with node.store() as work:
        institution = work.institutions.get(1)
        if institution is not None:
            log = work.anchored.status(institution.chain, institution.contract, institution.anchor_address)
            found.anchoring = Anchoring.of(institution, label, log, node.clock())
    found.database = True
    found.agent = node.agent.ready()
    if institution is None:
        found.status = "starting"
        return
    found.did, found.issuing = institution.did, institution.cred_def_id is not None
    if not found.issuing:
        found.status = "starting"
    elif found.agent:
        found.status = "ok"
        found.room = "short" if room_of(node).warning else "ample"
