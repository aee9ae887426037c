"""mochila up, api, worker, agent, migrate, check, health, token: the machine's side."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
import typer

from issuer_api.adapters.jobs import worker_beats
from issuer_api.bootstrap import run
from issuer_api.bootstrap.chain import opened_ledger
from issuer_api.bootstrap.folder import alone_in
from issuer_api.bootstrap.found import make_keys
from issuer_api.bootstrap.parts import Parts, make_secrets, now
from issuer_api.bootstrap.serving import listen, server_of
from issuer_api.cli import app, err, out
from issuer_api.cli.office import columns
from issuer_api.cli.preflight import report
from issuer_api.domain.errors import Conflict
from issuer_api.settings import Settings
from issuer_api.usecases.node import institution_of
from issuer_api.usecases.tokens import give_token, take_token_back
from verification.dev_hosts import HostMap


def say(text: str) -> None:
    """One line of progress."""
    out.print(f"[dim]·[/dim] {text}", highlight=False)


@app.command()
def up() -> None:
    """Run a whole node in this process until Ctrl-C: PostgreSQL, chain, API, agent, worker."""
    settings = Settings()
    if not report(settings, starting=True):
        raise typer.Exit(1)
    with run.node_running(settings, say) as parts:
        give_tokens(parts, ("officer", "approver"))
        where(parts)
        wait_for_signal()
        say("stopping")


@app.command()
def api() -> None:
    """Run the API alone (containers)."""
    settings = Settings()
    parts = Parts(settings)
    make_keys(parts.keys)
    server_of(run.web_app(parts), settings.trusted_proxies).run(sockets=[listen(settings.api_host, settings.api_port)])


@app.command()
def worker() -> None:
    """Run the worker alone (containers): jobs, anchoring; founds the institution on the first start."""
    settings = Settings()
    parts = Parts(settings)
    with alone_in(settings.data), opened_ledger(settings) as ledger:
        institution = run.ready_institution(parts, ledger)
        say(f"worker of {institution.did}")
        asyncio.run(_until_signal(run.work(parts, ledger, institution)))


@app.command()
def agent() -> None:
    """Run the agent alone (containers): one ACA-Py, started again when it dies."""
    settings = Settings()
    parts = Parts(settings)
    child = run.issuer_agent(parts, run.did_of(settings.node_url))
    child.start()
    child.supervise(lambda event: say(f"agent {event.kind}: {event.detail}"))
    say("agent ready")
    wait_for_signal()
    child.stop()


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    run.migrate(Parts(Settings()))
    say("tables are up to date")


@app.command()
def secrets() -> None:
    """Make the node's secrets and keys where they are not there yet. Prints none of them."""
    settings = Settings()
    make_secrets(settings)
    make_keys(Parts(settings).keys)
    say(f"secrets in {settings.secret('')}, keys in {settings.data / 'keys'}")


@app.command()
def check() -> None:
    """Say in a sentence what is missing before anything starts. Exit status 0 when nothing is."""
    if not report(Settings(), starting=False):
        raise typer.Exit(1)


@app.command()
def health(part: Annotated[Literal["api", "worker", "agent"], typer.Argument()] = "api") -> None:
    """Whether a part is well; for health checks. Exit status 0 when it is."""
    settings = Settings()
    if part == "worker":
        alive = worker_beats(Parts(settings).conninfo, timedelta(minutes=1))
        out.print("the worker is alive" if alive else "no worker has been heard of for a minute")
        raise typer.Exit(0 if alive else 1)
    url = f"{settings.admin_url}/status/ready" if part == "agent" else f"{settings.node_url}/health"
    try:
        answer = httpx.get(url, timeout=5, trust_env=False)
    except httpx.HTTPError as exc:
        err.print(f"{part}: no answer at {url} ({type(exc).__name__})")
        raise typer.Exit(1) from exc
    out.print(answer.text, highlight=False)
    if answer.is_error:
        raise typer.Exit(1)


@app.command()
def token(
    name: Annotated[str, typer.Argument(help="Who it is for: a person or a program.")],
    revoke: Annotated[bool, typer.Option("--revoke", help="Take the token back.")] = False,
) -> None:
    """Give somebody an API token. It is written to a file of mode 0600 and shown nowhere."""
    parts = Parts(Settings())
    if revoke:
        take_token_back(parts.store, name)
        token_file(parts.settings, name).unlink(missing_ok=True)
        say(f"{name} can no longer use the API")
        return
    say(f"token of {name}: {_write_token(parts, name)}")


def token_file(settings: Settings, name: str) -> Path:
    """Where the command line finds the token of a name."""
    return settings.data / "tokens" / name


def _write_token(parts: Parts, name: str) -> Path:
    path = token_file(parts.settings, name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = give_token(parts.store, now, name)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secret + "\n")
    return path


def give_tokens(parts: Parts, names: tuple[str, ...]) -> None:
    """A token file for each of these names that has no token yet. One whose file is gone keeps no node from starting:
    it may be kept elsewhere, or be taken back by `mochila token --revoke`, which needs the node."""
    for name in names:
        if not token_file(parts.settings, name).exists():
            try:
                _write_token(parts, name)
            except Conflict as exc:
                say(exc.detail)


def wait_for_signal() -> None:
    """Until somebody says stop: Ctrl-C, or the service manager. A second signal does not hurry it."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()


async def _until_signal(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def where(parts: Parts) -> None:
    """Where things are, for the person who started the node."""
    settings = parts.settings
    with parts.store() as work:
        institution = institution_of(work)
    table = columns("This node", "what", "where")
    table.show_header = False
    hosts = HostMap.parse(settings.dev_hosts)
    for name, value in (
        ("institution", f"{institution.name} ({institution.country})"),
        ("DID", institution.did),
        ("API", f"{settings.node_url}/docs"),
        ("health", f"{settings.node_url}/health"),
        ("DIDComm endpoint", settings.endpoint),
        ("chain", f"{settings.network.label} ({institution.chain}), contract {institution.contract}"),
        ("data", str(settings.data.absolute())),
        ("tokens", str((settings.data / "tokens").absolute())),
        ("agent's log", str((settings.data / "agent" / "acapy.log").absolute())),
        ("development hosts", ", ".join(hosts.origins) or "off"),
    ):
        table.add_row(name, value)
    out.print(table)
