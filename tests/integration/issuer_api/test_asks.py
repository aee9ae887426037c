"""Requests in zero knowledge that anybody makes: asked in words, answered once, judged, over by themselves."""

import json
from base64 import urlsafe_b64decode
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from nacl.signing import VerifyKey
from sqlalchemy import func, select

from issuer_api.db import tables
from issuer_api.domain.ask import THRESHOLDS
from issuer_api.domain.errors import NodeError
from issuer_api.domain.ports import Answer
from issuer_api.routes.pace import Buckets, Pace
from issuer_api.usecases.asks import sweep_asks
from issuer_api.usecases.proofs import sweep_proofs
from tests.integration.issuer_api.office import HOST, Json, Office, good, problem
from verification.encoding import from_ed25519_multikey
from verification.vc_jwt import read_jwt
from verification.verification_receipt import read_receipt

WANTED: Json = {"credits": {"at_least": 3}, "level": {"at_least": 6}, "finished_after": "2025-01-01"}


def ask(office: Office, **changes: Any) -> Json:
    made: Json = good(office.client.post("/asks", json={**WANTED, **changes}), 201)
    return made


def short(made: Json) -> str:
    return str(made["link"].rpartition("/")[2])


def opened(office: Office, made: Json) -> Json:
    """The invitation that a wallet gets which scans the link."""
    found: Json = good(office.client.get(f"/r/{short(made)}"))
    return found


def state(office: Office, made: Json, lang: str = "es") -> Json:
    found: Json = good(office.client.post("/asks/state", json={"token": made["watch"], "lang": lang}))
    return found


def answer(office: Office, made: Json, **how: Any) -> None:
    office.agent.prove(opened(office, made)["@id"], office.newest_list()["timestamp"], **how)


def count(office: Office, row: Any) -> int:
    with office.engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(row)).scalar_one())


def test_asked_opened_verified(office: Office) -> None:
    made = ask(office)
    assert made["link"].startswith(f"https://{HOST}/r/")
    assert made["words"] == [
        "créditos ECTS: al menos 3",
        "nivel EQF: al menos 6",
        "fecha de finalización: después del 01/01/2025",
    ]
    assert made["issuers"] == [office.did]
    assert made["qr_svg"].startswith("<?xml")
    first = state(office, made)
    assert (first["state"], first["proven"], first["not_revealed"], first["lines"]) == ("asked", [], [], [])
    answer(office, made)
    assert state(office, made)["state"] == "verified"
    for lang, exact in (("es", "créditos ECTS: el valor exacto"), ("pt", "créditos ECTS: o valor exato")):
        found = state(office, made, lang)
        assert found["proven"] == found["words"]
        assert [line["outcome"] for line in found["lines"]] == ["passed"] * 4
        assert exact in found["not_revealed"]
        assert len(found["not_revealed"]) == 22
    assert "given name" in state(office, made, "en")["not_revealed"]
    record = read_receipt(read_jwt(state(office, made)["receipt"]).document)
    assert (record.kind, record.verdict.outcome.value, record.title, record.digest) == ("proof", "passed", None, None)
    assert record.policy is not None
    assert record.policy["predicates"][0] == {"name": "ects_x100", "op": ">=", "value": 300}


def test_it_is_opened_when_a_wallet_or_a_person_looks(office: Office) -> None:
    by_wallet, by_person = ask(office), ask(office)
    assert opened(office, by_wallet)["@id"]
    seen = good(office.client.post("/asks/opened", json={"short": short(by_person), "lang": "en"}))
    assert seen["words"][0] == "ECTS credits: at least 3"
    assert (seen["state"], seen["invitation_url"][:8]) == ("asked", "https://")
    assert {state(office, made)["state"] for made in (by_wallet, by_person)} == {"opened"}


def test_people_get_a_page_and_wallets_the_invitation(office: Office) -> None:
    made = ask(office)
    page = office.client.get(f"/r/{short(made)}", headers={"Accept": "text/html,*/*"})
    assert page.headers["content-type"].startswith("text/html")
    assert state(office, made)["state"] == "asked"  # the page's script asks what is wanted, and that counts
    for accept in ("*/*", "application/json"):
        wallet = office.client.get(f"/r/{short(made)}", headers={"Accept": accept})
        assert wallet.headers["content-type"] == "application/json"
        assert wallet.headers["cache-control"] == "no-store"


def test_what_is_asked_is_signed_by_the_institution(office: Office) -> None:
    made = ask(office)
    signed, _, signature = made["statement"].rpartition(".")
    header, payload = signed.split(".")
    claims = json.loads(urlsafe_b64decode(payload + "=="))
    assert json.loads(urlsafe_b64decode(header + "==")) == {
        "alg": "EdDSA",
        "kid": f"{office.did}#key-1",
        "typ": "mochila-ask+jwt",
    }
    assert (claims["iss"], claims["jti"]) == (office.did, short(made))
    assert claims["exp"] - claims["iat"] == 15 * 60
    assert claims["predicates"][0] == {"name": "ects_x100", "op": ">=", "value": 300}
    assert claims["reveal"] == []
    document = good(office.client.get("/.well-known/did.json"))
    key = VerifyKey(from_ed25519_multikey(document["verificationMethod"][0]["publicKeyMultibase"]))
    assert key.verify(signed.encode(), urlsafe_b64decode(signature + "=="))


@pytest.mark.parametrize(
    ("verified", "expected"), [(False, "refused"), (None, "unknown")], ids=["not authentic", "not checked"]
)
def test_what_is_not_verified_proves_nothing(office: Office, verified: bool | None, expected: str) -> None:
    made = ask(office)
    answer(office, made, verified=verified)
    found = state(office, made)
    assert (found["state"], found["proven"]) == (expected, [])


def test_a_holder_who_declines(office: Office) -> None:
    made = ask(office)
    office.agent.answers[opened(office, made)["@id"]] = Answer(True, None, {}, None)
    found = state(office, made)
    assert (found["state"], found["proven"], found["summary"]) == ("declined", [], None)


def test_it_is_over_by_itself_and_nobody_can_answer(office: Office) -> None:
    made, later = ask(office, minutes=5), ask(office, minutes=60)
    office.clock.forward(minutes=6)
    sweep_proofs(office.node)
    assert (state(office, made)["state"], state(office, later)["state"]) == ("expired", "asked")
    assert len(office.agent.questions) == 1
    problem(office.client.get(f"/r/{short(made)}"), 409, "ask-over")
    seen = good(office.client.post("/asks/opened", json={"short": short(made)}))
    assert (seen["state"], seen["invitation_url"]) == ("expired", None)


def test_killed_while_it_is_taken_back(office: Office) -> None:
    """The agent forgot the request, and the node did not come to know: it is over all the same, by the sweep."""
    made = ask(office, minutes=1)
    office.clock.forward(minutes=2)
    office.agent.losing.add("retract")
    with pytest.raises(NodeError):
        sweep_proofs(office.node)
    assert office.agent.answers == {}
    office.agent.losing.clear()
    sweep_proofs(office.node)
    assert state(office, made)["state"] == "expired"


def test_an_answer_that_comes_too_late_does_not_count(office: Office) -> None:
    made = ask(office, minutes=1)
    answer(office, made)
    office.clock.forward(minutes=2)
    assert state(office, made)["state"] == "expired"


def test_taken_back(office: Office) -> None:
    made, answered = ask(office), ask(office)
    answer(office, answered)
    assert state(office, answered)["state"] == "verified"
    for one in (made, made, answered):
        assert office.client.post("/asks/cancel", json={"token": one["watch"]}).status_code == 204
    assert (state(office, made)["state"], state(office, answered)["state"]) == ("cancelled", "verified")
    problem(office.client.get(f"/r/{short(made)}"), 409, "ask-over")


def test_answered_once(office: Office) -> None:
    made = ask(office)
    answer(office, made)
    before = state(office, made)
    office.agent.prove("proof-1", office.newest_list()["timestamp"], verified=False)
    assert state(office, made) == before
    problem(office.client.get(f"/r/{short(made)}"), 409, "ask-over")


def test_the_value_is_not_found_by_narrowing(office: Office) -> None:
    for credits in range(1, THRESHOLDS + 1):
        opened(office, ask(office, credits={"at_least": credits}, level=None))
    refused = office.client.post("/asks", json={"credits": {"at_least": 9}})
    assert problem(refused, 403, "narrowing-limited")["attribute"] == "ects_x100"
    ask(office, credits={"at_least": 2})  # one that was used before
    ask(office, credits=None)  # another attribute
    ask(office, credits={"at_least": 9, "scheme": "national"})
    office.clock.forward(days=1)
    ask(office, credits={"at_least": 9})


def test_requests_put_aside_do_not_escape_the_limit(office: Office) -> None:
    """Made first, opened later: what a wallet may still see counts. What was taken back unseen does not."""
    made = [ask(office, credits={"at_least": credits}) for credits in range(1, THRESHOLDS + 1)]
    refused = {"credits": {"at_least": 9}}
    problem(office.client.post("/asks", json=refused), 403, "narrowing-limited")
    good(office.client.post("/asks/cancel", json={"token": made[0]["watch"]}), 204)
    ask(office, **refused)


def test_another_network_has_its_own_limit(office: Office) -> None:
    for credits in range(1, THRESHOLDS + 1):
        ask(office, credits={"at_least": credits})
    with httpx.Client(base_url=office.client.base_url, headers={"X-Forwarded-For": "203.0.113.7"}) as elsewhere:
        good(elsewhere.post("/asks", json={"credits": {"at_least": 9}}), 201)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "nothing-asked"),
        ({"credits": {"at_least": 0}}, "malformed-request"),
        ({"credits": {"at_least": 0.004}}, "malformed-request"),
        ({"credits": {"at_least": 1e300}}, "malformed-request"),
        ({"level": {"at_least": "seis"}}, "malformed-request"),
        ({"finished_after": "2025-13-01"}, "malformed-request"),
        ({**WANTED, "issuers": ["salud.example.edu"]}, "malformed-request"),
        ({**WANTED, "minutes": 100_000}, "malformed-request"),
        ({**WANTED, "reveal": ["family_name"]}, "malformed-request"),
    ],
)
def test_what_cannot_be_asked(office: Office, body: Json, code: str) -> None:
    problem(office.client.post("/asks", json=body), 422, code)
    assert count(office, tables.PublicAskRow) == 0


def test_tokens_and_links_that_are_none(office: Office) -> None:
    made = ask(office)
    half = made["watch"].partition(".")[0]
    for token in ("", "x", half, f"{half}.AAAA", short(made)):
        problem(office.client.post("/asks/state", json={"token": token}), 404, "unknown-ask")
        problem(office.client.post("/asks/cancel", json={"token": token}), 404, "unknown-ask")
    problem(office.client.get("/r/nada"), 404, "unknown-ask")
    assert state(office, made)["state"] == "asked"


def test_too_many(office: Office) -> None:
    office.app.state.pace = Pace({"ask": Buckets(1, 60.0)})
    ask(office)
    answered = office.client.post("/asks", json=WANTED)
    problem(answered, 429, "too-many-requests")
    assert answered.headers["retry-after"] == "60"


def test_with_the_agent_away_nothing_is_half_asked(office: Office) -> None:
    office.agent.unreachable = True
    problem(office.client.post("/asks", json=WANTED), 503, "agent-unreachable")
    assert count(office, tables.PublicAskRow) == count(office, tables.ProofRequestRow) == 0
    office.agent.unreachable = False
    made = ask(office, minutes=1)
    office.agent.unreachable = True
    office.clock.forward(minutes=2)
    problem(office.client.post("/asks/state", json={"token": made["watch"]}), 503, "agent-unreachable")
    office.agent.unreachable = False
    assert state(office, made)["state"] == "expired"


def test_after_a_week_nothing_is_left_of_it(office: Office) -> None:
    made = ask(office)
    answer(office, made)
    assert state(office, made)["state"] == "verified"
    office.clock.forward(days=6)
    sweep_asks(office.node)
    assert state(office, made)["state"] == "verified"
    assert office.agent.answers
    office.clock.forward(days=1)
    sweep_asks(office.node)
    assert office.agent.answers == {}
    assert count(office, tables.PublicAskRow) == count(office, tables.ProofRequestRow) == 0
    problem(office.client.post("/asks/state", json={"token": made["watch"]}), 404, "not-found")


def test_no_address_is_kept(office: Office) -> None:
    ask(office)
    with office.engine.connect() as connection:
        kept = str(connection.execute(select(tables.PublicAskRow)).all())
    assert "127.0.0.1" not in kept


def test_it_says_until_when(office: Office) -> None:
    made = ask(office, minutes=30)
    until = datetime.fromisoformat(made["expires_at"])
    assert timedelta(minutes=29) < until - office.clock() <= timedelta(minutes=30)
