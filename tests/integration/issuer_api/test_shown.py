"""What a share link shows: the credential, and the verdict of our own verifier on what the node publishes."""

from typing import Any

import pytest

from issuer_api.usecases.status_lists import publish_lists
from tests.integration.issuer_api.badges import badge_of, claim_token_of, share_token_of
from tests.integration.issuer_api.office import Office, good, problem

Json = dict[str, Any]


def shown(office: Office, credential: Json, lang: str = "en") -> Json:
    answer = office.client.post("/credentials/shown", json={"token": share_token_of(office, credential), "lang": lang})
    assert answer.headers["cache-control"] == "no-store"
    found: Json = good(answer)
    return found


def test_it_shows_the_credential_and_that_it_holds(office: Office) -> None:
    (credential,) = office.issued()
    found = shown(office, credential)
    assert found["title"] == "Salud digital comunitaria"
    assert found["holder"] == f"{credential['learner']['given_name']} {credential['learner']['family_name']}"
    assert found["badge"] == badge_of(office, credential)
    assert found["outcomes"]
    assert {"label": "Workload", "text": "75 hours"} in found["facts"]
    verdict = found["verdict"]
    assert verdict["outcome"] == "passed", verdict
    assert {check["name"] for check in verdict["checks"]} >= {"structure", "proof", "issuer", "validity", "status"}
    assert office.agent.calls["invite"] == 0  # the agent has no part in it


@pytest.mark.parametrize("lang", ["es", "pt", "en"])
def test_in_the_visitors_language(office: Office, lang: str) -> None:
    (credential,) = office.issued()
    found = shown(office, credential, lang)
    assert f'xml:lang="{lang}"' in found["image_svg"]
    assert all(check["sentence"] for check in found["verdict"]["checks"])


def test_a_revocation_is_seen_as_soon_as_it_is_published(office: Office) -> None:
    first, second = office.issued(2)
    office.accept(first)
    office.revoke(first)
    publish_lists(office.node)
    failed = shown(office, first)["verdict"]
    assert failed["outcome"] == "failed", failed
    assert {check["name"] for check in failed["checks"] if check["outcome"] == "failed"} == {"status"}
    assert shown(office, second)["verdict"]["outcome"] == "passed"


def test_a_list_that_nobody_renews_proves_nothing(office: Office) -> None:
    (credential,) = office.issued()
    office.clock.forward(days=400)
    verdict = shown(office, credential)["verdict"]
    assert verdict["outcome"] == "unknown", verdict
    assert {check["name"] for check in verdict["checks"] if check["outcome"] == "unknown"} == {"status"}


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t.upper(), lambda t: "", lambda t: "\x00", lambda t: "ñ.ñ"]
)
def test_a_wrong_token_shows_nothing(office: Office, spoil: Any) -> None:
    (credential,) = office.issued()
    token = spoil(share_token_of(office, credential))
    body = problem(office.client.post("/credentials/shown", json={"token": token}), 404, "unknown-share")
    assert set(body) == {"type", "title", "status", "detail"}
    surrogate = b'{"token": "\\ud800"}'
    answer = office.client.post("/credentials/shown", content=surrogate, headers={"Content-Type": "application/json"})
    assert answer.status_code in (404, 422)


def test_the_pages_ask_nobody_else(office: Office) -> None:
    for path in ("/claim", "/credential", "/web/page.css", "/web/page.js", "/web/claim.js", "/web/credential.js"):
        answer = office.client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-security-policy"].startswith("default-src 'self';")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert 'src="http' not in answer.text
    problem(office.client.get("/web/claim.html"), 404, "not-found")


def test_no_token_is_in_any_log(office: Office, capfd: Any, caplog: Any) -> None:
    """Neither in the server's own, nor in ours, nor in an error's: tokens come in bodies alone."""
    caplog.set_level("DEBUG")
    (credential,) = office.issued()
    share, claim = share_token_of(office, credential), claim_token_of(credential)
    for path, token in (
        ("/credentials/shown", share),
        ("/claims", claim),
        ("/claims/badge", claim),
        ("/claims", share),
    ):
        office.client.post(path, json={"token": token})
    office.client.post("/claims/download", json={"token": claim, "form": "pdf"})
    office.client.post("/claims/download", json={"token": claim, "form": "docx"})
    written = "".join(capfd.readouterr()) + caplog.text
    assert "/claims/download" in written  # the log is really looked at
    for token in (share, claim):
        assert token not in written
        assert token.partition(".")[2] not in written


def test_once_the_learner_is_erased_both_links_open_nothing(office: Office) -> None:
    (credential,) = office.issued()
    erasure = {"number": credential["learner"]["number"], "asked_by": "learner"}
    assert office.post("/learners/erasures", erasure).is_success
    answer = office.client.post("/credentials/shown", json={"token": share_token_of(office, credential)})
    problem(answer, 404, "erased")
    for path, more in (("/claims/badge", {}), ("/claims/download", {"form": "pdf"})):
        answer = office.client.post(path, json={"token": claim_token_of(credential), **more})
        problem(answer, 404, "erased")
