"""mochila witness …"""

from typing import Any

import typer

from issuer_api.cli import app
from issuer_api.cli.office import As, AsJson, api, columns, show

group = typer.Typer(help="Institutions that cosign each other's logs.", no_args_is_help=True)
app.add_typer(group, name="witness")


@group.command("follow")
def follow(did: str, by: As = "officer", as_json: AsJson = False) -> None:
    """Be a witness of this institution's log: remember it, and cosign whatever grew from what is remembered."""
    _show(api(by).post("/peers", {"did": did, "role": "follow"}), as_json)


@group.command("unfollow")
def unfollow(did: str, by: As = "officer", as_json: AsJson = False) -> None:
    """No longer cosign it. What is remembered stays."""
    _show(api(by).delete("/peers", did=did, role="follow"), as_json)


@group.command("ask")
def ask(did: str, by: As = "officer", as_json: AsJson = False) -> None:
    """Have this institution cosign our log. It has to follow us."""
    _show(api(by).post("/peers", {"did": did, "role": "ask"}), as_json)


@group.command("unask")
def unask(did: str, by: As = "officer", as_json: AsJson = False) -> None:
    """No longer ask it for cosignatures."""
    _show(api(by).delete("/peers", did=did, role="ask"), as_json)


@group.command("list")
def every(by: As = "officer", as_json: AsJson = False) -> None:
    """Whom we follow, whom we ask, and how it goes."""
    _show(api(by).get("/peers"), as_json)


def _show(peers: list[dict[str, Any]], as_json: bool) -> None:
    table = columns("Witnesses", "institution", "we follow it, up to", "it cosigned us, up to", "trouble")
    for peer in peers:
        trouble = [f"shows two histories at {peer['contradictions']} sizes"] if peer["contradictions"] else []
        table.add_row(
            peer["did"],
            str(peer["remembered_size"] or 0) if peer["followed"] else "—",
            str(peer["cosigned_size"]) if peer["asked"] else "—",
            "; ".join([*trouble, *([peer["trouble"]] if peer["trouble"] else [])]) or "—",
        )
    show(peers, as_json, table)
