"""`mochila learners` as an officer types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from issuer_api.cli import app
from issuer_api.domain.record import RecordKey
from tests.integration.issuer_api.office import Office
from tests.integration.issuer_api.test_cli import Mochila, mochila, said

__all__ = ["mochila"]
NUMBER = "EJ-00001"


@pytest.mark.parametrize(("lang", "question"), [("es", "¿Borrar"), ("pt", "Apagar"), ("en", "Erase")])
def test_it_is_said_what_will_be_destroyed_and_asked_first(
    mochila: Mochila, office: Office, monkeypatch: pytest.MonkeyPatch, lang: str, question: str
) -> None:
    monkeypatch.setenv("MOCHILA_LANG", lang)
    (credential,) = office.issued()
    asked = CliRunner().invoke(app, ["learners", "erase", "-"], input=f"{NUMBER}\nn\n")
    assert asked.exit_code == 1
    assert question in asked.stdout
    assert NUMBER not in asked.stdout
    assert office.state(credential) == "planned"
    plan = said(mochila("learners", "erase", NUMBER, "--dry-run", "--json"))
    assert plan["credentials"] == 1
    assert plan["learner_id"] in asked.stdout
    assert office.state(credential) == "planned"
    done = CliRunner().invoke(app, ["learners", "erase", NUMBER], input="y\n")
    assert done.exit_code == 0, done.output
    assert '"ErasureReceipt"' in done.stdout
    assert office.state(credential) == "cancelled"


def test_a_person_gets_what_is_held_in_a_file_of_their_own(mochila: Mochila, office: Office, tmp_path: Path) -> None:
    (credential,) = office.issued()
    shown = mochila("learners", "show", NUMBER, "--save", tmp_path / "held.json")
    assert shown.exit_code == 0
    assert "Begoña" not in shown.stdout
    assert (tmp_path / "held.json").stat().st_mode & 0o077 == 0
    held = json.loads((tmp_path / "held.json").read_text())
    assert [item["id"] for item in held["credentials"]] == [credential["id"]]


def test_after_a_restore_the_erased_are_erased_again(mochila: Mochila, office: Office, tmp_path: Path) -> None:
    office.issued(2)
    keys = _read(office)
    done = said(mochila("learners", "erase", NUMBER, "--yes", "--json"))
    assert done["state"] == "done"
    listed = tmp_path / "erasures.json"
    assert mochila("learners", "erasures", "--save", listed).exit_code == 0
    assert said(mochila("learners", "receipt", done["learner_id"], "--json")) == done
    batch_id = said(mochila("batch", "list", "--json"))[0]["id"]
    assert len(said(mochila("credential", "links", batch_id, "--json"))) == 1
    assert "erased" in mochila("credential", "list", batch_id).stdout
    _restore(office, keys, done["learner_id"])
    assert said(mochila("learners", "show", NUMBER))["person"]["number"] == NUMBER
    assert mochila("learners", "reapply-erasures", listed).stdout.startswith("1 ")
    assert mochila("learners", "show", NUMBER).exit_code == 1
    assert done["learner_id"] in mochila("learners", "erasures").stdout
    assert [item["state"] for item in said(mochila("learners", "erasures", "--json"))] == ["done"]
    listed.write_text(json.dumps([{"learner_id": "4f0c1f4e-7d7f-4b52-8f55-0d2c9a6f1a11", "asked_by": "learner"}]))
    assert mochila("learners", "reapply-erasures", listed).stdout.startswith("0 ")


def _read(office: Office) -> list[Any]:
    with office.node.store() as work:
        return [work.learners.find(), work.record_keys.find(), work.credentials.find()]


def _restore(office: Office, kept: list[Any], learner_id: str) -> None:
    """The database as the backup has it: the learner's records and their key are back, the erasure is not known."""
    learners, keys, credentials = kept
    with office.node.store() as work:
        for erasure in work.erasures.find():
            work.erasures.remove(erasure)
        old = next(row for row in learners if str(row.id) == learner_id)
        learner = work.learners.get(old.id)
        assert learner
        learner.sealed, learner.number_mac = old.sealed, old.number_mac
        work.record_keys.add_all(
            [RecordKey(learner_id=row.learner_id, key=row.key) for row in keys if row.learner_id == old.id]
        )
        for credential in work.credentials.find(learner_id=old.id):
            credential.sealed = next(row.sealed for row in credentials if row.id == credential.id)
