"""The older form of a badge over HTTP: for whoever has the claim link, while the credential stands."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from issuer_api.adapters import key_file
from issuer_api.adapters.didkit import DidkitIssuer
from tests.integration.issuer_api.badges import badge_of, claim_token_of
from tests.integration.issuer_api.conftest import House
from tests.integration.issuer_api.office import Office, good, problem
from verification.credential import judge_credential
from verification.verdict import Outcome


@pytest.fixture
def older(office: Office, house: House) -> Iterator[Office]:
    """An office whose node has the older library."""
    legacy = DidkitIssuer(key_file.read(house.folder / "keys" / "key-1"))
    office.app.state.node = replace(office.node, legacy=legacy)
    yield office
    office.app.state.node = office.node


@pytest.mark.parametrize("form", ["legacy", "legacy-jwt"])
def test_the_learner_takes_the_older_form_and_it_verifies(older: Office, form: str) -> None:
    (credential,) = older.issued()
    asked: Any = {"token": claim_token_of(credential), "form": form}
    answer = older.client.post("/claims/download", json=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    made = answer.text if form == "legacy-jwt" else json.loads(answer.text)
    verdict = judge_credential(made, {}, now=older.clock())
    assert verdict.outcome is Outcome.PASSED, verdict
    assert good(older.post("/credentials/verify", {"verifiableCredential": made, "options": {}}))["verified"] is True
    if isinstance(made, dict):
        achievement = badge_of(older, credential)["credentialSubject"]["achievement"]
        assert made["credentialSubject"]["achievement"]["id"] == achievement["id"]


def test_what_was_withdrawn_is_not_given_out_in_any_form(older: Office) -> None:
    (credential,) = older.issued()
    older.accept(credential)
    older.revoke(credential)
    asked: Any = {"token": claim_token_of(credential), "form": "legacy"}
    problem(older.client.post("/claims/download", json=asked), 409, "withdrawn")


def test_a_node_without_the_library_says_so(office: Office) -> None:
    (credential,) = office.issued()
    asked: Any = {"token": claim_token_of(credential), "form": "legacy"}
    problem(office.client.post("/claims/download", json=asked), 503, "legacy-unavailable")
