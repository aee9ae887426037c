"""`mochila` as an officer types it, against a running node: the same things over the same API."""

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner, Result

from issuer_api.cli import app, load, main, out
from issuer_api.usecases.bulk import judge_bulk
from issuer_api.usecases.desk import Desk
from tests.integration.conftest import free_port
from tests.integration.issuer_api.conftest import House
from tests.integration.issuer_api.office import Office, learners
from tests.unit.issuer_api.gradebooks import as_csv
from verification.baked import read_badge

EXAMPLES = Path(__file__).parents[3] / "examples"
DESIGN = EXAMPLES / "diseno-salud-digital.json"
GRADEBOOK = EXAMPLES / "calificaciones-salud-digital.csv"
Mochila = Callable[..., Result]


@pytest.fixture
def mochila(office: Office, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mochila:
    """Runs a command in a folder that has the two people's tokens."""
    (tmp_path / "tokens").mkdir()
    for name, token in office.tokens.items():
        (tmp_path / "tokens" / name).write_text(token + "\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOCHILA_DATA", str(tmp_path))
    monkeypatch.setenv("MOCHILA_API_PORT", house.url.rpartition(":")[2])
    monkeypatch.setattr(out, "width", 240)  # COLUMNS was read when it was made
    monkeypatch.setenv("MOCHILA_LANG", "es")
    load()
    return lambda *arguments: CliRunner().invoke(app, [*map(str, arguments)])


def said(result: Result) -> Any:
    """The JSON that a command printed, and nothing else."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def error(*arguments: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What a person sees who typed this, where it ends with status 1."""
    monkeypatch.setattr(sys, "argv", ["mochila", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    seen = capsys.readouterr()
    assert "Traceback" not in seen.err
    return " ".join(seen.err.split())


def test_an_officers_day(mochila: Mochila, office: Office, tmp_path: Path) -> None:
    (design,) = said(mochila("design", "propose", DESIGN, "--json"))
    assert said(mochila("design", "approve", design["id"], "--json"))[0]["approver"] == "approver"
    (batch,) = said(mochila("batch", "submit", GRADEBOOK, "--design", design["id"], "--json"))
    assert (batch["accepted_rows"], len(batch["rejected"])) == (24, 2)
    said(mochila("batch", "issue", batch["id"], "--json"))
    credentials = said(mochila("credential", "list", batch["id"], "--json"))
    assert len(credentials) == 24
    links = said(mochila("credential", "links", batch["id"], "--json"))
    assert links[0]["claim_link"] == credentials[0]["claim_link"]
    office.accept(credentials[0])
    revoke = ("credential", "revoke", credentials[0]["id"], "--reason", "issued-in-error", "--yes", "--json")
    suspend = ("credential", "suspend", credentials[0]["id"], "--json")
    assert said(mochila(*suspend))["changes"][0]["reason"] == "under-review"
    assert said(mochila("credential", "reinstate", credentials[0]["id"], "--json"))["changes"][0]["act"] == "reinstate"
    assert said(mochila(*revoke))["changes"][0]["state"] == "published"
    refused = mochila("credential", "reinstate", credentials[0]["id"])
    assert (refused.exit_code, "final" in refused.stderr) == (1, True)
    history = said(mochila("credential", "history", credentials[0]["id"], "--json"))
    assert [item["act"] for item in history] == ["suspend", "reinstate", "revoke"]
    assert said(mochila("credential", "show", credentials[0]["id"], "--json"))[0]["change"] == "published"
    correct = ("credential", "supersede", credentials[1]["id"], "--family-name", "Ñáñez Ulloa")
    (new,) = said(mochila(*correct, "--json"))
    assert (new["supersedes"], new["learner"]["family_name"]) == (credentials[1]["id"], "Ñáñez Ulloa")
    assert new["claim_link"] in mochila(*correct).stdout
    room = said(mochila("registries", "--json"))
    assert room["registries"][0]["used"] == 1
    assert "stands by" in mochila("registries").stdout
    whole = said(
        mochila("credential", "revoke", "--batch", batch["id"], "--reason", "issued-in-error", "--yes", "--json")
    )
    assert {item["state"] for item in whole["changes"]} == {"published"}
    assert len(whole["changes"]) == 25
    asked = said(mochila("proof", "ask", "ects_x100>=300", "eqf_level >= 6", "--json"))
    assert [item["value"] for item in asked["policy"]["predicates"]] == [300, 6]
    assert mochila("proof", "show", asked["id"], "--json").exit_code == 2
    assert said(mochila("proof", "list", "--json"))[0]["id"] == asked["id"]
    assert said(mochila("anchor", "status", "--json"))["waiting"] > 24
    assert said(mochila("batch", "list", "--json"))[0]["credentials"] == {"accepted": 1, "cancelled": 24}
    assert said(mochila("design", "list", "--json"))[0]["id"] == design["id"]


def test_people_are_shown_tables_and_reasons_in_their_language(mochila: Mochila, office: Office) -> None:
    design = office.design()
    shown = mochila("batch", "submit", GRADEBOOK, "--design", design)
    assert "2 rejected" in shown.stdout
    assert "no es una dirección" in shown.stdout or "correo" in shown.stdout
    (batch,) = said(mochila("batch", "list", "--json"))
    assert "e-mail" in mochila("batch", "show", batch["id"], "--lang", "en").stdout
    assert batch["id"] in mochila("batch", "list").stdout
    assert "Salud digital" in mochila("design", "list").stdout


def test_a_proof_says_by_its_exit_status_what_came_of_it(mochila: Mochila, office: Office) -> None:
    for verified, status in ((True, 0), (False, 1)):
        asked = said(mochila("proof", "ask", "ects_x100>=300", "--json"))
        office.agent.prove(asked["invitation"]["@id"], office.newest_list()["timestamp"], verified=verified)
        assert mochila("proof", "show", asked["id"]).exit_code == status


def test_a_revocation_is_asked_about_first(mochila: Mochila, office: Office) -> None:
    (credential,) = office.issued()
    command = ("credential", "revoke", credential["id"], "--reason", "superseded")
    asked = CliRunner().invoke(app, [*command], input="n\n")
    assert asked.exit_code == 1
    assert office.state(credential) == "planned"
    assert "published" in CliRunner().invoke(app, [*command], input="y\n").stdout


def test_what_cannot_be_typed(mochila: Mochila, tmp_path: Path) -> None:
    (tmp_path / "not.json").write_text("{")
    for arguments in (
        ("design", "propose", tmp_path / "not.json"),
        ("design", "propose", tmp_path / "nothing.json"),
        ("proof", "ask", "ects_x100=300"),
        ("credential", "revoke", "x", "--reason", "because"),
        ("batch", "list", "--as", "nobody"),
    ):
        assert mochila(*arguments).exit_code == 2, arguments


@pytest.mark.usefixtures("mochila")
def test_an_error_of_the_node_is_one_sentence(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    design = office.design()
    (tmp_path / "vacio.csv").write_bytes(b"")
    told = error("batch", "submit", tmp_path / "vacio.csv", "--design", design, capsys=capsys, monkeypatch=monkeypatch)
    assert "El archivo está vacío." in told
    told = error("design", "approve", design, capsys=capsys, monkeypatch=monkeypatch)
    assert "was approved by approver" in told


@pytest.mark.usefixtures("mochila")
def test_a_node_that_does_not_run_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCHILA_API_PORT", str(free_port()))
    told = error("batch", "list", capsys=capsys, monkeypatch=monkeypatch)
    assert "No node answers at" in told
    assert "mochila up" in told


def test_a_row_with_two_problems_is_one_row(mochila: Mochila, office: Office, tmp_path: Path) -> None:
    rows = learners(2)
    rows[0][3:] = ["no correo", "101,00"]
    (tmp_path / "n.csv").write_bytes(as_csv(rows))
    shown = mochila("batch", "submit", tmp_path / "n.csv", "--design", office.design())
    assert "1 rejected" in shown.stdout
    assert "101,00" in shown.stdout


def test_no_proxy_is_shown_the_token(mochila: Mochila, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", "")
    assert mochila("design", "list").exit_code == 0


def test_names_with_square_brackets_are_shown_as_they_are(mochila: Mochila, office: Office, tmp_path: Path) -> None:
    rows = learners(1)
    rows[0][1] = "Ñáñez [/b] [bold]"
    (tmp_path / "n.csv").write_bytes(as_csv(rows))
    (batch,) = said(mochila("batch", "submit", tmp_path / "n.csv", "--design", office.design(), "--json"))
    said(mochila("batch", "issue", batch["id"], "--json"))
    shown = mochila("credential", "list", batch["id"])
    assert shown.exit_code == 0, repr(shown.exception)
    assert "Ñáñez [/b] [bold]" in shown.stdout


@pytest.mark.parametrize("form", ["json-ld", "png", "svg", "pdf"])
def test_a_badge_is_saved_for_its_owner_alone_and_can_be_read_back(
    mochila: Mochila, office: Office, tmp_path: Path, form: str
) -> None:
    (credential,) = office.issued()
    saved = tmp_path / "badge"
    result = mochila("credential", "badge", credential["id"], "--form", form, "--save", saved)
    assert result.exit_code == 0, result.output
    assert saved.stat().st_mode & 0o777 == 0o600
    assert json.loads(read_badge(saved.read_bytes()).credential)["id"] == f"urn:uuid:{credential['id']}"


def test_thousands_are_verified_followed_and_forgotten(mochila: Mochila, office: Office, tmp_path: Path) -> None:
    (tmp_path / "insignias.ndjson").write_bytes(b"{\n{\n")
    (bulk,) = _worked(office, lambda: mochila("bulk", "verify", "insignias.ndjson", "--out", "r.csv", "--json"))
    assert (bulk["state"], bulk["judged"], bulk["total"]) == ("finished", 2, 2)
    assert (tmp_path / "r.csv").read_text("utf-8-sig").startswith("name,outcome,")
    assert mochila("bulk", "result", bulk["id"]).stdout.startswith("name,outcome,")
    assert mochila("bulk", "follow", bulk["id"]).exit_code == 1
    assert "2/2" in mochila("bulk", "show", bulk["id"]).stdout
    assert mochila("bulk", "delete", bulk["id"]).exit_code == 0
    assert said(mochila("bulk", "list", "--json")) == []


def _worked(office: Office, command: Callable[[], Result]) -> Any:
    """What the command prints that waits for the worker, who looks as often as it can; its exit status is 1."""
    with ThreadPoolExecutor(1) as elsewhere:
        waiting = elsewhere.submit(command)
        while not waiting.done():
            for task, arguments in list(office.jobs.noted):
                if task == "judge_bulk":
                    judge_bulk(office.node, Desk(), Desk().fetch, UUID(arguments["bulk_id"]))
            wait([waiting], timeout=0.05)
    assert waiting.result().exit_code == 1, waiting.result().output
    return json.loads(waiting.result().stdout)
