"""Keys in memory, for chains and logs that only the tests see."""

import secrets
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from nacl.signing import SigningKey


class MemoryKey:
    """See `anchoring.ledger.AnchorKey`."""

    def __init__(self, secret: str | None = None) -> None:
        self._account: LocalAccount = Account.from_key(secret) if secret else Account.create()
        self.address: str = self._account.address
        self.secret = bytes(self._account.key)

    def sign(self, transaction: dict[str, Any]) -> bytes:
        return bytes(self._account.sign_transaction(transaction).raw_transaction)


class NoteKey:
    """An Ed25519 key in memory. See `anchoring.note.Signer`."""

    def __init__(self) -> None:
        self.seed = secrets.token_bytes(32)
        self.public_key = bytes(SigningKey(self.seed).verify_key)

    def sign(self, message: bytes) -> bytes:
        return SigningKey(self.seed).sign(message).signature
