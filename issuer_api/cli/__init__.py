"""`mochila`: everything the node does, from a terminal.

Commands of the office (designs, batches, credentials, proofs, anchors) speak to a running node over its HTTP
API, so that there is one way to do each thing. Commands of the machine (up, check, token, …) work on the node
itself.
"""

import logging
import os
import signal
import sys
from importlib import import_module

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

app = typer.Typer(name="mochila", no_args_is_help=True, pretty_exceptions_enable=False)
out = Console()
err = Console(stderr=True)
# Only the module of the command at hand is imported: the whole node takes seconds to load.
_MODULES = {
    "anchor": "logs",
    "receipt": "anchors",
    "batch": "batches",
    "bulk": "bulk",
    "credential": "credentials",
    "demo": "demo.story",
    "design": "designs",
    "endorsement": "endorsements",
    "learners": "learners",
    "proof": "proofs",
    "registries": "registries",
    "verify": "verify",
    "webhook": "webhooks",
    "witness": "witnesses",
}


@app.callback()
def mochila() -> None:
    """The node a university runs to issue microcredentials that hold across borders."""


def main() -> None:
    """The entry point: what a person can mend is one sentence and exit status 1, never a traceback."""
    os.umask(0o077)  # what a node writes is its owner's alone
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that whatever was started is stopped again
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    load(sys.argv[1] if len(sys.argv) > 1 else "")
    try:
        app()
    except Exception as exc:
        sentence = _sentence(exc)
        if sentence is None:
            raise
        err.print(f"[red]✗[/red] {escape(sentence)}", highlight=False)
        sys.exit(1)


def load(command: str = "") -> None:
    """Add this command to `app`; every command where there is none of this name."""
    known = (_MODULES[command],) if command in _MODULES else (*_MODULES.values(), "machine")
    for module in known:
        import_module(f"issuer_api.cli.{module}")


def _sentence(exc: Exception) -> str | None:
    """What to tell a person; None for a defect of ours, which keeps its traceback."""
    if isinstance(exc, ValidationError):
        wrong = {".".join(str(part) for part in error["loc"]): error["msg"] for error in exc.errors()}
        return "; ".join(f"MOCHILA_{name.upper()}: {what}" for name, what in wrong.items())
    from issuer_api.cli.foreseen import FORESEEN, OperationalError  # what an error may be is heavy to load

    if isinstance(exc, OperationalError):
        return "The database does not answer. `mochila check` says more."
    return str(exc) if isinstance(exc, FORESEEN) else None
