"""A small world to judge: an institution with a key, a DID log and resources it has signed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from issuer_api.adapters.did_webvh import AnchorBinding, DocumentParts, create_log, update_log
from issuer_api.adapters.signer import FileSigner
from issuer_api.domain.resource import ResourceLink, build_resource
from verification.did_history import DidHistory
from verification.did_webvh import read_log
from verification.encoding import canonical, did_key_url, next_key_hash

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors"


def vector_set(name: str) -> Path:
    """The folder of a published vector set, or a skip that names it."""
    folder = VECTORS / name
    if not folder.is_dir():
        pytest.skip(f"the vector set {name} is not here")
    return folder


def key(number: int) -> FileSigner:
    """The same key for the same number, every time."""
    return FileSigner(number.to_bytes(32, "big"))


def commit_to(number: int) -> str:
    return next_key_hash(key(number).multikey)


def approval(signer: FileSigner, version_id: str) -> dict[str, Any]:
    """A witness' proof for a version of a DID log (did:webvh 1.0, "The Witness Proofs File")."""
    method = did_key_url(signer.multikey)
    proof: dict[str, Any] = signer.attest({"versionId": version_id}, verification_method=method, created=NOW)["proof"]
    return proof


ANCHOR = AnchorBinding("eip155:1337", "0x" + "ab" * 20, "0x" + "cd" * 20, 1)


@dataclass
class Institution:
    """Update keys are numbered 1, 2, 3…; assertion keys are given by name."""

    host: str = "salud.example.edu"
    assertion: Mapping[str, FileSigner] = field(default_factory=lambda: {"key-1": key(100)})
    anchor: AnchorBinding = field(default=ANCHOR)
    former: tuple[AnchorBinding, ...] = ()

    def __post_init__(self) -> None:
        self.did, line = create_log(self.host, self.parts(), signer=key(1), next_key_hash=commit_to(2), now=NOW)
        self.lines = [line]

    def parts(self) -> DocumentParts:
        keys = {name: signer.multikey for name, signer in self.assertion.items()}
        return DocumentParts(keys, self.anchor, also_known_as=(f"did:web:{self.host}",), former=self.former)

    def update(self) -> None:
        number = len(self.lines) + 1
        line = update_log(self.lines, self.parts(), signer=key(number), next_key_hash=commit_to(number + 1), now=NOW)
        self.lines.append(line)

    @property
    def log(self) -> bytes:
        return "".join(f"{line}\n" for line in self.lines).encode()

    @property
    def history(self) -> DidHistory:
        return read_log(self.log, now=NOW)

    def sign(self, document: Mapping[str, Any], name: str = "key-1") -> dict[str, Any]:
        method = f"{self.did}#{name}"
        return self.assertion[name].attest(document, verification_method=method, created=NOW)

    def schema(self, name: str = "Salud comunitaria digital") -> dict[str, Any]:
        content = {"issuerId": self.did, "name": name, "version": "1.0", "attrNames": ["title", "eqf_level"]}
        return self.sign(build_resource(self.did, "anonCredsSchema", content))

    def rev_reg_def(self, *lists: dict[str, Any]) -> dict[str, Any]:
        """With links to these status lists."""
        content = {
            "issuerId": self.did,
            "revocDefType": "CL_ACCUM",
            "credDefId": self.schema()["id"],
            "tag": "0",
            "value": {"maxCredNum": 4},
        }
        return self.sign(build_resource(self.did, "anonCredsRevocRegDef", content, [_link(item) for item in lists]))

    def status_list(self, timestamp: int, revoked: tuple[int, ...] = (2,)) -> dict[str, Any]:
        content = {
            "issuerId": self.did,
            "revRegDefId": self.rev_reg_def()["id"],
            "revocationList": [int(index in revoked) for index in range(4)],
            "currentAccumulator": "21 1",
            "timestamp": timestamp,
        }
        return self.sign(build_resource(self.did, "anonCredsStatusList", content))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


def spoil(document: Any, data: st.DataObject) -> bool:
    """Put anything in the place of one value, however deep. False where it was that already."""
    while True:
        step = data.draw(st.sampled_from(list(document) if isinstance(document, dict) else range(len(document))))
        child = document[step]
        if not isinstance(child, dict | list) or not child or data.draw(st.booleans()):
            document[step] = data.draw(ANYTHING)
            return bool(canonical(document[step]) != canonical(child))
        document = child


def _link(item: dict[str, Any]) -> ResourceLink:
    digest = item["metadata"]["resourceId"]
    return ResourceLink(item["id"], "anonCredsStatusList", item["content"]["timestamp"], digest)
