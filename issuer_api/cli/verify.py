"""mochila verify FILE|URL|-…: a badge in any file that carries one, a presentation or a bundle."""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress

from issuer_api.cli import app, err, out
from issuer_api.cli.batches import Language
from issuer_api.cli.policy import read_policy
from verification.bundle import MAX_BYTES
from verification.dev_hosts import HostMap
from verification.evidence import block_hashes
from verification.file import judge_file, read_file, wanted_by
from verification.four_lines import four_lines
from verification.gather import Fetch, gather
from verification.policy import Policy
from verification.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from issuer_api.bootstrap.ask_chain import AskedChains

_MARKS = {
    Outcome.PASSED: "[green]✓[/green]",
    Outcome.FAILED: "[red]✗[/red]",
    Outcome.UNKNOWN: "[yellow]?[/yellow]",
    None: "·",
}
EXIT_STATUS = {Outcome.PASSED: 0, Outcome.FAILED: 1, Outcome.UNKNOWN: 2}
_STDIN = "-"


@app.command()
def verify(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|URL|-...", help="Badges (JSON, JWT, PNG, SVG, PDF), presentations or bundles; - reads one."
        ),
    ],
    policy: Annotated[
        Path | None,
        typer.Option("--policy", exists=True, dir_okay=False, help="A YAML file: whom you accept, and what."),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody: open no connection at all.")] = False,
    trust_block: Annotated[
        list[str] | None, typer.Option("--trust-block", help="The hash of a block that you trust, from elsewhere.")
    ] = None,
    ask_chain: Annotated[
        bool,
        typer.Option("--ask-chain", help="Read the issuer's whole log: is each status list the newest anchored?"),
    ] = False,
    lang: Language = "es",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, for programs; a line a file if there are many.")
    ] = (False),
) -> None:
    """Say what credentials prove, as of when, and what is not known after. Exit status 0 all valid, 1 one or more
    invalid, 2 none invalid and one or more not known."""
    demands = read_policy(policy) if policy else None
    trusted = [_hash(text) for text in trust_block or []]
    fetch = _fetch(offline)
    chains = _chains(offline) if ask_chain else None
    outcomes = set()
    for name in _progress(files) if len(files) > 1 else files:
        try:
            verdict = _judge(_read(name, offline, fetch), fetch, demands, trusted, offline, chains)
        except typer.BadParameter as exc:
            if len(files) == 1:
                raise
            outcomes.add(Outcome.UNKNOWN)
            _show_unread(name, exc.message, as_json)
            continue
        outcomes.add(verdict.outcome)
        if len(files) == 1:
            show_verdict(verdict, lang, as_json, lines=True)
        else:
            _show_line(name, verdict, lang, as_json)
    raise typer.Exit(_exit_status(outcomes))


def show_verdict(verdict: Verdict, lang: Language, as_json: bool, *, lines: bool = False) -> None:
    """The four lines if asked for, one sentence a check, and one for the whole; or JSON for programs."""
    if as_json:
        out.print_json(data=_json(verdict, lang, lines))
        return
    if lines:
        for line in four_lines(verdict, lang):
            out.print(f"{_MARKS[line.outcome]} [bold]{line.title}[/bold]. {escape(line.sentence)}", highlight=False)
        out.print()
    for check in verdict.checks:
        out.print(f"{_MARKS[check.outcome]} {escape(check.sentence(lang))}", highlight=False)
    out.print(f"[bold]{verdict.summary(lang)}[/bold]", highlight=False)


def judge_badge(data: bytes, fetch: Fetch) -> Verdict:
    """The verdict on the badge or presentation that a file is or carries; `fetch` gives None for what cannot be had."""
    handed_in = read_file(data)
    library = gather(lambda known: wanted_by(handed_in, known), fetch)
    return judge_file(handed_in, library, now=datetime.now(UTC))


def _judge(
    data: bytes,
    fetch: Fetch,
    policy: Policy | None,
    trusted: list[bytes],
    offline: bool,
    chains: "AskedChains | None" = None,
) -> Verdict:
    handed_in, now = read_file(data), datetime.now(UTC)
    on_chain = _confirmed(data) if handed_in.kind == "bundle" and not offline else []
    library = gather(lambda known: wanted_by(handed_in, known, policy, now=now), fetch)
    found = judge_file(handed_in, library, now=now, policy=policy, trusted=trusted, on_chain=on_chain)
    return Verdict((*found.checks, *chains.judge(handed_in, library, now=now))) if chains else found


def _read(name: str, offline: bool, fetch: Fetch) -> bytes:
    if name == _STDIN:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    if name.startswith(("https://", "http://")):
        return _download(name, offline, fetch)
    try:
        return Path(name).read_bytes()
    except OSError as exc:
        raise typer.BadParameter(f"{name} cannot be read: {exc.strerror}.") from exc


def _download(url: str, offline: bool, fetch: Fetch) -> bytes:
    if offline:
        raise typer.BadParameter(f"{url} is an address, and --offline opens no connection.")
    if "#" in url:
        raise typer.BadParameter(f"{url.partition('#')[0]}#… is a page for people: open it, and take the file there.")
    found = fetch(url)
    if found is None:
        raise typer.BadParameter(
            f"{url} could not be fetched: only https on the public network, without redirects, up to 4 MB."
        )
    return found


def _show_line(name: str, verdict: Verdict, lang: Language, as_json: bool) -> None:
    if as_json:
        out.print_json(data={"file": name, **_json(verdict, lang, True)}, indent=None)
        return
    wrong = next((check for check in verdict.checks if check.outcome is verdict.outcome is not Outcome.PASSED), None)
    said = wrong.sentence(lang) if wrong else verdict.summary(lang)
    out.print(f"{_MARKS[verdict.outcome]} {escape(name)}: {escape(said)}", highlight=False, soft_wrap=True)


def _show_unread(name: str, why: str, as_json: bool) -> None:
    """One that cannot be had keeps no other waiting; nothing is known of it."""
    if as_json:
        out.print_json(data={"file": name, "outcome": Outcome.UNKNOWN.value, "error": why}, indent=None)
    else:
        out.print(f"{_MARKS[Outcome.UNKNOWN]} {escape(why)}", highlight=False, soft_wrap=True)


def _json(verdict: Verdict, lang: Language, lines: bool) -> dict[str, Any]:
    told = [line.to_json() for line in four_lines(verdict, lang)] if lines else None
    return verdict.to_json(lang) | ({"lines": told} if told else {})


def _progress(files: Iterable[str]) -> Iterator[str]:
    """A bar for people, on the error stream; nothing where that is no terminal."""
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        yield from progress.track(list(files), description="")


def _exit_status(outcomes: set[Outcome]) -> int:
    worst = next(one for one in (Outcome.FAILED, Outcome.UNKNOWN, Outcome.PASSED) if one in outcomes)
    return EXIT_STATUS[worst]


def _fetch(offline: bool) -> Fetch:
    if offline:
        return lambda _: None
    from issuer_api.adapters.fetcher import HttpFetcher  # for those who ask somebody
    from issuer_api.settings import Settings

    return HttpFetcher(HostMap.parse(Settings().dev_hosts))


def _chains(offline: bool) -> "AskedChains":
    if offline:
        raise typer.BadParameter("--ask-chain asks a chain, and --offline opens no connection.")
    from issuer_api.bootstrap.ask_chain import AskedChains  # for those who ask a chain
    from issuer_api.settings import Settings

    return AskedChains(Settings(), lambda said: err.print(f"[yellow]?[/yellow] {said}", highlight=False))


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
