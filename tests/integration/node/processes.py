"""A node as a service manager runs it: API, worker, agent and PostgreSQL as processes of their own, each started again
when it dies.

with service_node(tmp_path) as node:
    node.kill("worker")
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from issuer_api.adapters.postgres import EmbeddedPostgres, PostgresError
from issuer_api.bootstrap import run
from issuer_api.bootstrap.found import make_keys
from issuer_api.bootstrap.parts import Parts, make_secrets
from issuer_api.cli.machine import give_tokens
from issuer_api.settings import Settings
from tests.nodes import LiveNode, api_of_name, node_settings

SERVICES = ("api", "worker", "agent")
VICTIMS = ("api", "worker", "acapy", "database")
_COMMAND = "from issuer_api.cli import main; main()"


@dataclass
class ServiceNode:
    """`kill` ends a part at once, as a crash would; the manager starts it again. `deaths` counts every death."""

    settings: Settings
    live: LiveNode
    postgres: EmbeddedPostgres
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    deaths: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def kill(self, victim: str) -> bool:
        """Whether there was such a process at this moment."""
        pids = self._pids(victim)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return bool(pids)

    def start(self, service: str) -> None:
        log = self.settings.data / f"{service}.log"
        with log.open("ab") as output:
            self.processes[service] = subprocess.Popen(
                [sys.executable, "-c", _COMMAND, service],
                env=_environment(self.settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def manage(self) -> None:
        """Start again what died, until the test is over."""
        while not self.stopping.wait(0.2):
            if not self.postgres.runs():
                self.deaths += 1
                with contextlib.suppress(PostgresError):  # killed again while it started
                    self.postgres.start()
            for service, process in list(self.processes.items()):
                if process.poll() is not None:
                    self.deaths += 1
                    self.start(service)

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()
        self.kill("acapy")

    def log(self, service: str) -> str:
        path = self.settings.data / f"{service}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _pids(self, victim: str) -> list[int]:
        if victim == "database":
            return _with_children(self.postgres.pid)
        if victim == "acapy":
            with contextlib.suppress(OSError, ValueError):
                return [int((self.settings.data / "agent" / "acapy.pid").read_text())]
            return []
        process = self.processes[victim]
        return [process.pid] if process.poll() is None else []


@contextmanager
def service_node(data: Path) -> Iterator[ServiceNode]:
    """The node runs inside; everything it started is ended when it is left."""
    with bare_node(data) as node:
        for service in SERVICES:
            node.start(service)
        _wait_until_issuing(node)
        manager = threading.Thread(target=node.manage, name="manager")
        manager.start()
        try:
            yield node
        finally:
            node.stopping.set()
            manager.join()


@contextmanager
def bare_node(data: Path, **more: object) -> Iterator[ServiceNode]:
    """PostgreSQL with the node's tables and two people's tokens, and no service yet. `more`: settings."""
    settings = node_settings(data, **more)
    postgres = EmbeddedPostgres(data / "postgres", settings.database_port, settings.secret("database-password"))
    parts = Parts(settings)
    make_secrets(settings)
    make_keys(parts.keys)
    postgres.start()
    node = None
    try:
        postgres.create_database(settings.database_name)
        run.migrate(parts)
        give_tokens(parts, ("officer", "approver"))
        live = LiveNode(parts, api_of_name(settings, "officer"), api_of_name(settings, "approver"))
        node = ServiceNode(settings, live, postgres)
        yield node
    finally:
        if node:
            node.stop()
        postgres.stop()
        parts.close()


def _wait_until_issuing(node: ServiceNode) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        for service, process in node.processes.items():
            if process.poll() is not None:  # the agent gives up where the API is not there yet
                node.start(service)
        with node.live.parts.store() as work:
            institution = work.institutions.get(1)
            if institution and institution.cred_def_id:
                return
        time.sleep(0.3)
    raise AssertionError("\n".join(f"{service}: {node.log(service)[-2000:]}" for service in SERVICES))


def _environment(settings: Settings) -> dict[str, str]:
    told = settings.model_dump(exclude_none=True, exclude_defaults=True, mode="json") | {"database": "external"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOCHILA_")}
    return kept | {f"MOCHILA_{name.upper()}": str(value) for name, value in told.items()}


def _with_children(pid: int | None) -> list[int]:
    """A process and its children; the children last, for they would outlive it."""
    if pid is None:
        return []
    found = [pid]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                    found.append(int(entry.name))
    return found
