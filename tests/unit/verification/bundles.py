"""A learner's bundle made of real parts: an institution, its log on an embedded chain, a proof of the head."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from anchoring.embedded import EmbeddedLedger
from anchoring.evidence import LogEvidence
from anchoring.header import Header
from anchoring.lineage import Link
from anchoring.log import Anchor, Entry, Kind, genesis
from anchoring.storage_proof import HeadProof
from issuer_api.adapters.did_webvh import AnchorBinding
from tests.unit.anchoring.chains import START, add, checkpoint, log_of, open_chain, receipt_of
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.verification.conftest import Institution
from verification.anoncreds_evidence import StatusBit, credential_digest, unsigned_evidence
from verification.bundle import Bundle, StatusList
from verification.encoding import canonical

ATTRIBUTES = {"title": "Salud digital comunitaria", "given_name": "Ana", "eqf_level": "6"}
LIST_TIME = int(START.timestamp())


@dataclass
class World:
    """One institution, one credential, and a log that grows. `host`, `contract`: to make another one."""

    folder: Path
    host: str = "salud.example.edu"
    index: int = 0
    anchors: list[Anchor] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chain: EmbeddedLedger = open_chain(self.folder / f"{self.host}.sqlite")
        self.key, self.stranger = MemoryKey(), MemoryKey()
        add(self.chain, self.stranger, genesis("another"))
        binding = AnchorBinding(self.chain.chain, self.key.address, self.chain.contract, 0)
        self.institution = Institution(host=self.host, anchor=binding)
        self.did = self.institution.did
        self.status_list = self.institution.status_list(LIST_TIME)
        entry, self.leaf, self.tree = checkpoint(credential_digest(self.did, ATTRIBUTES))
        self.append(genesis(self.did), entry, self.list_entry(self.status_list))
        self.receipt = receipt_of(self.leaf, self.tree, self.anchors[0])

    def append(self, *entries: Entry) -> None:
        self.anchors.append(add(self.chain, self.key, *entries, after=self.anchors[-1] if self.anchors else None))

    def list_entry(self, document: dict[str, Any]) -> Entry:
        subject = sha256(document["content"]["revRegDefId"].encode()).digest()
        return Entry(kind=Kind.REVOCATION_LIST, subject=subject, digest=sha256(canonical(document)).digest())

    def version_entry(self, version_id: str) -> Entry:
        subject, digest = sha256(self.did.encode()).digest(), sha256(version_id.encode()).digest()
        return Entry(kind=Kind.DID_VERSION, subject=subject, digest=digest)

    def credential(self, index: int | None = None) -> dict[str, Any]:
        bit = StatusBit(self.institution.rev_reg_def()["id"], self.index if index is None else index)
        return self.institution.sign(unsigned_evidence(self.did, ATTRIBUTES, bit))

    def proof(self, block: int | None = None) -> HeadProof:
        return self.chain.prove(self.key.address, block or self.chain.latest().number)

    def evidence(self, proof: HeadProof | None = None) -> LogEvidence:
        links = tuple(Link.of(anchor) for anchor in self.anchors)
        return LogEvidence(log=log_of(self.chain, self.key), links=links, proof=proof or self.proof())

    def bundle(self, **changes: Any) -> Bundle:
        parts: dict[str, Any] = {
            "made": "2026-11-23T13:00:00Z",
            "credential": self.credential(),
            "did_log": tuple(self.institution.lines),
            "receipt": self.receipt,
            "logs": (self.evidence(),),
            "status_list": StatusList(fetched="2026-11-23T12:59:00Z", document=self.status_list),
        }
        return Bundle(**(parts | changes))

    @property
    def block_hash(self) -> bytes:
        return Header.read(self.proof().header).hash
