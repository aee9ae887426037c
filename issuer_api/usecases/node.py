"""The parts that every use case works with, handed in by `bootstrap`."""

from dataclasses import dataclass

from issuer_api.domain.errors import NotFound, Unavailable
from issuer_api.domain.institution import Institution
from issuer_api.domain.ports import Agent, Clock, Drawings, Jobs, LegacyIssuer, Signer, Store, Work


@dataclass(frozen=True, slots=True)
class Node:
    """One institution's node. `claim_secret`: 32 random bytes that sign claim and share links."""

    store: Store
    agent: Agent
    signer: Signer
    jobs: Jobs
    clock: Clock
    claim_secret: bytes
    registry_size: int
    drawings: Drawings
    legacy: LegacyIssuer | None = None


def institution_of(work: Work) -> Institution:
    """The node's institution. Raises Unavailable before it is founded."""
    if found := work.institutions.get(1):
        return found
    raise Unavailable("not-founded", "This node has no identity yet: its worker makes one on its first start.")


def there[T](thing: T | None, what: str) -> T:
    """The thing itself; raises NotFound where there is none."""
    if thing is None:
        raise NotFound("not-found", f"There is no such {what}.")
    return thing
