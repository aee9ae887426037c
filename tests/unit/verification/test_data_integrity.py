from typing import Any

import pytest

from tests.unit.verification.conftest import NOW, key
from verification.data_integrity import CRYPTOSUITE, hash_data, verify_proof
from verification.encoding import multibase
from verification.errors import ProofError


@pytest.fixture
def signed() -> dict[str, Any]:
    document = {"@context": ["https://a.example", "https://b.example"], "grade": "6,5", "name": "Ñusta"}
    return key(1).attest(document, verification_method="did:example:1#key-1", created=NOW)


def test_a_whole_document_is_accepted(signed: dict[str, Any]) -> None:
    verify_proof(signed, key(1).public_key)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"proofPurpose": "authentication"}, "proof-purpose-wrong"),
        ({"cryptosuite": "eddsa-rdfc-2022"}, "proof-suite-unknown"),
        ({"type": "Ed25519Signature2020"}, "proof-suite-unknown"),
        ({"expires": "2026-01-01T00:00:00Z"}, "proof-member-unchecked"),
        ({"created": "yesterday"}, "proof-malformed"),
        ({"created": "2026-11-23T12:00:00"}, "proof-malformed"),
        ({"created": "2026-11-23T12:00:01Z"}, "proof-signature-wrong"),
        ({"verificationMethod": "did:example:2#key-1"}, "proof-signature-wrong"),
        ({"proofValue": "z2"}, "proof-malformed"),
        ({"proofValue": None}, "proof-malformed"),
        ({"@context": ["https://b.example"]}, "proof-context-wrong"),
    ],
    ids=str,
)
def test_each_fault_of_a_proof_has_its_name(signed: dict[str, Any], change: dict[str, Any], code: str) -> None:
    with pytest.raises(ProofError) as refusal:
        verify_proof({**signed, "proof": {**signed["proof"], **change}}, key(1).public_key)
    assert refusal.value.code == code


def test_a_proof_need_not_say_when_it_was_made() -> None:
    config = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "proofPurpose": "assertionMethod",
        "verificationMethod": "did:example:1#key-1",
    }
    signature = key(1).sign(hash_data({"name": "Salud"}, config))
    verify_proof({"name": "Salud", "proof": {**config, "proofValue": multibase(signature)}}, key(1).public_key)


@pytest.mark.parametrize("proof", [None, [], "z1"])
def test_there_is_exactly_one_proof(signed: dict[str, Any], proof: object) -> None:
    with pytest.raises(ProofError) as refusal:
        verify_proof({**signed, "proof": proof}, key(1).public_key)
    assert refusal.value.code == "proof-missing"


def test_another_key_or_another_document_does_not_match(signed: dict[str, Any]) -> None:
    for document, public_key in (
        (signed, key(2).public_key),
        ({**signed, "name": "Nusta"}, key(1).public_key),
    ):
        with pytest.raises(ProofError) as refusal:
            verify_proof(document, public_key)
        assert refusal.value.code == "proof-signature-wrong"
