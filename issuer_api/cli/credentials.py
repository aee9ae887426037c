"""mochila credential …"""

import json
import os
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from issuer_api.cli import app, out
from issuer_api.cli.changing import change_each, changes_table, chosen
from issuer_api.cli.office import As, AsJson, api, columns, show
from issuer_api.domain.status import Reason
from issuer_api.usecases.downloads import Form

group = typer.Typer(
    help="Credentials: list, claim links, badges, receipts, revoke, suspend, correct.", no_args_is_help=True
)
app.add_typer(group, name="credential")


@group.command("list")
def of_batch(batch_id: str, by: As = "officer", as_json: AsJson = False) -> None:
    """The credentials of a batch."""
    _show(api(by).get("/credentials", batch_id=batch_id), as_json)


@group.command("links")
def links(batch_id: str, by: As = "officer", as_json: AsJson = False) -> None:
    """Each learner's claim link, to be sent to that learner alone."""
    answer = [found for found in api(by).get("/credentials", batch_id=batch_id) if found["learner"]]  # not the erased
    table = columns("Claim links", "e-mail", "link")
    for credential in answer:
        table.add_row(credential["learner"]["email"], credential["claim_link"])
    show([{"email": c["learner"]["email"], "claim_link": c["claim_link"]} for c in answer], as_json, table)


@group.command("show")
def one(credential_id: str, by: As = "officer", as_json: AsJson = False) -> None:
    """One credential."""
    _show([api(by).get(f"/credentials/{credential_id}")], as_json)


Reasoned = Annotated[Reason, typer.Option(help="Why.")]
Note = Annotated[str, typer.Option(help="For the institution's own records; published nowhere.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@group.command("revoke")
def revoke(
    credential_ids: Annotated[list[str] | None, typer.Argument(help="One credential or several.")] = None,
    *,
    batch: Annotated[str | None, typer.Option(help="Every credential of this batch.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file with one credential's id on each line.")] = None,
    reason: Annotated[Reason, typer.Option(help="Why it no longer holds.")],
    note: Note = "",
    yes: Yes = False,
    by: As = "officer",
    as_json: AsJson = False,
) -> None:
    """Revoke credentials, in the wallet and as badges. It cannot be undone."""
    node = api(by)
    wanted = chosen(node, credential_ids or [], batch, file)
    what = wanted[0] if len(wanted) == 1 else f"{len(wanted)} credentials"
    if not yes:
        typer.confirm(f"Revoke {what}? It cannot be undone.", abort=True)
    change_each(node, wanted, {"act": "revoke", "reason": reason, "note": note}, as_json)


@group.command("suspend")
def suspend(
    credential_ids: list[str],
    reason: Reasoned = Reason.UNDER_REVIEW,
    note: Note = "",
    by: As = "officer",
    as_json: AsJson = False,
) -> None:
    """Suspend credentials: they do not hold until they are reinstated."""
    change_each(api(by), credential_ids, {"act": "suspend", "reason": reason, "note": note}, as_json)


@group.command("reinstate")
def reinstate(
    credential_ids: list[str],
    reason: Reasoned = Reason.REVIEW_ENDED,
    note: Note = "",
    by: As = "officer",
    as_json: AsJson = False,
) -> None:
    """End a suspension: the credentials hold again."""
    change_each(api(by), credential_ids, {"act": "reinstate", "reason": reason, "note": note}, as_json)


@group.command("supersede")
def supersede(
    credential_id: str,
    given_name: Annotated[str | None, typer.Option(help="As it should be.")] = None,
    family_name: Annotated[str | None, typer.Option(help="As it should be.")] = None,
    grade: Annotated[str | None, typer.Option(help="On the design's scale, as 87.50.")] = None,
    completed: Annotated[str | None, typer.Option(help="The day, as 2026-11-20.")] = None,
    note: Note = "",
    by: As = "officer",
    as_json: AsJson = False,
) -> None:
    """Correct a credential: a new one that names the old, which is revoked. With no option, the same once more."""
    wanted = {"given_name": given_name, "family_name": family_name, "grade": grade, "completed": completed}
    said = {name: value for name, value in wanted.items() if value is not None}
    new = api(by).post(f"/credentials/{credential_id}/supersession", said | {"note": note})
    _show([new], as_json)
    if not as_json:
        out.print(f"The learner's new claim link: {new['claim_link']}", highlight=False, soft_wrap=True)


@group.command("history")
def history(credential_id: str, by: As = "officer", as_json: AsJson = False) -> None:
    """Who revoked, suspended or reinstated a credential, when and why."""
    found = api(by).get(f"/credentials/{credential_id}/status-changes")
    show(found, as_json, changes_table("Status changes", found))


@group.command("receipt")
def receipt(
    credential_id: str,
    save: Annotated[Path | None, typer.Option("--save", help="A file to write it to.")] = None,
    by: As = "officer",
) -> None:
    """The receipt that this credential's digest was anchored."""
    node = api(by)
    found = node.get(f"/receipts/{node.get(f'/credentials/{credential_id}')['receipt_id']}")
    if save:
        save.write_text(json.dumps(found, indent=2) + "\n")
        out.print(f"Receipt written to {save}. Check it with: mochila receipt {save}")
    else:
        out.print_json(json.dumps(found))


@group.command("bundle")
def bundle(
    credential_id: str,
    save: Annotated[Path, typer.Option("--save", help="The file to write it to. It holds the learner's data.")],
    by: As = "officer",
) -> None:
    """The credential with all its evidence, to be verified without asking anybody."""
    node = api(by)
    found = node.get(f"/bundles/{node.get(f'/credentials/{credential_id}')['receipt_id']}")
    _write(save, json.dumps(found).encode() + b"\n")
    out.print(f"Bundle written to {save}. Check it with: mochila verify {save} --offline")


@group.command("badge")
def badge(
    credential_id: str,
    save: Annotated[Path, typer.Option("--save", help="The file to write it to. It holds the learner's data.")],
    form: Annotated[Form, typer.Option(help="What kind of file.")] = Form.PDF,
    lang: Annotated[
        Literal["es", "pt", "en"] | None, typer.Option(help="Of its words; the design's, unless said.")
    ] = None,
    by: As = "officer",
) -> None:
    """The Open Badge as a file: for a learner who has no wallet and cannot use the claim page."""
    wanted = {"form": form, "lang": lang}
    _write(save, api(by).file(f"/credentials/{credential_id}/download", wanted))
    out.print(f"Badge written to {save}. Check it with: mochila verify {save}", highlight=False)


def _write(path: Path, data: bytes) -> None:
    """Readable by its owner alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


def _show(credentials: list[dict[str, Any]], as_json: bool) -> None:
    table = columns("Credentials", "id", "row", "learner", "state", "standing")
    for credential in credentials:
        learner = credential["learner"]
        name = f"{learner['given_name']} {learner['family_name']} ({learner['number']})" if learner else "erased"
        table.add_row(
            credential["id"],
            str(credential["row"]),
            name,
            credential["state"],
            credential["standing"] + (" (not in every list yet)" if credential["change"] == "wanted" else ""),
        )
    show(credentials, as_json, table)
