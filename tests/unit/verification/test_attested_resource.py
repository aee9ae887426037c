"""Resources, whole and broken in each way that a stock wallet would not notice."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer_api.domain.resource import build_resource
from tests.unit.verification.conftest import NOW, Institution, key, spoil
from verification import strict_json
from verification.attested_resource import Resource, open_resource
from verification.did_history import DidHistory
from verification.encoding import canonical, did_key_url
from verification.errors import VerificationError

Document = dict[str, Any]
SALUD = Institution()
OTHER = Institution(host="medicina.example.edu", assertion={"key-1": key(200)})


LINKED = SALUD.rev_reg_def(SALUD.status_list(1795449863), SALUD.status_list(1795449999))
BODY = canonical(LINKED)


def open_(document: Document, expected_id: str | None = None, institution: Institution = SALUD) -> Resource:
    return open_resource(document, expected_id=expected_id or document["id"], history=institution.history)


def refused(document: Document, expected_id: str | None = None, institution: Institution = SALUD) -> str:
    with pytest.raises(VerificationError) as refusal:
        open_(document, expected_id, institution)
    return refusal.value.code


def changed(document: Document, *path: str | int, value: Any) -> Document:
    """A copy with one value changed, signed anew by its issuer."""
    copy: Any = json.loads(json.dumps(document))
    target = copy
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return SALUD.sign(copy)


def test_a_whole_resource_is_opened() -> None:
    resource = open_(LINKED)
    assert resource.resource_type == "anonCredsRevocRegDef"
    assert resource.content == LINKED["content"]
    assert [link.timestamp for link in resource.links] == [1795449863, 1795449999]
    assert resource.id == SALUD.rev_reg_def()["id"], "links do not change the id"
    for document in (SALUD.schema(), SALUD.status_list(1795449863)):
        assert open_(document).content["issuerId"] == SALUD.did


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(position: int, flip: int) -> None:
    body = bytearray(BODY)
    body[position] ^= flip
    with pytest.raises(VerificationError):
        open_resource(strict_json.loads_object(bytes(body)), expected_id=LINKED["id"], history=SALUD.history)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_changed_value_is_refused_and_never_crashes(data: st.DataObject) -> None:
    document = json.loads(BODY)
    if spoil(document, data):
        refused(document, LINKED["id"])


def test_another_content_under_the_same_id_is_a_wrong_digest() -> None:
    assert refused(changed(SALUD.schema(), "content", "name", value="Otra cosa")) == "digest-wrong"


def test_a_resource_answers_to_the_id_that_was_asked_for() -> None:
    assert refused(SALUD.schema(), SALUD.schema("Otro curso")["id"]) == "resource-id-wrong"
    other = changed(SALUD.schema(), "metadata", "resourceId", value=SALUD.schema("Otro curso")["id"][-47:])
    assert refused(other) == "resource-id-wrong"


def test_an_unrelated_key_is_refused_though_its_proof_holds() -> None:
    stranger = key(300)
    unsigned = {name: value for name, value in SALUD.schema().items() if name != "proof"}
    by_did_key = stranger.attest(unsigned, verification_method=did_key_url(stranger.multikey), created=NOW)
    assert refused(by_did_key) == "key-of-another"
    pretending = stranger.attest(unsigned, verification_method=f"{SALUD.did}#key-1", created=NOW)
    assert refused(pretending) == "proof-signature-wrong"
    invented = stranger.attest(unsigned, verification_method=f"{SALUD.did}#key-7", created=NOW)
    assert refused(invented) == "key-not-in-log"
    prefix = stranger.attest(unsigned, verification_method=f"{SALUD.did}.evil.example#key-1", created=NOW)
    assert refused(prefix) == "key-of-another"


def test_a_key_rotated_out_of_the_log_signs_nothing_more() -> None:
    institution = Institution()
    schema = institution.schema()
    institution.assertion = {"key-2": key(101)}
    institution.update()
    assert refused(schema, institution=institution) == "key-rotated-out"


def test_a_key_for_another_purpose_or_a_proof_for_one_is_refused() -> None:
    anchor = key(100).attest(SALUD.schema(), verification_method=f"{SALUD.did}#anchor-1", created=NOW)
    assert refused(anchor) == "key-purpose-wrong"
    schema = SALUD.schema()
    schema["proof"]["proofPurpose"] = "authentication"
    assert refused(schema) == "proof-purpose-wrong"


def test_another_issuers_resource_is_refused() -> None:
    assert refused(OTHER.schema(), institution=SALUD) == "log-of-another"
    claimed = SALUD.sign(
        {**build_resource(OTHER.did, "anonCredsSchema", OTHER.schema()["content"])}
        | {"id": f"{SALUD.did}/resources/{OTHER.schema()['metadata']['resourceId']}"}
    )
    assert refused(claimed) == "issuer-wrong"


@pytest.mark.parametrize(
    ("resource_type", "member", "foreign"),
    [("rev_reg_def", "credDefId", "schema"), ("status_list", "revRegDefId", "rev_reg_def")],
)
def test_what_hangs_on_another_issuers_object_is_refused(resource_type: str, member: str, foreign: str) -> None:
    original = SALUD.rev_reg_def() if resource_type == "rev_reg_def" else SALUD.status_list(1795449863)
    content = {**original["content"], member: getattr(OTHER, foreign)()["id"]}
    kind = original["metadata"]["resourceType"]
    assert refused(SALUD.sign(build_resource(SALUD.did, kind, content))) == "issuer-wrong"


FOREIGN_LINK = {"id": OTHER.schema()["id"], "type": "anonCredsStatusList", "timestamp": 1}


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("metadata",), [], "resource-malformed"),
        (("content",), "x", "resource-malformed"),
        (("type",), "AttestedResource", "resource-malformed"),
        (("type",), ["VerifiableCredential"], "resource-malformed"),
        (("@context",), "https://a.example", "resource-malformed"),
        (("@context", 0), {}, "resource-malformed"),
        (("metadata", "resourceType"), "anonCredsThing", "resource-type-unknown"),
        (("metadata", "resourceType"), ["anonCredsSchema"], "resource-type-unknown"),
        (("metadata", "resourceType"), "anonCredsSchema", "content-malformed"),
        (("links",), {}, "resource-malformed"),
        (("links", 0), "x", "link-malformed"),
        (("links", 0, "type"), None, "link-malformed"),
        (("links", 0, "timestamp"), "1795449863", "link-malformed"),
        (("links", 0, "timestamp"), True, "link-malformed"),
        (("links", 0, "digestMultibase"), "zQm", "link-malformed"),
        (("links", 0, "id"), "https://a.example", "resource-id-malformed"),
        (("links", 0), FOREIGN_LINK, "link-of-another"),
        (("proof",), None, ""),
    ],
    ids=str,
)
def test_each_fault_of_shape_has_its_name(path: tuple[str | int, ...], value: Any, code: str) -> None:
    document = changed(LINKED, *path, value=value)
    if path == ("proof",):
        document["proof"] = [document["proof"]]
        code = "proof-missing"
    assert refused(document) == code


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda body: body.replace(b'"links":', b'"links":[],"links":', 1), "json-duplicate-key"),
        (lambda body: body.replace(b'"tag":"0"', b'"tag":' + b"[" * 70 + b"]" * 70, 1), "json-too-deep"),
        (lambda body: body.replace(b'"tag":"0"', b'"tag":NaN', 1), "json-not-a-number"),
    ],
    ids=["duplicate keys", "too deep", "not a number"],
)
def test_an_ambiguous_body_is_refused_before_it_is_judged(spoil: Callable[[bytes], bytes], code: str) -> None:
    with pytest.raises(VerificationError) as refusal:
        open_(strict_json.loads_object(spoil(BODY)))
    assert refusal.value.code == code


def test_a_deactivated_issuer_signs_nothing() -> None:
    history = SALUD.history
    newest = history.versions[-1]
    ended = replace(newest, parameters=replace(newest.parameters, deactivated=True))
    with pytest.raises(VerificationError) as refusal:
        open_resource(SALUD.schema(), expected_id=SALUD.schema()["id"], history=DidHistory((ended,)))
    assert refusal.value.code == "did-deactivated"
