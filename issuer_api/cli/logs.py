"""mochila anchor migrate, mochila anchor audit: the institution's log moves; anybody's log is replayed."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from typing import Annotated

import typer

from anchoring.networks import find_network, open_ledger
from issuer_api.adapters.anchor_key import FileAnchorKey
from issuer_api.bootstrap.chain import chain_file, opened_ledger
from issuer_api.bootstrap.move_log import Mover, move_log
from issuer_api.bootstrap.parts import Parts, now
from issuer_api.bootstrap.run import migrate
from issuer_api.cli.anchors import group
from issuer_api.cli.machine import say
from issuer_api.settings import Settings

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
    key = FileAnchorKey.load(parts.keys / "anchor")
    target = find_network(to, rpc_urls=os.environ.get(RPC_URLS, "").split())
    mover_at = closing(open_ledger(target, path=chain_file(settings), contract=contract))
    with _database(parts), mover_at as new, nullcontext() if gone else opened_ledger(settings) as old:
        mover = Mover(parts.engine, parts.keys, now, settings.checkpoint_floor)
        say(f"going on on {new.label}: {new.chain}, contract {new.contract}")
        log = move_log(mover, key, old=old, new=new)
    say("the DID names the new log; receipts of the old one go on being proven by their bundles")
    say(f"start the node with MOCHILA_CHAIN={to} MOCHILA_CONTRACT={log.contract}")


@contextmanager
def _database(parts: Parts) -> Iterator[None]:
    """PostgreSQL runs inside, with its tables up to date."""
    if parts.settings.database == "embedded":
        parts.postgres.start()
    try:
        migrate(parts)
        yield
    finally:
        parts.close()
        if parts.settings.database == "embedded":
            parts.postgres.stop()
