"""Starts one ACA-Py process, waits until it is ready, keeps it running.

    agent = Agent(config)
    agent.start()                          # returns once it is ready; raises AgentNotStarted, PortTaken
    agent.supervise(on_event=print)        # from now on a dead agent is started again, with backoff
    agent.stop()

A process left over by a node that was killed is recognised by its pid file and its HOME, and ended first:
two ACA-Py processes never work on one home.
"""

import contextlib
import os
import signal
import socket
import subprocess  # starts ACA-Py with arguments of our own making
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from agent.config import AgentConfig, HolderRole, IssuerRole, PostgresStorage, Webhook
from agent.errors import AgentNotStarted, PortTaken

__all__ = ["Agent", "AgentConfig", "AgentEvent", "HolderRole", "IssuerRole", "PostgresStorage", "Webhook"]

_POLL_SECONDS = 0.1
_STOP_SECONDS = 10.0
_FIRST_BACKOFF, _LAST_BACKOFF = 1.0, 30.0
_HEALTHY_SECONDS = 60.0  # a run this long makes the backoff start from the beginning


@dataclass(frozen=True, slots=True)
class AgentEvent:
    """What the supervisor reports. `kind`: died, restarted, restart-failed. `restarts` counts them all."""

    kind: str
    detail: str
    restarts: int


class Agent:
    """One ACA-Py process and its supervisor. Its methods may be called from any thread."""

    def __init__(self, config: AgentConfig, *, ready_seconds: float = 60.0) -> None:
        self.config = config
        self.restarts = 0
        self._ready_seconds = ready_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None
        self._lock = threading.RLock()

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process and process.poll() is None else None

    @property
    def running(self) -> bool:
        return self.pid is not None

    def start(self) -> None:
        """Start and wait until ready. Raises AgentNotStarted or PortTaken."""
        self._stopping.clear()
        with self._lock:
            self._launch()
            try:
                self.wait_ready()
            except BaseException:
                self._end_process()
                raise

    def wait_ready(self) -> None:
        """Return once the agent says that it is ready; raises AgentNotStarted when it ends or stays mute."""
        deadline = time.monotonic() + self._ready_seconds
        while time.monotonic() < deadline:
            process = self._process
            if process is None or process.poll() is not None:
                code = None if process is None else process.returncode
                raise AgentNotStarted(f"the agent ended while starting (exit {code}): {self._last_words()}")
            if self._is_ready():
                return
            if self._stopping.wait(_POLL_SECONDS):
                raise AgentNotStarted("the agent was stopped while starting")
        seconds, log = self._ready_seconds, self.config.log_file
        raise AgentNotStarted(f"the agent was not ready after {seconds:g} s; see {log}")

    def supervise(self, on_event: Callable[[AgentEvent], None]) -> None:
        """Start again whatever dies, until `stop`. `on_event` is called from the watching thread."""
        if self._watcher is None or not self._watcher.is_alive():
            self._watcher = threading.Thread(target=self._watch, args=(on_event,), name="agent", daemon=True)
            self._watcher.start()

    def stop(self) -> None:
        """End the supervisor and the process: politely, then not."""
        self._stopping.set()
        if self._watcher and self._watcher is not threading.current_thread():
            self._watcher.join(timeout=_STOP_SECONDS)
        with self._lock:
            self._end_process()

    def _launch(self) -> None:
        config = self.config
        config.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _end_leftover(config)
        for port, purpose in ((config.inbound_port, "messages"), (config.admin_port, "administration")):
            _refuse_taken(config.host, port, purpose)
        _refuse_no_database(config.storage)
        descriptor = os.open(config.log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                config.arguments(),
                cwd=config.home,
                env=config.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        config.pid_file.write_text(str(self._process.pid))

    def _is_ready(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            answer = httpx.get(f"{self.config.admin_url}/status/ready", timeout=5, trust_env=False)
            return answer.status_code == 200
        return False

    def _watch(self, on_event: Callable[[AgentEvent], None]) -> None:
        backoff, started = _FIRST_BACKOFF, time.monotonic()
        while not self._stopping.wait(_POLL_SECONDS):
            if self.running:
                continue
            if time.monotonic() - started > _HEALTHY_SECONDS:
                backoff = _FIRST_BACKOFF
            code = self._process.returncode if self._process else None
            on_event(AgentEvent("died", f"exit {code}; starting again in {backoff:g} s", self.restarts))
            if self._stopping.wait(backoff):
                return
            backoff, started = min(backoff * 2, _LAST_BACKOFF), time.monotonic()
            on_event(self._restart())

    def _restart(self) -> AgentEvent:
        self.restarts += 1
        try:
            with self._lock:
                self._launch()
            self.wait_ready()
        except (AgentNotStarted, OSError) as error:
            with self._lock:
                self._end_process()
            return AgentEvent("restart-failed", str(error), self.restarts)
        return AgentEvent("restarted", f"pid {self.pid}", self.restarts)

    def _end_process(self) -> None:
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.config.pid_file.unlink(missing_ok=True)

    def _last_words(self) -> str:
        lines = [line.strip() for line in self.config.log_file.read_text(errors="replace").splitlines()]
        told = [line for line in lines if line and not line.startswith(("File ", "^", "~", "Traceback"))]
        return told[-1] if told else "it wrote nothing"


def _refuse_taken(host: str, port: int, purpose: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(port, purpose) from error


def _refuse_no_database(storage: PostgresStorage) -> None:
    """ACA-Py itself would wait more than a minute and then tell a stack trace."""
    try:
        socket.create_connection((storage.host, storage.port), timeout=10).close()
    except OSError as error:
        where = f"{storage.host}:{storage.port}"
        raise AgentNotStarted(f"the database at {where} does not answer: {error.strerror}") from error


def _end_leftover(config: AgentConfig) -> None:
    """End the process that a killed node left behind on this home, and no other."""
    try:
        pid = int(config.pid_file.read_text())
    except (OSError, ValueError):
        return
    deadline = time.monotonic() + _STOP_SECONDS
    while _is_ours(pid, config.home):
        late = time.monotonic() > deadline
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
        time.sleep(_POLL_SECONDS)


def _is_ours(pid: int, home: Path) -> bool:
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"acapy_agent" in arguments and f"HOME={home.absolute()}".encode() in environment
