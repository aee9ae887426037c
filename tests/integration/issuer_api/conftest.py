"""One founded institution and its API on loopback for the whole run, emptied for each test that has an `office`."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser
from sqlalchemy import Engine, create_engine, text
from sqlmodel import SQLModel

from anchoring.embedded import EmbeddedLedger
from anchoring.log import Log
from anchoring.worker import Worker
from issuer_api.adapters.anchor_key import FileAnchorKey
from issuer_api.adapters.drawing.drawn import Drawn
from issuer_api.adapters.postgres import EmbeddedPostgres
from issuer_api.adapters.qr import read_qr
from issuer_api.adapters.signer import FileSigner
from issuer_api.bootstrap.app import build_app
from issuer_api.bootstrap.found import found, make_keys
from issuer_api.bootstrap.serving import serving
from issuer_api.db.journal import SqlJournal
from issuer_api.db.migrate import upgrade
from issuer_api.db.work import sql_store
from issuer_api.routes.pace import Pace
from issuer_api.settings import Settings
from issuer_api.usecases.anchor import anchor_now
from issuer_api.usecases.desk import Desk
from issuer_api.usecases.node import Node
from issuer_api.usecases.prepare_issuing import prepare_issuing
from issuer_api.usecases.tokens import give_token
from tests.integration.conftest import free_port
from tests.integration.issuer_api.browser import debians_chromium
from tests.integration.issuer_api.office import HOST, SECRET, NotedJobs, Office, TickingClock, good
from tests.simulated_agent import Content, SimulatedAgent

LASTING = ("institution", "did_version")

DESK = Desk(scan=read_qr)  # nothing of the outer world is there to be read


@dataclass(frozen=True, slots=True)
class House:
    """An institution of no designs and no learners. `folder` holds its keys and its chain."""

    folder: Path
    engine: Engine
    app: FastAPI
    url: str

    def node(self, agent: SimulatedAgent, jobs: NotedJobs, clock: TickingClock) -> Node:
        signer = FileSigner.load(self.folder / "keys" / "key-1")
        store = sql_store(self.engine)
        return Node(store, agent, signer, jobs, clock, claim_secret=b"c" * 32, registry_size=64, drawings=Drawn())

    def empty(self) -> None:
        """Nothing is left but the institution and its DID."""
        with self.engine.begin() as connection:
            for table in reversed(SQLModel.metadata.sorted_tables):
                if table.name not in LASTING:
                    connection.execute(table.delete())
            connection.execute(text("UPDATE institution SET schema_id = NULL, cred_def_id = NULL"))


@pytest.fixture(scope="session")
def house(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("institution")
    postgres.create_database("house")
    url = postgres.url("house")
    upgrade(url, b"x" * 32)
    quick = {"options": "-c synchronous_commit=off"}  # nobody cuts the power here
    engine = create_engine(url, pool_size=10, max_overflow=10, connect_args=quick)
    ledger = EmbeddedLedger.open(folder / "chain.sqlite")
    make_keys(folder / "keys")
    found(Settings(data=folder, host=HOST), sql_store(engine), TickingClock(), folder / "keys", ledger)
    ledger.close()
    port = free_port()
    made = House(folder, engine, FastAPI(), f"http://127.0.0.1:{port}")
    nobody = SimulatedAgent(lambda kind, content: ("", content))
    app = build_app(made.node(nobody, NotedJobs(), TickingClock()), SECRET, "simulated", desk=DESK)
    with serving(app, "127.0.0.1", port):
        yield House(folder, engine, app, made.url)
    engine.dispose()


@pytest.fixture
def office(house: House) -> Iterator[Office]:
    """Ready to issue; the agent publishes through the node's own internal API, as the plugin does."""

    def publish(kind: str, content: Content) -> tuple[str, Content]:
        answer = made.publish(kind, content)
        body = answer.json()
        assert answer.is_success, body
        return body["id"], body["content"]

    house.empty()
    agent, jobs, clock = SimulatedAgent(publish), NotedJobs(), TickingClock()
    node = house.app.state.node = house.node(agent, jobs, clock)
    house.app.state.pace, house.app.state.desk = Pace(), DESK
    tokens = {name: give_token(node.store, clock, name) for name in ("officer", "approver")}
    once = httpx.Limits(max_keepalive_connections=0)  # over a connection that is kept each answer would take 40 ms
    with httpx.Client(base_url=house.url, timeout=60, trust_env=False, limits=once) as client:
        did = good(client.get("/health"))["did"]
        made = Office(house.app, house.engine, node, agent, jobs, clock, did, tokens, client)
        prepare_issuing(node)
        agent.calls.clear()
        yield made


@pytest.fixture
def chain(house: House, tmp_path: Path) -> Iterator[EmbeddedLedger]:
    """The institution's chain as it was when it was founded."""
    shutil.copy(house.folder / "chain.sqlite", tmp_path / "chain.sqlite")
    ledger = EmbeddedLedger.open(tmp_path / "chain.sqlite")
    yield ledger
    ledger.close()


@pytest.fixture
def anchor(office: Office, house: House, chain: EmbeddedLedger) -> Callable[[], int]:
    """Does what the worker does when it is told to anchor now."""
    key = FileAnchorKey.load(house.folder / "keys" / "anchor")
    log = Log(chain=chain.chain, contract=chain.contract, issuer=key.address)
    worker = Worker(chain, SqlJournal(office.engine, log, office.did), key)

    def step(*, gather: bool) -> bool:
        taken = worker.advance(gather=gather)
        return taken is not None and taken.moved

    return lambda: anchor_now(step)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with debians_chromium() as browser:
        yield browser
