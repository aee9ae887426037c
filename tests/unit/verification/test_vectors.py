"""The published vectors: RFC 8785, did:key, eddsa-jcs-2022, and did:webvh logs of five implementations."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.verification.conftest import NOW, VECTORS, vector_set
from verification import strict_json
from verification.data_integrity import hash_data, verify_proof
from verification.did_webvh import read_log
from verification.encoding import (
    canonical,
    did_key_url,
    digest_multibase,
    ed25519_multikey,
    from_ed25519_multikey,
    from_multibase,
    multibase,
    multikey_of_did_key,
)
from verification.errors import EncodingError

LOGS = sorted((VECTORS / "didwebvh-positive" / "vectors").glob("*/*/did.jsonl"))


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_canonical_form_is_that_of_rfc_8785(name: str) -> None:
    data = vector_set("jcs-rfc8785") / "testdata"
    expected = bytes.fromhex((data / "outhex" / f"{name}.txt").read_text())
    assert canonical(strict_json.loads((data / "input" / f"{name}.json").read_bytes())) == expected


def test_did_keys_are_spelt_as_published() -> None:
    keys = json.loads((vector_set("did-key") / "test-vectors" / "ed25519-x25519.json").read_bytes())
    for did, vector in keys.items():
        multikey = multikey_of_did_key(vector["didDocument"]["verificationMethod"][0]["id"])
        assert did == f"did:key:{multikey}"
        assert did_key_url(ed25519_multikey(from_ed25519_multikey(multikey))) == f"{did}#{multikey}"
    assert keys


def test_other_kinds_of_did_key_are_refused() -> None:
    folder = vector_set("did-key") / "test-vectors"
    for name in ("secp256k1.json", "x25519.json", "nist-curves.json", "bls12381.json"):
        dids = set(re.findall(r"did:key:z[A-Za-z0-9]+", (folder / name).read_text()))
        assert dids
        for did in dids:
            with pytest.raises(EncodingError) as refusal:
                multikey_of_did_key(f"{did}#{did.removeprefix('did:key:')}")
            assert refusal.value.code in ("key-malformed", "multibase-malformed")


def test_the_w3c_proof_is_hashed_and_accepted() -> None:
    folder = vector_set("vc-di-eddsa") / "TestVectors" / "eddsa-jcs-2022"
    signed = strict_json.loads_object((folder / "signedJCS.json").read_bytes())
    assert hash_data(signed, signed["proof"]).hex() == (folder / "combinedHashJCS.txt").read_text().strip()
    # The vector's issuer is not the controller of its key, so this is checked below the level of issuers.
    verify_proof(signed, from_ed25519_multikey(multikey_of_did_key(signed["proof"]["verificationMethod"])))


def test_digest_multibase_is_base58_of_a_sha256_multihash() -> None:
    digest = digest_multibase({})
    assert multibase(from_multibase(digest)) == digest
    assert from_multibase(digest).hex() == ("122044136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")


def test_the_logs_are_there_or_the_folder_is_not() -> None:
    vector_set("didwebvh-positive")
    assert len(LOGS) == 40


@pytest.mark.parametrize("log", LOGS, ids=lambda log: "-".join(log.parts[-3:-1]))
def test_every_published_log_is_accepted_and_means_what_is_published(log: Path) -> None:
    history = read_log(log.read_bytes(), now=NOW)
    newest = json.loads(log.with_name("resolutionResult.json").read_bytes())
    assert history.current == _published(newest)
    versions = {version.id: version for version in history.versions}
    for path in log.parent.glob("resolutionResult.*.json"):
        # By the id inside: some of these files hold another version than their name says.
        result = json.loads(path.read_bytes())
        assert versions[result["didDocumentMetadata"]["versionId"]].document == _published(result)
    metadata = newest["didDocumentMetadata"]
    assert history.versions[-1].id == metadata["versionId"]
    assert history.deactivated == metadata.get("deactivated", False)


def _published(result: Any) -> Any:
    """The resolved document without the two services that a resolver adds of its own accord."""
    document = dict(result["didDocument"])
    services = [s for s in document.pop("service", []) if not s["id"].endswith(("#files", "#whois"))]
    return {**document, "service": services} if services else document
