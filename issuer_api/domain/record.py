"""What is personal, kept sealed under one key a learner: destroying the key erases the learner from every copy.

    sealed = seal(key, {"given_name": "…"})
    unseal(key, sealed)

XSalsa20-Poly1305 (NaCl's secretbox) with a random nonce. The keys stand in a table of their own, so that a backup can
leave them out and keep them for a shorter time.
"""

import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlmodel import Field, SQLModel

from issuer_api.domain.errors import Invalid


class RecordKey(SQLModel):
    """The 32 random bytes that a learner's records are sealed with. No key: the learner was erased."""

    learner_id: UUID = Field(primary_key=True, foreign_key="learner.id")
    key: bytes = Field(default_factory=lambda: secrets.token_bytes(SecretBox.KEY_SIZE))


@dataclass(frozen=True, slots=True)
class Person:
    """A learner as the institution knows them; `number` is the institution's own."""

    number: str
    given_name: str
    family_name: str
    email: str

    def to_json(self) -> dict[str, str]:
        """A JSON object with the fields' names."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a credential says: its AnonCreds attributes, and the signed Open Badge beside it, if there is one."""

    attributes: dict[str, str]
    badge: dict[str, Any] | None = None


def seal(key: bytes, value: dict[str, Any]) -> bytes:
    """The JSON object, sealed."""
    return bytes(SecretBox(key).encrypt(json.dumps(value, separators=(",", ":")).encode()))


def unseal(key: bytes, sealed: bytes) -> dict[str, Any]:
    """The JSON object; raises Invalid (record-unreadable) where key and record do not belong together."""
    try:
        value: dict[str, Any] = json.loads(SecretBox(key).decrypt(sealed))
    except CryptoError:
        raise Invalid("record-unreadable", "A learner's record does not open with the key kept for it.") from None
    return value


def number_mac(secret: bytes, number: str) -> str:
    """What an institution's number of a learner is found by: HMAC-SHA256 in hex, for numbers are easily guessed."""
    return hmac.new(secret, b"learner:" + number.encode(), sha256).hexdigest()
