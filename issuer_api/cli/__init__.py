"""`mochila`: everything the node does, from a terminal.

Commands of the office (designs, batches, credentials, proofs, anchors) speak to a running node over its HTTP
API, so that there is one way to do each thing. Commands of the machine (up, check, token, …) work on the node
itself.
"""

import logging
import os
import signal
import sys

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import OperationalError

from agent.errors import AgentError
from anchoring.errors import AnchoringError
from issuer_api.adapters.postgres import PostgresError
from issuer_api.adapters.secret_files import SecretFileError
from issuer_api.bootstrap.folder import FolderInUseError
from issuer_api.bootstrap.serving import PortTakenError
from issuer_api.cli.client import ApiError
from issuer_api.domain.errors import NodeError

app = typer.Typer(
    name="mochila",
    help="The node a university runs to issue microcredentials that hold across borders.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
out = Console()
err = Console(stderr=True)
_SAID = (
    ApiError,
    NodeError,
    SecretFileError,
    PostgresError,
    PortTakenError,
    FolderInUseError,
    AgentError,
    AnchoringError,
)


def main() -> None:
    """The entry point: what a person can mend is one sentence and exit status 1, never a traceback."""
    os.umask(0o077)  # what a node writes is its owner's alone
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that whatever was started is stopped again
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        app()
    except _SAID as exc:
        _fail(str(exc))
    except ValidationError as exc:
        names = {".".join(str(part) for part in error["loc"]): error["msg"] for error in exc.errors()}
        _fail("; ".join(f"MOCHILA_{name.upper()}: {what}" for name, what in names.items()))
    except OperationalError:
        _fail("The database does not answer. `mochila check` says more.")


def _fail(sentence: str) -> None:
    err.print(f"[red]✗[/red] {escape(sentence)}", highlight=False)
    sys.exit(1)


import issuer_api.cli.anchors  # noqa: E402 - each of these adds its commands to `app`
import issuer_api.cli.batches  # noqa: E402
import issuer_api.cli.credentials  # noqa: E402
import issuer_api.cli.demo.story  # noqa: E402
import issuer_api.cli.designs  # noqa: E402
import issuer_api.cli.logs  # noqa: E402
import issuer_api.cli.machine  # noqa: E402
import issuer_api.cli.proofs  # noqa: E402
import issuer_api.cli.verify  # noqa: E402
import issuer_api.cli.witnesses  # noqa: E402, F401
