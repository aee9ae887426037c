"""Change the standing of many credentials from the command line: which, how far, and what became of each."""

from itertools import batched
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from issuer_api.cli import err
from issuer_api.cli.batches import progress
from issuer_api.cli.client import Api
from issuer_api.cli.office import columns, show

_AT_ONCE = 500  # so that there is progress to see; each is one list a registry
_SHOWN = 20


def chosen(node: Api, ids: list[str], batch: str | None, file: Path | None) -> list[str]:
    """The credentials that were named, in whichever way. Raises typer.BadParameter where none was."""
    found = list(ids)
    if batch:
        found += [credential["id"] for credential in node.get("/credentials", batch_id=batch)]
    if file:
        found += [line.strip() for line in file.read_text().splitlines() if line.strip()]
    if not found:
        raise typer.BadParameter("Name a credential, or say --batch or --file.")
    return list(dict.fromkeys(found))


def change_each(node: Api, ids: list[str], demand: dict[str, str], as_json: bool) -> None:
    """The same change of all of them. Exit status 1 where one was refused."""
    changes: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    with progress() as bar:
        task = bar.add_task(demand["act"], total=len(ids), visible=len(ids) > _SHOWN and not as_json)
        for some in batched(ids, _AT_ONCE, strict=False):
            answer = node.post("/status-changes", demand | {"credential_ids": list(some)})
            changes += answer["changes"]
            refused += answer["refused"]
            bar.advance(task, len(some))
    show({"changes": changes, "refused": refused}, as_json, changes_table(_counted(changes), changes[:_SHOWN]))
    for item in refused:
        err.print(f"[red]✗[/red] {item['credential_id']}: {item['detail']}", highlight=False)
    if refused:
        raise typer.Exit(1)


def changes_table(title: str, changes: list[dict[str, Any]]) -> Table:
    """What was asked of each credential, and whether it is in every list."""
    table = columns(title, "id", "what", "why", "state", "by", "when")
    for change in changes:
        names = ("credential_id", "act", "reason", "state", "requested_by", "requested_at")
        table.add_row(*(change[name] for name in names))
    return table


def _counted(changes: list[dict[str, Any]]) -> str:
    published = sum(change["state"] == "published" for change in changes)
    waiting = len(changes) - published
    more = f", {waiting} recorded and not in every list yet" if waiting else ""
    return f"{published} published{more}"
