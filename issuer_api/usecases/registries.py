"""Room for credentials to come: revocation registries made ahead, so that issuing never waits for one.

    room = room_of(node)
    room.free, room.share, room.warning

An AnonCreds credential takes an index of the agent's active registry. The agent goes over to one that stands by when
the active one is full, and makes the next. Before a cohort, more are made to stand by: as many as its learners may
take, and no more than `_AHEAD` ahead of them, for a registry takes seconds and a learner a tap.
"""

from dataclasses import dataclass

from issuer_api.domain.credential import CredentialState
from issuer_api.domain.ports import RegistryUse
from issuer_api.domain.status import Standing
from issuer_api.usecases.node import Node, institution_of

WARN_FROM = 0.8  # of all that is ready
_AHEAD = 3
_WAITING = (
    CredentialState.PLANNED,
    CredentialState.INVITED,
    CredentialState.CONNECTED,
    CredentialState.OFFERING,
    CredentialState.OFFERED,
)


@dataclass(frozen=True, slots=True)
class Room:
    """How full the registries are. `waiting`: credentials that no wallet has taken yet and that may take an index.
    `lists`: places given and places there are in each status list (of badges), by its id."""

    registries: tuple[RegistryUse, ...]
    waiting: int
    lists: dict[str, tuple[int, int]]

    @property
    def ready(self) -> tuple[RegistryUse, ...]:
        """Those that can be issued from."""
        return tuple(registry for registry in self.registries if registry.state == "finished")

    @property
    def free(self) -> int:
        """Indexes that are left in them."""
        return sum(registry.capacity - registry.used for registry in self.ready)

    @property
    def share(self) -> float:
        """How much of what is ready is used, 0 to 1; 1 where nothing is."""
        capacity = sum(registry.capacity for registry in self.ready)
        return 1 - self.free / capacity if capacity else 1.0

    @property
    def warning(self) -> bool:
        """Whether it gets tight: 80 % of what is ready is used, so none stands by that is empty."""
        return self.share >= WARN_FROM

    def missing(self, size: int) -> int:
        """How many registries of this size are to be made now."""
        wanted = min(self.waiting, _AHEAD * (size - 1))
        return max(0, -(-(wanted - self.free) // (size - 1)))


def room_of(node: Node) -> Room:
    """Raises Unavailable before the node can issue at all."""
    with node.store() as work:
        cred_def_id = institution_of(work).cred_def_id
        waiting = work.credentials.count(state=_WAITING, standing=Standing.VALID)
        lists = {
            listed.id: (work.status_entries.count(list_id=listed.id), listed.size)
            for listed in work.status_lists.find()
        }
    found = node.agent.registries(cred_def_id) if cred_def_id else []
    return Room(tuple(found), waiting, lists)


def prepare_registries(node: Node) -> int:
    """Make what is missing; returns how many were made. Somebody else at it: leaves it to them."""
    with node.store() as work:
        institution = institution_of(work)
        if institution.cred_def_id is None or not work.alone("prepare registries"):
            return 0
        missing = room_of(node).missing(node.registry_size)
        for _ in range(missing):
            node.agent.add_registry(institution.did, institution.cred_def_id, node.registry_size)
        return missing
