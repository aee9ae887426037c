"""A verification in bulk: thousands of documents handed in at once, judged one after the other, answered in a table.

Documents and results are personal, and kept sealed: under a key that follows from the node's own secret, which is not
in the database. A document is forgotten in the transaction that keeps its result.
"""

import hmac
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlmodel import Field, SQLModel

from issuer_api.domain.errors import Invalid
from issuer_api.domain.fields import choice, document, key, moment


class BulkState(StrEnum):
    """`waiting`: nothing is judged yet. `finished`: every document is."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"


class Bulk(SQLModel):
    """`tries`: runs since the last one that kept something. `leased_until`: until then one worker has it."""

    id: UUID = key()
    filename: str
    policy: dict[str, object] | None = document(None)
    state: BulkState = choice(BulkState, BulkState.WAITING)
    total: int = 0
    passed: int = 0
    failed: int = 0
    unknown: int = 0
    tries: int = 0
    leased_until: datetime | None = moment(None)
    asked_by: str
    created_at: datetime = moment()
    finished_at: datetime | None = moment(None)


class BulkRow(SQLModel):
    """One document: `document` until it is judged, `result` after; both sealed. `size` in bytes, as handed in."""

    bulk_id: UUID = Field(primary_key=True, foreign_key="bulk.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    name: bytes
    document: bytes | None
    size: int
    judged: bool = False
    result: bytes | None = None


def bulk_key(secret: bytes, bulk_id: UUID) -> bytes:
    """What the rows of one bulk verification are sealed with."""
    return hmac.new(secret, b"bulk:" + bulk_id.bytes, sha256).digest()


def sealed(key_: bytes, data: bytes) -> bytes:
    """XSalsa20-Poly1305 with a random nonce."""
    return bytes(SecretBox(key_).encrypt(data))


def opened(key_: bytes, data: bytes) -> bytes:
    """Raises Invalid (record-unreadable) where key and record do not belong together."""
    try:
        return SecretBox(key_).decrypt(data)
    except CryptoError:
        raise Invalid("record-unreadable", "A kept document does not open with this node's secret.") from None
