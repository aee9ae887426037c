"""`mochila anchor audit DID`: what it fetches of the DID, and what it does where that is not enough."""

import json
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from issuer_api.cli import app, load
from tests.unit.verification.conftest import approval, key
from tests.unit.verification.test_did_log import genesis, jsonl
from verification.did_id import log_url, witness_url

WATCHED = genesis(witness={"threshold": 1, "witnesses": [{"id": f"did:key:{key(9).multikey}"}]})
PLAIN = genesis()


class Web:
    """`pages` are what is published, `asked` what was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []

    def get(self, url: str, **_: object) -> httpx.Response:
        self.asked.append(url)
        body, request = self.pages.get(url), httpx.Request("GET", url)
        return httpx.Response(404 if body is None else 200, content=body, request=request)


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    web = Web()
    load("anchor")
    monkeypatch.setattr(httpx, "get", web.get)
    monkeypatch.chdir(tmp_path)
    return web


def audit(did: str) -> Result:
    return CliRunner().invoke(app, ["anchor", "audit", did, "--json"])


def test_the_witnesses_of_a_log_that_has_none_are_not_asked_for(web: Web) -> None:
    did = PLAIN["state"]["id"]
    web.pages[log_url(did)] = jsonl(PLAIN)
    assert "checks" in json.loads(audit(did).stdout)
    assert web.asked == [log_url(did)]


def test_a_log_with_witnesses_is_read_once_they_approve(web: Web) -> None:
    did, version_id = WATCHED["state"]["id"], WATCHED["versionId"]
    web.pages[log_url(did)] = jsonl(WATCHED)
    said: list[Result] = []
    for signer in (None, key(10), key(9)):
        if signer:
            proofs = [{"versionId": version_id, "proof": [approval(signer, version_id)]}]
            web.pages[witness_url(did)] = json.dumps(proofs).encode()
        said.append(audit(did))
    assert [(found.exit_code, found.stdout) for found in said[:2]] == [(2, "")] * 2
    assert "checks" in json.loads(said[2].stdout)
    assert web.asked == [log_url(did), witness_url(did)] * 3
