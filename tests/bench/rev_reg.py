"""Revoking in an AnonCreds registry of the same size: what the library takes, and what is published for a wallet.

    for row in measure(10_000, (1, 100, 1_000)): ...

The library alone, without agent or node: the new list and accumulator out of the old, for each count the shortest of
several rounds. What a wallet fetches is the whole list as an attested resource; its size does not depend on how many
entries changed.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from time import perf_counter

from anoncreds import CredentialDefinition, RevocationRegistryDefinition, RevocationStatusList, Schema

from issuer_api.domain.resource import build_resource
from verification.encoding import canonical

DID = "did:webvh:QmExample:salud.example.edu"
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Update:
    """Milliseconds that the new list takes, and the bytes of the resource that holds it, unsigned."""

    count: int
    milliseconds: float
    size: int


def measure(capacity: int, counts: Sequence[int]) -> list[Update]:
    """A registry is made first, which takes most of the time and is not counted."""
    schema = Schema.create("Microcredential", "1.0", DID, ["hours"])
    definition, _, _ = CredentialDefinition.create(
        f"{DID}/resources/schema", schema, DID, "bench", "CL", support_revocation=True
    )
    with tempfile.TemporaryDirectory() as tails:
        registry, private = RevocationRegistryDefinition.create(
            f"{DID}/resources/definition", definition, DID, "bench", "CL_ACCUM", capacity, tails_dir_path=tails
        )
        first = RevocationStatusList.create(
            definition, f"{DID}/resources/registry", registry, private, DID, timestamp=1
        )
        chance = Random(20_261_123)
        updates = []
        for count in counts:
            times = []
            for _ in range(ROUNDS):
                revoked = chance.sample(range(1, capacity), count)
                begun = perf_counter()
                new = first.update(definition, registry, private, None, revoked, 2)
                times.append((perf_counter() - begun) * 1_000)
            updates.append(Update(count, min(times), len(canonical(_resource(new)))))
        return updates


def _resource(listed: RevocationStatusList) -> dict[str, object]:
    return build_resource(DID, "anonCredsStatusList", listed.to_dict())
