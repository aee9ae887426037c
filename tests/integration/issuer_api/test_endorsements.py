"""One institution vouches for another, which shows it; whoever verifies believes it, until it is withdrawn."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from issuer_api.adapters.fetcher import HttpFetcher
from issuer_api.adapters.postgres import EmbeddedPostgres
from issuer_api.cli.client import ApiError
from issuer_api.domain.did_web import did_web_of
from issuer_api.usecases.endorsements import LONGEST
from tests.integration.issuer_api.institutions import University, universities
from tests.integration.issuer_api.office import Office, good, problem
from tests.integration.issuer_api.test_cli import Mochila, mochila, said
from tests.integration.issuer_api.test_verifications import (
    OPEN_BADGES,
    STRANGER,
    Outside,
    codes,
    outside,
    stranger,
    verdict,
)
from tests.unit.verification.signed_world import World
from verification.dev_hosts import HostMap
from verification.file import judge_file, read_file, wanted_by
from verification.gather import gather
from verification.policy import Policy
from verification.trust import MAX_READ
from verification.vcdm import V2_CONTEXT
from verification.verdict import Check

__all__ = ["mochila", "outside", "stranger"]
Json = dict[str, Any]


def give(office: Office, did: str, status: int = 201, **more: Any) -> Json:
    asked = {"did": did, "name": "Universidad Otra", "comment": "Acreditada.", **more}
    found: Json = good(office.post("/endorsements", asked, by="approver"), status)
    return found


def document(office: Office, given: Json) -> Json:
    found: Json = good(office.get(f"/endorsements/{given['id']}/document"))
    return found


def about(office: Office, by: World, **changes: Any) -> Json:
    """An endorsement of the office's institution, by another."""
    subject = {"id": office.did, "type": ["EndorsementSubject"], "endorsementComment": "De confianza.\x1b\u202e\n"}
    types = ["VerifiableCredential", "EndorsementCredential"]
    said = {"@context": [V2_CONTEXT, OPEN_BADGES], "type": types, "credentialSubject": subject, **changes}
    return by.badge(**said)


def accept(office: Office, endorsement: Json | str) -> httpx.Response:
    text = endorsement if isinstance(endorsement, str) else json.dumps(endorsement)
    return office.post("/endorsements/received", {"endorsement": text})


def shown(office: Office) -> list[Json]:
    answer = office.client.get("/endorsements.json")
    found = good(answer)
    assert answer.headers["content-type"] == "application/vp"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert (found["@context"], found["type"]) == ([V2_CONTEXT], ["VerifiablePresentation"])
    listed: list[Json] = found["verifiableCredential"]
    return listed


def judged(here: University, file: Json, policy: Policy) -> Check:
    """What somebody says who has no node: of the issuer of this file, by HTTP alone."""
    fetch, now = HttpFetcher(HostMap.parse(here.parts.settings.dev_hosts)), datetime.now(UTC)
    handed_in = read_file(json.dumps(file).encode())
    library = gather(lambda known: wanted_by(handed_in, known, policy, now=now), fetch)
    return judge_file(handed_in, library, now=now, policy=policy).checks[-1]


def test_from_one_institution_to_another_and_back_out(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    with universities(postgres, tmp_path, ("ministerio", "salud", "otra")) as (ministry, salud, other):
        given = ministry.officer.post("/endorsements", {"did": did_web_of(salud.did), "name": "Salud"})
        assert given["subject"] == salud.did, "the did:web names the did:webvh, and that one lasts"
        signed = ministry.officer.get(f"/endorsements/{given['id']}/document")
        with pytest.raises(ApiError, match="endorsement of another"):
            other.officer.post("/endorsements/received", {"endorsement": json.dumps(signed)})
        kept = salud.officer.post("/endorsements/received", {"endorsement": json.dumps(signed)})
        assert kept["issuer"] == did_web_of(ministry.did)
        of_salud = salud.officer.post("/endorsements", {"did": other.did, "name": "Otra"})
        issued = salud.officer.get(f"/endorsements/{of_salud['id']}/document")  # any credential that it issued
        policy = Policy(endorsers=(ministry.did,))
        check = judged(salud, issued, policy)
        assert (check.code, check.detail["endorsers"]) == ("issuer-vouched", [ministry.did])
        assert judged(salud, issued, Policy(endorsers=(other.did,))).code == "issuer-not-vouched"
        ministry.officer.post(f"/endorsements/{given['id']}/withdrawal")
        assert judged(salud, issued, policy).code == "issuer-not-vouched"


def test_whom_this_institution_vouches_for_is_told_so_here(office: Office, stranger: World) -> None:
    badge = json.dumps(stranger.badge())
    assert "issuer-unrecognised-here" in codes(verdict(office, text=badge))
    given = give(office, stranger.did_web)
    assert given["subject"] == stranger.did_webvh
    found = verdict(office, text=badge)
    assert ("issuer-vouched-here" in codes(found), found["outcome"]) == (True, "passed")
    assert STRANGER in found["lines"][1]["sentence"]
    good(office.post(f"/endorsements/{given['id']}/withdrawal", by="approver"))
    assert "issuer-unrecognised-here" in codes(verdict(office, text=badge))


def test_it_ends_by_itself(office: Office, stranger: World) -> None:
    badge = json.dumps(stranger.badge())
    give(office, stranger.did_webvh, valid_until=(office.clock() + timedelta(days=2)).isoformat())
    assert "issuer-vouched-here" in codes(verdict(office, text=badge))
    office.clock.forward(days=3)
    assert "issuer-unrecognised-here" in codes(verdict(office, text=badge))
    give(office, stranger.did_webvh)


def test_who_vouches_says_it_once_and_can_take_it_back(office: Office, stranger: World) -> None:
    given = give(office, stranger.did_web)
    again = office.post("/endorsements", {"did": stranger.did_webvh, "name": "Otra"})
    problem(again, 409, "endorsement-in-force")
    withdrawn = good(office.post(f"/endorsements/{given['id']}/withdrawal", by="approver"))
    assert withdrawn["withdrawn_by"] == "approver"
    assert good(office.post(f"/endorsements/{given['id']}/withdrawal")) == withdrawn, "the same again changes nothing"
    second = give(office, stranger.did_web)
    listed = good(office.get("/endorsements"))["given"]
    assert [one["id"] for one in listed] == [given["id"], second["id"]]
    held, lost = (verdict(office, text=json.dumps(document(office, one))) for one in (second, given))
    assert (held["outcome"], lost["outcome"]) == ("passed", "failed")
    assert "list-revoked" in codes(lost)


def test_what_cannot_be_given(office: Office, stranger: World, outside: Outside) -> None:
    def refused(**asked: Any) -> str:
        answer = office.post("/endorsements", {"did": stranger.did_web, "name": "Otra", **asked})
        return str(answer.json()["type"]).rpartition(":")[2]

    assert refused(did=office.did) == "endorsement-of-oneself"
    assert refused(did=did_web_of(office.did)) == "endorsement-of-oneself"
    assert refused(did="did:web:nadie.example.edu") == "did-not-read"
    assert refused(did=stranger.did_webvh.replace(STRANGER, "nadie.example.edu")) == "did-not-read"
    assert refused(did="did:key:z6Mkf5rGMoatrSj1f4CyvuHBeXJELe9RPdzo2PKGNCKVtZxP") == "did-not-read"
    assert refused(did="Universidad Otra") == "did-not-read"
    now = office.clock()
    for until in (now - timedelta(days=1), now + LONGEST + timedelta(days=1)):
        assert refused(valid_until=until.isoformat()) == "endorsement-period"
    outside.pages.clear()
    assert refused() == "did-not-read"
    assert good(office.get("/endorsements")) == {"given": [], "received": []}


def test_what_was_given_is_shown_once_and_dropped(office: Office, stranger: World) -> None:
    endorsement = about(office, stranger)
    kept = good(accept(office, endorsement))
    assert (kept["issuer"], kept["comment"]) == (stranger.did_web, "De confianza.")
    assert good(accept(office, json.dumps(endorsement, indent=3))) == kept
    assert shown(office) == [endorsement]
    good(office.client.delete(f"/endorsements/received/{kept['id']}", headers=office.headers("officer")), 204)
    assert shown(office) == []


def test_what_is_over_is_shown_no_more(office: Office, stranger: World) -> None:
    until = (office.clock() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    good(accept(office, about(office, stranger, validUntil=until)))
    assert len(shown(office)) == 1
    office.clock.forward(days=2)
    assert shown(office) == []


def test_only_what_holds_is_shown(office: Office, stranger: World, outside: Outside) -> None:
    whole = about(office, stranger)
    problem(accept(office, "hola"), 422, "endorsement-malformed")
    problem(accept(office, stranger.badge()), 422, "endorsement-malformed")
    problem(accept(office, '{"a": 1, "a": 2}'), 422, "endorsement-malformed")
    other = {"id": stranger.did_web, "type": ["EndorsementSubject"]}
    problem(accept(office, about(office, stranger, credentialSubject=other)), 422, "endorsement-of-another")
    problem(accept(office, {**whole, "name": "Alterada"}), 422, "endorsement-broken")
    problem(accept(office, about(office, stranger, validUntil="2026-11-23T13:00:01Z")), 422, "endorsement-broken")
    own = about(office, stranger, issuer=office.did)
    problem(accept(office, own), 422, "endorsement-of-oneself")
    lists = {address: outside.pages.pop(address) for address in list(outside.pages) if "/status/" in address}
    problem(accept(office, whole), 503, "endorsement-unchecked")
    outside.pages.update(lists)
    assert shown(office) == []
    good(accept(office, whole))


def test_no_more_are_shown_than_verifiers_read(office: Office, stranger: World) -> None:
    for number in range(MAX_READ):
        good(accept(office, about(office, stranger, id=f"urn:uuid:{number}")))
    problem(accept(office, about(office, stranger)), 409, "endorsements-full")


def test_by_hand(office: Office, stranger: World, mochila: Mochila, tmp_path: Path) -> None:
    file, again = tmp_path / "aval.json", tmp_path / "otra-vez.json"
    told = mochila("endorsement", "give", stranger.did_web, "--name", "Otra", "--out", file, "--until", "2027-06-30")
    assert told.exit_code == 0, told.output
    assert stranger.did_webvh in told.stdout
    given = json.loads(file.read_text("utf-8"))
    assert (given["validUntil"], given["name"]) == ("2027-06-30T23:59:59Z", "Aval de Universidad de Ejemplo a Otra")
    listed = said(mochila("endorsement", "list", "--json"))
    endorsement_id = listed["given"][0]["id"]
    assert mochila("endorsement", "save", endorsement_id, "--out", again).exit_code == 0
    assert again.read_bytes() == file.read_bytes()
    assert said(mochila("endorsement", "withdraw", endorsement_id, "--json"))[0]["withdrawn_by"] == "approver"
    received = tmp_path / "recibido.json"
    received.write_text(json.dumps(about(office, stranger)))
    kept = said(mochila("endorsement", "accept", received, "--json"))[0]
    assert kept["issuer"] == stranger.did_web
    table = mochila("endorsement", "list").stdout
    assert stranger.did_web in table
    assert "De confianza." in table
    assert mochila("endorsement", "drop", kept["id"]).exit_code == 0
    assert said(mochila("endorsement", "list", "--json"))["received"] == []
    received.write_bytes(b"\xff")
    assert mochila("endorsement", "accept", received).exit_code == 2
