"""The VC API as the W3C suites use it, over HTTP, on what the node itself issues and on what others might send."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issuer_api.domain.did_web import did_web_of
from issuer_api.routes.vc_api import MAX_BYTES
from issuer_api.usecases.desk import Desk
from issuer_api.usecases.status_lists import publish_lists
from tests.integration.issuer_api.badges import badge_of
from tests.integration.issuer_api.office import Office, good, problem
from tests.unit.verification.signed_world import World, present
from tests.unit.verification.test_vcdm import REFUSED, credential
from verification.vcdm import V1_CONTEXT, V2_CONTEXT

Json = dict[str, Any]
ISSUE, VERIFY, PRESENTED = "/credentials/issue", "/credentials/verify", "/presentations/verify"
BODIES = {
    ISSUE: "credential",
    VERIFY: "verifiableCredential",
    PRESENTED: "verifiablePresentation",
}


@pytest.fixture
def desk(office: Office) -> Iterator[dict[str, bytes]]:
    """The outer world's pages, and a node whose operator lets the VC API sign."""
    before, pages = office.app.state.desk, dict[str, bytes]()
    office.app.state.desk = Desk(pages.get, may_issue=True)
    yield pages
    office.app.state.desk = before


def plain(office: Office, **changes: Any) -> Json:
    return credential(**{"issuer": did_web_of(office.did), "credentialSubject": {"id": "did:example:s"}, **changes})


def issued(office: Office, document: Json, **options: Any) -> Json:
    answer = office.post(ISSUE, {"credential": document, "options": options})
    made: Json = good(answer, 201)["verifiableCredential"]
    return made


def verify(office: Office, document: Any, **options: Any) -> httpx.Response:
    return office.post(VERIFY, {"verifiableCredential": document, "options": options})


def test_what_is_issued_verifies(office: Office, desk: dict[str, bytes]) -> None:
    for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
        for issuer in (did_web_of(office.did), office.did, {"id": office.did, "name": "Salud"}):
            made = issued(office, plain(office, issuer=issuer), cryptosuite=suite)
            assert made["proof"]["cryptosuite"] == suite
            assert made["issuer"] == issuer
            answer = good(verify(office, made))
            assert answer["verified"] is True, answer
            assert answer["problemDetails"] == answer["warnings"] == []
            assert answer["checks"] == ["issuer", "proof", "structure", "validity"]


def test_nothing_is_signed_unless_the_operator_says_so(office: Office) -> None:
    refused = problem(office.post(ISSUE, {"credential": plain(office), "options": {}}), 403, "vc-api-issue-off")
    assert "MOCHILA_VC_API_ISSUE" in refused["detail"]


@pytest.mark.parametrize("path", BODIES)
def test_only_with_a_token(office: Office, desk: dict[str, bytes], path: str) -> None:
    problem(office.client.post(path, json={BODIES[path]: {}}), 401, "token-needed")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": "did:web:otra.example.edu"}, "issuer-not-this-node"),
        ({"proof": {"type": "DataIntegrityProof"}}, "already-signed"),
        ({"type": ["VerifiableCredential", "BitstringStatusListCredential"]}, "status-list-refused"),
        ({"@context": [V1_CONTEXT], "issuanceDate": "2026-11-23T12:00:00Z"}, "version-not-issued"),
        ({"nobodyDefined": "this"}, "term-undefined"),
        ({"@context": [V2_CONTEXT, {"Mine": "https://example.org/#Mine"}]}, "context-inline"),
    ],
)
def test_what_is_not_signed(office: Office, desk: dict[str, bytes], changes: Json, code: str) -> None:
    problem(office.post(ISSUE, {"credential": plain(office, **changes), "options": {}}), 400, code)


@pytest.mark.parametrize(("code", "changes"), REFUSED, ids=str)
def test_every_must_of_the_model_at_the_door(office: Office, desk: dict[str, bytes], code: str, changes: Json) -> None:
    document = plain(office, **changes)
    problem(office.post(ISSUE, {"credential": document, "options": {}}), 400, code)
    refused = problem(verify(office, document), 400, code)
    assert refused["verified"] is False
    assert refused["problemDetails"][0]["type"] == "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR"
    problem(
        office.post(PRESENTED, {"verifiablePresentation": {**present([]), "verifiableCredential": [document]}}),
        400,
        code,
    )


def test_a_badge_of_the_node_until_it_is_revoked(office: Office) -> None:
    (held,) = office.issued()
    badge = badge_of(office, held)
    answer = good(verify(office, badge))
    assert answer["verified"] is True, answer
    assert {"achievement", "status", "issuer"} <= set(answer["checks"])
    office.accept(held)
    office.revoke(held)
    publish_lists(office.node)
    revoked = good(verify(office, badge))
    assert revoked["verified"] is False
    assert [found["code"] for found in revoked["problemDetails"]] == ["list-revoked"]
    assert good(verify(office, badge, checks=["proof"]))["verified"] is True


def test_a_badge_that_was_changed_is_refused(office: Office) -> None:
    (held,) = office.issued()
    badge = badge_of(office, held)
    badge["credentialSubject"]["achievement"]["name"] = "Otra cosa"
    refused = problem(verify(office, badge), 400, "proof-signature-wrong")
    assert refused["problemDetails"][0]["type"] == "https://w3id.org/security#PROOF_VERIFICATION_ERROR"
    problem(verify(office, badge, checks=["validity"]), 400, "proof-signature-wrong")


def test_a_token_in_place_of_a_proof(office: Office, desk: dict[str, bytes]) -> None:
    kid = f"{did_web_of(office.did)}#key-1"
    token = office.node.signer.jws({"typ": "vc+jwt", "kid": kid}, plain(office))
    assert good(verify(office, token))["verified"] is True
    link = f"data:application/vc+jwt,{token}"
    envelope = {"@context": [V2_CONTEXT], "type": "EnvelopedVerifiableCredential", "id": link}
    assert good(verify(office, envelope))["verified"] is True
    problem(verify(office, token[:-4] + "AAAA"), 400, "proof-signature-wrong")


def test_a_credential_of_another_institution(office: Office, desk: dict[str, bytes]) -> None:
    world = World(host="otra.example.edu")
    document = world.badge()
    office.clock.forward(hours=2)
    unknown = good(verify(office, document))
    assert unknown["verified"] is False
    assert {found["code"] for found in unknown["warnings"]} >= {"key-not-shown"}
    desk.update(world.pages)
    assert good(verify(office, document))["verified"] is True, good(verify(office, document))


def test_presentations(office: Office, desk: dict[str, bytes]) -> None:
    office.clock.forward(hours=2)
    shown = present([issued(office, plain(office))], challenge="u123", domain="empleo.example.com")
    asked = {"challenge": "u123", "domain": "empleo.example.com"}
    answer = good(office.post(PRESENTED, {"verifiablePresentation": shown, "options": asked}))
    assert answer["verified"] is True, answer
    assert len(answer["credentialResults"]) == 1
    for less in ({}, {"challenge": "u123"}, {**asked, "challenge": "u124"}):
        refused = office.post(PRESENTED, {"verifiablePresentation": shown, "options": less})
        assert refused.status_code == 400
        assert refused.json()["verified"] is False


@pytest.mark.parametrize("path", BODIES)
def test_no_key_twice(office: Office, desk: dict[str, bytes], path: str) -> None:
    body = json.dumps({BODIES[path]: plain(office)}).replace('"issuer"', '"issuer": "did:example:x", "issuer"')
    answer = office.client.post(path, content=body, headers=office.headers("officer"))
    problem(answer, 400, "json-duplicate-key")


@pytest.mark.parametrize("path", BODIES)
def test_what_is_too_large_is_refused_before_it_is_read(office: Office, desk: dict[str, bytes], path: str) -> None:
    large = {BODIES[path]: {"name": "x" * 20_000_000}}
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for place in range(0, len(whole), 65536):
            sent += 65536
            yield whole[place : place + 65536]

    whole = json.dumps(large).encode()
    answer = office.client.post(path, content=whole[: MAX_BYTES + 1], headers=office.headers("officer"))
    problem(answer, 413, "body-too-large")
    try:
        answer = office.client.post(path, content=pieces(), headers=office.headers("officer"))
    except httpx.TransportError:  # the server hung up on what it will not read
        assert sent < len(whole)
    else:
        assert answer.status_code == 413


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("depth", [65, 5_000, 200_000])
def test_what_is_nested_too_deep(office: Office, desk: dict[str, bytes], path: str, depth: int) -> None:
    for begin, end in (('{"a":', "}"), ("[", "]")):
        body = f'{{"{BODIES[path]}": {{"a": {begin * depth}1{end * depth}}}}}'
        answer = office.client.post(path, content=body, headers=office.headers("officer"))
        problem(answer, 400, "json-too-deep")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"5", b'"x"', b"{", b"\xff", b"{}", b'{"options": {}}', b"NaN"])
@pytest.mark.parametrize("path", BODIES)
def test_what_is_no_request(office: Office, desk: dict[str, bytes], path: str, body: bytes) -> None:
    answer = office.client.post(path, content=body, headers=office.headers("officer"))
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=6) | st.sampled_from(["id", "type", "@context", "@id", "proof"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every member and item of a document."""
    for step in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield (*at, step)
        yield from places(value[step], (*at, step))


def put(document: Any, at: tuple[Any, ...], value: Any) -> Json:
    changed: Json = deepcopy(document)
    inner: Any = changed
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return changed


def test_any_value_in_any_place_is_answered_and_never_verified(office: Office, desk: dict[str, bytes]) -> None:
    (held,) = office.issued()
    badge = badge_of(office, held)
    token = office.node.signer.jws({"typ": "vc+jwt", "kid": f"{did_web_of(office.did)}#key-1"}, plain(office))
    good(verify(office, badge))
    requests: dict[str, Json] = {
        ISSUE: {
            "credential": plain(office, validFrom="2026-11-23T12:00:00Z"),
            "options": {"cryptosuite": "eddsa-jcs-2022"},
        },
        VERIFY: {"verifiableCredential": badge, "options": {"checks": ["proof"]}},
        PRESENTED: {
            "verifiablePresentation": present(
                [
                    badge,
                    {
                        "@context": [V2_CONTEXT],
                        "type": "EnvelopedVerifiableCredential",
                        "id": f"data:application/vc+jwt,{token}",
                    },
                ]
            ),
            "options": {},
        },
    }

    @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(sorted(requests)), st.data())
    def answered(path: str, data: st.DataObject) -> None:
        at = data.draw(st.sampled_from(list(places(requests[path]))))
        body = put(requests[path], at, data.draw(VALUES))
        answer = office.client.post(path, content=json.dumps(body), headers=office.headers("officer"))
        assert answer.status_code in (200, 201, 400), (path, at, answer.text)
        if path != ISSUE and at[0] != "options" and body != requests[path]:
            assert answer.json()["verified"] is False if "verified" in answer.json() else answer.status_code == 400, at

    answered()
