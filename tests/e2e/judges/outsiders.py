"""Institutions that the node under test knows nothing of: keys and a DID document of their own, and no good will.

forger = Outsider()
forged = forger.secure(badge, verification_method=f"{did}#key-1")     # our name, their key
panel.judge("digitalbazaar", credential=forged, served=forger.served())
"""

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from issuer_api.adapters.signer import FileSigner
from revocation import bitstring, token_status_list

type Json = dict[str, Any]

_DID_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
_SIZE = 131_072
VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"


class Outsider:
    """Whoever has a host name and a key. Signs whatever it likes, in anybody's name."""

    def __init__(self, host: str | None = None) -> None:
        host = host or f"{os.urandom(4).hex()}.example.edu"  # another each time: a judge may remember a DID document
        self.did = f"did:web:{host}"
        self.key_id = f"{self.did}#key-1"
        self.signer = FileSigner(os.urandom(32))
        self._url = f"https://{host}/.well-known/did.json"

    def secure(self, document: Json, verification_method: str | None = None) -> Json:
        """The document with an eddsa-rdfc-2022 proof by this key, said to be made with `verification_method`."""
        return secured(self.signer, document, verification_method or self.key_id)

    def jws(self, header: Json, payload: Json) -> str:
        """A compact JWS by this key (EdDSA), with `kid` as the header says."""
        return self.signer.jws(header, payload)

    def did_document(self, controller: str | None = None) -> Json:
        """Its did:web document. `controller`: whom its key is said to belong to, if not itself."""
        key = {"id": self.key_id, "type": "Multikey", "controller": controller or self.did}
        return {
            "@context": _DID_CONTEXTS,
            "id": self.did,
            "verificationMethod": [key | {"publicKeyMultibase": self.signer.multikey}],
            "assertionMethod": [self.key_id],
        }

    def served(self, controller: str | None = None) -> Json:
        """What a judge finds at this host."""
        return {self._url: {"body": self.did_document(controller)}}


def secured(signer: FileSigner, document: Json, verification_method: str) -> Json:
    """The document signed anew, in place of any proof it had."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    (signed,) = signer.secure([bare], verification_method=verification_method, created=datetime.now(UTC))
    return signed


def status_list(url: str, issuer: str, purpose: str, taken: Iterable[int] = ()) -> Json:
    """An unsigned BitstringStatusListCredential in which these bits are set: with none, as a forger would want it."""
    encoded = bitstring.encode(bitstring.pack(_SIZE, taken))
    return {
        "@context": [VC_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": moment(),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded,
        },
    }


def everybody_valid() -> Json:
    """The `status_list` claim of a token list in which nobody is taken back."""
    return {"bits": 2, "lst": token_status_list.encode(token_status_list.pack(_SIZE, 2, {}))}


def moment(**later: float) -> str:
    """Now, or so much later (`days`, `minutes`), as a credential writes it."""
    return (datetime.now(UTC) + timedelta(**later)).strftime("%Y-%m-%dT%H:%M:%SZ")
