"""Credentials in tokens: what is read, and every way of asking for less care that is refused."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.verification.conftest import ANYTHING
from tests.unit.verification.signed_world import HOLDER, HOLDER_DID, LATER, SIGNED, Json, World
from verification.credential import judge_credential
from verification.credential_presentation import judge_presented
from verification.errors import VerificationError
from verification.vc_jwt import period_of_token, read_jwt
from verification.vcdm import V1_CONTEXT, V2_CONTEXT
from verification.verdict import Outcome

WORLD = World()
KID = f"{WORLD.did_web}#key-1"
HEADER = {"typ": "vc+jwt", "kid": KID}


def modern(**changes: Any) -> Json:
    document = WORLD.credential(**changes)
    del document["credentialStatus"]
    return {name: value for name, value in document.items() if value is not None}


def older(**claims: Any) -> Json:
    inner = {
        "@context": [V1_CONTEXT],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"name": "x"},
    }
    seconds = int(SIGNED.timestamp())
    return {"iss": WORLD.did_web, "nbf": seconds, "sub": HOLDER_DID, "jti": "urn:x:1", "vc": inner, **claims}


def jwt(payload: Json, header: Json = HEADER) -> str:
    return WORLD.signer.jws(header, payload)


def raw(header: Json | bytes, payload: Json | bytes, signature: bytes = b"s" * 64) -> str:
    """As `jwt`, with nothing set and nothing signed."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, payload)]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (*parts, signature))


def refused(token: Any, kind: Any = "vc") -> str:
    with pytest.raises(VerificationError) as caught:
        read_jwt(token, kind)
    return caught.value.code


def test_a_credential_that_is_the_payload() -> None:
    document = modern()
    token = read_jwt(jwt(document))
    assert token.document == document
    assert token.method == KID
    assert judge_credential(jwt(document), WORLD.library(jwt(document)), now=LATER).outcome is Outcome.PASSED


@pytest.mark.parametrize("kid", ["#key-1", "key-1", KID])
def test_the_key_is_named_in_full_or_within_the_issuer(kid: str) -> None:
    assert read_jwt(jwt(modern(), {**HEADER, "kid": kid})).method == KID


def test_the_older_form_is_put_together_from_its_claims() -> None:
    token = read_jwt(jwt(older(exp=int(LATER.timestamp())), {"typ": "JWT", "kid": KID}))
    assert token.document["issuer"] == WORLD.did_web
    assert token.document["id"] == "urn:x:1"
    assert token.document["issuanceDate"] == "2026-11-23T13:00:00Z"
    assert token.document["expirationDate"] == "2026-11-23T14:00:00Z"
    assert token.document["credentialSubject"] == {"name": "x", "id": HOLDER_DID}
    made = jwt(older(), {"typ": "JWT", "kid": KID})
    assert judge_credential(made, WORLD.library(made), now=LATER).outcome is Outcome.PASSED


def test_a_token_ends_when_it_says_or_when_its_document_does() -> None:
    soon = int((SIGNED + timedelta(minutes=5)).timestamp())
    made = jwt(modern(validUntil="2027-01-01T00:00:00Z") | {"exp": soon})
    assert period_of_token(read_jwt(made))[1] == datetime.fromtimestamp(soon, UTC)
    verdict = judge_credential(made, WORLD.library(made), now=LATER)
    assert [check.code for check in verdict.checks if check.outcome is Outcome.FAILED] == ["validity-over"]


def test_a_token_is_over_at_the_second_of_its_end() -> None:
    """RFC 7519, section 4.1.4: not accepted on or after `exp`."""
    made = jwt(modern() | {"exp": int(LATER.timestamp())})
    judged = [judge_credential(made, WORLD.library(made), now=at) for at in (LATER - timedelta(seconds=1), LATER)]
    assert [verdict.outcome for verdict in judged] == [Outcome.PASSED, Outcome.FAILED]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"alg": "none", **HEADER}, "jwt-algorithm-refused"),
        ({"alg": "None", **HEADER}, "jwt-algorithm-refused"),
        ({"alg": "HS256", **HEADER}, "jwt-algorithm-refused"),
        ({"alg": "ES256", **HEADER}, "jwt-algorithm-refused"),
        ({"alg": ["EdDSA"], **HEADER}, "jwt-algorithm-refused"),
        (HEADER, "jwt-algorithm-refused"),
        ({"alg": "EdDSA", **HEADER, "crit": ["exp"]}, "jwt-header-refused"),
        ({"alg": "EdDSA", **HEADER, "b64": False}, "jwt-header-refused"),
        ({"alg": "EdDSA", **HEADER, "jwk": {"kty": "OKP"}}, "jwt-header-refused"),
        ({"alg": "EdDSA", **HEADER, "jku": "https://evil.example.com/"}, "jwt-header-refused"),
        ({"alg": "EdDSA", **HEADER, "x5u": "https://evil.example.com/"}, "jwt-header-refused"),
        ({"alg": "EdDSA", **HEADER, "cty": "JWT"}, "jwt-type-wrong"),
        ({"alg": "EdDSA", **HEADER, "typ": "statuslist+jwt"}, "jwt-type-wrong"),
        ({"alg": "EdDSA", **HEADER, "typ": "vp+jwt"}, "jwt-type-wrong"),
        ({"alg": "EdDSA", **HEADER, "typ": 5}, "jwt-type-wrong"),
        ({"alg": "EdDSA", "typ": "vc+jwt"}, "jwt-key-unnamed"),
        ({"alg": "EdDSA", **HEADER, "kid": 5}, "jwt-key-unnamed"),
        ({"alg": "EdDSA", **HEADER, "kid": WORLD.did_web}, "jwt-key-unnamed"),
        ({"alg": "EdDSA", **HEADER, "iss": "did:example:x"}, "jwt-key-unnamed"),
    ],
    ids=str,
)
def test_headers_that_are_refused(header: Json, code: str) -> None:
    assert refused(raw(header, modern())) == code


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "jwt-malformed"),
        ("a.b", "jwt-malformed"),
        (f"abcde.abcde.{'s' * 86}", "jwt-malformed"),
        (5, "jwt-malformed"),
        (jwt(modern()) + "\n", "jwt-malformed"),
        (jwt(modern()).replace(".", "=.", 1), "jwt-malformed"),
        (jwt(modern()).rpartition(".")[0] + ".", "jwt-malformed"),
        (raw({"alg": "EdDSA", **HEADER}, modern(), b"s" * 63), "jwt-malformed"),
        (raw(b'{"alg":"EdDSA","alg":"none"}', modern()), "jwt-malformed"),
        (raw({"alg": "EdDSA", **HEADER}, b'{"id":"urn:x:1","id":"urn:x:2"}'), "jwt-malformed"),
        (raw({"alg": "EdDSA", **HEADER}, b"[]"), "jwt-malformed"),
        (jwt({**modern(), "vc": {}}), "jwt-claims-differ"),
        (jwt({**modern(), "proof": {}}), "jwt-claims-differ"),
        (jwt({**modern(), "iss": "did:example:x"}), "jwt-claims-differ"),
        (jwt({**modern(), "jti": "urn:x:other"}), "jwt-claims-differ"),
        (jwt({**modern(), "sub": "did:example:x"}), "jwt-claims-differ"),
        (jwt({**modern(), "exp": "tomorrow"}), "jwt-claims-differ"),
        (jwt({**modern(), "nbf": True}), "jwt-claims-differ"),
        (jwt({**modern(), "exp": 1e300}), "jwt-claims-differ"),
        (jwt(modern(**{"@context": [V1_CONTEXT]})), "context-order-wrong"),
        (jwt(modern(), {"typ": "JWT", "kid": KID}), "jwt-claims-differ"),
        (jwt(older(vc=5), {"typ": "JWT", "kid": KID}), "jwt-claims-differ"),
        (jwt(older(vc=modern()), {"typ": "JWT", "kid": KID}), "jwt-claims-differ"),
        (jwt(older(vp={}), {"typ": "JWT", "kid": KID}), "jwt-claims-differ"),
        (
            jwt(older(iss="did:example:x", vc={**older()["vc"], "issuer": WORLD.did_web}), {"kid": KID}),
            "jwt-claims-differ",
        ),
        (jwt(older(vc={**older()["vc"], "issuanceDate": "2026-11-23T13:00:01Z"}), {"kid": KID}), "jwt-claims-differ"),
        (jwt(older(vc={**older()["vc"], "proof": {}}), {"kid": KID}), "jwt-claims-differ"),
    ],
)
def test_tokens_that_are_refused(token: Any, code: str) -> None:
    assert refused(token) == code


def test_a_token_of_somebody_else_is_no_credential_of_the_issuer() -> None:
    made = HOLDER.jws({"typ": "vc+jwt", "kid": f"{HOLDER_DID}#{HOLDER_DID[8:]}"}, modern())
    verdict = judge_credential(made, WORLD.library(made), now=LATER)
    assert next(check.detail["reason"] for check in verdict.checks if check.name == "proof") == "key-of-another"
    forged = HOLDER.jws(HEADER, modern())
    assert judge_credential(forged, WORLD.library(forged), now=LATER).outcome is Outcome.FAILED


def test_a_presentation_in_a_token_is_for_one_audience_and_one_challenge() -> None:
    inner = {
        "@context": [V2_CONTEXT],
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{jwt(modern())}",
    }
    payload = {
        "@context": [V2_CONTEXT],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER_DID,
        "verifiableCredential": [inner],
        "aud": "empleo.example.com",
        "nonce": "u123",
    }
    shown = HOLDER.jws({"typ": "vp+jwt", "kid": f"{HOLDER_DID}#{HOLDER_DID[8:]}"}, payload)
    library = WORLD.library(jwt(modern()))
    asked = {"challenge": "u123", "domain": "empleo.example.com"}
    assert judge_presented(shown, library, now=LATER, **asked).outcome is Outcome.PASSED
    for less in ({}, {"challenge": "u123"}, {"domain": "empleo.example.com"}, {**asked, "challenge": "u124"}):
        assert judge_presented(shown, library, now=LATER, **less).unsound


@given(st.text(max_size=60) | ANYTHING)
def test_anything_is_read_or_refused(value: Any) -> None:
    refused(value)


@given(st.dictionaries(st.sampled_from(["alg", "typ", "kid", "iss", "cty"]), ANYTHING), ANYTHING)
def test_any_header_and_any_payload_is_refused_or_does_not_verify(header: Json, payload: Any) -> None:
    token = raw({"alg": "EdDSA", **header}, payload if isinstance(payload, dict) else modern())
    assert judge_credential(token, WORLD.library(token), now=LATER).outcome is not Outcome.PASSED
