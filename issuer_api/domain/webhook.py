"""Webhooks: an address that is told of what is done, and each telling (Standard Webhooks 1.0.0).

Payloads hold ids and counts, nothing personal. The secret is not kept: it follows from the node's own.
"""

import base64
import hmac
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Literal, get_args
from uuid import UUID

from sqlmodel import Field, SQLModel

from issuer_api.domain.fields import choice, key, moment, texts

type Event = Literal["bulk-verification.finished", "proof.answered"]
EVENTS: tuple[str, ...] = get_args(Event.__value__)
TEST = "webhook.test"
_SECONDS = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
WAITS = tuple(timedelta(seconds=seconds) for seconds in _SECONDS)  # after each failure; three days in all


class Webhook(SQLModel):
    """`disabled_at`: since when nobody is told any more, after a telling that failed to the last attempt, or a 410."""

    id: UUID = key()
    url: str
    events: list[str] = texts()
    created_by: str
    created_at: datetime = moment()
    disabled_at: datetime | None = moment(None)


class DeliveryState(StrEnum):
    """`failed`: no further attempt is made."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Delivery(SQLModel):
    """One telling. `body`: the JSON as it is signed. `status`: of the last answer; None where there was none."""

    id: UUID = key()
    webhook_id: UUID = Field(foreign_key="webhook.id", index=True, ondelete="CASCADE")
    event: str
    body: str
    state: DeliveryState = choice(DeliveryState, DeliveryState.WAITING)
    attempts: int = 0
    status: int | None = None
    created_at: datetime = moment()
    next_at: datetime = moment()


def secret_of(node_secret: bytes, webhook_id: UUID) -> str:
    """`whsec_` and 32 bytes in base64."""
    return "whsec_" + base64.b64encode(_key(node_secret, webhook_id)).decode()


def signed_headers(node_secret: bytes, delivery: Delivery, now: datetime) -> dict[str, str]:
    """webhook-id, which is the same at every attempt, webhook-timestamp and webhook-signature (HMAC-SHA256)."""
    name, at = f"msg_{delivery.id.hex}", str(int(now.timestamp()))
    content = f"{name}.{at}.{delivery.body}".encode()
    mac = hmac.new(_key(node_secret, delivery.webhook_id), content, sha256).digest()
    signature = "v1," + base64.b64encode(mac).decode()
    return {"webhook-id": name, "webhook-timestamp": at, "webhook-signature": signature}


def _key(node_secret: bytes, webhook_id: UUID) -> bytes:
    return hmac.new(node_secret, b"webhook:" + webhook_id.bytes, sha256).digest()
