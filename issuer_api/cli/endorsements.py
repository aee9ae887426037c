"""mochila endorsement …"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from issuer_api.cli import app, out
from issuer_api.cli.client import language
from issuer_api.cli.office import As, AsJson, api, columns, show

group = typer.Typer(help="Vouch for another institution; show who vouches for this one.", no_args_is_help=True)
app.add_typer(group, name="endorsement")
Out = Annotated[Path, typer.Option("--out", dir_okay=False, help="Write the signed endorsement here.")]


@group.command("give")
def give(
    did: Annotated[str, typer.Argument(help="The other institution's DID (did:webvh or did:web).")],
    name: Annotated[str, typer.Option(help="What the other institution is called.")],
    to: Out,
    comment: Annotated[str, typer.Option(help="What it is vouched for, in a sentence.")] = "",
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Its last day (UTC); a year from now if not said.")
    ] = None,
    by: As = "approver",
    as_json: AsJson = False,
) -> None:
    """Vouch for another institution. Send it the file: it shows it by `mochila endorsement accept FILE`."""
    end = until.replace(hour=23, minute=59, second=59, tzinfo=UTC).isoformat() if until else None
    node = api(by)
    asked = {"did": did, "name": name, "comment": comment, "valid_until": end, "language": language()}
    given = node.post("/endorsements", asked)
    _save(node.get(f"/endorsements/{given['id']}/document"), to)
    _show_given([given], as_json)


@group.command("save")
def save(endorsement_id: str, to: Out, by: As = "approver") -> None:
    """The signed file of one that was given, once more."""
    _save(api(by).get(f"/endorsements/{endorsement_id}/document"), to)


@group.command("withdraw")
def withdraw(endorsement_id: str, by: As = "approver", as_json: AsJson = False) -> None:
    """Vouch no more, as of now. It cannot be undone: to vouch again, give a new one."""
    _show_given([api(by).post(f"/endorsements/{endorsement_id}/withdrawal")], as_json)


@group.command("accept")
def accept(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The endorsement that was given.")],
    by: As = "officer",
    as_json: AsJson = False,
) -> None:
    """Show an endorsement of this institution to whoever verifies its credentials. It is judged first."""
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as exc:
        raise typer.BadParameter(f"{file} is no text in UTF-8: {exc.reason} at byte {exc.start}") from exc
    _show_received([api(by).post("/endorsements/received", {"endorsement": text})], as_json)


@group.command("drop")
def drop(endorsement_id: str, by: As = "officer") -> None:
    """Show one no more that this institution was given."""
    api(by).delete(f"/endorsements/received/{endorsement_id}")
    out.print("It is shown no more.")


@group.command("list")
def every(by: As = "officer", as_json: AsJson = False) -> None:
    """Those that this institution gave, and those that it was given and shows."""
    found = api(by).get("/endorsements")
    if as_json:
        out.print_json(json.dumps(found))
    else:
        _show_given(found["given"], as_json)
        _show_received(found["received"], as_json)


def _save(document: dict[str, Any], to: Path) -> None:
    to.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _show_given(found: list[dict[str, Any]], as_json: bool) -> None:
    table = columns("Endorsements given", "id", "name", "DID", "until", "withdrawn")
    for one in found:
        ended = one["withdrawn_at"]
        told = f"{ended[:10]}, {one['withdrawn_by']}" if ended else "—"
        table.add_row(one["id"], one["name"], one["subject"], one["valid_until"][:10], told)
    show(found, as_json, table)


def _show_received(found: list[dict[str, Any]], as_json: bool) -> None:
    table = columns("Endorsements shown", "id", "by", "comment", "until")
    for one in found:
        table.add_row(one["id"], one["issuer"], one["comment"], (one["valid_until"] or "—")[:10])
    show(found, as_json, table)
