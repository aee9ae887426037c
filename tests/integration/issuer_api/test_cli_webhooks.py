"""`mochila webhook` as an officer types it."""

import json
import logging

import pytest

from issuer_api.adapters.fetcher import HttpFetcher, Teller
from issuer_api.domain.webhook import EVENTS
from issuer_api.usecases.desk import Desk
from tests.integration.conftest import free_port
from tests.integration.issuer_api.listener import Listener, holds
from tests.integration.issuer_api.office import Office
from tests.integration.issuer_api.test_cli import Mochila, error, mochila, said
from tests.integration.issuer_api.test_webhook_deliveries import URL, deliver, finished, listener
from verification.dev_hosts import HostMap

__all__ = ["listener", "mochila"]


def test_the_secret_is_shown_once_and_is_the_one_of_the_signatures(
    mochila: Mochila, office: Office, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = mochila("webhook", "add", URL, "--event", "bulk-verification.finished")
    assert made.exit_code == 0, made.output
    secret = made.stdout.splitlines()[-1]
    assert secret.startswith("whsec_")
    assert "shown this once" in made.stderr
    assert secret not in made.stderr + caplog.text
    finished(office)
    deliver(office)
    ((headers, body),) = listener.heard
    assert holds(secret, headers, body)
    (listed,) = said(mochila("webhook", "list", "--json"))
    assert listed["events"] == ["bulk-verification.finished"]
    shown = [("list",), ("list", "--json"), ("deliveries", listed["id"]), ("deliveries", listed["id"], "--json")]
    for arguments in shown:
        assert secret not in mochila("webhook", *arguments).output


def test_it_is_listed_tested_and_removed(mochila: Mochila, office: Office, listener: Listener) -> None:
    made = said(mochila("webhook", "add", URL, "--json"))
    assert (made["url"], made["events"], made["secret"][:6]) == (URL, list(EVENTS), "whsec_")
    assert "—" in mochila("webhook", "list").stdout
    tested = mochila("webhook", "test", made["id"])
    assert (tested.exit_code, "delivered (200)" in tested.stdout) == (0, True)
    assert json.loads(listener.heard[0][1])["type"] == "webhook.test"
    listener.status = 500
    finished(office)
    assert "no answer" not in mochila("webhook", "deliveries", made["id"]).stdout  # nobody has asked yet
    deliver(office)
    assert mochila("webhook", "test", made["id"]).exit_code == 1
    told = said(mochila("webhook", "deliveries", made["id"], "--json"))
    assert [(one["event"], one["state"], one["status"]) for one in told] == [
        ("webhook.test", "failed", 500),
        ("bulk-verification.finished", "waiting", 500),
        ("webhook.test", "delivered", 200),
    ]
    assert "waiting (500)" in mochila("webhook", "deliveries", made["id"]).stdout
    assert "failed (500)" in mochila("webhook", "list").stdout
    assert mochila("webhook", "remove", made["id"]).exit_code == 0
    assert said(mochila("webhook", "list", "--json")) == []


def test_one_that_is_gone_is_listed_as_disabled_until_a_test_is_answered(
    mochila: Mochila, office: Office, listener: Listener
) -> None:
    made = said(mochila("webhook", "add", URL, "--json"))
    listener.status = 410
    finished(office)
    deliver(office)
    assert "disabled since" in mochila("webhook", "list").stdout
    listener.status = 204
    assert mochila("webhook", "test", made["id"]).exit_code == 0
    assert "disabled since" not in mochila("webhook", "list").stdout


def test_nobody_who_answers_is_said(mochila: Mochila, office: Office) -> None:
    hosts = HostMap.parse(json.dumps({"https://rrhh.example.com": f"http://127.0.0.1:{free_port()}"}))
    office.app.state.desk = Desk(tell=Teller(HttpFetcher(hosts)))
    made = said(mochila("webhook", "add", URL, "--json"))
    assert "failed (no answer)" in mochila("webhook", "test", made["id"]).stdout


@pytest.mark.usefixtures("mochila", "listener")
def test_what_is_refused_is_one_sentence(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = "00000000-0000-0000-0000-000000000000"
    for arguments, sentence in (
        (("add", "http://rrhh.example.com/"), "This address cannot be told of anything"),
        (("add", URL, "--event", "nada"), f"No such event: nada. There are: {', '.join(EVENTS)}."),
        (("test", nobody), "There is no such webhook."),
        (("deliveries", nobody), "There is no such webhook."),
        (("remove", nobody), "There is no such webhook."),
    ):
        assert sentence in error("webhook", *arguments, capsys=capsys, monkeypatch=monkeypatch)


def test_help_names_every_event(mochila: Mochila) -> None:
    shown = " ".join(mochila("webhook", "add", "--help").stdout.replace("│", " ").split())
    assert all(event in shown for event in EVENTS)
