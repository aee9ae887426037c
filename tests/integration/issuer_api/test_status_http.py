"""What a verifier, a browser, a cache and an auditor get of a status list, through the real application."""

import json
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from issuer_api.adapters.signer import FileSigner
from issuer_api.domain.status_list import HOLDS, LISTS, PURPOSES, TTL, credential_status, list_url
from issuer_api.usecases.status_lists import publish_lists
from revocation import bitstring, token_status_list
from tests.integration.issuer_api.office import HOST, Office, good
from tests.integration.issuer_api.test_status_lists import ISSUER, anchors, given, payload, want
from verification.data_integrity import RDFC, Demands, check_proofs

FORMS = [*LISTS, *(f"{purpose}.jwt" for purpose in PURPOSES)]


def path(list_id: str, form: str) -> str:
    return f"/status/{list_id}/{form}"


def ask(office: Office, url: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return office.client.get(url, headers=named)


def test_the_address_in_a_badge_leads_to_the_list_that_names_itself_so(office: Office) -> None:
    list_id, index = given(office, 1)[0]
    for entry in credential_status(HOST, list_id, index):
        url = httpx.URL(entry["statusListCredential"])
        document = good(office.client.get(url.path))
        assert document["id"] == str(url)
        assert document["credentialSubject"]["statusPurpose"] == entry["statusPurpose"]
        assert document["issuer"] == ISSUER
        assert not bitstring.bit(bitstring.decode(document["credentialSubject"]["encodedList"]), index)


def test_every_form_says_the_same_and_carries_a_proof_that_holds(office: Office) -> None:
    signer = office.node.signer
    assert isinstance(signer, FileSigner)
    list_id, index = given(office, 1)[0]
    want(office, [(list_id, index)], revoked=True)
    publish_lists(office.node)
    document = json.loads(ask(office, path(list_id, "revocation")).content)
    check_proofs(document, lambda name: {f"{ISSUER}#key-1": signer.public_key}[name], Demands({RDFC}))
    jwt = ask(office, path(list_id, "revocation.jwt")).text
    assert payload(jwt) == {name: value for name, value in document.items() if name != "proof"}
    token = token_status_list.read(payload(ask(office, path(list_id, "token")).text))
    assert bitstring.bit(bitstring.decode(document["credentialSubject"]["encodedList"]), index)
    assert token.status(index) == token_status_list.INVALID
    assert token.sub == list_url(HOST, list_id, "token")


@pytest.mark.parametrize("form", FORMS)
def test_a_list_may_be_kept_for_its_time_to_live_by_anybody(office: Office, form: str) -> None:
    list_id, _ = given(office, 1)[0]
    answer = ask(office, path(list_id, form))
    control = answer.headers["cache-control"].split(", ")
    assert {"public", "no-transform", f"max-age={int(TTL.total_seconds())}"} == set(control)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["etag"].startswith('"')
    assert "content-encoding" not in answer.headers
    signed_at = parsedate_to_datetime(answer.headers["last-modified"]).timestamp()
    assert abs(signed_at - office.clock().timestamp()) < 60


def test_it_is_kept_no_longer_than_it_holds(office: Office) -> None:
    list_id, _ = given(office, 1)[0]
    office.clock.forward(seconds=HOLDS.total_seconds() - 100)  # nobody renewed it
    control = ask(office, path(list_id, "token")).headers["cache-control"]
    assert 0 <= int(control.partition("max-age=")[2].partition(",")[0]) <= 100
    office.clock.forward(seconds=200)
    assert "max-age=0," in ask(office, path(list_id, "token")).headers["cache-control"]


@pytest.mark.parametrize("form", FORMS)
def test_who_has_it_already_is_told_so_until_it_changes(office: Office, form: str) -> None:
    place = given(office, 1)[0]
    first = ask(office, path(place[0], form))
    etag = first.headers["etag"]
    for tags in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = ask(office, path(place[0], form), if_none_match=tags)
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "cache-control", "last-modified", "access-control-allow-origin"):
            assert again.headers[name] == first.headers[name]
    assert ask(office, path(place[0], form), if_none_match='"other"').content == first.content
    want(office, [place], revoked=True, suspended=True, refresh=True)
    publish_lists(office.node)
    changed = ask(office, path(place[0], form), if_none_match=etag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


def test_a_date_serves_where_there_is_no_tag(office: Office) -> None:
    list_id, _ = given(office, 1)[0]
    modified = ask(office, path(list_id, "token")).headers["last-modified"]
    assert ask(office, path(list_id, "token"), if_modified_since=modified).status_code == 304
    assert ask(office, path(list_id, "token"), if_modified_since=modified, if_none_match='"x"').status_code == 200
    for other in ("Thu, 01 Jan 1970 00:00:00 GMT", "yesterday", "", "Thu, 32 Foo 99999 99:99:99 GMT"):
        assert ask(office, path(list_id, "token"), if_modified_since=other).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_head_says_what_get_says_without_the_body(office: Office, form: str) -> None:
    list_id, _ = given(office, 1)[0]
    whole, head = ask(office, path(list_id, form)), office.client.head(path(list_id, form))
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length", "cache-control", "last-modified"):
        assert head.headers[name] == whole.headers[name]


def test_each_form_has_its_media_type_and_json_is_called_json_where_it_is_asked_for(office: Office) -> None:
    list_id, _ = given(office, 1)[0]
    assert ask(office, path(list_id, "token")).headers["content-type"] == "application/statuslist+jwt"
    assert ask(office, path(list_id, "refresh.jwt")).headers["content-type"] == "application/vc+jwt"
    plain = ask(office, path(list_id, "refresh"), accept="*/*")
    older = ask(office, path(list_id, "refresh"), accept="application/ld+json, application/json")
    assert plain.headers["content-type"] == "application/vc"
    assert older.headers["content-type"] == "application/ld+json"
    assert plain.headers["vary"] == older.headers["vary"] == "Accept"
    assert plain.headers["etag"] != older.headers["etag"]
    assert plain.content == older.content
    negotiated = ask(office, path(list_id, "refresh"), accept="application/vc, application/json;q=0.5")
    assert negotiated.headers["content-type"] == "application/vc"


def test_a_badges_list_is_never_compressed_twice(office: Office) -> None:
    list_id, _ = given(office, 1)[0]
    answer = ask(office, path(list_id, "revocation"), accept_encoding="gzip, br")
    assert "content-encoding" not in answer.headers
    assert json.loads(answer.content)


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("0123456789abcdef/revocation", 404),
        ("0123456789abcdef/token", 404),
        ("0123456789abcdef/revocation/versions", 404),
        ("0123456789abcdef/revocation/versions/1", 404),
        ("{list}/token.jwt", 422),
        ("{list}/message", 422),
        ("{list}/revocation/versions/0", 422),
        ("{list}/revocation/versions/99999999999999999999", 422),
        ("{list}/revocation/versions/7", 404),
        ("{list}/revocation/versions/" + 64 * "0", 404),
        ("..%2f..%2fetc/revocation", 404),
        ("'; drop table status_list/revocation", 422),
        ("{list}/token?time=1790000000", 501),
    ],
)
def test_what_is_not_there_is_a_problem(office: Office, rest: str, status: int) -> None:
    list_id, _ = given(office, 1)[0]
    answer = office.client.get(f"/status/{rest.replace('{list}', list_id)}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_auditor_lays_every_version_beside_the_chain(office: Office) -> None:
    place = given(office, 1)[0]
    for flag in (True, False, True):
        want(office, [place], suspended=flag)
        publish_lists(office.node)
    for purpose in LISTS:
        told: dict[str, Any] = good(office.client.get(path(place[0], f"{purpose}/versions")))
        assert told["list"] == list_url(HOST, place[0], purpose)
        mine = [digest.hex() for subject, digest in anchors(office) if subject.hex() == told["subject"]]
        assert [version["digest"] for version in told["versions"]] == mine
        assert [version["number"] for version in told["versions"]] == list(range(1, len(mine) + 1))
        for version in told["versions"]:
            for which in (version["number"], version["digest"]):
                answer = office.client.get(path(place[0], f"{purpose}/versions/{which}"))
                assert sha256(answer.content).hexdigest() == version["digest"]
                assert "immutable" in answer.headers["cache-control"]


def test_nobody_needs_a_token_and_nothing_tells_who(office: Office) -> None:
    list_id, _ = given(office, 1)[0]
    with office.engine.connect() as connection:
        columns = connection.execute(
            text(
                "SELECT column_name FROM information_schema.columns WHERE table_name IN ('status_list', 'status_entry')"
            )
        ).scalars()
    assert set(columns) == {"id", "issuer", "size", "created_at", "list_id", "index", "revoked", "suspended", "refresh"}
    assert "authorization" not in office.client.headers
    for form in FORMS:
        assert ask(office, path(list_id, form)).status_code == 200
