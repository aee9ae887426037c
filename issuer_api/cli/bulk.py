"""mochila bulk …"""

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from issuer_api.cli import app, err, out
from issuer_api.cli.batches import Language, progress
from issuer_api.cli.client import Api
from issuer_api.cli.office import As, AsJson, api, columns, show
from issuer_api.cli.policy import read_policy

group = typer.Typer(help="Verify thousands of credentials at once.", no_args_is_help=True)
app.add_typer(group, name="bulk")
Out = Annotated[Path | None, typer.Option("--out", dir_okay=False, help="Write the table of results (CSV) here.")]


@group.command("verify")
def verify(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help="A ZIP of credentials, or one credential a line (NDJSON)."),
    ],
    policy: Annotated[
        Path | None,
        typer.Option("--policy", exists=True, dir_okay=False, help="A YAML file: whom you accept, and what."),
    ] = None,
    to: Out = None,
    by: As = "officer",
    lang: Language = "es",
    as_json: AsJson = False,
) -> None:
    """Hand in a file and follow it to its end. Ctrl-C stops following, not judging: `mochila bulk follow ID` goes on.
    Exit status 0 all valid, 1 one or more invalid, 2 none invalid and one or more not known."""
    demands = {"policy": json.dumps(read_policy(policy).to_json())} if policy else {}
    node = api(by)
    with file.open("rb") as opened:
        bulk = node.post("/bulk-verifications", data=demands, files={"file": (file.name, opened)})
    err.print(f"Bulk verification {bulk['id']}", highlight=False, soft_wrap=True)
    _to_its_end(node, bulk, to, lang, as_json)


@group.command("follow")
def follow(bulk_id: str, to: Out = None, by: As = "officer", lang: Language = "es", as_json: AsJson = False) -> None:
    """Follow one that was handed in before, to its end. Exit status as of `mochila bulk verify`."""
    node = api(by)
    _to_its_end(node, node.get(f"/bulk-verifications/{bulk_id}"), to, lang, as_json)


@group.command("show")
def one(bulk_id: str, by: As = "officer", as_json: AsJson = False) -> None:
    """How far one is."""
    _show([api(by).get(f"/bulk-verifications/{bulk_id}")], as_json)


@group.command("list")
def every(by: As = "officer", as_json: AsJson = False) -> None:
    """Every bulk verification; each is forgotten a week after its end."""
    _show(api(by).get("/bulk-verifications"), as_json)


@group.command("result")
def result(bulk_id: str, to: Out = None, by: As = "officer", lang: Language = "es") -> None:
    """The table of results (CSV), to a file or on the screen."""
    if to:
        _save(api(by), bulk_id, to, lang)
    else:
        typer.echo(api(by).table(f"/bulk-verifications/{bulk_id}/result.csv", lang=lang), nl=False)


@group.command("delete")
def delete(bulk_id: str, by: As = "officer") -> None:
    """Forget documents and results at once."""
    api(by).delete(f"/bulk-verifications/{bulk_id}")
    out.print("Forgotten.")


def _to_its_end(node: Api, bulk: dict[str, Any], to: Path | None, lang: str, as_json: bool) -> None:
    with progress(err) as bar:
        task = bar.add_task("judged", total=bulk["total"])
        while bulk["state"] != "finished":
            bar.update(task, completed=bulk["judged"])
            time.sleep(0.5)
            bulk = node.get(f"/bulk-verifications/{bulk['id']}")
        bar.update(task, completed=bulk["judged"])
    if to:
        _save(node, bulk["id"], to, lang)
    _show([bulk], as_json)
    raise typer.Exit(1 if bulk["failed"] else 2 if bulk["unknown"] else 0)


def _save(node: Api, bulk_id: str, to: Path, lang: str) -> None:
    """With the mark that tells spreadsheet programs that it is UTF-8."""
    to.write_bytes(node.table(f"/bulk-verifications/{bulk_id}/result.csv", lang=lang, bom="true"))


def _show(found: list[dict[str, Any]], as_json: bool) -> None:
    table = columns("Bulk verifications", "id", "file", "state", "judged", "passed", "failed", "unknown")
    for bulk in found:
        counts = (str(bulk[name]) for name in ("passed", "failed", "unknown"))
        table.add_row(bulk["id"], bulk["filename"], bulk["state"], f"{bulk['judged']}/{bulk['total']}", *counts)
    show(found, as_json, table)
