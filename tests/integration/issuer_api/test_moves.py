"""Going on in another log: from the embedded chain to anvil, from a chain that is gone, and killed at any call."""

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlmodel import Session

from anchoring.embedded import EmbeddedLedger
from anchoring.errors import LedgerUnavailable
from anchoring.evm import EvmLedger
from anchoring.header import Header
from anchoring.lineage import log_name
from anchoring.log import Kind, Log
from anchoring.proofs import take_proof
from anchoring.worker import Worker
from issuer_api.adapters.anchor_key import FileAnchorKey
from issuer_api.adapters.signer import FileSigner
from issuer_api.bootstrap.found import found, make_keys
from issuer_api.bootstrap.move_log import Mover, move_log
from issuer_api.db.evidence import SqlProofs, evidence_for
from issuer_api.db.journal import SqlJournal
from issuer_api.db.migrate import upgrade
from issuer_api.db.work import sql_store
from issuer_api.domain.errors import Conflict
from issuer_api.settings import Settings
from tests.integration.anchoring.anvil import CHAIN, FUNDED, ask, running_anvil
from tests.integration.issuer_api.office import HOST, TickingClock
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.simulated import PowerCut, Unreliable
from verification.anoncreds_evidence import credential_digest, unsigned_evidence
from verification.bundle import Bundle
from verification.did_history import DidHistory
from verification.did_webvh import read_log
from verification.evidence import judge_bundle

ATTRIBUTES = {"title": "Salud digital comunitaria"}


@dataclass
class Institution:
    """Founded on an embedded chain, with one digest anchored and proven there, and one that waits."""

    folder: Path
    engine: Engine
    clock: TickingClock

    def __post_init__(self) -> None:
        make_keys(self.folder / "keys")
        self.store = sql_store(self.engine)
        self.key = FileAnchorKey.load(self.folder / "keys" / "anchor")
        self.ledger = EmbeddedLedger.open(self.folder / "chain.sqlite", self.clock)
        settings = Settings(data=self.folder, host=HOST)
        self.did = found(settings, self.store, self.clock, self.folder / "keys", self.ledger).did
        self.old = Log(chain=self.ledger.chain, contract=self.ledger.contract, issuer=self.key.address)
        self.first = self.leaf()
        worker = Worker(self.ledger, SqlJournal(self.engine, self.old, self.did, floor=4), self.key)
        while worker.advance():
            pass
        assert take_proof(self.ledger, SqlProofs(self.engine, self.old))
        self.second = self.leaf()

    def leaf(self) -> UUID:
        with self.store() as work:
            return work.outbox.leaf(credential_digest(self.did, ATTRIBUTES))

    def mover(self, rpc_url: str | None = None) -> Mover:
        def pause() -> None:
            if rpc_url:
                ask(rpc_url, "anvil_mine", "0x3")

        return Mover(self.engine, self.folder / "keys", self.clock, floor=4, pause=pause)

    @property
    def lines(self) -> tuple[str, ...]:
        with self.store() as work:
            return tuple(version.line for version in sorted(work.did_versions.find(), key=lambda found: found.number))

    @property
    def history(self) -> DidHistory:
        return read_log("".join(f"{line}\n" for line in self.lines).encode(), now=self.clock())

    def bundle(self, leaf: UUID) -> Bundle:
        with Session(self.engine) as session:
            evidence = evidence_for(session, leaf)
        assert evidence
        signer = FileSigner.load(self.folder / "keys" / "key-1")
        document = unsigned_evidence(self.did, ATTRIBUTES, None)
        signed = signer.attest(document, verification_method=f"{self.did}#key-1", created=self.clock())
        return Bundle(
            made="2026-11-23T12:00:00Z",
            credential=signed,
            did_log=self.lines,
            receipt=evidence[0],
            logs=evidence[1],
            status_list=None,
        )

    def bad(self, bundle: Bundle, log: int) -> list[str]:
        """What is not proven, trusting the block that the proof of that log of the bundle is of."""
        proof = bundle.logs[log].proof
        assert proof
        data = json.dumps(bundle.to_json()).encode()
        verdict = judge_bundle(data, now=self.clock(), trusted=[Header.read(proof.header).hash])
        return [check.code for check in verdict.checks if check.outcome != "passed"]


@pytest.fixture
def institution(database_url: str, tmp_path: Path) -> Iterator[Institution]:
    upgrade(database_url, b"x" * 32)
    engine = create_engine(database_url)
    made = Institution(tmp_path, engine, TickingClock(datetime.now(UTC)))  # the command line has no other clock
    yield made
    made.ledger.close()
    engine.dispose()


def kinds(bundle: Bundle, log: int, link: int) -> list[Kind]:
    return [entry.kind for entry in bundle.logs[log].links[link].entries]


def funded(institution: Institution, url: str) -> EvmLedger:
    ask(url, "anvil_setBalance", institution.key.address, hex(10**18))
    return EvmLedger.deploy(CHAIN, url, MemoryKey(FUNDED[0]))


def test_from_the_embedded_chain_to_another(institution: Institution) -> None:
    with running_anvil() as url:
        new = funded(institution, url)
        mover = institution.mover(url)
        log = move_log(mover, institution.key, old=institution.ledger, new=new)
        assert move_log(mover, institution.key, old=institution.ledger, new=new) == log  # done already
        assert (log.chain, log.contract) == (CHAIN, new.contract)
        with institution.store() as work:
            changed = work.institutions.get(1)
        assert changed
        assert (changed.chain, changed.contract) == (log.chain, log.contract)
        first, second = (institution.bundle(leaf) for leaf in (institution.first, institution.second))
        assert [evidence.log for evidence in first.logs] == [institution.old, log]
        assert kinds(first, 0, -1)[-2:] == [Kind.CHECKPOINT, Kind.ROTATE]  # and what waited went with it
        assert kinds(first, 1, 0)[:2] == [Kind.GENESIS, Kind.MIGRATE]
        assert first.logs[0].links[-1].entries[-1].subject == log_name(log)
        for bundle in (first, second):
            assert institution.bad(bundle, 0) == institution.bad(bundle, 1) == ["status-not-kept"]
        assert len(institution.history.versions) == 2
        services = [found for found in institution.history.current["service"] if found["type"] == "AnchorLog"]
        assert [service["serviceEndpoint"].get("endBlock") is None for service in services] == [False, True]
        with pytest.raises(Conflict, match="left"):
            move_log(mover, institution.key, old=new, new=institution.ledger)
        later = institution.leaf()
        worker = Worker(new, SqlJournal(institution.engine, log, institution.did, floor=4), institution.key)
        while step := worker.advance():
            if not step.moved:
                ask(url, "anvil_mine", "0x3")
        assert take_proof(new, SqlProofs(institution.engine, log))
        bundle = institution.bundle(later)
        assert [evidence.log for evidence in bundle.logs] == [log]
        assert Kind.DID_VERSION in kinds(bundle, 0, -1)
        assert institution.bad(bundle, 0) == ["status-not-kept"]
        assert institution.bad(institution.bundle(institution.first), 1) == ["status-not-kept"]
    old = Worker(
        institution.ledger, SqlJournal(institution.engine, institution.old, institution.did, floor=4), institution.key
    )
    institution.leaf()
    assert old.advance() is None  # a log that ended takes nothing more, even from a worker that nobody stopped


def test_from_a_chain_that_is_gone(institution: Institution) -> None:
    """What was under way on it waits for the new log; what was proven on it stays proven, by either chain."""
    journal = SqlJournal(institution.engine, institution.old, institution.did, floor=4)
    stuck = Worker(institution.ledger, journal, institution.key)
    assert stuck.advance()
    assert stuck.advance()
    with running_anvil() as url:
        new = funded(institution, url)
        move_log(institution.mover(url), institution.key, old=None, new=new)
    first, second = (institution.bundle(leaf) for leaf in (institution.first, institution.second))
    assert kinds(first, 0, -1)[-1] is not Kind.ROTATE
    assert institution.bad(first, 0) == institution.bad(first, 1) == ["status-not-kept"]
    assert [evidence.log.chain for evidence in second.logs] == [CHAIN]
    assert institution.bad(second, 0) == ["status-not-kept"]
    assert stuck.advance() is None


def test_a_chain_that_dies_during_the_move(institution: Institution) -> None:
    class Dying:
        def __getattr__(self, name: str) -> Any:
            if name in ("send", "find"):
                raise LedgerUnavailable("gone")
            return getattr(institution.ledger, name)

    with running_anvil() as url:
        new = funded(institution, url)
        with pytest.raises(LedgerUnavailable):
            move_log(institution.mover(url), institution.key, old=Dying(), new=new)
        move_log(institution.mover(url), institution.key, old=None, new=new)
    assert institution.bad(institution.bundle(institution.second), 0) == ["status-not-kept"]


def test_killed_at_any_call_it_goes_on(institution: Institution, tmp_path: Path) -> None:
    """To another key on another embedded chain, with the power going off again and again."""
    new_key = MemoryKey()
    other = EmbeddedLedger.open(tmp_path / "other.sqlite", institution.clock)
    chance, cuts = random.Random(7), 0

    def cut() -> bool:
        return chance.random() < 0.12

    for _ in range(300):
        try:
            log = move_log(
                institution.mover(),
                new_key,
                old=Unreliable(institution.ledger, cut),
                new=Unreliable(other, cut),
                old_key=institution.key,
            )
            break
        except PowerCut:
            cuts += 1
    assert cuts > 2
    take_proof(other, SqlProofs(institution.engine, log))
    bundle = institution.bundle(institution.second)
    assert [evidence.log for evidence in bundle.logs] == [institution.old, log]
    told = [entry.kind for evidence in bundle.logs for link in evidence.links for entry in link.entries]
    assert told.count(Kind.ROTATE) == told.count(Kind.MIGRATE) == 1
    assert told.count(Kind.GENESIS) == 2
    assert len(institution.history.versions) == 2
    assert institution.bad(bundle, 1) == ["status-not-kept"]
    other.close()


def test_one_move_at_a_time(institution: Institution, tmp_path: Path) -> None:
    other = EmbeddedLedger.open(tmp_path / "other.sqlite", institution.clock)
    with pytest.raises(PowerCut):
        move_log(
            institution.mover(),
            MemoryKey(),
            old=Unreliable(institution.ledger, lambda: True),
            new=other,
            old_key=institution.key,
        )
    with pytest.raises(Conflict, match="unfinished"):
        move_log(institution.mover(), MemoryKey(), old=institution.ledger, new=other, old_key=institution.key)
    other.close()


def test_nowhere_to_move(institution: Institution) -> None:
    with pytest.raises(Conflict, match="already"):
        move_log(institution.mover(), institution.key, old=institution.ledger, new=institution.ledger)


def test_at_the_command_line(institution: Institution, database_url: str) -> None:
    """The node is stopped; its database is another's."""
    institution.ledger.close()
    database = make_url(database_url)
    secrets = institution.folder / "secrets"
    secrets.mkdir()
    for name, value in {"database-password": str(database.password), "claims": "x" * 32}.items():
        (secrets / name).touch(mode=0o600)
        (secrets / name).write_text(value)
    with running_anvil() as url:
        new = funded(institution, url)
        stop = threading.Event()
        miner = threading.Thread(target=_mine, args=(url, stop))
        miner.start()
        env = {
            **os.environ,
            "MOCHILA_DATA": str(institution.folder),
            "MOCHILA_HOST": HOST,
            "MOCHILA_DATABASE": "external",
            "MOCHILA_DATABASE_PORT": str(database.port),
            "MOCHILA_DATABASE_NAME": str(database.database),
            "MOCHILA_DATABASE_USER": str(database.username),
            "MOCHILA_CHECKPOINT_FLOOR": "4",
            "MOCHILA_TO_RPC_URLS": url,
            "COLUMNS": "400",
        }
        words = ("anchor", "migrate", "--to", "anvil", "--contract", new.contract)
        command = [sys.executable, "-c", "from issuer_api.cli import main; main()", *words]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        stop.set()
        miner.join()
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"MOCHILA_CHAIN=anvil MOCHILA_CONTRACT={new.contract}" in done.stdout
    institution.clock.forward(hours=1)
    assert institution.bad(institution.bundle(institution.first), 1) == ["status-not-kept"]


def _mine(url: str, stop: threading.Event) -> None:
    while not stop.wait(0.3):
        ask(url, "anvil_mine", "0x1")
