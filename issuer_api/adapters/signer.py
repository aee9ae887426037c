"""An Ed25519 key in a file of its own, and the proofs it makes.

    >>> signer = FileSigner.create(Path("keys/assertion.key"))
    >>> signer.attest(resource, verification_method=f"{did}#key-1", created=clock())["proof"]["proofValue"]

The file holds the 32-byte seed and nothing else, readable by its owner alone. Losing it is losing the power
to sign; showing it is giving that power away. It never leaves this module.
"""

import os
import stat
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from issuer_api.domain.errors import Conflict, Invalid, NotFound
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
        seed = os.urandom(32)
        _write_new(path, seed)
        return cls(seed)

    @classmethod
    def load(cls, path: Path) -> "FileSigner":
        """Read the key; raises NotFound (key-missing) or Invalid (key-exposed, key-malformed)."""
        try:
            with path.open("rb") as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                seed = file.read(33)
        except FileNotFoundError as exc:
            raise NotFound("key-missing", f"There is no key at {path}.") from exc
        if mode & 0o077:
            raise Invalid("key-exposed", f"Others can read {path}; make it yours alone with chmod 600.")
        if len(seed) != 32:
            raise Invalid("key-malformed", f"{path} is not an Ed25519 key: it should hold exactly 32 bytes.")
        return cls(seed)

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


def _write_new(path: Path, seed: bytes) -> None:
    """A crash leaves either no file or a whole one: write beside it, then link it into place."""
    beside = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(seed)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    except FileExistsError as exc:
        raise Conflict("key-exists", f"There is already a key at {path}; it is not overwritten.") from exc
    finally:
        beside.unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
