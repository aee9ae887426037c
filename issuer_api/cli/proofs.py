"""mochila proof …"""

import json
from typing import Annotated

import typer

from issuer_api.cli import app, out
from issuer_api.cli.batches import Language
from issuer_api.cli.office import As, AsJson, api, columns, show
from issuer_api.cli.policy import criterion

group = typer.Typer(help="Ask a holder for a proof, in zero knowledge.", no_args_is_help=True)
app.add_typer(group, name="proof")
_NO_VERDICT = {
    "asked": "Nobody has answered yet.",
    "declined": "The holder's wallet would not or could not answer. That proves nothing either way.",
}


@group.command("ask")
def ask(
    criteria: Annotated[list[str], typer.Argument(help='Such as "ects_x100>=300" "eqf_level>=6".')],
    reveal: Annotated[list[str] | None, typer.Option(help="An attribute to be shown as it is.")] = None,
    by: As = "officer",
    as_json: AsJson = False,
) -> None:
    """Make a proof request. Its link goes to the holder's wallet; it is answered once."""
    predicates = [criterion(text) for text in criteria]
    answer = api(by).post("/proof-requests", {"predicates": predicates, "reveal": reveal or []})
    if as_json:
        out.print_json(json.dumps(answer))
        return
    out.print(f"Proof request {answer['id']}. The link for the holder's wallet:", highlight=False, soft_wrap=True)
    out.print(answer["invitation_url"], highlight=False, soft_wrap=True)


@group.command("show")
def one(proof_id: str, by: As = "officer", lang: Language = "es", as_json: AsJson = False) -> None:
    """What came of a proof request. Exit status 0 verified, 1 refused, 2 not known."""
    answer = api(by).get(f"/proof-requests/{proof_id}")
    if not as_json and answer["verdict"] is None:
        out.print(_NO_VERDICT[answer["state"]])
        raise typer.Exit(2)
    table = columns(f"Proof request: {answer['state']}", "check", "outcome", "")
    for check in (answer["verdict"] or {"checks": []})["checks"]:
        table.add_row(check["name"], check["outcome"], check["sentence"].get(lang) or check["sentence"]["es"])
    show(answer, as_json, table)
    raise typer.Exit({"verified": 0, "refused": 1}.get(answer["state"], 2))


@group.command("list")
def every(by: As = "officer", as_json: AsJson = False) -> None:
    """Every proof request."""
    answer = api(by).get("/proof-requests")
    table = columns("Proof requests", "id", "state", "asked by", "at")
    for proof in answer:
        table.add_row(proof["id"], proof["state"], proof["asked_by"], proof["created_at"])
    show(answer, as_json, table)
