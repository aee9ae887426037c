"""mochila design …"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from issuer_api.cli import app, out
from issuer_api.cli.office import As, AsJson, api, columns, show

group = typer.Typer(help="Microcredential designs: propose, approve, list.", no_args_is_help=True)
app.add_typer(group, name="design")


@group.command("propose")
def propose(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The elements as JSON; see examples/.")],
    by: As = "officer",
    as_json: AsJson = False,
) -> None:
    """Propose a design. Somebody else approves it."""
    try:
        elements = json.loads(file.read_text("utf-8"))
    except ValueError as exc:
        raise typer.BadParameter(f"{file} is not JSON: {exc}") from exc
    _show([api(by).post("/designs", elements)], as_json)


@group.command("approve")
def approve(design_id: str, by: As = "approver", as_json: AsJson = False) -> None:
    """Approve a design that somebody else proposed."""
    _show([api(by).post(f"/designs/{design_id}/approve")], as_json)


@group.command("show")
def one(design_id: str, by: As = "officer") -> None:
    """One design, with all its elements, as JSON."""
    out.print_json(json.dumps(api(by).get(f"/designs/{design_id}")))


@group.command("list")
def every(by: As = "officer", as_json: AsJson = False) -> None:
    """Every design."""
    _show(api(by).get("/designs"), as_json)


def _show(designs: list[dict[str, Any]], as_json: bool) -> None:
    table = columns("Designs", "id", "title", "state", "author", "approver")
    for design in designs:
        table.add_row(
            design["id"], design["elements"]["title"], design["state"], design["author"], design["approver"] or "—"
        )
    show(designs, as_json, table)
