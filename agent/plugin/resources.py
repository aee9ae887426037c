"""Fetches attested resources and believes them only once they verify (protocol step V3).

    resources = Resources(settings, web)
    schema = await resources.read("did:webvh:…/resources/zQm…")      # verified: .content, .links

1 the id gives the URL · 2 the DID log is read and checked, with the proofs of its witnesses where it names any · 3 the
resource's digest, proof, key and purpose are checked against it · 4 what cannot change is remembered.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from agent.plugin.errors import NotThere, Unreadable
from agent.plugin.node import Web
from agent.plugin.settings import PluginSettings
from verification import strict_json
from verification.attested_resource import Resource, did_of, log_url, open_resource, resource_url
from verification.did_history import DidHistory
from verification.did_id import witness_url
from verification.did_webvh import read_log
from verification.did_witness import wants_witnesses
from verification.errors import VerificationError

_LOG_SECONDS = 60.0
_REMEMBERED = 512


class Resources:
    """One for the process. Every method raises NotThere or Unreadable."""

    def __init__(
        self, settings: PluginSettings, web: Web, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._settings = settings
        self._web = web
        self._now = now
        self._contents: OrderedDict[str, Mapping[str, Any]] = OrderedDict()
        self._logs: dict[str, tuple[float, DidHistory]] = {}

    async def content(self, identifier: str) -> Mapping[str, Any]:
        """The content alone: the identifier hashes it, so it is remembered once verified."""
        known = self._contents.get(identifier)
        if known is None:
            known = (await self.read(identifier)).content
        return known

    async def read(self, identifier: str) -> Resource:
        """The resource as it is published now, with its links."""
        try:
            url, did = resource_url(identifier), did_of(identifier)
            document = strict_json.loads_object(await self._web.read(url))
            resource = await self._open(document, identifier, did)
        except VerificationError as error:
            raise Unreadable(f"{identifier} does not verify: {error}") from error
        self._remember(identifier, resource.content)
        return resource

    async def status_list(self, rev_reg_id: str, until: int | None) -> Mapping[str, Any]:
        """The newest status list of a revocation registry whose timestamp (unix seconds) is ≤ `until`."""
        registry = await self.read(rev_reg_id)
        lists = {
            link.timestamp: link.id
            for link in registry.links
            if link.type == "anonCredsStatusList" and link.timestamp is not None
        }
        in_time = [timestamp for timestamp in lists if until is None or timestamp <= until]
        if not in_time:
            raise NotThere(f"{rev_reg_id} has no status list at or before {until}")
        newest = max(in_time)
        content = await self.content(lists[newest])
        if content.get("revRegDefId") != rev_reg_id or content.get("timestamp") != newest:
            raise Unreadable(f"{lists[newest]} is not the status list that {rev_reg_id} says it is")
        return content

    async def _open(self, document: Any, identifier: str, did: str) -> Resource:
        try:
            return open_resource(document, expected_id=identifier, history=await self._history(did))
        except VerificationError:
            if did not in self._logs:
                raise
            del self._logs[did]  # perhaps the issuer has a new key since
            return open_resource(document, expected_id=identifier, history=await self._history(did))

    async def _history(self, did: str) -> DidHistory:
        read_at, history = self._logs.get(did, (0.0, None))
        if history is None or time.monotonic() - read_at > _LOG_SECONDS:
            log = await self._web.read(log_url(did))
            proofs = await self._web.read(witness_url(did)) if wants_witnesses(log) else None
            history = read_log(log, now=self._now(), witness_proofs=proofs)
            if history.did != did:
                raise Unreadable(f"the log of {did} is the log of {history.did}")
            self._logs[did] = (time.monotonic(), history)
        return history

    def _remember(self, identifier: str, content: Mapping[str, Any]) -> None:
        self._contents[identifier] = content
        if len(self._contents) > _REMEMBERED:
            self._contents.popitem(last=False)
