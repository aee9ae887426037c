"""The account that anchors: a secp256k1 key in a file of its own.

    >>> key = FileAnchorKey.create(Path("keys/anchor.key"))
    >>> worker = Worker(ledger, SqlJournal(engine, log, did), key)

The file holds the 32-byte key and nothing else, readable by its owner alone. Whoever has it can append to the
institution's log, and can take nothing back. It never leaves this module.
"""

from pathlib import Path
from typing import Any, Self

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_keys.exceptions import ValidationError

from issuer_api.adapters import key_file
from issuer_api.domain.errors import Invalid


class FileAnchorKey:
    """See `anchoring.ledger.AnchorKey`. Thread-safe: the key is only read."""

    __slots__ = ("_account", "address")

    def __init__(self, secret: bytes) -> None:
        """Raises Invalid (key-malformed) where these bytes are no secp256k1 key."""
        try:
            self._account: LocalAccount = Account.from_key(secret)
        except (ValueError, ValidationError):
            raise Invalid("key-malformed", "The anchoring key is not a secp256k1 key.") from None
        self.address: str = self._account.address

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make a new key in a new file, whole or not at all; raises Conflict (key-exists)."""
        account: LocalAccount = Account.create()
        key_file.write_new(path, bytes(account.key))
        return cls(bytes(account.key))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the key; raises NotFound (key-missing) or Invalid (key-exposed, key-malformed)."""
        return cls(key_file.read(path))

    def sign(self, transaction: dict[str, Any]) -> bytes:
        """The raw signed transaction of these EIP-1559 fields."""
        return bytes(self._account.sign_transaction(transaction).raw_transaction)
