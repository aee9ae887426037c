"""The account that anchors: a secp256k1 key in this process.

    >>> key = FileAnchorKey.create(Path("keys/anchor"))                  # a file of 32 bytes, its owner's alone
    >>> key = keystore_key(Path("keystore.json"), password)              # Web3 Secret Storage, version 3
    >>> key = key_of_hex(os.environ["MOCHILA_ANCHOR_KEY"])
    >>> worker = Worker(ledger, SqlJournal(engine, log, did), key)

Whoever has the key can append to the institution's log, and can take nothing back. It never leaves this module.
`remote_signer` is for a key that is elsewhere.
"""

import json
from pathlib import Path
from typing import Any, Self

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_keyfile.exceptions import EthKeyfileException, EthKeyfileValueError
from eth_keys.exceptions import ValidationError

from issuer_api.adapters import key_file
from issuer_api.domain.errors import Invalid, NotFound


class LocalAnchorKey:
    """See `anchoring.ledger.AnchorKey`. Thread-safe: the key is only read."""

    __slots__ = ("_account", "address")

    def __init__(self, secret: bytes) -> None:
        """Raises Invalid (key-malformed) where these bytes are no secp256k1 key."""
        try:
            self._account: LocalAccount = Account.from_key(secret)
        except (ValueError, ValidationError):
            raise Invalid("key-malformed", "The anchoring key is not a secp256k1 key.") from None
        self.address: str = self._account.address

    def sign(self, transaction: dict[str, Any]) -> bytes:
        """The raw signed transaction of these EIP-1559 fields."""
        return bytes(self._account.sign_transaction(transaction).raw_transaction)


class FileAnchorKey(LocalAnchorKey):
    """The key in a file that holds its 32 bytes and nothing else."""

    __slots__ = ()

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


def keystore_key(path: Path, password: str) -> LocalAnchorKey:
    """The key of a keystore file; raises NotFound (key-missing) or Invalid (key-malformed, key-locked)."""
    try:
        keystore = json.loads(path.read_text())
    except FileNotFoundError:
        raise NotFound("key-missing", f"There is no keystore at {path}.") from None
    except (OSError, ValueError):
        raise Invalid("key-malformed", f"{path} is no keystore that can be read.") from None
    try:
        secret = bytes(Account.decrypt(keystore, password))
    except EthKeyfileValueError:
        raise Invalid("key-locked", f"The password does not open the keystore {path}.") from None
    except (TypeError, ValueError, KeyError, AttributeError, NotImplementedError, EthKeyfileException):
        raise Invalid("key-malformed", f"{path} is no keystore of version 3.") from None
    return LocalAnchorKey(secret)


def key_of_hex(text: str) -> LocalAnchorKey:
    """The key in 64 hex digits; raises Invalid (key-malformed)."""
    try:
        secret = bytes.fromhex(text.strip().removeprefix("0x"))
    except ValueError:
        raise Invalid("key-malformed", "The anchoring key is not 64 hex digits.") from None
    return LocalAnchorKey(secret)
