"""Claim links: a token that nobody can make up, one invitation, whoever opens it and however often."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from issuer_api.usecases.claim import claim_token
from tests.integration.issuer_api.office import Office, good, problem


def test_opened_twice_it_gives_the_same_invitation(office: Office) -> None:
    (credential,) = office.issued()
    first, second = office.claim(credential), office.claim(credential)
    assert first["invitation"] == second["invitation"]
    assert first["credential_id"] == credential["id"]
    assert first["receipt_id"] == credential["receipt_id"]
    assert first["attributes"]["title"] == "Salud digital comunitaria"
    assert office.agent.calls["invite"] == 1
    assert office.state(credential) == "invited"


def test_opened_by_eight_at_once_it_gives_one_invitation(office: Office) -> None:
    (credential,) = office.issued()
    office.agent.slow = 0.02
    with ThreadPoolExecutor(8) as learners:
        opened = list(learners.map(lambda _: office.claim(credential)["invitation"]["@id"], range(8)))
    assert len(set(opened)) == 1
    assert office.agent.calls["invite"] == 1


def test_a_link_names_its_host_and_keeps_the_token_out_of_every_server_log(office: Office) -> None:
    (credential,) = office.issued()
    assert credential["claim_link"].startswith("https://salud.example.edu/claim#")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token + "x",
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.partition(".")[0],
        lambda token: token.partition(".")[0] + ".",
        lambda token: "0" * 32 + "." + token.partition(".")[2],
        lambda token: token.upper(),
        lambda token: "",
        lambda token: "ñ" * 32 + ".ñ",
        lambda token: "\x00",
    ],
)
def test_a_wrong_token_opens_nothing_and_tells_nothing(office: Office, spoil: Callable[[str], str]) -> None:
    (credential,) = office.issued()
    token = credential["claim_link"].partition("#")[2]
    for path in ("/claims", "/claims/state"):
        body = problem(office.client.post(path, json={"token": spoil(token)}), 404, "unknown-claim")
        assert set(body) == {"type", "title", "status", "detail"}
    assert office.agent.calls["invite"] == 0


def test_a_token_that_is_no_text(office: Office) -> None:
    for token in (None, 5, ["x"], "x" * 201):
        problem(office.client.post("/claims", json={"token": token}), 422, "malformed-request")
    surrogate = office.client.post("/claims", content=b'{"token": "\\ud800"}', headers={"Content-Type": "text/json"})
    assert surrogate.status_code in (404, 422)


def test_the_token_made_with_another_secret_opens_nothing(office: Office) -> None:
    (credential,) = office.issued()
    forged = claim_token(b"d" * 32, UUID(credential["id"]))
    problem(office.client.post("/claims", json={"token": forged}), 404, "unknown-claim")


def test_claimed_already(office: Office) -> None:
    (credential,) = office.issued()
    office.connect(credential)
    office.advance(credential)
    token = credential["claim_link"].partition("#")[2]
    body = problem(office.client.post("/claims", json={"token": token}), 409, "already-claimed")
    assert body["state"] == "offered"
    assert good(office.client.post("/claims/state", json={"token": token})) == {"state": "offered"}


def test_withdrawn_before_it_was_claimed(office: Office) -> None:
    (credential,) = office.issued()
    office.revoke(credential)
    token = credential["claim_link"].partition("#")[2]
    problem(office.client.post("/claims", json={"token": token}), 409, "already-claimed")
    assert office.agent.calls["invite"] == 0


def test_with_the_agent_away_a_claim_can_be_tried_again(office: Office) -> None:
    (credential,) = office.issued()
    token = credential["claim_link"].partition("#")[2]
    office.agent.unreachable = True
    problem(office.client.post("/claims", json={"token": token}), 503, "agent-unreachable")
    office.agent.unreachable = False
    office.accept(credential)
    assert office.state(credential) == "accepted"


def test_a_wallet_whose_connection_broke_off_gets_a_new_invitation_and_either_may_connect(office: Office) -> None:
    (credential,) = office.issued()
    former = office.claim(credential)["invitation"]["@id"]
    office.agent.break_off(former)
    renewed = office.claim(credential)["invitation"]["@id"]
    assert renewed != former
    office.agent.scan(former)
    assert office.advance(credential) == "offered"
    assert office.agent.issuance(f"connection-{former}")
