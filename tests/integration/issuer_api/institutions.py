"""Whole institutions on loopback without agent or worker: database, chain, keys, API. They anchor when told."""

import json
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from anchoring.log import Log
from anchoring.note import Note, VerifierKey
from anchoring.worker import Worker
from issuer_api.adapters.anchor_key import FileAnchorKey
from issuer_api.adapters.postgres import EmbeddedPostgres
from issuer_api.adapters.secret_files import make_secret
from issuer_api.bootstrap import run
from issuer_api.bootstrap.chain import opened_ledger
from issuer_api.bootstrap.parts import Parts, make_secrets
from issuer_api.bootstrap.serving import serving
from issuer_api.cli.client import Api
from issuer_api.db.journal import SqlJournal
from issuer_api.settings import Settings
from issuer_api.usecases.tokens import give_token
from issuer_api.usecases.transparency import publish_head
from tests.integration.conftest import free_port


@dataclass(frozen=True, slots=True)
class University:
    """One of them. `url` is its API on loopback; its public host is mapped there."""

    parts: Parts
    worker: Worker
    did: str
    url: str
    officer: Api

    def anchor(self, leaves: int = 1) -> None:
        """Some digests, in a final checkpoint of their own, and in the log."""
        with self.parts.store() as work:
            for _ in range(leaves):
                work.outbox.leaf(secrets.token_bytes(32))
        while self.worker.advance():
            pass
        publish_head(self.parts.transparency)

    @property
    def checkpoint(self) -> Note:
        answer = httpx.get(f"{self.url}/checkpoint", trust_env=False)
        assert answer.status_code == 200, answer.text
        return Note.parse(answer.text)

    @property
    def keys(self) -> tuple[VerifierKey, VerifierKey]:
        """Of its log, and of it as a witness."""
        document: dict[str, Any] = httpx.get(f"{self.url}/.well-known/mochila-witness.json", trust_env=False).json()
        return VerifierKey.parse(document["logKey"]), VerifierKey.parse(document["witnessKey"])

    @property
    def peers(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.officer.get("/peers")
        return found

    def submit(self, body: str) -> httpx.Response:
        """To its witness."""
        return httpx.post(f"{self.url}/witness/add-checkpoint", content=body.encode(), trust_env=False)


@contextmanager
def universities(postgres: EmbeddedPostgres, folder: Path, names: tuple[str, ...]) -> Iterator[list[University]]:
    """Each at https://<name>.example.edu, and each knows where the others are."""
    ports = {name: free_port() for name in names}
    hosts = json.dumps({f"https://{name}.example.edu": f"http://127.0.0.1:{port}" for name, port in ports.items()})
    with ExitStack() as stack:
        yield [stack.enter_context(_university(postgres, folder / name, ports[name], hosts)) for name in names]


@contextmanager
def _university(postgres: EmbeddedPostgres, data: Path, port: int, hosts: str) -> Iterator[University]:
    database = f"university_{secrets.token_hex(8)}"
    postgres.create_database(database)
    settings = Settings(
        data=data,
        host=f"{data.name}.example.edu",
        dev_hosts=hosts,
        api_port=port,
        database="external",
        database_port=postgres.port,
        database_name=database,
    )
    make_secret(settings.secret("database-password"), postgres.dsn_parts.password)
    make_secrets(settings)
    with running(settings) as university:
        yield university


@contextmanager
def running(settings: Settings) -> Iterator[University]:
    """The institution of these settings, founded now or before."""
    parts = Parts(settings)
    run.migrate(parts)
    with opened_ledger(settings) as ledger:
        institution = run.ready_institution(parts, ledger)
        log = Log(chain=institution.chain, contract=institution.contract, issuer=institution.anchor_address)
        key = FileAnchorKey.load(parts.keys / "anchor")
        worker = Worker(ledger, SqlJournal(parts.engine, log, institution.did, floor=8), key)
        officer = Api(settings.node_url, give_token(parts.store, parts.transparency.clock, f"o-{secrets.token_hex(4)}"))
        with serving(run.web_app(parts), "127.0.0.1", settings.api_port):
            yield University(parts, worker, institution.did, settings.node_url, officer)
    parts.close()
