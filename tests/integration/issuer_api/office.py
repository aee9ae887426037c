"""A registrar's office in a test: the real application on real PostgreSQL, a simulated agent, a clock of its own."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine

from issuer_api.routes.designs import EXAMPLE
from issuer_api.usecases.advance_credential import advance_credential, sweep_credentials
from issuer_api.usecases.node import Node
from issuer_api.usecases.proofs import judge_proof
from issuer_api.usecases.settle_status import settle_status
from tests.simulated_agent import Content, SimulatedAgent
from tests.unit.issuer_api.gradebooks import as_csv

SECRET = "the-agents-own-secret"
HOST = "salud.example.edu"
START = datetime(2026, 11, 23, 12, tzinfo=UTC)
Json = dict[str, Any]


class TickingClock:
    """Moves on by half a second whenever it is read, and otherwise when told."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            self._now += timedelta(seconds=0.5)
            return self._now

    def forward(self, **by: float) -> None:
        with self._lock:
            self._now += timedelta(**by)


@dataclass
class NotedJobs:
    """`issuer_api.domain.ports.Jobs`: what was asked for, in order; done when the test says so."""

    noted: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def soon(self, task: str, **arguments: str) -> None:
        self.noted.append((task, arguments))


@dataclass
class Office:
    """Two people with tokens of their own, `officer` and `approver`."""

    app: FastAPI
    engine: Engine
    node: Node
    agent: SimulatedAgent
    jobs: NotedJobs
    clock: TickingClock
    did: str
    tokens: dict[str, str]
    client: httpx.Client

    def get(self, path: str, by: str = "officer", **query: str) -> httpx.Response:
        return self.client.get(path, params=query, headers=self.headers(by))

    def post(self, path: str, json: object = None, by: str = "officer") -> httpx.Response:
        return self.client.post(path, json=json, headers=self.headers(by))

    def headers(self, by: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[by]}"}

    def design(self) -> str:
        """An approved design's id."""
        made = good(self.post("/designs", EXAMPLE), 201)
        good(self.post(f"/designs/{made['id']}/approve", by="approver"))
        return str(made["id"])

    def submit(
        self, design_id: str, body: bytes, *, filename: str = "calificaciones.csv", key: str | None = None
    ) -> httpx.Response:
        headers = self.headers("officer") | ({"Idempotency-Key": key} if key else {})
        files = {"file": (filename, body)}
        return self.client.post("/batches", data={"design_id": design_id}, files=files, headers=headers)

    def issued(self, count: int = 1, design_id: str | None = None) -> list[Json]:
        """The credentials of a new, issued batch of so many learners."""
        batch = good(self.submit(design_id or self.design(), as_csv(learners(count))), 201)
        good(self.post(f"/batches/{batch['id']}/issue"))
        found: list[Json] = good(self.get("/credentials", batch_id=batch["id"]))
        return found

    def claim(self, credential: Json) -> Json:
        """What a learner gets who opens the claim link."""
        token = credential["claim_link"].partition("#")[2]
        opened: Json = good(self.client.post("/claims", json={"token": token}))
        return opened

    def connect(self, credential: Json) -> str:
        """The learner's wallet answers the invitation. Returns the connection."""
        return self.agent.scan(self.claim(credential)["invitation"]["@id"])

    def accept(self, credential: Json) -> None:
        """All the way into the wallet."""
        connection_id = self.connect(credential)
        self.advance(credential)
        self.agent.request(connection_id)
        self.advance(credential)
        self.agent.acknowledge(connection_id)
        self.advance(credential)

    def advance(self, credential: Json) -> str:
        return advance_credential(self.node, UUID(credential["id"])).value

    def state(self, credential: Json) -> str:
        return str(good(self.get(f"/credentials/{credential['id']}"))["state"])

    def revoke(self, credential: Json, reason: str = "issued-in-error", **more: str) -> httpx.Response:
        return self.post(f"/credentials/{credential['id']}/revocation", {"reason": reason, **more})

    def hook(self, topic: str, body: Content | bytes, key: str = SECRET) -> httpx.Response:
        """A webhook, as ACA-Py sends it."""
        sent: Any = {"content": body} if isinstance(body, bytes) else {"json": body}
        return self.client.post(f"/internal/webhooks/topic/{topic}/", headers={"X-API-Key": key}, **sent)

    def publish(self, resource_type: str, content: object, secret: str = SECRET) -> httpx.Response:
        body = {"resourceType": resource_type, "content": content}
        return self.client.post("/internal/resources", json=body, headers={"Authorization": f"Bearer {secret}"})

    def work(self) -> None:
        """The worker does what was noted so far."""
        noted, self.jobs.noted = self.jobs.noted, []
        for task, arguments in noted:
            if task == "advance_credential":
                advance_credential(self.node, UUID(arguments["credential_id"]))
            elif task == "judge_proof":
                judge_proof(self.node, UUID(arguments["proof_id"]))

    def sweep(self, **later: float) -> None:
        """So much later the worker does what it does unasked."""
        self.clock.forward(**later)
        sweep_credentials(self.node)
        settle_status(self.node)

    def newest_list(self) -> Json:
        """The content of the newest status list, found as a wallet finds it: by the registry's links."""
        registry = good(self.client.get("/" + self.agent.rev_reg_id.partition("/")[2]))
        link = max(registry["links"], key=lambda item: item["timestamp"])
        content: Json = good(self.client.get("/" + link["id"].partition("/")[2]))["content"]
        return content


def good(answer: httpx.Response, status: int = 200) -> Any:
    """The body of an answer that has this status."""
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def problem(answer: httpx.Response, status: int, code: str) -> Json:
    """The problem document (RFC 9457) that an answer must be."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: Json = answer.json()
    assert body["type"] == f"urn:mochila:problem:{code}"
    assert body["status"] == status
    assert body["title"] == code.replace("-", " ")
    assert body["detail"]
    return body


def learners(count: int, first: int = 1) -> Sequence[list[str]]:
    """Gradebook rows of invented learners."""
    return [
        ["Begoña", f"Ñáñez {number}", f"EJ-{number:05}", f"alumna{number}@example.edu", "85,00"]
        for number in range(first, first + count)
    ]
