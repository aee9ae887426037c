"""`mochila verify`: what it takes, what it says of a bad question, and its exit status. Nobody is asked."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from issuer_api.cli import app, load
from issuer_api.cli.policy import read_policy
from tests.unit.verification.bundles import World as Chain

BUNDLE = "paquete.json"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With a bundle whose proof names a block."""
    load("verify")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def block(folder: Path) -> str:
    """The hash of the bundle's block."""
    chain = Chain(folder / "chain")
    (folder / BUNDLE).write_text(json.dumps(chain.bundle().to_json()))
    return chain.block_hash.hex()


def verify(*words: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["verify", *words], input=stdin)


def policy(folder: Path, text: str) -> str:
    (folder / "politica.yaml").write_text(text)
    return "politica.yaml"


def test_one_file_in_four_lines_and_a_sentence_a_check(block: str) -> None:
    found = verify(BUNDLE, "--offline", "--trust-block", block)
    assert found.exit_code in (0, 2)
    said = " ".join(found.stdout.split())
    told = json.loads(verify(BUNDLE, "--offline", "--trust-block", block, "--json").stdout)
    assert [line["name"] for line in told["lines"]] == ["authentic", "issuer", "status", "criteria"]
    sentences = [f"{line['title']}. {line['sentence']}" for line in told["lines"]]
    sentences += [check["sentence"] for check in told["checks"]] + [told["summary"]]
    places = [said.index(sentence) for sentence in sentences]
    assert places[:4] == sorted(places[:4])
    assert places[-1] == max(places)


def test_standard_input_is_a_file_like_another(block: str) -> None:
    words = ("--offline", "--trust-block", block, "--json")
    assert verify("-", *words, stdin=Path(BUNDLE).read_bytes()).stdout == verify(BUNDLE, *words).stdout


def test_many_files_are_a_line_each_and_the_worst_is_the_exit_status(folder: Path, block: str) -> None:
    (folder / "nada.png").write_bytes(b"nothing")
    found = verify(BUNDLE, "nada.png", "--offline", "--trust-block", block)
    assert found.exit_code == 1
    assert [line.split(":")[0][2:] for line in found.stdout.splitlines()] == [BUNDLE, "nada.png"]
    rows = [json.loads(line) for line in verify(BUNDLE, BUNDLE, "--offline", "--json").stdout.splitlines()]
    assert [(row["file"], row["outcome"]) for row in rows] == [(BUNDLE, "unknown")] * 2
    assert verify(BUNDLE, BUNDLE, "--offline").exit_code == 2


@pytest.mark.parametrize(
    ("asked", "code"), [("6", "criteria-met"), ("7", "criteria-not-met")], ids=["as it is", "more than it is"]
)
def test_a_policy_is_held_against_the_credential(folder: Path, block: str, asked: str, code: str) -> None:
    name = policy(folder, f"predicates:\n  - eqf_level >= {asked}\n")
    found = verify(BUNDLE, "--offline", "--trust-block", block, "--policy", name, "--json")
    told: dict[str, Any] = json.loads(found.stdout)
    assert [check["code"] for check in told["checks"] if check["name"] == "criteria"] == [code]
    assert found.exit_code == {"passed": 0, "failed": 1, "unknown": 2}[told["outcome"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("predicates: [", "is not YAML"),
        ("issuers: [2025-13-01]", "is not YAML"),
        ("[" * 5000, "is not YAML"),
        ("- eqf_level >= 6", "must hold"),
        ("predicates:\n  - eqf_level is high", "not of the form"),
        ("predicates:\n  - level >= 6", "no such attribute: level"),
        ("predicates:\n  - {name: eqf_level, op: '>=', value: '6'}", "predicates.0.value"),
        ("issuer: did:web:salud.example.edu", "issuer"),
        ("predicates: 6", "predicates"),
    ],
)
def test_a_policy_that_is_wrong_says_where(folder: Path, block: str, text: str, said: str) -> None:
    found = verify(BUNDLE, "--offline", "--policy", policy(folder, text))
    assert found.exit_code == 2
    assert said in " ".join(found.stderr.replace("│", " ").split())
    assert not found.stdout


def test_the_policy_in_the_help_is_one(folder: Path) -> None:
    from issuer_api.cli import policy as module

    found = read_policy(folder / policy(folder, (module.__doc__ or "").partition("\n\n")[2]))
    assert len(found.predicates) == 3
    assert len(found.issuers) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ausente.png", "cannot be read"),
        ("https://salud.example.edu/credential.json", "--offline opens no connection"),
    ],
)
def test_what_cannot_be_had_is_said_and_is_no_verdict(name: str, said: str) -> None:
    found = verify(name, "--offline")
    assert found.exit_code == 2
    assert said in " ".join(found.stderr.replace("│", " ").split())


def test_one_of_many_that_cannot_be_had_keeps_no_other_waiting(block: str) -> None:
    found = verify("ausente.png", BUNDLE, "--offline", "--trust-block", block)
    assert [line.split()[1].rstrip(":") for line in found.stdout.splitlines()] == ["ausente.png", BUNDLE]
    assert found.exit_code == 2
    rows = [json.loads(line) for line in verify("ausente.png", BUNDLE, "--offline", "--json").stdout.splitlines()]
    assert [(row["file"], row["outcome"]) for row in rows] == [("ausente.png", "unknown"), (BUNDLE, "unknown")]
    assert "cannot be read" in rows[0]["error"]


def test_a_link_for_people_is_told_from_a_file() -> None:
    said = " ".join(verify("https://salud.example.edu/credential#secret").stderr.replace("│", " ").split())
    assert "is a page for people" in said
    assert "secret" not in said
