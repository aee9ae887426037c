"""The record of a verification: what it says is what was found, it names nobody, and no change of it goes unnoticed."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from copy import deepcopy
from typing import Any

import pytest

from tests.unit.verification.signed_world import LATER, World
from verification.credential import judge_credential
from verification.errors import CredentialError
from verification.policy import Policy, Predicate
from verification.vcdm import check_credential
from verification.verdict import Check, Outcome, Verdict
from verification.verification_receipt import TYPE, is_receipt, read_receipt, receipt_claims

FOUND = Verdict(
    (
        Check.of("proof", "credential-signed", issuer="did:web:otra.example.edu"),
        Check.of("criteria", "criteria-met", criteria=[{"name": "eqf_level", "op": ">=", "value": 6}]),
    )
)
DATA = b'{"@context": []}'


def claims(world: World, **changes: Any) -> dict[str, Any]:
    policy = Policy(predicates=(Predicate(name="eqf_level", op=">=", value=6),))
    said: dict[str, Any] = {"kind": "credential", "verdict": FOUND, "subject": "did:web:otra.example.edu"}
    return receipt_claims(issuer=world.did_webvh, at=LATER, handed_in=DATA, policy=policy, **{**said, **changes})


def signed(world: World, payload: dict[str, Any]) -> str:
    header = {"typ": "vc+jwt", "cty": "vc", "kid": f"{world.did_webvh}#key-1"}
    return world.signer.jws(header, payload)


def test_what_was_found_is_read_back() -> None:
    payload = claims(World(), title="Salud digital")
    check_credential(payload)
    found = read_receipt(json.loads(json.dumps(payload)))
    assert found.verdict == FOUND
    assert (found.kind, found.title, found.subject) == ("credential", "Salud digital", "did:web:otra.example.edu")
    assert found.policy is not None
    assert found.policy["predicates"] == [{"name": "eqf_level", "op": ">=", "value": 6}]
    assert found.is_of(DATA)
    assert not found.is_of(DATA + b" ")
    assert read_receipt(claims(World())).digest != found.digest  # another salt


def test_it_verifies_as_any_credential_does() -> None:
    world = World()
    verdict = judge_credential(signed(world, claims(world)), world.pages, now=LATER)
    assert {check.code for check in verdict.checks if check.name in ("proof", "issuer", "structure")} >= {
        "credential-signed",
        "issuer-key-in-history",
    }
    assert Outcome.FAILED not in {check.outcome for check in verdict.checks}


@pytest.mark.parametrize(
    "member", ["verifiedAt", "kind", "outcome", "checks", "policy", "handedIn", "issuerOfVerified"]
)
def test_no_change_goes_unnoticed(member: str) -> None:
    world = World()
    header, payload, signature = signed(world, claims(world)).split(".")
    changed = json.loads(urlsafe_b64decode(payload + "=="))
    changed["credentialSubject"][member] = {} if member in ("policy", "handedIn") else "otra"
    forged = urlsafe_b64encode(json.dumps(changed).encode()).rstrip(b"=").decode()
    verdict = judge_credential(f"{header}.{forged}.{signature}", world.pages, now=LATER)
    assert "proof-signature-wrong" in {check.detail.get("reason") for check in verdict.checks}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: said.pop("checks"),
        lambda said: said.update(checks=5),
        lambda said: said.update(checks=[{}]),
        lambda said: said["checks"][0].update(code="unheard-of"),
        lambda said: said["checks"][0].update(outcome="failed"),
        lambda said: said["checks"][0].update(detail={}),
        lambda said: said["checks"][0].update(detail={"name": "twice"}),
        lambda said: said.update(outcome="unknown"),
        lambda said: said.update(handedIn=5),
        lambda said: said.update(checks=[]),
    ],
)
def test_what_is_no_record_is_refused(spoil: Any) -> None:
    payload = deepcopy(claims(World()))
    spoil(payload["credentialSubject"])
    with pytest.raises(CredentialError, match="no record"):
        read_receipt(payload)


def test_another_credential_is_no_record() -> None:
    with pytest.raises(CredentialError, match="no record"):
        read_receipt(World().credential())


@pytest.mark.parametrize("types", [2, None, True, {TYPE: 1}, f"Not{TYPE}", [], [[TYPE]]])
def test_what_names_its_type_oddly_is_no_receipt(types: Any) -> None:
    assert not is_receipt({"type": types})


def test_a_receipt_is_known_by_its_type() -> None:
    assert is_receipt({"type": TYPE})
    assert is_receipt({"type": ["VerifiableCredential", TYPE]})
