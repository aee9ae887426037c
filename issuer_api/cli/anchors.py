"""mochila anchor …, mochila receipt FILE"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from anchoring.checkpoint import Receipt, Sighting
from anchoring.errors import AnchoringError
from anchoring.ledger import AnchorKey, check_receipt_on_chain
from anchoring.networks import NETWORKS, find_network, open_ledger
from issuer_api.bootstrap.chain import anchor_key, chain_file, deploy_contract
from issuer_api.bootstrap.found import make_keys
from issuer_api.bootstrap.parts import Parts
from issuer_api.cli import app, err, out
from issuer_api.cli.batches import Language
from issuer_api.cli.office import As, AsJson, api, columns, show
from issuer_api.settings import Settings
from verification import strict_json
from verification.errors import VerificationError
from verification.receipt import judge_receipt
from verification.verdict import Outcome

group = typer.Typer(help="Checkpoints on the chain.", no_args_is_help=True)
app.add_typer(group, name="anchor")


@group.command("now")
def now(by: As = "officer", as_json: AsJson = False) -> None:
    """Anchor what waits, without waiting for its time.

    The chain shows the moment to everybody, for good: who knows when a course ended may guess what was anchored.
    """
    _show(api(by).post("/anchors"), as_json)


@group.command("status")
def status(by: As = "officer", as_json: AsJson = False) -> None:
    """What is anchored, what waits, and how it goes."""
    answer = api(by).get("/anchors")
    if not as_json:
        out.print(_going(answer))
    _show(answer, as_json)


@group.command("networks")
def networks() -> None:
    """The networks that need no more than their name."""
    table = columns("Networks", "name", "chain", "what an anchor there is worth", "final", "nodes")
    for network in NETWORKS.values():
        nodes = f"{network.quorum} of {len(network.rpc_urls)}" if network.rpc_urls else "—"
        table.add_row(network.name, network.chain, network.label, str(network.finality), nodes)
    out.print(table)


@group.command("account")
def account() -> None:
    """The address that anchors, made now if there is none: on a public network it needs funds."""
    out.print(_key(Settings()).address, highlight=False)


@group.command("deploy")
def deploy(
    network: Annotated[str | None, typer.Option(help="A name or a CAIP-2 id, where it is not MOCHILA_CHAIN.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put the contract on a network, paid by the anchoring account. Tells its address and the block it is in."""
    settings = Settings() if network is None else Settings(chain=network)
    made = deploy_contract(settings.network, _key(settings))
    answer = {"chain": settings.network.chain, "contract": made.contract, "start_block": made.start_block}
    table = columns(f"AnchorLog on {settings.network.label}", "", "")
    for name, value in answer.items():
        table.add_row(name, str(value))
    show(answer, as_json, table)


def _key(settings: Settings) -> AnchorKey:
    keys = Parts(settings).keys
    make_keys(keys)
    return anchor_key(settings, keys)


@app.command()
def receipt(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A receipt, as JSON.")],
    lang: Language = "es",
) -> None:
    """Check a receipt with nothing but the chain. Exit status 0 valid, 1 invalid, 2 not known."""
    try:
        found = Receipt.from_json(strict_json.loads(file.read_bytes()))
    except (AnchoringError, VerificationError) as exc:
        err.print(f"[red]✗[/red] {file} is not a receipt: {exc}", highlight=False)
        raise typer.Exit(1) from None
    verdict = judge_receipt(found, _sighting(found))
    for check in verdict.checks:
        mark = {"passed": "[green]✓[/green]", "failed": "[red]✗[/red]"}.get(check.outcome, "[yellow]?[/yellow]")
        out.print(f"{mark} {check.sentence(lang)}", highlight=False)
    raise typer.Exit({Outcome.PASSED: 0, Outcome.FAILED: 1}.get(verdict.outcome, 2))


def _sighting(found: Receipt) -> Sighting | None:
    """What the chain says; None, with a word, where it cannot be asked: then nothing is known."""
    settings, log = Settings(), found.anchor.append.log
    try:
        network = settings.network if settings.network.chain == log.chain else find_network(log.chain)
        ledger = open_ledger(network, path=chain_file(settings), contract=log.contract, read_only=True)
        return check_receipt_on_chain(found, ledger)
    except AnchoringError as exc:
        err.print(f"[yellow]?[/yellow] the chain {log.chain} could not be asked: {exc}", highlight=False)
        return None


def _show(answer: dict[str, Any], as_json: bool) -> None:
    names = ("id", "state", "leaves", "padding", "entries", "block")
    table = columns(f"Checkpoints ({answer['waiting']} waiting)", *names)
    for item in answer["checkpoints"]:
        table.add_row(*(str(item[name] if item[name] is not None else "—") for name in names))
    show(answer, as_json, table)


def _going(answer: dict[str, Any]) -> Table:
    """How anchoring goes, in a few lines."""
    log = answer["log"]
    table = columns("Anchoring", "", "")
    agree = {
        True: "the chain and the journal agree",
        False: "[red]the chain has another one[/red]",
        None: "not seen yet",
    }
    for name, value in (
        ("network", f"{log['label']} ({log['chain']})"),
        ("contract", log["contract"]),
        ("account", f"{log['account']}, {_funds(log)}"),
        ("oldest that waits", _age(log["waiting_seconds"])),
        ("unfinished", f"{log['unfinished']}, {_age(log['unfinished_seconds'])}" if log["unfinished"] else "—"),
        ("block", f"{log['latest_block']}, final {log['final_block']}, seen {_age(log['seen_seconds'])} ago"),
        ("head", f"{log['journal_head'][:18]}…: {agree[log['heads_agree']]}"),
        ("trouble", _trouble(answer)),
    ):
        table.add_row(name, value)
    return table


def _funds(log: dict[str, Any]) -> str:
    if log["balance"] is None:
        return "balance not seen yet"
    funds = f"{int(log['balance']) / 10**18:.6f}"
    return funds if log["affordable"] is None else f"{funds}: pays for {log['affordable']} more checkpoints"


def _trouble(answer: dict[str, Any]) -> str:
    if answer["log"]["trouble"] is None:
        return "none"
    since, detail = answer["trouble_since"], escape(answer["trouble_detail"])
    return f"[red]{answer['log']['trouble']}[/red] since {since}: {detail}"


def _age(seconds: int | None) -> str:
    return "—" if seconds is None else str(timedelta(seconds=seconds))
