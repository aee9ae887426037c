"""The badge as files: each for its learner and the institution's people alone, each with the same signed badge."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from issuer_api.domain.baking import credential_text
from issuer_api.usecases.claim import share_token
from tests.integration.issuer_api.badges import badge_of, claim_token_of, share_token_of
from tests.integration.issuer_api.conftest import House
from tests.integration.issuer_api.office import HOST, Office, good, problem
from verification.baked import read_badge

Json = dict[str, Any]
WITH_BADGE = {"json-ld": "application/ld+json", "png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


def claimed(office: Office, credential: Json, form: str, **more: str) -> httpx.Response:
    return office.client.post("/claims/download", json={"token": claim_token_of(credential), "form": form, **more})


@pytest.mark.parametrize("form", WITH_BADGE)
def test_every_file_carries_the_one_signed_badge(office: Office, form: str) -> None:
    (credential,) = office.issued()
    answer = claimed(office, credential, form)
    assert answer.status_code == 200, answer.text
    assert json.loads(read_badge(answer.content).credential) == badge_of(office, credential)
    assert answer.headers["content-type"].partition(";")[0] == WITH_BADGE[form]
    assert answer.headers["cache-control"] == "no-store"
    ending = "json" if form == "json-ld" else form
    assert answer.headers["content-disposition"] == f'attachment; filename="salud-digital-comunitaria.{ending}"'


def test_the_institutions_people_get_the_same(office: Office) -> None:
    (credential,) = office.issued()
    path = f"/credentials/{credential['id']}/download"
    assert office.post(path, {"form": "json-ld"}).content == claimed(office, credential, "json-ld").content
    problem(office.client.post(path, json={"form": "json-ld"}), 401, "token-needed")
    problem(office.post(f"/credentials/{UUID(int=7)}/download", {"form": "pdf"}), 404, "not-found")
    problem(office.post(path, {"form": "docx"}), 422, "malformed-request")


@pytest.mark.parametrize("lang", ["es", "pt", "en"])
def test_the_image_and_the_document_speak_the_learners_language(office: Office, lang: str) -> None:
    (credential,) = office.issued()
    image = claimed(office, credential, "svg", lang=lang).text
    assert f'xml:lang="{lang}"' in image
    assert ("Microcredential: " in image) == (lang == "en")
    document = claimed(office, credential, "pdf", lang=lang).content
    assert f"/Lang ({lang})".encode() in document


def test_the_european_export_names_the_learner_and_has_the_image(office: Office) -> None:
    (credential,) = office.issued()
    answer = good(claimed(office, credential, "elm"))
    exported = json.dumps(answer, ensure_ascii=False)
    assert credential["learner"]["family_name"] in exported
    assert "iVBORw0KGgo" in exported


def test_the_bundle_waits_for_the_chain_and_for_no_wallet(office: Office) -> None:
    """What is in it, and for whom: `test_bundles`."""
    with_wallet, without = office.issued(2)
    office.accept(with_wallet)
    for credential in (with_wallet, without):
        problem(claimed(office, credential, "bundle"), 404, "no-bundle-yet")


def test_neither_wallet_nor_agent_is_needed(office: Office) -> None:
    """The first thing that a learner does, with the agent away."""
    (credential,) = office.issued()
    office.agent.unreachable = True
    found = good(office.client.post("/claims/badge", json={"token": claim_token_of(credential)}))
    assert found["title"] == "Salud digital comunitaria"
    assert found["holder"] == f"{credential['learner']['given_name']} {credential['learner']['family_name']}"
    assert found["share_link"] == f"https://{HOST}/credential#{share_token_of(office, credential)}"
    assert claimed(office, credential, "pdf").status_code == 200
    assert office.state(credential) == "planned"


def test_a_share_link_claims_nothing_and_a_claim_link_shows_nothing(office: Office) -> None:
    (credential,) = office.issued()
    share, claim = share_token_of(office, credential), claim_token_of(credential)
    for path in ("/claims", "/claims/state", "/claims/badge"):
        problem(office.client.post(path, json={"token": share}), 404, "unknown-claim")
    problem(office.client.post("/claims/download", json={"token": share, "form": "pdf"}), 404, "unknown-claim")
    problem(office.client.post("/bundles", json={"token": share}), 404, "unknown-claim")
    problem(office.client.post("/credentials/shown", json={"token": claim}), 404, "unknown-share")
    forged = share_token(b"d" * 32, UUID(credential["id"]))
    problem(office.client.post("/credentials/shown", json={"token": forged}), 404, "unknown-share")


def test_what_was_withdrawn_is_not_given_out(office: Office) -> None:
    (credential,) = office.issued()
    office.accept(credential)
    office.revoke(credential)
    for form in (*WITH_BADGE, "elm", "bundle"):
        problem(claimed(office, credential, form), 409, "withdrawn")
    problem(office.client.post("/claims/badge", json={"token": claim_token_of(credential)}), 409, "withdrawn")


def test_the_badge_names_nobody_and_the_name_of_the_file_neither(office: Office) -> None:
    (credential,) = office.issued()
    badge = credential_text(badge_of(office, credential))
    for name in ("given_name", "family_name", "email", "number"):
        assert json.dumps(credential["learner"][name])[1:-1] not in badge
    image = claimed(office, credential, "svg")
    assert credential["learner"]["family_name"] not in image.text


@pytest.mark.parametrize("form", WITH_BADGE)
def test_anybody_verifies_the_file_from_the_command_line(
    house: House, office: Office, tmp_path: Path, form: str
) -> None:
    """As it was downloaded, asking the issuer over HTTP; and offline, where what was not asked is not known."""
    (credential,) = office.issued()
    file = tmp_path / f"badge.{form}"
    file.write_bytes(claimed(office, credential, form).content)
    env = {**os.environ, "MOCHILA_DEV_HOSTS": json.dumps({f"https://{HOST}": house.url}), "COLUMNS": "300"}
    command = [sys.executable, "-c", "from issuer_api.cli import main; main()", "verify", str(file), "--json"]
    asked = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    doubted = {check["name"] for check in json.loads(asked.stdout)["checks"] if check["outcome"] != "passed"}
    assert doubted <= {"status"}, asked.stdout  # the office's clock is not the command line's: its lists may be over
    offline = subprocess.run([*command, "--offline"], env=env, capture_output=True, text=True, check=False)
    assert offline.returncode == 2, offline.stdout
    file.write_bytes(file.read_bytes().replace(b"Salud digital comunitaria", b"Salud digital comunitarix"))
    changed = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert changed.returncode == 1, changed.stdout
