"""Webhooks are hints: doubled, late, out of order, forged or malformed, one credential comes of them."""

import random

import pytest

from tests.integration.issuer_api.office import SECRET, Json, Office, good, problem


def deliver(office: Office, news: list[tuple[str, Json]]) -> None:
    for topic, body in news:
        assert office.hook(topic, body).status_code == 204


def test_webhooks_alone_see_a_credential_through(office: Office) -> None:
    (credential,) = office.issued()
    connection = office.connect(credential)
    for step in (None, office.agent.request, office.agent.acknowledge):
        if step:
            step(connection)
        news, office.agent.news = office.agent.news, []
        deliver(office, news)
        office.work()
    assert office.state(credential) == "accepted"


@pytest.mark.parametrize("seed", range(3))
def test_doubled_late_and_out_of_order_they_make_no_difference(office: Office, seed: int) -> None:
    order = random.Random(seed)
    credentials = office.issued(3)
    connections = [office.connect(credential) for credential in credentials]
    told: list[tuple[str, Json]] = []
    for step in (None, office.agent.request, office.agent.acknowledge):
        for connection in connections:
            if step:
                step(connection)
        told += office.agent.news
        office.agent.news = []
        late = told * 2
        order.shuffle(late)
        deliver(office, late)
        order.shuffle(office.jobs.noted)
        office.work()
    assert {office.state(credential) for credential in credentials} == {"accepted"}
    assert office.agent.calls["offer"] == 3
    assert len(office.agent.issuances) == 3


def test_what_a_webhook_claims_is_not_believed(office: Office) -> None:
    (credential,) = office.issued()
    connection = office.connect(credential)
    office.advance(credential)
    claimed = {"connection_id": connection, "cred_ex_id": "exchange-9", "state": "done", "revoc_reg_id": "x"}
    deliver(office, [("issue_credential_v2_0", claimed)])
    office.work()
    assert office.state(credential) == "offered"


def test_news_of_what_is_over_changes_nothing(office: Office) -> None:
    (credential,) = office.issued()
    office.accept(credential)
    for topic, body in office.agent.news * 2:
        assert office.hook(topic, body).status_code == 204
    office.work()
    assert office.state(credential) == "accepted"
    assert office.agent.calls["offer"] == 1


@pytest.mark.parametrize("key", ["", "wrong", SECRET + "x", SECRET[:-1]])
def test_with_a_wrong_key_nothing_is_looked_at(office: Office, key: str) -> None:
    (credential,) = office.issued()
    office.connect(credential)
    for topic, body in office.agent.news:
        problem(office.hook(topic, body, key=key), 401, "secret-needed")
    problem(office.hook("connections", b"{", key=key), 401, "secret-needed")
    assert office.jobs.noted == []


def test_an_officers_token_is_no_key(office: Office) -> None:
    answer = office.post("/internal/webhooks/topic/connections/", {})
    problem(answer, 401, "secret-needed")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"5", b"null", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_malformed_body_is_refused(office: Office, body: bytes) -> None:
    problem(office.hook("connections", body), 422, "malformed-webhook")
    assert office.jobs.noted == []


@pytest.mark.parametrize("value", [None, 5, ["x"], {"a": 1}, "unheard-of", ""])
def test_a_hint_about_nothing_of_ours_is_nothing_to_us(office: Office, value: object) -> None:
    for topic, name in (
        ("connections", "invitation_msg_id"),
        ("issue_credential_v2_0", "connection_id"),
        ("present_proof_v2_0", "pres_ex_id"),
    ):
        assert office.hook(topic, {name: value}).status_code == 204
        assert office.hook(topic, {}).status_code == 204
    assert office.jobs.noted == []


def test_a_value_that_cannot_be_kept(office: Office) -> None:
    problem(office.hook("connections", {"invitation_msg_id": "a\x00b"}), 422, "cannot-be-kept")


def test_an_unknown_topic_is_nothing_to_us(office: Office) -> None:
    for topic in ("ping", "revocation_registry", "basicmessages"):
        assert office.hook(topic, {"state": "x"}).status_code == 204
        assert office.hook(topic, b"not json").status_code == 204
    assert office.jobs.noted == []


def test_news_of_a_proof_is_looked_into(office: Office) -> None:
    asked = good(office.post("/proof-requests", {"predicates": [{"name": "ects_x100", "op": ">=", "value": 300}]}), 201)
    pres_ex_id = asked["invitation"]["@id"]
    office.agent.prove(pres_ex_id, office.newest_list()["timestamp"])
    deliver(office, [("present_proof_v2_0", {"pres_ex_id": pres_ex_id, "state": "done"})] * 2)
    office.work()
    assert good(office.get("/proof-requests"))[0]["state"] == "verified"
