"""An Ed25519 key in a file of its own, and the proofs and JSON Web Signatures it makes.

    >>> signer = FileSigner.create(Path("keys/assertion.key"))
    >>> signer.attest(resource, verification_method=f"{did}#key-1", created=clock())["proof"]["proofValue"]

The file holds the 32-byte seed and nothing else, readable by its owner alone. Losing it is losing the power
to sign; showing it is giving that power away. It never leaves this module.
"""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from issuer_api.adapters import key_file
from revocation.packed import base64url
from verification.data_integrity import JCS, RDFC, hash_data
from verification.encoding import ed25519_multikey, multibase
from verification.stamps import stamp


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
            "cryptosuite": JCS,
            "verificationMethod": verification_method,
            "created": stamp(created),
            "proofPurpose": "assertionMethod",
        }
        return self._proved(document, config)

    def secure(
        self,
        documents: Sequence[Mapping[str, Any]],
        *,
        verification_method: str,
        created: datetime,
        cryptosuite: str = RDFC,
    ) -> list[dict[str, Any]]:
        """Each document with a proof for assertionMethod (VC-DI-EDDSA sections 3.2 and 3.3), in place of any it had."""
        config = {
            "type": "DataIntegrityProof",
            "cryptosuite": cryptosuite,
            "created": stamp(created),
            "verificationMethod": verification_method,
            "proofPurpose": "assertionMethod",
        }
        return [self._proved(document, {**_context(document, cryptosuite), **config}) for document in documents]

    def jws(self, header: Mapping[str, Any], payload: Mapping[str, Any]) -> str:
        """A compact JWS (RFC 7515, section 3.1) with `alg` EdDSA (RFC 8037) set in the header."""
        signed = f"{_packed({**header, 'alg': 'EdDSA'})}.{_packed(payload)}"
        return f"{signed}.{base64url(self.sign(signed.encode('ascii')))}"

    def _proved(self, document: Mapping[str, Any], config: Mapping[str, Any]) -> dict[str, Any]:
        signature = self.sign(hash_data(document, config))
        return {**document, "proof": {**config, "proofValue": multibase(signature)}}


def _context(document: Mapping[str, Any], cryptosuite: str) -> dict[str, Any]:
    """VC-DI-EDDSA 3.3.1, step 2: a JCS proof repeats the document's @context, for it is not otherwise kept whole."""
    return {"@context": document["@context"]} if cryptosuite == JCS and "@context" in document else {}


def _packed(value: Mapping[str, Any]) -> str:
    return base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
