"""ACA-Py's webhooks as typed events.

    event = parse(topic, body)      # None: a topic that the node does not follow
    match event:
        case ConnectionEvent(): ...

ACA-Py sends a webhook again when nobody took it, keeps what it has not sent in memory only, and keeps no
order: an event is a poke, and the record read back from the Admin API is the truth.
"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from agent.errors import MalformedPayload
from agent.models import Connection, Model


class ConnectionEvent(Connection):
    """Topic `connections`."""


class CredentialEvent(Model):
    """Topic `issue_credential_v2_0`."""

    cred_ex_id: str
    state: str
    role: str | None = None
    connection_id: str | None = None
    thread_id: str | None = None
    error_msg: str | None = None


class CredentialIndexEvent(Model):
    """Topic `issue_credential_v2_0_anoncreds`: where in which revocation registry a credential stands."""

    cred_ex_id: str
    rev_reg_id: str | None = None
    cred_rev_id: int | None = None


class PresentationEvent(Model):
    """Topic `present_proof_v2_0`. `verified` is None before ACA-Py has verified."""

    pres_ex_id: str
    state: str
    role: str | None = None
    connection_id: str | None = None
    verified: bool | None = None
    error_msg: str | None = None


class RevocationNoticeEvent(Model):
    """Topic `revocation-notification-v2`, a holder's: `credential_id` is `{rev_reg_id}::{cred_rev_id}`."""

    revocation_format: str
    credential_id: str
    comment: str | None = None


Event = ConnectionEvent | CredentialEvent | CredentialIndexEvent | PresentationEvent | RevocationNoticeEvent
_EVENTS: Mapping[str, type[Event]] = {
    "connections": ConnectionEvent,
    "issue_credential_v2_0": CredentialEvent,
    "issue_credential_v2_0_anoncreds": CredentialIndexEvent,
    "present_proof_v2_0": PresentationEvent,
    "revocation-notification-v2": RevocationNoticeEvent,
}


def parse(topic: str, body: bytes | str | Mapping[str, Any]) -> Event | None:
    """The event, or None for a topic that the node does not follow. Raises MalformedPayload."""
    kind = _EVENTS.get(topic)
    if kind is None:
        return None
    try:
        payload = json.loads(body) if isinstance(body, bytes | str) else body
        return kind.model_validate(payload)
    except (ValueError, RecursionError) as error:
        raise MalformedPayload(f"a {topic} webhook is malformed: {_where(error)}") from error


def _where(error: Exception) -> str:
    """The members that are wrong, without their values: they may be personal."""
    if isinstance(error, ValidationError):
        return ", ".join(".".join(map(str, one["loc"])) or "not an object" for one in error.errors())
    return "not JSON"
