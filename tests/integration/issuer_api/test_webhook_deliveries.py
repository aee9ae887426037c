"""Those who asked are told of what is done: signed as the specification says, again after failures, nobody inside."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest

from issuer_api.adapters.fetcher import HttpFetcher, Teller
from issuer_api.routes.proofs import EXAMPLE
from issuer_api.usecases.bulk import judge_bulk
from issuer_api.usecases.desk import Desk
from issuer_api.usecases.webhooks import deliver_due
from tests.integration.issuer_api.listener import Listener, holds, listening
from tests.integration.issuer_api.office import Office, good, problem
from verification.dev_hosts import HostMap

URL = "https://rrhh.example.com/avisos"


@pytest.fixture
def listener(office: Office) -> Iterator[Listener]:
    with listening() as server:
        hosts = HostMap.parse(json.dumps({"https://rrhh.example.com": server.origin}))
        office.app.state.desk = Desk(tell=Teller(HttpFetcher(hosts, lookup=lambda _: ["10.0.0.1"])))
        yield server


def deliver(office: Office) -> None:
    deliver_due(office.node, office.app.state.desk.tell)


def finished(office: Office) -> str:
    """A bulk verification that is done; its id."""
    sent = office.client.post(
        "/bulk-verifications", files={"file": ("ana.txt", b"{")}, headers=office.headers("officer")
    )
    bulk_id = str(good(sent, 202)["id"])
    judge_bulk(office.node, Desk(), Desk().fetch, UUID(bulk_id))
    return bulk_id


def test_told_once_signed_and_nothing_personal(office: Office, listener: Listener) -> None:
    made = good(office.post("/webhooks", {"url": URL}), 201)
    assert made["secret"].startswith("whsec_")
    bulk_id = finished(office)
    deliver(office)
    deliver(office)
    ((headers, body),) = listener.heard
    assert holds(made["secret"], headers, body)
    assert not holds(made["secret"], headers, body + b" ")
    assert headers["content-type"] == "application/json"
    told = json.loads(body)
    assert (told["type"], told["data"]) == (
        "bulk-verification.finished",
        {"id": bulk_id, "total": 1, "passed": 0, "failed": 1, "unknown": 0},
    )
    shown = good(office.get(f"/webhooks/{made['id']}"))
    assert "secret" not in shown
    assert [(one["state"], one["status"]) for one in shown["deliveries"]] == [("delivered", 200)]


@pytest.mark.parametrize("status", [500, 302, 404])
def test_failures_are_tried_again_ever_later_and_then_no_more(office: Office, listener: Listener, status: int) -> None:
    made = good(office.post("/webhooks", {"url": URL, "events": ["bulk-verification.finished"]}), 201)
    listener.status = status
    finished(office)
    for _ in range(12):
        deliver(office)
        deliver(office)
        office.clock.forward(hours=25)
    assert len(listener.heard) == 10
    assert len({headers["webhook-id"] for headers, _ in listener.heard}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in listener.heard}) == 10
    assert all(holds(made["secret"], *one) for one in listener.heard)
    assert good(office.get(f"/webhooks/{made['id']}"))["disabled_at"]
    finished(office)
    deliver(office)
    assert len(listener.heard) == 10
    listener.status = 204
    assert good(office.post(f"/webhooks/{made['id']}/test"))["state"] == "delivered"
    assert json.loads(listener.heard[-1][1])["type"] == "webhook.test"
    assert good(office.get(f"/webhooks/{made['id']}"))["disabled_at"] is None


def test_gone_is_gone_and_deleted_is_deleted(office: Office, listener: Listener) -> None:
    made = good(office.post("/webhooks", {"url": URL}), 201)
    listener.status = 410
    finished(office)
    deliver(office)
    (found,) = good(office.get("/webhooks"))
    assert found["disabled_at"]
    assert found["deliveries"][0]["state"] == "failed"
    assert office.client.delete(f"/webhooks/{made['id']}", headers=office.headers("officer")).status_code == 204
    problem(office.get(f"/webhooks/{made['id']}"), 404, "not-found")


@pytest.mark.parametrize(
    "url",
    [
        "http://rrhh.example.com/",
        "https://rrhh.example.com:8443/",
        "https://ana@rrhh.example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://dentro.example.com/",
        "https://[/",
        "ftp://x",
        "",
    ],
)
def test_addresses_inside_are_refused(office: Office, listener: Listener, url: str) -> None:
    problem(office.post("/webhooks", {"url": url}), 422, "webhook-url")
    assert office.app.state.desk.tell(url, b"{}", {}) is None
    assert listener.heard == []


def test_a_name_that_comes_to_mean_an_inner_address_is_not_asked(office: Office) -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    office.app.state.desk = Desk(tell=Teller(HttpFetcher(HostMap.parse(None), lookup=lambda _: next(answers))))
    made = good(office.post("/webhooks", {"url": "https://rebound.example.com/"}), 201)
    found = good(office.post(f"/webhooks/{made['id']}/test"))
    assert (found["state"], found["status"]) == ("failed", None)


def test_unknown_events_are_refused(office: Office, listener: Listener) -> None:
    problem(office.post("/webhooks", {"url": URL, "events": ["nada"]}), 422, "webhook-event")


def test_an_answered_proof_is_told_without_what_was_proven(office: Office, listener: Listener) -> None:
    good(office.post("/webhooks", {"url": URL, "events": ["proof.answered"]}), 201)
    asked = good(office.post("/proof-requests", EXAMPLE), 201)
    office.agent.prove(str(asked["invitation"]["@id"]), office.newest_list()["timestamp"])
    for _ in range(2):
        good(office.get(f"/proof-requests/{asked['id']}"))
    finished(office)
    deliver(office)
    ((_, body),) = listener.heard
    assert json.loads(body)["data"] == {"id": asked["id"], "state": "verified"}
