"""ACA-Py's AnonCreds ports for did:webvh: a resolver for everybody, a registrar for the issuer.

A revocation list counts as published once the node has said so; its timestamp is the node's, and that one
is what ACA-Py's wallet keeps (a proof names a list by its timestamp).
"""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from re import Pattern
from typing import Any

from acapy_agent.anoncreds.base import (
    AnonCredsObjectNotFound,
    AnonCredsRegistrationError,
    AnonCredsResolutionError,
    BaseAnonCredsRegistrar,
    BaseAnonCredsResolver,
)
from acapy_agent.anoncreds.constants import CATEGORY_REV_LIST
from acapy_agent.anoncreds.events import RevListFinishedEvent
from acapy_agent.anoncreds.models.credential_definition import (
    CredDef,
    CredDefResult,
    CredDefState,
    GetCredDefResult,
)
from acapy_agent.anoncreds.models.revocation import (
    GetRevListResult,
    GetRevRegDefResult,
    RevList,
    RevListResult,
    RevListState,
    RevRegDef,
    RevRegDefResult,
    RevRegDefState,
)
from acapy_agent.anoncreds.models.schema import (
    AnonCredsSchema,
    GetSchemaResult,
    SchemaResult,
    SchemaState,
)
from acapy_agent.anoncreds.models.schema_info import AnonCredsSchemaInfo
from acapy_agent.config.injection_context import InjectionContext
from acapy_agent.core.event_bus import EventBus
from acapy_agent.core.profile import Profile
from acapy_agent.messaging.models.base import BaseModelError

from agent.plugin.errors import NodeRefused, NotThere, PluginError
from agent.plugin.node import Web
from agent.plugin.resources import Resources
from agent.plugin.tails import TailsFiles

VALID = "mochila_valid"  # the option that names the indexes which a list may make valid again
_NO_JOB = ""  # with None, ACA-Py's recovery cannot read back what it stored of these two results
_DID_WEBVH = re.compile(r"^did:webvh:")


class WebvhResolver(BaseAnonCredsResolver):  # type: ignore[misc]
    """Reads any institution's objects; each is verified before ACA-Py sees it."""

    supported_identifiers_regex: Pattern[str] = _DID_WEBVH

    def __init__(self, resources: Resources, tails: TailsFiles) -> None:
        self._resources = resources
        self._tails = tails

    async def setup(self, context: InjectionContext) -> None:
        """Nothing: everything was given at construction."""

    async def get_schema(self, profile: Profile, schema_id: str) -> GetSchemaResult:
        async with _resolving():
            schema = AnonCredsSchema.deserialize(dict(await self._resources.content(schema_id)))
        return GetSchemaResult(schema, schema_id, {}, {})

    async def get_schema_info_by_id(self, profile: Profile, schema_id: str) -> AnonCredsSchemaInfo:
        schema = (await self.get_schema(profile, schema_id)).schema_value
        return AnonCredsSchemaInfo(issuer_id=schema.issuer_id, name=schema.name, version=schema.version)

    async def get_credential_definition(self, profile: Profile, credential_definition_id: str) -> GetCredDefResult:
        async with _resolving():
            cred_def = CredDef.deserialize(dict(await self._resources.content(credential_definition_id)))
        return GetCredDefResult(credential_definition_id, cred_def, {}, {})

    async def get_revocation_registry_definition(
        self, profile: Profile, revocation_registry_id: str
    ) -> GetRevRegDefResult:
        async with _resolving():
            content = await self._resources.content(revocation_registry_id)
            definition = RevRegDef.deserialize(dict(content))
            if self._tails.prefetch:
                await self._tails.ensure(definition)
        return GetRevRegDefResult(definition, revocation_registry_id, {}, {})

    async def get_revocation_list(
        self,
        profile: Profile,
        revocation_registry_id: str,
        timestamp_from: int | None = 0,
        timestamp_to: int | None = None,
    ) -> GetRevListResult:
        async with _resolving():
            content = await self._resources.status_list(revocation_registry_id, timestamp_to)
            rev_list = RevList.deserialize(dict(content))
        return GetRevListResult(rev_list, {}, {})


class WebvhRegistrar(BaseAnonCredsRegistrar):  # type: ignore[misc]
    """Publishes the objects of one DID through the node that signs for it."""

    def __init__(self, did: str, web: Web, resources: Resources) -> None:
        self._web = web
        self._resources = resources
        self._own = re.compile(f"^{re.escape(did)}$")

    @property
    def supported_identifiers_regex(self) -> Pattern[str]:
        return self._own

    async def setup(self, context: InjectionContext) -> None:
        """Nothing: everything was given at construction."""

    async def register_schema(
        self, profile: Profile, schema: AnonCredsSchema, options: dict[str, Any] | None = None
    ) -> SchemaResult:
        identifier, _ = await self._publish("anonCredsSchema", schema.serialize())
        return SchemaResult(None, SchemaState(SchemaState.STATE_FINISHED, identifier, schema), {}, {})

    async def register_credential_definition(
        self,
        profile: Profile,
        schema: GetSchemaResult,
        credential_definition: CredDef,
        options: dict[str, Any] | None = None,
    ) -> CredDefResult:
        identifier, _ = await self._publish("anonCredsCredDef", credential_definition.serialize())
        state = CredDefState(CredDefState.STATE_FINISHED, identifier, credential_definition)
        return CredDefResult(None, state, {}, {})

    async def register_revocation_registry_definition(
        self,
        profile: Profile,
        revocation_registry_definition: RevRegDef,
        options: dict[str, Any] | None = None,
    ) -> RevRegDefResult:
        definition = revocation_registry_definition
        identifier, _ = await self._publish("anonCredsRevocRegDef", definition.serialize())
        state = RevRegDefState(RevRegDefState.STATE_FINISHED, identifier, definition)
        return RevRegDefResult(_NO_JOB, state, {}, {})

    async def register_revocation_list(
        self,
        profile: Profile,
        rev_reg_def: RevRegDef,
        rev_list: RevList,
        options: dict[str, Any] | None = None,
    ) -> RevListResult:
        published = await self._publish_list(rev_list)
        return RevListResult(_NO_JOB, RevListState(RevListState.STATE_FINISHED, published), {}, {})

    async def update_revocation_list(
        self,
        profile: Profile,
        rev_reg_def: RevRegDef,
        prev_list: RevList,
        curr_list: RevList,
        revoked: Sequence[int],
        options: dict[str, Any] | None = None,
    ) -> RevListResult:
        await self._keep_revoked(curr_list, frozenset((options or {}).get(VALID, ())))
        published = await self._publish_list(curr_list)
        await _store_timestamp(profile, published)
        event = RevListFinishedEvent.with_payload(curr_list.rev_reg_def_id, list(revoked))
        await profile.inject(EventBus).notify(profile, event)
        return RevListResult(_NO_JOB, RevListState(RevListState.STATE_FINISHED, published), {}, {})

    async def _keep_revoked(self, new: RevList, valid: frozenset[int]) -> None:
        """Refuse a list that would bring back to life a revoked credential that is not named as valid."""
        try:
            old = await self._resources.status_list(new.rev_reg_def_id, None)
        except PluginError as error:
            raise AnonCredsRegistrationError(f"the published list cannot be read: {error}") from error
        bits = zip(old["revocationList"], new.revocation_list, strict=True)
        if lost := [index for index, (before, after) in enumerate(bits) if before and not after and index not in valid]:
            raise AnonCredsRegistrationError(f"this list would lose the revocations {lost}")

    async def _publish_list(self, rev_list: RevList) -> RevList:
        content = {key: value for key, value in rev_list.serialize().items() if key != "timestamp"}
        _, published = await self._publish("anonCredsStatusList", content)
        return RevList.deserialize(published)

    async def _publish(self, resource_type: str, content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        try:
            return await self._web.publish(resource_type, content)
        except NodeRefused as error:
            raise AnonCredsRegistrationError(str(error)) from error


async def _store_timestamp(profile: Profile, published: RevList) -> None:
    """Replace the timestamp that ACA-Py made up by the published one, unless the list moved on meanwhile."""
    async with profile.transaction() as txn:
        entry = await txn.handle.fetch(CATEGORY_REV_LIST, published.rev_reg_def_id, for_update=True)
        value = entry.value_json
        if value["rev_list"]["currentAccumulator"] != published.current_accumulator:
            return
        value["rev_list"]["timestamp"] = published.timestamp
        await txn.handle.replace(CATEGORY_REV_LIST, published.rev_reg_def_id, value_json=value, tags=entry.tags)
        await txn.commit()


@asynccontextmanager
async def _resolving() -> AsyncIterator[None]:
    try:
        yield
    except NotThere as error:
        raise AnonCredsObjectNotFound(str(error)) from error
    except (PluginError, BaseModelError) as error:
        raise AnonCredsResolutionError(str(error)) from error
