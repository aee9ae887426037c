"""Each clause of the VC Data Model by itself: a document that keeps it, and the same document breaking it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.errors import CredentialError
from verification.vcdm import (
    V1_CONTEXT,
    V2_CONTEXT,
    Version,
    check_credential,
    check_envelope,
    check_presentation,
    credentials_of,
    period_of,
)

Json = dict[str, Any]
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
ABSENT = ...


def credential(**changes: Any) -> Json:
    made = {
        "@context": [V2_CONTEXT],
        "type": ["VerifiableCredential"],
        "issuer": "did:web:salud.example.edu",
        "credentialSubject": {"id": "did:example:subject"},
        **changes,
    }
    return {name: value for name, value in made.items() if value is not ABSENT}


def presentation(**changes: Any) -> Json:
    made = {"@context": [V2_CONTEXT], "type": ["VerifiablePresentation"], "verifiableCredential": [credential()]}
    return {name: value for name, value in {**made, **changes}.items() if value is not ABSENT}


ENTRY: Mapping[str, Any] = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": "https://salud.example.edu/status/1/revocation",
}
MESSAGES = [{"status": f"0x{value}", "message": "…"} for value in range(4)]
TERM = {"ExampleTerm": "https://example.org/#ExampleTerm"}
DIGEST = "sha384-" + "A" * 64


def text(**members: str) -> Json:
    return {f"@{name}": value for name, value in members.items()}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"@context": [V2_CONTEXT, EXAMPLES]},
        {"@context": [V2_CONTEXT, TERM], "type": ["VerifiableCredential", "ExampleTerm"]},
        {"@context": [V2_CONTEXT, EXAMPLES], "type": ["VerifiableCredential", "RelationshipCredential"]},
        {"type": "VerifiableCredential"},
        {"type": ["https://example.org/#B", "VerifiableCredential", "https://example.org/#A"]},
        {"id": "urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5"},
        {"id": "did:example:credential"},
        {"issuer": {"id": "https://salud.example.edu/issuer", "name": text(value="Salud", language="es")}},
        {"credentialSubject": [{"id": "did:example:a"}, {"name": "x"}]},
        {"validFrom": "2026-11-23T12:00:00Z"},
        {"validFrom": "2026-11-23T12:00:00.123456789-05:00", "validUntil": "2026-11-23T17:00:00.2Z"},
        {"validFrom": "2026-11-23T12:00:00Z", "validUntil": "2026-11-23T12:00:00Z"},
        {"validUntil": "2026-11-23T24:00:00Z"},
        {"credentialStatus": dict(ENTRY)},
        {"credentialStatus": [dict(ENTRY), {**ENTRY, "id": "urn:x:1", "statusPurpose": "suspension"}]},
        {"credentialStatus": {**ENTRY, "statusPurpose": "message", "statusSize": 2, "statusMessage": MESSAGES}},
        {"credentialStatus": {"type": "https://example.org/#Other"}},
        {"credentialSchema": {"id": "did:example:schema", "type": "JsonSchema"}},
        {"termsOfUse": [{"type": "https://example.org/#Terms"}]},
        {"evidence": {"id": "did:example:evidence", "type": ["https://example.org/#Evidence"]}},
        {"refreshService": {"type": "https://example.org/#Refresh", "id": "did:example:refresh"}},
        {"name": "Salud", "description": [text(value="Salud", language="es"), text(value="صحة", direction="rtl")]},
        {"relatedResource": {"id": "https://example.org/a.png", "digestSRI": DIGEST}},
        {"relatedResource": [{"id": "https://example.org/a.png", "digestMultibase": "uEiBZlVztZpfWHgPyslVv6"}]},
        {"proof": [{"type": "DataIntegrityProof"}, {"type": "Ed25519Signature2020"}]},
    ],
    ids=str,
)
def test_what_the_model_allows(changes: Json) -> None:
    assert check_credential(credential(**changes)) is Version.V2


REFUSED: list[tuple[str, Json]] = [
    ("context-missing", {"@context": ABSENT}),
    ("context-malformed", {"@context": V2_CONTEXT}),
    ("context-malformed", {"@context": []}),
    ("context-malformed", {"@context": [V2_CONTEXT, 123192875]}),
    ("context-malformed", {"@context": [V2_CONTEXT, "https ://not-a-url/contexts/example/v1"]}),
    ("context-malformed", {"@context": [V2_CONTEXT, {"A": "https ://not-a-url#A"}]}),
    ("context-unknown", {"@context": [V2_CONTEXT, "https://example.org/context/v1"]}),
    ("context-order-wrong", {"@context": [EXAMPLES, V2_CONTEXT]}),
    ("context-order-wrong", {"@context": [EXAMPLES]}),
    ("context-repeated", {"@context": [V2_CONTEXT, EXAMPLES, EXAMPLES]}),
    ("context-mixed", {"@context": [V2_CONTEXT, V1_CONTEXT]}),
    ("context-redefines", {"@context": [V2_CONTEXT, {"VerifiableCredential": "https://example.org/#Bad"}]}),
    ("context-redefines", {"@context": [V2_CONTEXT, {"validUntil": "https://example.org/#never"}]}),
    ("context-redefines", {"@context": [V2_CONTEXT, TERM, {"ExampleTerm": "https://example.org/#Bad"}]}),
    ("context-malformed", {"@context": [V2_CONTEXT, {"@vocab": "not a url"}]}),
    ("type-missing", {"type": ABSENT}),
    ("type-malformed", {"type": []}),
    ("type-malformed", {"type": None}),
    ("type-malformed", {"type": ["VerifiableCredential", 2]}),
    ("type-malformed", {"type": ["VerifiableCredential", "VerifiableCredential"]}),
    ("type-unmapped", {"type": ["VerifiableCredential", "ExampleTerm"]}),
    ("type-not-named", {"type": ["VerifiablePresentation"]}),
    ("id-malformed", {"id": None}),
    ("id-malformed", {"id": ["did:example:a", "did:example:b"]}),
    ("id-malformed", {"id": "not a url"}),
    ("id-malformed", {"id": "https://"}),
    ("issuer-missing", {"issuer": ABSENT}),
    ("issuer-malformed", {"issuer": None}),
    ("issuer-malformed", {"issuer": "not-a-url"}),
    ("issuer-malformed", {"issuer": {"id": None}}),
    ("issuer-malformed", {"issuer": {"name": "Salud"}}),
    ("issuer-malformed", {"issuer": ["did:example:a"]}),
    ("subject-missing", {"credentialSubject": ABSENT}),
    ("subject-malformed", {"credentialSubject": "did:example:a"}),
    ("subject-malformed", {"credentialSubject": []}),
    ("subject-empty", {"credentialSubject": {}}),
    ("subject-empty", {"credentialSubject": [{"id": "did:example:a"}, {}]}),
    ("subject-id-malformed", {"credentialSubject": {"id": ["did:example:a", "did:example:b"]}}),
    ("valid-from-malformed", {"validFrom": "2026-11-23"}),
    ("valid-from-malformed", {"validFrom": "2026-11-23T12:00:00"}),
    ("valid-from-malformed", {"validFrom": "2026-02-30T12:00:00Z"}),
    ("valid-from-malformed", {"validFrom": "2026-11-23T12:00:00+15:00"}),
    ("valid-from-malformed", {"validFrom": "2026-11-23T24:00:00.001Z"}),
    ("valid-until-malformed", {"validUntil": 1795435200}),
    ("valid-until-malformed", {"validUntil": ["2026-11-23T12:00:00Z"]}),
    ("validity-reversed", {"validFrom": "2026-11-23T12:00:00Z", "validUntil": "2026-11-23T12:00:00+01:00"}),
    ("member-of-another-version", {"issuanceDate": "2026-11-23T12:00:00Z"}),
    ("member-of-another-version", {"expirationDate": "2026-11-23T12:00:00Z"}),
    ("status-untyped", {"credentialStatus": {"id": "did:example:status"}}),
    ("status-malformed", {"credentialStatus": "did:example:status"}),
    ("status-malformed", {"credentialStatus": {"id": "did:example:status", "type": 2}}),
    ("status-id-malformed", {"credentialStatus": {**ENTRY, "id": "not a url"}}),
    ("status-id-malformed", {"credentialStatus": {**ENTRY, "id": ["urn:x:1", "urn:x:2"]}}),
    ("status-purpose-malformed", {"credentialStatus": {**ENTRY, "statusPurpose": ["revocation"]}}),
    ("status-index-malformed", {"credentialStatus": {**ENTRY, "statusListIndex": 94567}}),
    ("status-index-malformed", {"credentialStatus": {**ENTRY, "statusListIndex": "-1"}}),
    ("status-index-malformed", {"credentialStatus": {**ENTRY, "statusListIndex": "0x10"}}),
    ("status-index-malformed", {"credentialStatus": {**ENTRY, "statusListIndex": "٣"}}),
    ("status-list-malformed", {"credentialStatus": {**ENTRY, "statusListCredential": "list"}}),
    ("status-id-is-list", {"credentialStatus": {**ENTRY, "id": ENTRY["statusListCredential"]}}),
    ("status-size-malformed", {"credentialStatus": {**ENTRY, "statusSize": 0}}),
    ("status-size-malformed", {"credentialStatus": {**ENTRY, "statusSize": "1"}}),
    ("status-message-malformed", {"credentialStatus": {**ENTRY, "statusSize": 2}}),
    ("status-message-malformed", {"credentialStatus": {**ENTRY, "statusSize": 2, "statusMessage": MESSAGES[:3]}}),
    ("status-reference-malformed", {"credentialStatus": {**ENTRY, "statusReference": [5]}}),
    ("schema-untyped", {"credentialSchema": {"id": "did:example:schema"}}),
    ("schema-id-malformed", {"credentialSchema": {"type": "JsonSchema"}}),
    ("schema-id-malformed", {"credentialSchema": {"id": 5, "type": "JsonSchema"}}),
    ("terms-of-use-untyped", {"termsOfUse": {"id": "did:example:terms"}}),
    ("evidence-untyped", {"evidence": [{"id": "did:example:evidence"}]}),
    ("refresh-service-untyped", {"refreshService": {"id": "did:example:refresh"}}),
    ("name-malformed", {"name": {"@value": "Salud", "@language": "es", "url": "did:example:x"}}),
    ("name-malformed", {"name": {"@language": "es"}}),
    ("name-malformed", {"name": 5}),
    ("description-malformed", {"description": text(value="Salud", direction="down")}),
    ("description-malformed", {"description": text(value="Salud", language="no language")}),
    ("name-malformed", {"issuer": {"id": "did:example:a", "name": {"@value": "x", "extra": 1}}}),
    ("related-resource-malformed", {"relatedResource": ["https://example.org/a.png"]}),
    ("related-resource-malformed", {"relatedResource": {"digestSRI": DIGEST}}),
    ("related-resource-no-digest", {"relatedResource": {"id": "https://example.org/a.png"}}),
    ("related-resource-digest-malformed", {"relatedResource": {"id": "urn:x:1", "digestSRI": "md5-AAAA"}}),
    ("related-resource-repeated", {"relatedResource": [{"id": "urn:x:1", "digestSRI": DIGEST}] * 2}),
    ("proof-malformed", {"proof": "z5v…"}),
    ("proof-untyped", {"proof": {"cryptosuite": "eddsa-rdfc-2022"}}),
]


@pytest.mark.parametrize(("code", "changes"), REFUSED, ids=str)
def test_what_the_model_refuses(code: str, changes: Json) -> None:
    with pytest.raises(CredentialError) as caught:
        check_credential(credential(**changes))
    assert caught.value.code == code


def legacy(**changes: Any) -> Json:
    return credential(**{"@context": [V1_CONTEXT], "issuanceDate": "2026-11-23T12:00:00Z", **changes})


def test_the_older_version_has_dates_of_its_own() -> None:
    assert check_credential(legacy(expirationDate="2027-11-23T12:00:00Z")) is Version.V1
    start, end = period_of(legacy(expirationDate="2027-11-23T12:00:00Z"))
    assert start is not None
    assert end is not None
    assert end > start


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("issuance-date-missing", {"issuanceDate": ABSENT}),
        ("issuance-date-malformed", {"issuanceDate": "today"}),
        ("expiration-date-malformed", {"expirationDate": None}),
        ("validity-reversed", {"expirationDate": "2025-11-23T12:00:00Z"}),
        ("member-of-another-version", {"validUntil": "2027-11-23T12:00:00Z"}),
    ],
)
def test_what_the_older_version_refuses(code: str, changes: Json) -> None:
    with pytest.raises(CredentialError) as caught:
        check_credential(legacy(**changes))
    assert caught.value.code == code


ENVELOPE = {"@context": V2_CONTEXT, "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,e.y.J"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"verifiableCredential": ABSENT},
        {"holder": "did:example:holder"},
        {"holder": {"id": "did:example:holder", "name": "Ana"}},
        {"id": "urn:x:1"},
        {"verifiableCredential": [credential(), ENVELOPE]},
        {"verifiableCredential": credential()},
    ],
    ids=str,
)
def test_what_a_presentation_may_be(changes: Json) -> None:
    assert check_presentation(presentation(**changes)) is Version.V2


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("context-missing", {"@context": ABSENT}),
        ("context-order-wrong", {"@context": [EXAMPLES, V2_CONTEXT]}),
        ("type-missing", {"type": ABSENT}),
        ("type-not-named", {"type": ["VerifiableCredential"]}),
        ("id-malformed", {"id": "x"}),
        ("holder-malformed", {"holder": {"name": "Ana"}}),
        ("holder-malformed", {"holder": ["did:example:holder"]}),
        ("holder-malformed", {"holder": None}),
        ("credentials-malformed", {"verifiableCredential": "https://example.org/credential"}),
        ("credentials-malformed", {"verifiableCredential": [5]}),
        ("credentials-malformed", {"verifiableCredential": []}),
        ("type-not-named", {"verifiableCredential": [credential(type="https://example.org/#Other")]}),
        ("envelope-malformed", {"verifiableCredential": [{**ENVELOPE, "id": "e.y.J"}]}),
        ("envelope-context-wrong", {"verifiableCredential": [{**ENVELOPE, "@context": EXAMPLES}]}),
        ("envelope-context-wrong", {"verifiableCredential": [{**ENVELOPE, "@context": []}]}),
        ("envelope-media-type-unknown", {"verifiableCredential": [{**ENVELOPE, "id": "data:text/html,x"}]}),
        ("credentials-too-many", {"verifiableCredential": [credential()] * 51}),
    ],
    ids=str,
)
def test_what_a_presentation_may_not_be(code: str, changes: Json) -> None:
    with pytest.raises(CredentialError) as caught:
        check_presentation(presentation(**changes))
    assert caught.value.code == code


def test_an_envelope_gives_its_token() -> None:
    assert check_envelope(ENVELOPE) == "e.y.J"
    assert credentials_of({}) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=10) | st.sampled_from(["id", "type"]), inner, max_size=4)
    ),
    max_leaves=12,
)
MEMBERS = sorted({name for _, changes in REFUSED for name in changes})


@given(st.sampled_from(MEMBERS), json_values)
def test_any_value_in_any_member_is_taken_or_refused_by_name(member: str, value: Any) -> None:
    with suppress(CredentialError):
        assert check_credential(credential(**{member: value})) is Version.V2


@given(json_values)
def test_anything_else_is_no_credential(value: Any) -> None:
    for check in (check_credential, check_presentation):
        with pytest.raises(CredentialError):
            check(value)
