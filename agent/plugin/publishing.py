"""Makes the published list of a revocation registry equal what is wanted (protocol steps R3 to R5).

    wanted = Wanted(revoked=frozenset({4, 9}), valid=frozenset({7}), notices=(Notice(9, connection_id, "…"),))
    published = await Publishing(lock).publish(profile, rev_reg_id, wanted)

ACA-Py writes a revocation into its wallet, then publishes, and never again when publishing fails; a suspension that
ends it does not know at all. Here the list is computed from all that is known: the wallet's list, the published one,
what is pending, what is wanted. Nothing is taken back but what is named as valid.

1 read all four, put the notices down · 2 where a bit differs, recompute list and accumulator with the registry's
private key · 3 store the list in the wallet, nothing pending any more · 4 publish it through the registrar ·
5 tell the holders. Steps 4 and 5 alone are repeated when nothing else is missing.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from acapy_agent.anoncreds.constants import (
    CATEGORY_CRED_DEF,
    CATEGORY_REV_LIST,
    CATEGORY_REV_REG_DEF,
    CATEGORY_REV_REG_DEF_PRIVATE,
)
from acapy_agent.anoncreds.events import RevListFinishedEvent
from acapy_agent.anoncreds.models.credential_definition import CredDef
from acapy_agent.anoncreds.models.issuer_cred_rev_record import IssuerCredRevRecord
from acapy_agent.anoncreds.models.revocation import RevList, RevRegDef
from acapy_agent.anoncreds.registry import AnonCredsRegistry
from acapy_agent.core.event_bus import EventBus
from acapy_agent.core.profile import Profile
from anoncreds import RevocationRegistryDefinitionPrivate, RevocationStatusList

from agent.plugin.errors import NotThere, PluginError
from agent.plugin.notices import Notice, put_down
from agent.plugin.registry import VALID
from agent.plugin.resources import Resources
from agent.plugin.tails import TailsFiles


@dataclass(frozen=True, slots=True)
class Wanted:
    """The indexes that the list must show as revoked, those that it must show as valid, and who is to be told."""

    revoked: frozenset[int]
    valid: frozenset[int] = frozenset()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """The list that the world sees now: its timestamp (unix seconds), the indexes revoked in it,
    and those that this call has added and taken out."""

    timestamp: int
    revoked: tuple[int, ...]
    added: tuple[int, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Registry:
    """A revocation registry as the wallet holds it."""

    definition: RevRegDef
    private: dict[str, Any]
    cred_def: CredDef
    rev_list: RevList
    next_index: int
    pending: frozenset[int]


class Publishing:
    """One for the process; `lock` is that of `agent.plugin.issuing`."""

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock = lock

    async def publish(self, profile: Profile, rev_reg_id: str, wanted: Wanted) -> Published:
        """Raises NotThere for an unknown registry, PluginError for an index never issued, and
        AnonCredsRegistrationError when the node does not take the list; it may then be called again."""
        async with self._lock:
            registry = await _load(profile, rev_reg_id)
            published = await _published(profile, rev_reg_id)
            before = _revoked(published)
            target = (wanted.revoked | registry.pending | _revoked(registry.rev_list) | before) - wanted.valid
            _check_indexes(target, registry)
            await put_down(profile, rev_reg_id, wanted.notices)
            added, removed = sorted(target - before), sorted(before - target)
            new = await _updated(profile, registry, published, added, removed) if target != before else published
            await _store(profile, new)
            if target != before:
                await profile.inject(AnonCredsRegistry).update_revocation_list(
                    profile, registry.definition, published, new, added, {VALID: wanted.valid}
                )
                published = await _published(profile, rev_reg_id)
            await _note_states(profile, rev_reg_id, target, frozenset(removed))
        # outside the registrar: who was put down and never told, for the agent was killed in between, is told now
        event = RevListFinishedEvent.with_payload(rev_reg_id, sorted(target))
        await profile.inject(EventBus).notify(profile, event)
        return Published(published.timestamp, tuple(sorted(_revoked(published))), tuple(added), tuple(removed))


async def _store(profile: Profile, rev_list: RevList) -> None:
    """Write the list into the wallet, nothing pending any more."""
    async with profile.transaction() as txn:
        entry = await txn.handle.fetch(CATEGORY_REV_LIST, rev_list.rev_reg_def_id, for_update=True)
        value = entry.value_json
        value |= {"rev_list": rev_list.serialize(), "pending": None}
        tags = entry.tags | {"pending": "false"}
        await txn.handle.replace(CATEGORY_REV_LIST, rev_list.rev_reg_def_id, value_json=value, tags=tags)
        await txn.commit()


async def _note_states(profile: Profile, rev_reg_id: str, revoked: frozenset[int], valid: frozenset[int]) -> None:
    """ACA-Py's own records of what it issued say what the list says."""
    indexes = [str(index) for index in sorted(revoked | valid)]
    async with profile.transaction() as txn:
        for record in await IssuerCredRevRecord.retrieve_by_ids(txn, rev_reg_id, indexes, for_update=True):
            is_revoked = int(record.cred_rev_id) in revoked
            state = IssuerCredRevRecord.STATE_REVOKED if is_revoked else IssuerCredRevRecord.STATE_ISSUED
            if record.state != state:
                record.state = state
                await record.save(txn, reason="as the published list says")
        await txn.commit()


async def _updated(
    profile: Profile, registry: _Registry, base: RevList, added: list[int], removed: list[int]
) -> RevList:
    definition = RevRegDef.deserialize(registry.definition.serialize())
    definition.value.tails_location = str(await profile.inject(TailsFiles).ensure(registry.definition))

    def compute() -> RevocationStatusList:
        return base.to_native().update(
            cred_def=registry.cred_def.to_native(),
            rev_reg_def=definition.to_native(),
            rev_reg_def_private=RevocationRegistryDefinitionPrivate.load(registry.private),
            issued=removed or None,
            revoked=added or None,
            timestamp=base.timestamp,
        )

    return RevList.from_native(await asyncio.get_running_loop().run_in_executor(None, compute))


async def _published(profile: Profile, rev_reg_id: str) -> RevList:
    return RevList.deserialize(dict(await profile.inject(Resources).status_list(rev_reg_id, None)))


async def _load(profile: Profile, rev_reg_id: str) -> _Registry:
    async with profile.session() as session:
        definition = await session.handle.fetch(CATEGORY_REV_REG_DEF, rev_reg_id)
        private = await session.handle.fetch(CATEGORY_REV_REG_DEF_PRIVATE, rev_reg_id)
        entry = await session.handle.fetch(CATEGORY_REV_LIST, rev_reg_id)
        if not (definition and private and entry):
            raise NotThere(f"this wallet has no revocation registry {rev_reg_id}")
        cred_def = await session.handle.fetch(CATEGORY_CRED_DEF, definition.value_json["credDefId"])
    value = entry.value_json
    return _Registry(
        RevRegDef.deserialize(definition.value_json),
        private.value_json,
        CredDef.deserialize(cred_def.value_json),
        RevList.deserialize(value["rev_list"]),
        value["next_index"],
        frozenset(value["pending"] or ()),
    )


def _revoked(rev_list: RevList) -> frozenset[int]:
    return frozenset(index for index, bit in enumerate(rev_list.revocation_list) if bit)


def _check_indexes(target: frozenset[int], registry: _Registry) -> None:
    if unknown := [index for index in sorted(target) if not 1 <= index < registry.next_index]:
        raise PluginError(f"never issued in this registry: {unknown}")
