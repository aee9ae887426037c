"""Every suite against the published vectors, and each rule by which a proof is refused."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.issuer_api.domain.awards import badge
from tests.unit.verification.conftest import NOW, key, vector_set
from verification.canonical_graph import canonical_graph, plainly
from verification.data_integrity import (
    CREDENTIAL_SUITES,
    JCS,
    MAX_PROOFS,
    RDFC,
    Demands,
    check_proof,
    check_proofs,
    hash_data,
)
from verification.encoding import from_ed25519_multikey, multibase, multikey_of_did_key
from verification.errors import JsonLdError, ProofError

Json = dict[str, Any]
METHOD = "did:web:salud.example.edu#key-1"
ANY_SUITE = Demands(CREDENTIAL_SUITES)
_VECTORS = {  # folder, and the ending of its files' names
    "eddsa-rdfc-2022": "DataInt",
    "Ed25519Signature2020": "EdSig",
    "eddsa-jcs-2022": "JCS",
}


def vectors(name: str) -> Path:
    return vector_set("vc-di-eddsa") / "TestVectors" / name


def of_did_key(method: str) -> bytes:
    """The vectors' keys are in their names."""
    return from_ed25519_multikey(multikey_of_did_key(method))


def badge_key(method: str) -> bytes:
    assert method == METHOD
    return key(1).public_key


def signed(suite: str = RDFC, **members: Any) -> Json:
    [document] = key(1).secure([badge() | members], verification_method=METHOD, created=NOW, cryptosuite=suite)
    return document


def resigned(**options: Any) -> Json:
    """A badge whose proof was made with these options, and is good but for them; None leaves an option out."""
    document = badge()
    config = {
        "type": "DataIntegrityProof",
        "cryptosuite": RDFC,
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
    }
    config = {name: value for name, value in {**config, **options}.items() if value is not None}
    return {**document, "proof": config | {"proofValue": multibase(key(1).sign(hash_data(document, config)))}}


def refused(document: Any, demands: Demands = ANY_SUITE) -> str:
    with pytest.raises((ProofError, JsonLdError)) as refusal:
        check_proofs(document, badge_key, demands)
    return refusal.value.code


@pytest.mark.parametrize(("name", "ending"), _VECTORS.items(), ids=str)
def test_the_published_proof_is_hashed_and_accepted(name: str, ending: str) -> None:
    folder = vectors(name)
    document = json.loads((folder / f"signed{ending}.json").read_bytes())
    check_proofs(document, of_did_key, ANY_SUITE)
    found = hash_data(document, json.loads((folder / f"proofConfig{ending}.json").read_bytes()))
    assert found.hex() == (folder / f"combinedHash{ending}.txt").read_text().strip()
    check_proof(document, document["proof"], of_did_key(document["proof"]["verificationMethod"]), ANY_SUITE)


@pytest.mark.parametrize("name", ["eddsa-rdfc-2022", "Ed25519Signature2020"])
def test_canonical_texts_are_those_published(name: str) -> None:
    folder, ending = vectors(name), _VECTORS[name]
    document = json.loads((folder / f"signed{ending}.json").read_bytes())
    del document["proof"]
    assert plainly(document) == canonical_graph(document) == (folder / f"canonDoc{ending}.txt").read_text()
    config = json.loads((folder / f"proofConfig{ending}.json").read_bytes())
    assert plainly(config) == (folder / f"proofCanon{ending}.txt").read_text()


def test_a_published_proof_over_a_context_that_is_not_kept_is_refused_and_not_fetched() -> None:
    document = json.loads((vectors("eddsa-rdfc-2022") / "employ" / "signedDataInt.json").read_bytes())
    with pytest.raises(JsonLdError) as refusal:
        check_proofs(document, of_did_key, ANY_SUITE)
    assert refusal.value.code == "context-unknown"


_SETS = ["signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2"]


@pytest.mark.parametrize("name", _SETS)
def test_published_sets_and_chains_are_accepted_whole_and_refused_when_one_proof_is_not_good(name: str) -> None:
    document = json.loads((vectors("proof-set-chain") / f"{name}.json").read_bytes())
    check_proofs(document, of_did_key, ANY_SUITE)
    count = len(document["proof"]) if isinstance(document["proof"], list) else 1
    for place in range(count):
        broken = json.loads(json.dumps(document))
        proof = broken["proof"][place] if isinstance(broken["proof"], list) else broken["proof"]
        proof["created"] = "2023-02-24T23:36:39Z"
        with pytest.raises(ProofError) as refusal:
            check_proofs(broken, of_did_key, ANY_SUITE)
        assert refusal.value.code == "proof-signature-wrong"


def test_a_chain_with_a_link_missing_or_altered_is_broken() -> None:
    document = json.loads((vectors("proof-set-chain") / "signedProofChain2.json").read_bytes())
    for place in range(3):  # the last one names the third, the third the first two
        less = {**document, "proof": [proof for n, proof in enumerate(document["proof"]) if n != place]}
        with pytest.raises(ProofError) as refusal:
            check_proofs(less, of_did_key, ANY_SUITE)
        assert refusal.value.code == "proof-chain-broken"
    twice = {**document, "proof": [*document["proof"], document["proof"][0]]}
    with pytest.raises(ProofError) as refusal:
        check_proofs(twice, of_did_key, ANY_SUITE)
    assert refusal.value.code == "proof-chain-broken"


@pytest.mark.parametrize("suite", [RDFC, JCS])
def test_what_the_signer_makes_is_accepted_and_nothing_in_it_can_be_changed(suite: str) -> None:
    document = signed(suite, validUntil="2031-11-23T12:00:00Z")
    check_proofs(document, badge_key, ANY_SUITE)
    for member, value in (("name", "Otra"), ("validFrom", "2020-01-01T00:00:00Z"), ("type", ["VerifiableCredential"])):
        assert refused(document | {member: value}) in {"proof-signature-wrong", "term-undefined"}
    for member in ("validUntil", "credentialStatus", "issuer", "credentialSubject"):
        assert refused({name: value for name, value in document.items() if name != member}) == "proof-signature-wrong"
    for member in ("created", "verificationMethod"):
        other = {"created": "2026-11-23T12:00:01Z", "verificationMethod": METHOD + "1"}[member]
        with pytest.raises(ProofError) as refusal:
            check_proofs(
                document | {"proof": document["proof"] | {member: other}}, lambda _: key(1).public_key, ANY_SUITE
            )
        assert refusal.value.code == "proof-signature-wrong"


def test_a_term_renamed_by_a_context_of_ones_own_is_refused() -> None:
    """The graph would be the same, and an expired badge would show no end: see `verification.json_ld`."""
    document = signed(validUntil="2026-12-01T00:00:00Z")
    until = document.pop("validUntil")
    iri = "https://www.w3.org/2018/credentials#validUntil"
    renaming = {"x": {"@id": iri, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}}
    assert refused(document | {"@context": [*document["@context"], renaming], "x": until}) == "context-inline"
    typed = {"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": until}
    assert refused(document | {iri: typed}) == "term-not-plain"
    hidden = [{"id": document["id"], "validUntil": until}]
    assert refused(document | {"@included": hidden}) == "term-not-plain"
    check_proofs(document | {"validUntil": until}, badge_key, ANY_SUITE)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, None),
        ({"created": "2026-11-23T12:00:00Z"}, None),
        ({"created": "2026-11-23T12:00:00.123-04:00"}, None),
        ({"created": "2026-11-23 12:00:00Z"}, "proof-malformed"),
        ({"created": "2026-11-23"}, "proof-malformed"),
        ({"created": "2026-11-23T12:00:00"}, "proof-malformed"),
        ({"created": "2026-13-23T12:00:00Z"}, "proof-malformed"),
        ({"expires": "tomorrow"}, "proof-malformed"),
        ({"expires": "2026-11-23T12:00:00Z"}, "proof-expired"),
        ({"expires": "2026-11-23T13:59:59+02:00"}, "proof-expired"),
        ({"expires": "2026-11-23T12:00:01Z"}, None),
        ({"proofPurpose": "authentication"}, "proof-purpose-wrong"),
        ({"proofPurpose": None}, "proof-purpose-wrong"),
        ({"verificationMethod": None}, "proof-malformed"),
        ({"domain": "https://a.example"}, "proof-member-unchecked"),
        ({"challenge": "1"}, "proof-member-unchecked"),
        ({"previousProof": "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"}, "proof-chain-broken"),
        ({"previousProof": []}, "proof-chain-broken"),
        ({"previousProof": {"id": "urn:x"}}, "proof-chain-broken"),
        ({"id": "urn:uuid:5", "previousProof": "urn:uuid:5"}, "proof-chain-broken"),
    ],
    ids=str,
)
def test_a_good_signature_is_not_enough(options: Json, code: str | None) -> None:
    document = resigned(**options)
    demands = Demands(CREDENTIAL_SUITES, at=NOW)
    if code is None:
        check_proofs(document, badge_key, demands)
    else:
        assert refused(document, demands) == code


def test_an_expiry_is_refused_where_no_time_is_given() -> None:
    assert refused(resigned(expires="2030-01-01T00:00:00Z")) == "proof-member-unchecked"


def test_domain_and_challenge_must_be_those_asked_for() -> None:
    asked = Demands(CREDENTIAL_SUITES, domain="https://a.example", challenge="7")
    check_proofs(resigned(domain="https://a.example", challenge="7"), badge_key, asked)
    check_proofs(resigned(domain=["https://b.example", "https://a.example"], challenge="7"), badge_key, asked)
    assert refused(resigned(domain="https://b.example", challenge="7"), asked) == "proof-domain-wrong"
    assert refused(resigned(challenge="7"), asked) == "proof-domain-wrong"
    assert refused(resigned(domain="https://a.example", challenge="8"), asked) == "proof-challenge-wrong"
    assert refused(resigned(domain="https://a.example"), asked) == "proof-challenge-wrong"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "DataIntegrityproof"}, "proof-suite-unknown"),
        ({"type": "Ed25519Signature2020"}, "proof-suite-unknown"),
        ({"type": ["DataIntegrityProof"]}, "proof-suite-unknown"),
        ({"cryptosuite": "ecdsa-rdfc-2019"}, "proof-suite-unknown"),
        ({"cryptosuite": None}, "proof-suite-unknown"),
        ({"cryptosuite": ["eddsa-rdfc-2022"]}, "proof-suite-unknown"),
        ({"cryptosuite": JCS}, "proof-signature-wrong"),
        ({"proofValue": None}, "proof-malformed"),
        ({"proofValue": ""}, "proof-malformed"),
        ({"proofValue": "uAAAA"}, "proof-malformed"),
        ({"proofValue": multibase(b"\x00" * 63)}, "proof-malformed"),
        ({"proofValue": multibase(b"\x00" * 64)}, "proof-signature-wrong"),
        ({"nobodyKnows": "x"}, "term-undefined"),
        ({"nonce": "x"}, "proof-signature-wrong"),
    ],
    ids=str,
)
def test_each_fault_of_a_proof_has_its_name(change: Json, code: str) -> None:
    document = signed()
    assert refused(document | {"proof": document["proof"] | change}) == code


def test_suites_that_were_not_asked_for_are_unknown() -> None:
    assert refused(signed(), Demands()) == "proof-suite-unknown"
    assert refused(signed(JCS), Demands(frozenset({RDFC}))) == "proof-suite-unknown"


@pytest.mark.parametrize("proof", [None, [], "z1", [None], {}, [{}, "x"]], ids=str)
def test_without_a_proof_there_is_nothing_to_accept(proof: Any) -> None:
    assert refused(badge() | {"proof": proof}) in {"proof-missing", "proof-suite-unknown"}


def test_of_several_proofs_each_must_hold() -> None:
    one, other = signed(), signed(JCS)
    both = one | {"proof": [one["proof"], other["proof"]]}
    check_proofs(both, badge_key, ANY_SUITE)
    assert refused(both | {"proof": [one["proof"], other["proof"] | {"created": "2026-11-23T12:00:01Z"}]}) == (
        "proof-signature-wrong"
    )
    assert refused(both | {"proof": [one["proof"], {"type": "Other"}]}) == "proof-suite-unknown"
    assert refused(both | {"proof": [one["proof"]] * (MAX_PROOFS + 1)}) == "proof-malformed"


def test_a_proof_of_a_chain_is_not_checked_alone() -> None:
    document = json.loads((vectors("proof-set-chain") / "signedProofChain1.json").read_bytes())
    proof = document["proof"][-1]
    with pytest.raises(ProofError) as refusal:
        check_proof(document, proof, of_did_key(proof["verificationMethod"]), ANY_SUITE)
    assert refusal.value.code == "proof-member-unchecked"


def test_an_expiry_is_the_moment_it_names() -> None:
    document = resigned(expires="2026-11-23T12:00:00Z")
    check_proofs(document, badge_key, Demands(CREDENTIAL_SUITES, at=NOW - timedelta(seconds=1)))
    assert refused(document, Demands(CREDENTIAL_SUITES, at=NOW)) == "proof-expired"
