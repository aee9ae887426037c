"""A small node: signs and publishes what the plugin hands it, in memory, with faults on demand."""

import hashlib
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import base58
import uvicorn
from fastapi import FastAPI, Request, UploadFile
from fastapi.responses import JSONResponse, Response

from issuer_api.adapters.did_webvh import AnchorBinding, DocumentParts, create_log
from issuer_api.adapters.signer import FileSigner
from issuer_api.domain.resource import build_resource
from verification.encoding import next_key_hash

HOST = "salud.example.edu"
STATUS_LIST = "anonCredsStatusList"
ORIGIN = f"https://{HOST}"


@dataclass
class Publisher:
    """`lists_to_refuse`: so many status lists are answered 503. `hooks`: (topic, body) as they arrived.
    `witness_proofs`: the did-witness.json, and `witness_reads` how often it was asked for."""

    folder: Path
    port: int
    secret: str
    webhook_key: str
    lists_to_refuse: int = 0
    hooks: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    tails: dict[str, bytes] = field(default_factory=dict)
    refused: int = 0
    witness_proofs: bytes | None = None
    witness_reads: int = 0

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.signer = FileSigner.create(self.folder / "assertion.key")
        update = FileSigner.create(self.folder / "update.key")
        following = FileSigner.create(self.folder / "next.key")
        anchor = AnchorBinding("eip155:31337", "0x" + "1" * 40, "0x" + "2" * 40, 0)
        self.did, self.log = create_log(
            HOST,
            DocumentParts({"key-1": self.signer.multikey}, anchor),
            signer=update,
            next_key_hash=next_key_hash(following.multikey),
            now=datetime.now(UTC) - timedelta(seconds=5),
        )
        self.secret_file = self.folder / "node.secret"
        self.secret_file.touch(mode=0o600)
        self.secret_file.write_text(self.secret)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        config = uvicorn.Config(self.app(), host="127.0.0.1", port=self.port, log_level="warning")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=10)

    def topics(self, topic: str) -> list[dict[str, Any]]:
        with self.lock:
            return [body for name, body in self.hooks if name == topic]

    def status_lists(self, rev_reg_id: str) -> list[dict[str, Any]]:
        """Contents of the published lists of a registry, oldest first."""
        with self.lock:
            links = self.resources[rev_reg_id]["links"]
            return [self.resources[link["id"]]["content"] for link in links]

    def publish(self, kind: str, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self.lock:
            if kind == STATUS_LIST:
                return self._publish_list(content)
            resource = build_resource(self.did, kind, content)
            known = resource["id"] in self.resources
            if not known:
                self._put(resource)
            return 200 if known else 201, {"id": resource["id"], "content": content}

    def _publish_list(self, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.lists_to_refuse > 0:
            self.lists_to_refuse -= 1
            self.refused += 1
            return 503, {"title": "unavailable", "detail": "the signer does not answer"}
        registry = self.resources[content["revRegDefId"]]
        newest = registry["links"][-1:]
        if newest:
            last = self.resources[newest[0]["id"]]
            if all(last["content"][part] == content[part] for part in ("revocationList", "currentAccumulator")):
                return 200, {"id": last["id"], "content": last["content"]}
        after = newest[0]["timestamp"] + 1 if newest else 0
        content = content | {"timestamp": max(int(time.time()), after)}
        resource = build_resource(self.did, STATUS_LIST, content)
        self._put(resource)
        link = {"id": resource["id"], "type": STATUS_LIST, "timestamp": content["timestamp"]}
        unsigned = {name: value for name, value in registry.items() if name != "proof"}
        self._put(unsigned | {"links": [*registry["links"], link]})
        return 201, {"id": resource["id"], "content": content}

    def _put(self, resource: dict[str, Any]) -> None:
        method = f"{self.did}#key-1"
        signed = self.signer.attest(resource, verification_method=method, created=datetime.now(UTC))
        self.resources[resource["id"]] = signed

    def app(self) -> FastAPI:
        app = FastAPI()
        self._internal_routes(app)
        self._public_routes(app)
        return app

    def _internal_routes(self, app: FastAPI) -> None:
        def allowed(request: Request) -> bool:
            return request.headers.get("authorization") == f"Bearer {self.secret}"

        @app.post("/internal/resources")
        async def post(request: Request) -> JSONResponse:
            if not allowed(request):
                return _problem(401, "not without the secret")
            body = await request.json()
            status, answer = self.publish(body["resourceType"], body["content"])
            return _problem(status, answer["detail"]) if status > 299 else JSONResponse(answer, status)

        @app.put("/internal/tails/hash/{tails_hash}")
        async def put(request: Request, tails_hash: str, tails: UploadFile) -> JSONResponse:
            if not allowed(request):
                return _problem(401, "not without the secret")
            data = await tails.read()
            if base58.b58encode(hashlib.sha256(data).digest()).decode() != tails_hash:
                return _problem(422, "the hash is another one")
            self.tails[tails_hash] = data
            return JSONResponse({})

        @app.post("/internal/webhooks/topic/{topic}/")
        async def hook(request: Request, topic: str) -> JSONResponse:
            if request.headers.get("x-api-key") != self.webhook_key:
                return _problem(401, "not without the key")
            body = await request.json()
            with self.lock:
                self.hooks.append((topic, body))
            return JSONResponse({})

    def _public_routes(self, app: FastAPI) -> None:
        @app.get("/resources/{digest}")
        async def resource(digest: str) -> Response:
            found = self.resources.get(f"{self.did}/resources/{digest}")
            return _problem(404, "no such resource") if found is None else JSONResponse(found)

        @app.get("/tails/hash/{tails_hash}")
        async def tails_file(tails_hash: str) -> Response:
            found = self.tails.get(tails_hash)
            return _problem(404, "no such file") if found is None else Response(found)

        @app.get("/.well-known/did.jsonl")
        async def log() -> Response:
            return Response(self.log.encode(), media_type="text/jsonl")

        @app.get("/.well-known/did-witness.json")
        async def witnesses() -> Response:
            self.witness_reads += 1
            found = self.witness_proofs
            return _problem(404, "no such file") if found is None else Response(found, media_type="application/json")


def _problem(status: int, detail: str) -> JSONResponse:
    body = {"status": status, "detail": detail}
    return JSONResponse(body, status, media_type="application/problem+json")
