"""mochila verify FILE: a badge in any file that carries one, or a bundle, with or without anybody to ask."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from issuer_api.cli import app, err, out
from issuer_api.cli.batches import Language
from verification import strict_json
from verification.baked import read_badge
from verification.bundle import MAX_BYTES as BUNDLE_BYTES
from verification.credential import judge_credential, wanted
from verification.dev_hosts import HostMap
from verification.errors import BakedError, StrictJsonError
from verification.evidence import block_hashes, judge_bundle
from verification.verdict import Check, Outcome, Verdict

_MARKS = {Outcome.PASSED: "[green]✓[/green]", Outcome.FAILED: "[red]✗[/red]", Outcome.UNKNOWN: "[yellow]?[/yellow]"}
_ROUNDS, _MAX_FETCHES = 4, 12  # issuer, lists, their issuer, its history
EXIT_STATUS = {Outcome.PASSED: 0, Outcome.FAILED: 1, Outcome.UNKNOWN: 2}


@app.command()
def verify(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A badge (JSON, PNG, SVG, PDF) or a bundle.")
    ],
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody: open no connection at all.")] = False,
    trust_block: Annotated[
        list[str] | None, typer.Option("--trust-block", help="The hash of a block that you trust, from elsewhere.")
    ] = None,
    lang: Language = "es",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Say what a badge or a credential's bundle proves, as of when, and what is not known after. Exit status 0 valid,
    1 invalid, 2 not known."""
    data, trusted = file.read_bytes(), [_hash(text) for text in trust_block or []]
    if _is_bundle(data):
        on_chain = [] if offline else _confirmed(data)
        verdict = judge_bundle(data, now=datetime.now(UTC), trusted=trusted, on_chain=on_chain)
    else:
        verdict = judge_badge(data, _fetch(offline))
    show_verdict(verdict, lang, as_json)
    raise typer.Exit(EXIT_STATUS[verdict.outcome])


def show_verdict(verdict: Verdict, lang: Language, as_json: bool) -> None:
    """One sentence a check, and one for the whole; or JSON for programs."""
    if as_json:
        out.print_json(data=verdict.to_json(lang))
        return
    for check in verdict.checks:
        out.print(f"{_MARKS[check.outcome]} {escape(check.sentence(lang))}", highlight=False)
    out.print(f"[bold]{verdict.summary(lang)}[/bold]", highlight=False)


def _is_bundle(data: bytes) -> bool:
    """JSON that is no credential, or that cannot be read: the judge of bundles says what is wrong with it."""
    try:
        return "@context" not in strict_json.loads_object(data, limit=BUNDLE_BYTES)
    except StrictJsonError:
        return data.lstrip().startswith(b"{")


def judge_badge(data: bytes, fetch: Callable[[str], bytes | None]) -> Verdict:
    """The verdict on the badge that a file is or carries; `fetch` gives None for what cannot be had."""
    try:
        found = read_badge(data)
    except BakedError as exc:
        return Verdict((Check.of("file", exc.code),))
    badge = strict_json.loads(found.credential) if found.form == "json" else found.credential
    library: dict[str, bytes | None] = {}
    for _ in range(_ROUNDS):
        library |= {address: fetch(address) for address in sorted(wanted(badge, library))[:_MAX_FETCHES]}
    return judge_credential(badge, library, now=datetime.now(UTC))


def _fetch(offline: bool) -> Callable[[str], bytes | None]:
    if offline:
        return lambda _: None
    from issuer_api.adapters.fetcher import HttpFetcher  # for those who ask somebody
    from issuer_api.settings import Settings

    return HttpFetcher(HostMap.parse(Settings().dev_hosts))


def _hash(text: str) -> bytes:
    try:
        found = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        found = b""
    if len(found) != 32:
        raise typer.BadParameter("a block's hash is 64 hexadecimal digits", param_hint="--trust-block")
    return found


def _confirmed(data: bytes) -> list[bytes]:
    """The hashes of the bundle's blocks that their chains have, final. Those that cannot be asked confirm nothing."""
    from anchoring.errors import AnchoringError
    from issuer_api.bootstrap.chain import block_hash, ledger_to_read  # for those who ask a chain
    from issuer_api.settings import Settings

    confirmed = []
    for log, (number, named) in block_hashes(data).items():
        try:
            with ledger_to_read(Settings(), log) as ledger:
                if block_hash(ledger, number) == named:
                    confirmed.append(named)
        except AnchoringError as exc:
            err.print(f"[yellow]?[/yellow] the chain {log.chain} could not be asked: {exc}", highlight=False)
    return confirmed
