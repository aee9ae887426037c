"""An Ed25519 key in a file of its own, and the proofs it makes.

    >>> signer = FileSigner.create(Path("keys/assertion.key"))
    >>> signer.attest(resource, verification_method=f"{did}#key-1", created=clock())["proof"]["proofValue"]

The file holds the 32-byte seed and nothing else, readable by its owner alone. Losing it is losing the power
to sign; showing it is giving that power away. It never leaves this module.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from issuer_api.adapters import key_file
from verification.data_integrity import CRYPTOSUITE, hash_data
from verification.encoding import ed25519_multikey, multibase


class FileSigner:
    """Signs with the key of one file. Thread-safe: the key is only read."""

    __slots__ = ("_key", "multikey", "public_key")

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)
        self.public_key = bytes(self._key.verify_key)
        self.multikey = ed25519_multikey(self.public_key)

    @classmethod
    def create(cls, path: Path) -> "FileSigner":
        """Make a new key in a new file, whole or not at all; raises Conflict (key-exists)."""
        seed = os.urandom(key_file.LENGTH)
        key_file.write_new(path, seed)
        return cls(seed)

    @classmethod
    def load(cls, path: Path) -> "FileSigner":
        """Read the key; raises NotFound (key-missing) or Invalid (key-exposed, key-malformed)."""
        return cls(key_file.read(path))

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature of `message`."""
        return self._key.sign(message).signature

    def attest(self, document: Mapping[str, Any], *, verification_method: str, created: datetime) -> dict[str, Any]:
        """The document with an eddsa-jcs-2022 proof for assertionMethod, in place of any it had."""
        config = {
            "type": "DataIntegrityProof",
            "cryptosuite": CRYPTOSUITE,
            "verificationMethod": verification_method,
            "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "proofPurpose": "assertionMethod",
        }
        signature = self.sign(hash_data(document, config))
        return {**document, "proof": {**config, "proofValue": multibase(signature)}}
