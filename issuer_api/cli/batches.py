"""mochila batch …"""

import time
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from issuer_api.cli import app, out
from issuer_api.cli.client import Api, speak
from issuer_api.cli.office import As, AsJson, api, columns, show

group = typer.Typer(help="Cohorts: hand in a gradebook, issue it, follow it.", no_args_is_help=True)
app.add_typer(group, name="batch")
Language = Annotated[
    Literal["es", "pt", "en"],
    typer.Option("--lang", envvar="MOCHILA_LANG", help="The language of words to people.", callback=speak),
]
_ENDED = ("accepted", "declined", "cancelled")


@group.command("submit")
def submit(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or XLSX, as Moodle exports it.")],
    design: Annotated[str, typer.Option(help="The design's id.")],
    key: Annotated[str | None, typer.Option(help="An idempotency key of your own.")] = None,
    by: As = "officer",
    lang: Language = "es",
    as_json: AsJson = False,
) -> None:
    """Read a gradebook and say what is wrong with which row. Nothing is issued."""
    answer = api(by).post(
        "/batches",
        data={"design_id": design},
        files={"file": (file.name, file.read_bytes())},
        headers={"Idempotency-Key": key} if key else {},
    )
    _show([answer], as_json)
    if not as_json:
        show_rejected(answer, lang)
        _show_room(api(by), answer["accepted_rows"])


@group.command("issue")
def issue(batch_id: str, by: As = "officer", as_json: AsJson = False) -> None:
    """Issue a batch: every accepted learner gets a claim link."""
    _show([api(by).post(f"/batches/{batch_id}/issue")], as_json)
    if not as_json:
        out.print(f"Each learner's claim link: mochila credential links {batch_id}", highlight=False, soft_wrap=True)


@group.command("show")
def one(batch_id: str, by: As = "officer", lang: Language = "es", as_json: AsJson = False) -> None:
    """One batch and its rejected rows."""
    answer = api(by).get(f"/batches/{batch_id}")
    _show([answer], as_json)
    if not as_json:
        show_rejected(answer, lang)


@group.command("list")
def every(by: As = "officer", as_json: AsJson = False) -> None:
    """Every batch."""
    _show(api(by).get("/batches"), as_json)


@group.command("watch")
def watch(batch_id: str, by: As = "officer") -> None:
    """Follow a batch until every credential is accepted, declined or withdrawn. Ctrl-C stops watching, not issuing."""
    node = api(by)
    with progress() as bar:
        batch = node.get(f"/batches/{batch_id}")
        task = bar.add_task("accepted", total=batch["accepted_rows"])
        while True:
            states = batch["credentials"]
            bar.update(task, completed=states.get("accepted", 0))
            if sum(states.get(state, 0) for state in _ENDED) >= batch["accepted_rows"]:
                return
            time.sleep(1)
            batch = node.get(f"/batches/{batch_id}")


def progress(console: Console = out) -> Progress:
    """The progress bar of long work: what, how far, how many of how many."""
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console)


def show_rejected(batch: dict[str, Any], lang: str) -> None:
    """The rejected rows, each with its reason in words."""
    if not batch["rejected"]:
        return
    table = columns(f"{_rejected(batch)} rejected", "row", "column", "why")
    for problem in batch["rejected"]:
        message = problem["message"]
        table.add_row(str(problem["row"]), problem["column"] or "", message.get(lang) or message["es"])
    out.print(table)


def _show_room(node: Api, rows: int) -> None:
    room = node.get("/registries")
    if rows > room["free"] - room["waiting"]:
        out.print(
            f"{room['free']} places in revocation registries are ready, {room['waiting']} credentials wait already: "
            "more are made while these are issued.",
            highlight=False,
        )


def _show(batches: list[dict[str, Any]], as_json: bool) -> None:
    table = columns("Batches", "id", "file", "state", "rows", "accepted", "rejected", "credentials")
    for batch in batches:
        states = ", ".join(f"{count} {state}" for state, count in batch["credentials"].items())
        table.add_row(
            batch["id"],
            batch["filename"],
            batch["state"],
            str(batch["total_rows"]),
            str(batch["accepted_rows"]),
            str(_rejected(batch)),
            states or "—",
        )
    show(batches, as_json, table)


def _rejected(batch: dict[str, Any]) -> int:
    """How many rows; one row may have several problems."""
    return len({problem["row"] for problem in batch["rejected"]})
