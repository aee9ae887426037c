"""The revocation registries of a credential definition, and how full each is.

    for registry in await registries_of(profile, cred_def_id):
        registry.used, registry.capacity

ACA-Py keeps one active and another that stands by; when the active one is nearly full it goes over to the other and
makes the next. Index 0 is never issued: a registry of `maxCredNum` n has room for n - 1.
"""

from dataclasses import dataclass

from acapy_agent.anoncreds.constants import CATEGORY_REV_LIST, CATEGORY_REV_REG_DEF
from acapy_agent.core.profile import Profile


@dataclass(frozen=True, slots=True)
class Registry:
    """`used`: indexes that were given out, to whatever end. `state` is ACA-Py's: finished, full, …"""

    rev_reg_id: str
    capacity: int
    used: int
    state: str
    active: bool


async def registries_of(profile: Profile, cred_def_id: str) -> list[Registry]:
    """Those whose list is published; the active one first, then by id."""
    async with profile.session() as session:
        found = [
            Registry(
                entry.name,
                capacity=int(entry.value_json["value"]["maxCredNum"]) - 1,
                used=int(rev_list.value_json["next_index"]) - 1,
                state=str(entry.tags.get("state")),
                active=entry.tags.get("active") == "true",
            )
            for entry in await session.handle.fetch_all(CATEGORY_REV_REG_DEF, {"cred_def_id": cred_def_id})
            if (rev_list := await session.handle.fetch(CATEGORY_REV_LIST, entry.name)) is not None
        ]
    return sorted(found, key=lambda registry: (not registry.active, registry.rev_reg_id))
