"""Drives the stock Credo wallet of ``wallet/`` as a learner would: scan, hold, answer, be told.

    with Holder.start(program, tmp_path, {"https://salud.example.edu": "http://127.0.0.1:8010"}) as holder:
        holder.accept(invitation_url)
        credential = holder.wait_credential()

Knows the wallet's lines (``wallet/holder.mjs``) and how to start it; knows nothing of the node.
"""

import importlib.util
import json
import os
import queue
import subprocess
import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

type Json = Any

WALLET = Path(__file__).parent / "wallet"
ANSWER_SECONDS = 120.0
EVENT_SECONDS = 120.0


class HolderError(Exception):
    """The wallet said no, said nothing in time, or is gone; ``kind`` is its own word for it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind


class CannotMeetError(HolderError):
    """The wallet holds nothing that answers the proof request."""


@dataclass(frozen=True, slots=True)
class HeldCredential:
    """An AnonCreds credential in the wallet; its revocation ids are None where it cannot be revoked."""

    credential_id: str
    attributes: dict[str, str]
    schema_id: str
    cred_def_id: str
    rev_reg_id: str | None
    cred_rev_id: str | None


@dataclass(frozen=True, slots=True)
class ProofRequest:
    """A proof request that reached the wallet; ``request`` is the AnonCreds request itself."""

    proof_id: str
    connection_id: str | None
    request: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Notification:
    """A revocation notification that the wallet matched with a credential of its own."""

    credential_ids: list[str]
    rev_reg_id: str
    cred_rev_id: str
    comment: str | None
    at: str


def library_folders() -> dict[str, str]:
    """The environment that names the folders of the native libraries, out of the installed Python wheels."""
    named = {"LIB_ANONCREDS_PATH": "anoncreds", "LIB_ASKAR_PATH": "aries_askar"}
    return {variable: _package_folder(package) for variable, package in named.items()}


def _package_folder(package: str) -> str:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise HolderError("not-installed", f"the Python package {package} is missing")
    return str(Path(spec.origin).parent)


class Holder:
    """One wallet, in one process with one folder. Not for use by several threads."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self._process = process
        self._log = log
        self._last_id = 0
        self._answers: queue.Queue[Json] = queue.Queue()
        self._events: defaultdict[str, queue.Queue[Json]] = defaultdict(queue.Queue)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @classmethod
    def start(cls, node: str, folder: Path, hosts: Mapping[str, str], *, log_level: str = "warn") -> Self:
        """Starts ``node wallet/holder.mjs`` with ``folder`` as its HOME and waits until it is ready."""
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "wallet.log"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "MOCHILA_DEV_HOSTS": json.dumps(dict(hosts)),
            "HOLDER_LOG_LEVEL": log_level,
            **library_folders(),
        }
        with log.open("w") as errors:
            process = subprocess.Popen(
                [node, str(WALLET / "holder.mjs")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environment,
                text=True,
                encoding="utf-8",
            )
        holder = cls(process, log)
        holder._wait("ready", EVENT_SECONDS)
        return holder

    def accept(self, invitation: str | dict[str, Json], *, reuse: bool = False) -> str | None:
        """Takes an out-of-band invitation, an address or an object. The connection's id, None without one.

        ``reuse``: over a connection that the wallet has with the inviter already, where there is one.
        """
        answer = self._command("accept-invitation", invitation=invitation, reuse=reuse)
        connection_id: str | None = answer["connection_id"]
        return connection_id

    def wait_credential(self, seconds: float = EVENT_SECONDS) -> HeldCredential:
        """The next credential that the wallet has stored and acknowledged."""
        return HeldCredential(**self._wait("credential", seconds)["credential"])

    def credentials(self) -> list[HeldCredential]:
        """Everything in the wallet."""
        return [HeldCredential(**credential) for credential in self._command("credentials")]

    def wait_proof_request(self, seconds: float = EVENT_SECONDS) -> ProofRequest:
        """The next proof request that arrived."""
        return ProofRequest(**self._wait("proof-request", seconds)["proof"])

    def answer_proof(self, request: ProofRequest, *, insist: bool = False) -> None:
        """Selects credentials and sends the presentation. ``insist`` selects without regard to revocation.

        Raises CannotMeetError where the wallet finds no credential for it, HolderError where making or
        sending the presentation fails.
        """
        self._command("answer-proof", proof_id=request.proof_id, insist=insist)

    def decline_proof(self, request: ProofRequest, reason: str) -> None:
        """Tells the verifier that there will be no presentation."""
        self._command("decline-proof", proof_id=request.proof_id, reason=reason)

    def wait_notification(self, seconds: float = EVENT_SECONDS) -> Notification:
        """The next revocation notification."""
        return Notification(**self._wait("revocation-notification", seconds)["notification"])

    def notifications(self) -> list[Notification]:
        """The revocation notifications kept with the credentials."""
        return [Notification(**notification) for notification in self._command("notifications")]

    def close(self) -> None:
        """Shuts the wallet down; kills it if it will not."""
        assert self._process.stdin is not None
        if self._process.poll() is None:
            self._process.stdin.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _command(self, command: str, **arguments: Json) -> Json:
        assert self._process.stdin is not None
        self._last_id += 1
        try:
            self._process.stdin.write(json.dumps({"id": self._last_id, "command": command, **arguments}) + "\n")
            self._process.stdin.flush()
            answer = self._take(self._answers, ANSWER_SECONDS, f"answer to {command}")
        except BrokenPipeError as error:
            raise self._gone() from error
        if "error" in answer:
            kind, message = answer["error"]["kind"], answer["error"]["message"]
            raise CannotMeetError(kind, message) if kind == "cannot-meet" else HolderError(kind, message)
        return answer["result"]

    def _wait(self, event: str, seconds: float) -> Json:
        return self._take(self._events[event], seconds, event)

    def _take(self, source: "queue.Queue[Json]", seconds: float, what: str) -> Json:
        """Takes one message; gives up when the time is over or the process has ended."""
        for _ in range(max(1, round(seconds / 0.2))):
            try:
                return source.get(timeout=0.2)
            except queue.Empty:
                if not self._reader.is_alive() and source.empty():
                    raise self._gone() from None
        raise HolderError("timeout", f"no {what} in {seconds} s\n{self._log_tail()}")

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            message = json.loads(line)
            (self._events[message["event"]] if "event" in message else self._answers).put(message)

    def _gone(self) -> HolderError:
        return HolderError("gone", f"the wallet ended with status {self._process.poll()}\n{self._log_tail()}")

    def _log_tail(self) -> str:
        problems = [event["message"] for event in list(self._events["problem"].queue)]
        return "\n".join([*problems, *self._log.read_text(errors="replace").splitlines()[-20:]])
