"""How much room there is for credentials to come: in the wallets' revocation registries, and in the badges' lists."""

from fastapi import APIRouter
from pydantic import BaseModel

from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.registries import WARN_FROM, room_of

router = APIRouter(prefix="/registries", tags=["anchors"], responses=RESPONSES)


class RegistryView(BaseModel):
    """One registry. `state`: `finished` can be issued from, `full` was; `active`: it is issued from now."""

    id: str
    capacity: int
    used: int
    share: float
    state: str
    active: bool
    warning: bool


class StatusListView(BaseModel):
    """One status list of badges. The next is made when three quarters are given."""

    id: str
    capacity: int
    used: int


class RoomView(BaseModel):
    """`free` indexes are ready, `waiting` credentials may take one. `warning`: 80 % of what is ready is used; then
    another registry is being made, or cannot be."""

    registries: list[RegistryView]
    status_lists: list[StatusListView]
    free: int
    waiting: int
    share: float
    warning: bool


@router.get("", summary="How full the revocation registries and the status lists are")
def room(node: TheNode, _: Caller) -> RoomView:
    found = room_of(node)
    return RoomView(
        registries=[
            RegistryView(
                id=registry.rev_reg_id,
                capacity=registry.capacity,
                used=registry.used,
                share=round(registry.used / registry.capacity, 3),
                state=registry.state,
                active=registry.active,
                warning=registry.state == "finished" and registry.used >= WARN_FROM * registry.capacity,
            )
            for registry in found.registries
        ],
        status_lists=[StatusListView(id=name, capacity=size, used=used) for name, (used, size) in found.lists.items()],
        free=found.free,
        waiting=found.waiting,
        share=round(found.share, 3),
        warning=found.warning,
    )
