"""An institution with a did:webvh, its parallel did:web, credentials that it signs and lists that it publishes."""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from issuer_api.adapters.signer import FileSigner
from issuer_api.domain.did_web import did_web_of, parallel_document
from issuer_api.domain.status_list import list_credential
from revocation import bitstring
from tests.unit.verification.conftest import NOW, Institution, key
from verification.credential import wanted
from verification.data_integrity import hash_data
from verification.encoding import did_key_url, multibase
from verification.vcdm import V2_CONTEXT

Json = dict[str, Any]
SIGNED = NOW + timedelta(hours=1)
LATER = SIGNED + timedelta(hours=1)
LIST = "https://salud.example.edu/status/0123456789abcdef/revocation"
INDEX = 94567
HOLDER = key(7)
HOLDER_DID = did_key_url(HOLDER.multikey).partition("#")[0]


@dataclass
class World:
    """Everything that can be fetched of one institution. `key-1` signs, and names the did:web unless said otherwise."""

    host: str = "salud.example.edu"
    signer: FileSigner = field(default_factory=lambda: key(100))
    pages: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.institution = Institution(host=self.host)
        self.list = LIST.replace("salud.example.edu", self.host)
        self.did_webvh = self.institution.did
        self.did_web = did_web_of(self.did_webvh)
        self.publish()

    def publish(self) -> None:
        """Put the DID and an empty list where they belong."""
        state = json.loads(self.institution.lines[-1])["state"]
        self.pages[f"https://{self.host}/.well-known/did.jsonl"] = self.institution.log
        self.put_web(parallel_document(state))
        self.put_list(())

    def put_web(self, document: Mapping[str, Any]) -> None:
        self.pages[f"https://{self.host}/.well-known/did.json"] = json.dumps(document).encode()

    def web(self) -> Json:
        found: Json = json.loads(self.pages[f"https://{self.host}/.well-known/did.json"])
        return found

    def put_list(self, revoked: tuple[int, ...], purpose: str = "revocation", **changes: Any) -> None:
        bits = bitstring.pack(bitstring.MIN_ENTRIES, revoked)
        document = {**list_credential(self.list, self.did_web, purpose, bits, int(SIGNED.timestamp())), **changes}
        self.pages[self.list] = json.dumps(self.sign(document)).encode()

    def credential(self, **changes: Any) -> Json:
        return {
            "@context": [V2_CONTEXT],
            "id": "urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5",
            "type": ["VerifiableCredential"],
            "issuer": self.did_web,
            "validFrom": "2026-11-23T12:30:00Z",
            "credentialStatus": {
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": str(INDEX),
                "statusListCredential": self.list,
            },
            "credentialSubject": {"id": HOLDER_DID},
            **changes,
        }

    def sign(
        self,
        document: Mapping[str, Any],
        *,
        suite: str = "eddsa-rdfc-2022",
        method: str | None = None,
        at: datetime = SIGNED,
    ) -> Json:
        named = method or f"{self.did_web}#key-1"
        [signed] = self.signer.secure([document], verification_method=named, created=at, cryptosuite=suite)
        return signed

    def badge(self, **changes: Any) -> Json:
        return self.sign(self.credential(**changes))

    def library(self, document: Any) -> dict[str, bytes | None]:
        """All that the document needs, as a caller with a network would have it."""
        library: dict[str, bytes | None] = {}
        while addresses := wanted(document, library):
            library |= {address: self.pages.get(address) for address in addresses}
        return library


def present(credentials: list[Any], *, signer: FileSigner = HOLDER, holder: Any = HOLDER_DID, **options: str) -> Json:
    """A presentation with an eddsa-rdfc-2022 proof for authentication; `options` go into the proof."""
    document: Json = {
        "@context": [V2_CONTEXT],
        "type": ["VerifiablePresentation"],
        **({"holder": holder} if holder else {}),
        "verifiableCredential": deepcopy(credentials),
    }
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-23T13:00:00Z",
        "verificationMethod": did_key_url(signer.multikey),
        "proofPurpose": "authentication",
        **options,
    }
    return {**document, "proof": {**proof, "proofValue": multibase(signer.sign(hash_data(document, proof)))}}
