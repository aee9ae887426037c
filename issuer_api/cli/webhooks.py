"""mochila webhook …"""

import json
from typing import Annotated, Any

import typer

from issuer_api.cli import app, err, out
from issuer_api.cli.office import As, AsJson, api, columns, show

group = typer.Typer(help="Addresses that are told of what is done.", no_args_is_help=True)
app.add_typer(group, name="webhook")


@group.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Where to POST to: https, on the public network.")],
    event: Annotated[
        list[str] | None,
        typer.Option(help="bulk-verification.finished or proof.answered; may be repeated. Without it: every event."),
    ] = None,
    by: As = "officer",
    as_json: AsJson = False,
) -> None:
    """Have an address told. The secret that its signatures are verified with is shown this once."""
    made = api(by).post("/webhooks", {"url": url, "events": event or []})
    if as_json:
        out.print_json(json.dumps(made))
        return
    out.print(f"Webhook {made['id']}. The secret of its signatures:", highlight=False, soft_wrap=True)
    typer.echo(made["secret"])
    err.print("It is shown this once. Give it to whoever verifies the signatures.", highlight=False, soft_wrap=True)


@group.command("list")
def every(by: As = "officer", as_json: AsJson = False) -> None:
    """Every webhook, and what came of the last telling."""
    found = api(by).get("/webhooks")
    table = columns("Webhooks", "id", "url", "events", "last told", "state")
    for hook in found:
        last = hook["deliveries"][0] if hook["deliveries"] else None
        told = f"{last['created_at']}: {_outcome(last)}" if last else "—"
        state = f"disabled since {hook['disabled_at']}" if hook["disabled_at"] else "told"
        table.add_row(hook["id"], hook["url"], " ".join(hook["events"]), told, state)
    show(found, as_json, table)


@group.command("deliveries")
def deliveries(webhook_id: str, by: As = "officer", as_json: AsJson = False) -> None:
    """What it was told last, newest first; what was told a week ago is forgotten."""
    _show(api(by).get(f"/webhooks/{webhook_id}")["deliveries"], as_json)


@group.command("test")
def tell_test(webhook_id: str, by: As = "officer", as_json: AsJson = False) -> None:
    """Tell it now that this is a test; a disabled one that answers is told again. Exit status 1 where it fails."""
    told = api(by).post(f"/webhooks/{webhook_id}/test")
    _show([told], as_json)
    raise typer.Exit(0 if told["state"] == "delivered" else 1)


@group.command("remove")
def remove(webhook_id: str, by: As = "officer") -> None:
    """Tell it no more, and forget what it was told and was still to be told."""
    api(by).delete(f"/webhooks/{webhook_id}")
    out.print("Removed.")


def _show(found: list[dict[str, Any]], as_json: bool) -> None:
    table = columns("Deliveries", "id", "event", "at", "attempts", "outcome", "next attempt")
    for one in found:
        again = one["next_at"] if one["state"] == "waiting" else "—"
        table.add_row(one["id"], one["event"], one["created_at"], str(one["attempts"]), _outcome(one), again)
    show(found, as_json, table)


def _outcome(delivery: dict[str, Any]) -> str:
    """Its state, and the status of the last answer."""
    if not delivery["attempts"]:
        return str(delivery["state"])
    return f"{delivery['state']} ({delivery['status'] or 'no answer'})"
