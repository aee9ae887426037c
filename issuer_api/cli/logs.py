"""mochila anchor migrate, mochila anchor audit: the institution's log moves; anybody's log is replayed."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, cast

import httpx
import typer
from eth_utils.address import to_checksum_address

from anchoring.audit import SearchableLedger, walk
from anchoring.errors import AnchoringError
from anchoring.log import Log
from anchoring.networks import find_network, open_ledger
from anchoring.trail import Trail
from issuer_api.bootstrap.chain import anchor_key, chain_file, ledger_to_read, opened_ledger
from issuer_api.bootstrap.folder import alone_in
from issuer_api.bootstrap.move_log import Mover, move_log
from issuer_api.bootstrap.parts import Parts, now
from issuer_api.bootstrap.run import migrate
from issuer_api.cli import err
from issuer_api.cli.anchors import group
from issuer_api.cli.batches import Language
from issuer_api.cli.machine import say
from issuer_api.cli.office import AsJson
from issuer_api.cli.verify import EXIT_STATUS, show_verdict
from issuer_api.settings import Settings
from verification.audit import judge_trails
from verification.binding import bindings
from verification.dev_hosts import HostMap
from verification.did_history import DidHistory
from verification.did_id import log_url, witness_url
from verification.did_webvh import read_log
from verification.did_witness import wants_witnesses
from verification.errors import VerificationError
from verification.evidence import heads_shown

RPC_URLS = "MOCHILA_TO_RPC_URLS"


@group.command("migrate")
def migrate_log(
    to: Annotated[str, typer.Option("--to", help="A network's name, or its CAIP-2 id.")],
    contract: Annotated[str | None, typer.Option(help="The AnchorLog contract there.")] = None,
    gone: Annotated[bool, typer.Option("--old-chain-gone", help="The old network answers no more.")] = False,
) -> None:
    """Go on anchoring on another network. Stop the node first; start it with the new settings afterwards.

    RPC URLs of one's own for the new network go into MOCHILA_TO_RPC_URLS, never into an argument: they may carry a key.
    Interrupted, the same command goes on where it was.
    """
    settings = Settings()
    parts = Parts(settings)
    key = anchor_key(settings, parts.keys)
    target = find_network(to, rpc_urls=os.environ.get(RPC_URLS, "").split())
    mover_at = closing(open_ledger(target, path=chain_file(settings), contract=contract))
    with _database(parts), mover_at as new, nullcontext() if gone else opened_ledger(settings) as old:
        mover = Mover(parts.engine, parts.keys, now, settings.checkpoint_floor)
        say(f"going on on {new.label}: {new.chain}, contract {new.contract}")
        log = move_log(mover, key, old=old, new=new)
    say("the DID names the new log; receipts of the old one go on being proven by their bundles")
    say(f"start the node with MOCHILA_CHAIN={to} MOCHILA_CONTRACT={log.contract}")


@group.command("audit")
def audit(
    did: Annotated[str | None, typer.Argument(help="Whose log; or name it by the three options below.")] = None,
    chain: Annotated[str | None, typer.Option(help="CAIP-2 id.")] = None,
    contract: Annotated[str | None, typer.Option(help="The AnchorLog contract.")] = None,
    issuer: Annotated[str | None, typer.Option(help="The account that writes the log.")] = None,
    from_block: Annotated[int, typer.Option(min=0, help="No append is older than this block.")] = 0,
    seen: Annotated[
        list[Path] | None, typer.Option(exists=True, dir_okay=False, help="A receipt or bundle: is it still there?")
    ] = None,
    lang: Language = "es",
    as_json: AsJson = False,
) -> None:
    """Replay anybody's log from its chain alone: gaps, rollbacks, contradictions. Asks nothing of its issuer's node but
    the public DID log, and that only where a DID is given. Exit status 0 whole, 1 something is wrong, 2 not known."""
    settings, history = Settings(), None
    if did is not None:
        history = _history(settings, did)
        logs = [(binding.log, binding.start_block) for binding in bindings(history.current)]
    else:
        logs = [(_named(chain, contract, issuer), from_block)]
    try:
        trails = [_trail(settings, log, first_block) for log, first_block in logs]
    except AnchoringError as exc:
        err.print(f"[yellow]?[/yellow] the chain could not be asked: {exc}", highlight=False)
        raise typer.Exit(2) from None
    verdict = judge_trails(trails, issuer=history, seen=_seen(seen or []))
    show_verdict(verdict, lang, as_json)
    raise typer.Exit(EXIT_STATUS[verdict.outcome])


def _history(settings: Settings, did: str) -> DidHistory:
    hosts = HostMap.parse(settings.dev_hosts)
    try:
        log = _published(hosts.apply(log_url(did)))
        proofs = _published(hosts.apply(witness_url(did))) if wants_witnesses(log) else None
        history = read_log(log, now=now(), witness_proofs=proofs)
    except (httpx.HTTPError, VerificationError) as exc:
        err.print(f"[yellow]?[/yellow] the log of {did} could not be read: {exc}", highlight=False)
        raise typer.Exit(2) from None
    if history.did != did:
        err.print(f"[red]✗[/red] what is published there is the log of {history.did}", highlight=False)
        raise typer.Exit(1)
    return history


def _published(url: str) -> bytes:
    return httpx.get(url, timeout=30, trust_env=False).raise_for_status().content


def _named(chain: str | None, contract: str | None, issuer: str | None) -> Log:
    if chain is None or contract is None or issuer is None:
        raise typer.BadParameter("give a DID, or --chain, --contract and --issuer")
    try:
        return Log(chain=chain, contract=to_checksum_address(contract), issuer=to_checksum_address(issuer))
    except ValueError as exc:
        raise typer.BadParameter("--chain is a CAIP-2 id; --contract and --issuer are addresses") from exc


def _trail(settings: Settings, log: Log, first_block: int) -> Trail:
    with ledger_to_read(settings, log) as ledger:
        return walk(cast(SearchableLedger, ledger), log.issuer, first_block)


def _seen(files: list[Path]) -> dict[Log, dict[int, bytes]]:
    """The heads that receipts and bundles show, by log and number."""
    found: dict[Log, dict[int, bytes]] = {}
    for file in files:
        for log, heads in heads_shown(file.read_bytes()).items():
            found.setdefault(log, {}).update(heads)
    return found


@contextmanager
def _database(parts: Parts) -> Iterator[None]:
    """PostgreSQL runs inside, with its tables up to date. Raises FolderInUseError while the node runs."""
    with ExitStack() as stack:
        stack.enter_context(alone_in(parts.settings.data))
        if parts.settings.database == "embedded":
            parts.postgres.start()
            stack.callback(parts.postgres.stop)
        stack.callback(parts.close)
        migrate(parts)
        yield
