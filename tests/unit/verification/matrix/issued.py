"""A badge as the node issues it, with its DID, its log and its lists where a network would find them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from issuer_api.adapters.signer import FileSigner
from issuer_api.domain.badge import StatusPlace, open_badge
from issuer_api.domain.status_list import PURPOSES, list_credential, list_url
from revocation import bitstring
from tests.unit.issuer_api.domain.awards import SALT, award
from tests.unit.verification.conftest import NOW, commit_to, key
from tests.unit.verification.signed_world import HOLDER_DID, INDEX, LATER, SIGNED, World
from tests.unit.verification.test_did_log import write
from verification.credential import judge_credential
from verification.data_integrity import LEGACY, RDFC, hash_data
from verification.encoding import canonical, multibase
from verification.vcdm import V1_CONTEXT
from verification.verdict import Verdict

Json = dict[str, Any]
LIST_ID = "0123456789abcdef"
WEB = "https://salud.example.edu/.well-known/did.json"
LOG = "https://salud.example.edu/.well-known/did.jsonl"
ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"


class Shown:
    """A credential shown at a time, and every page that can be fetched. Each method breaks one thing."""

    def __init__(self, at: datetime = SIGNED) -> None:
        self.world, self.now = World(), LATER
        for purpose in PURPOSES:
            self.list(purpose)
        place = StatusPlace(LIST_ID, INDEX)
        self.document: Any = open_badge(replace(award(), did=self.world.did_webvh), salt=SALT, place=place)
        self.sign(at=at)

    @property
    def unsigned(self) -> Json:
        return {name: value for name, value in self.document.items() if name != "proof"}

    def put(self, path: str, value: Any) -> "Shown":
        """One value of the document changed, the proof left as it was."""
        *steps, last = _steps(path)
        place = self.document
        for step in steps:
            place = place[step]
        place[last] = value
        return self

    def cut(self, path: str) -> "Shown":
        *steps, last = _steps(path)
        place = self.document
        for step in steps:
            place = place[step]
        del place[last]
        return self

    def sign(self, **how: Any) -> "Shown":
        """Signed anew, by `key-1` of the did:web unless said otherwise."""
        self.document = json.loads(json.dumps(self.world.sign(self.unsigned, **how)))
        return self

    def by(self, signer: FileSigner) -> "Shown":
        """Whatever is signed from now on is signed with this key."""
        self.world.signer = signer
        return self

    def prove(self, **options: Any) -> "Shown":
        """A proof made with these options, and good but for them; None leaves one out."""
        plain = {
            "type": "DataIntegrityProof",
            "cryptosuite": RDFC,
            "created": "2026-11-23T13:00:00Z",
            "verificationMethod": f"{self.world.did_web}#key-1",
            "proofPurpose": "assertionMethod",
        }
        config = {name: value for name, value in {**plain, **options}.items() if value is not None}
        signature = self.world.signer.sign(hash_data(self.unsigned, config))
        self.document = self.unsigned | {"proof": config | {"proofValue": multibase(signature)}}
        return self

    def list(
        self, purpose: str = "revocation", *entries: int, how: Mapping[str, Any] | None = None, **changes: Any
    ) -> "Shown":
        """What the address of a list answers: this list, with these members put in, signed so."""
        url = list_url(self.world.host, LIST_ID, purpose)
        bits = bitstring.pack(bitstring.MIN_ENTRIES, entries)
        document = list_credential(url, self.world.did_web, purpose, bits, int(SIGNED.timestamp()))
        subject = document["credentialSubject"] | changes.pop("subject", {})
        signed = self.world.sign(document | {"credentialSubject": subject} | changes, **how or {})
        self.world.pages[url] = json.dumps(signed).encode()
        return self

    def page(self, address: str, change: Callable[[bytes], bytes]) -> "Shown":
        self.world.pages[address] = change(self.world.pages[address])
        return self

    def gone(self, address: str) -> "Shown":
        del self.world.pages[address]
        return self

    def web(self, change: Callable[[Json], object]) -> "Shown":
        """The did:web document, changed by whoever holds the web server."""
        document = self.world.web()
        change(document)
        self.world.put_web(document)
        return self

    def rotate(self) -> "Shown":
        """`key-1` is taken out and `key-2` put in; web server and lists follow, as the node does it."""
        institution = self.world.institution
        institution.assertion = {"key-2": key(101)}
        institution.update()
        self.world.publish()
        former = self.world.signer
        for purpose in PURPOSES:
            self.by(key(101)).list(purpose, how={"method": f"{self.world.did_web}#key-2"})
        return self.by(former)

    def entry(self, change: Callable[[Json], object], **parameters: Any) -> "Shown":
        """One more entry of the DID log, well signed, whose document or parameters are unusual."""
        lines = self.world.institution.lines
        last = json.loads(lines[-1])
        number = len(lines) + 1
        keys = {"updateKeys": [key(number).multikey], "nextKeyHashes": [commit_to(number + 1)]}
        time = (NOW + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        entry = {"versionTime": time, "parameters": keys | parameters, "state": last["state"]}
        change(entry)
        lines.append(canonical(write(entry, number, last["versionId"], key(number))).decode())
        self.world.pages[LOG] = self.world.institution.log
        return self

    def judge(self) -> Verdict:
        return judge_credential(self.document, self.world.library(self.document), now=self.now)


def listless() -> Shown:
    """Without status lists, which are the same issuer's: what breaks its DID breaks them too."""
    return Shown().cut("credentialStatus").sign()


def web_only() -> Shown:
    """Of a did:web that names no history."""
    return listless().web(lambda document: document.update(alsoKnownAs=[]))


def older() -> Shown:
    """A credential of version 1.1 with an Ed25519Signature2020."""
    shown = listless()
    shown.document = {
        "@context": [V1_CONTEXT, ED25519_2020],
        "id": "urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5",
        "type": ["VerifiableCredential"],
        "issuer": shown.world.did_web,
        "issuanceDate": "2026-11-23T12:30:00Z",
        "credentialSubject": {"id": HOLDER_DID},
    }
    return shown.prove(type=LEGACY, cryptosuite=None)


def _steps(path: str) -> list[Any]:
    return [int(step) if step.isdigit() else step for step in path.split("/")]
