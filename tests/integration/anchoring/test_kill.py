"""The worker on PostgreSQL, killed with SIGKILL: before and after each thing it does, and at random points.

On the embedded chain and on anvil; at random points, behind an RPC node that spoils a tenth of its answers, with blocks
that come when they come, offers that are raised, and reorganizations. No leaf is lost and none is anchored twice.

MOCHILA_TEST_SEED repeats a run (as far as the operating system allows), MOCHILA_TEST_KILLS makes it longer.
"""

import multiprocessing
import os
import random
import secrets
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, select

from anchoring.checkpoint import Kind, Log, State
from anchoring.embedded import EmbeddedLedger
from anchoring.errors import AnchoringError, LedgerUnavailable
from anchoring.evm import EvmLedger
from anchoring.fees import GWEI, FeePolicy
from anchoring.ledger import Ledger, check_receipt_on_chain, find_genesis
from anchoring.log import Anchor
from anchoring.prover import Prover
from anchoring.worker import Worker
from issuer_api.db.anchoring import CheckpointRow, CheckpointTransactionRow, LeafRow, SqlOutbox, receipt_for
from issuer_api.db.journal import SqlJournal
from tests.integration.anchoring.anvil import CHAIN, FUNDED, ask, running_anvil
from tests.integration.anchoring.rpc_proxy import rpc_proxy
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.simulated import Unreliable
from tests.unit.anchoring.values import DID

pytestmark = pytest.mark.alone

KILLS = int(os.environ.get("MOCHILA_TEST_KILLS", "40"))  # on both chains together
LISTS = 3  # changed revocation lists before each kill
FEES = FeePolicy(cap=10**9 * GWEI, patience=timedelta(milliseconds=40))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker writes, for a process that starts with nothing else."""

    database_url: str
    secret: str
    path: Path | None = None  # of an embedded chain
    rpc_url: str = ""
    contract: str = ""

    @property
    def key(self) -> MemoryKey:
        return MemoryKey(self.secret)

    def ledger(self) -> Ledger:
        while True:
            with suppress(LedgerUnavailable):
                if self.path:
                    return EmbeddedLedger.open(self.path)
                return EvmLedger.connect(CHAIN, self.rpc_url, self.contract)

    def worker(self, ledger: Ledger, wrapped: Callable[[Any], Any] = lambda part: part) -> Worker:
        log = Log(chain=ledger.chain, contract=ledger.contract, issuer=self.key.address)
        journal = SqlJournal(create_engine(self.database_url), log, DID, floor=4)
        return Worker(wrapped(ledger), wrapped(journal), self.key, FEES)


def work(place: Place, acts: int | None) -> None:
    """The process that is killed: advances until nothing is left to do, or it comes to its n-th act."""
    left = iter(range(-1 if acts is None else acts, -1, -1))

    def cut() -> bool:
        if next(left, None) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return False

    worker = place.worker(place.ledger(), lambda part: Unreliable(part, cut))
    while True:
        try:
            step = worker.advance()
        except AnchoringError:  # the chain's trouble; or the database has not yet noticed that the one before died
            time.sleep(0.01)
            continue
        if step is None:
            break
        if not step.moved:
            time.sleep(0.05)


@dataclass(slots=True)
class House:
    """What is given to be anchored, and the lives and deaths of those who anchor it."""

    place: Place
    engine: Engine
    truth: Callable[[], Ledger]
    leaves: dict[UUID, bytes] = field(default_factory=dict)
    lists: int = 0
    killed_in: Counter[str] = field(default_factory=Counter)

    def add(self, count: int) -> None:
        with Session(self.engine) as session, session.begin():
            outbox = SqlOutbox(session)
            for _ in range(LISTS):
                outbox.entry("revocation_list", secrets.token_bytes(32), secrets.token_bytes(32))
            for digest in [secrets.token_bytes(32) for _ in range(count)]:
                self.leaves[outbox.leaf(digest)] = digest
        self.lists += LISTS

    def life(self, seconds: float, acts: int | None = None) -> bool:
        """A worker lives so long, or until its n-th act, or until nothing is left; returns whether it was killed."""
        child = CONTEXT.Process(target=work, args=(self.place, acts), daemon=True)
        child.start()
        child.join(seconds)
        child.kill()
        child.join()
        with Session(self.engine) as session:
            under_way = session.exec(
                select(CheckpointRow.state).where(CheckpointRow.state != State.FINAL)
            ).one_or_none()
        self.killed_in[under_way or "between two"] += 1
        assert child.exitcode in (0, -signal.SIGKILL)
        return child.exitcode != 0

    def finish(self) -> None:
        ledger = self.truth()
        worker = self.place.worker(ledger)
        while True:
            try:
                if worker.advance() is None:
                    break
            except AnchoringError:
                time.sleep(0.01)
        check(self, ledger)
        ledger.close()


CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


@contextmanager
def embedded(database_url: str, engine: Engine, tmp_path: Path, _: random.Random | None) -> Iterator[House]:
    place = Place(database_url, "0x" + MemoryKey().secret.hex(), path=tmp_path / "chain.sqlite")
    yield House(place, engine, place.ledger)


@contextmanager
def anvil(database_url: str, engine: Engine, _: Path, chance: random.Random | None) -> Iterator[House]:
    """Blocks every 40 ms. With a chance, blocks come when they come, one in fifty is taken back, and one in ten
    answers is spoilt."""
    with ExitStack() as stack:
        url = stack.enter_context(running_anvil())
        proxy = stack.enter_context(rpc_proxy(url))
        contract = EvmLedger.deploy(CHAIN, url, MemoryKey(FUNDED[1])).contract
        ask(url, "evm_setAutomine", False)
        stop = threading.Event()

        def mine() -> None:
            while not stop.wait(chance.uniform(0.02, 0.25) if chance else 0.04):
                if chance and chance.random() < 0.02:
                    ask(url, "anvil_reorg", 1, [])
                ask(url, "anvil_mine", "0x1")

        miner = threading.Thread(target=mine)
        miner.start()
        stack.callback(miner.join)
        stack.callback(stop.set)
        if chance:
            proxy.chaos(random.Random(chance.random()), 0.1)
        place = Place(database_url, FUNDED[0], rpc_url=proxy.url, contract=contract)
        yield House(place, engine, replace(place, rpc_url=url).ledger)


WORLDS = pytest.mark.parametrize("world", [embedded, anvil])


@WORLDS
def test_killed_before_and_after_each_act(database_url: str, engine: Engine, tmp_path: Path, world: Any) -> None:
    with world(database_url, engine, tmp_path, None) as house:
        house.life(20)  # the first of a log, and whatever a process does once
        acts = 0
        while True:
            house.add(1)
            if not house.life(20, acts):
                break
            acts += 1 if KILLS >= 200 else 3
        print(f"killed at acts up to {acts}, in {dict(house.killed_in)}")
        assert acts > 25
        states = {State.OPEN, State.SEALED} if world is embedded else set(State) - {State.FINAL, State.ABANDONED}
        assert set(house.killed_in) >= states
        house.finish()


@WORLDS
def test_killed_at_random_points(database_url: str, engine: Engine, tmp_path: Path, world: Any) -> None:
    seed = int(os.environ.get("MOCHILA_TEST_SEED", secrets.randbelow(2**32)))
    print(f"MOCHILA_TEST_SEED={seed} MOCHILA_TEST_KILLS={KILLS}")
    chance = random.Random(seed)
    with world(database_url, engine, tmp_path, random.Random(seed)) as house:
        for _ in range(KILLS // 2):
            house.add(chance.randrange(1, 9))
            if chance.random() < 0.5:
                house.life(10, chance.randrange(70))
            else:
                house.life(chance.uniform(0.1, 0.7))
        print(f"killed in {dict(house.killed_in)}")
        house.finish()


def history(ledger: Ledger, issuer: str) -> list[Anchor]:
    """Every append of the issuer's, oldest first, wherever in the chain."""
    assert isinstance(ledger, Prover)
    found: list[Anchor] = []
    last = ledger.latest().number
    while (number := ledger.newest_in(issuer, 0, last)) is not None:
        found = [*ledger.anchors_in(issuer, number), *found]
        last = number - 1
    return found


def check(house: House, ledger: Ledger) -> None:
    anchors = history(ledger, house.place.key.address)
    with Session(house.engine) as session:
        rows = session.exec(select(CheckpointRow).order_by(CheckpointRow.seq)).all()  # type: ignore[arg-type]
        assert {row.state for row in rows} == {State.FINAL}
        assert [row.transaction for row in rows] == [anchor.transaction for anchor in anchors]
        assert sum(row.leaves for row in rows) == len(house.leaves) == len(session.exec(select(LeafRow.id)).all())
        receipts = {leaf: receipt_for(session, leaf) for leaf in house.leaves}
        signed = len(session.exec(select(CheckpointTransactionRow.hash)).all())
    print(f"{len(house.leaves)} leaves in {len(rows)} checkpoints by {signed} signed transactions")
    seen = set()
    for leaf, digest in house.leaves.items():
        receipt = receipts[leaf]
        assert receipt
        assert receipt.leaf.digest == digest
        assert receipt.holds
        assert receipt.anchor in anchors
        seen.add((receipt.anchor.transaction, receipt.index))
    assert len(seen) == len(house.leaves)
    assert receipt
    assert check_receipt_on_chain(receipt, ledger).final
    assert [anchor.append.seq for anchor in anchors] == list(range(len(anchors)))
    assert find_genesis(ledger, anchors[-1]) == anchors[0]
    lists = [e.subject for anchor in anchors for e in anchor.append.entries if e.kind is Kind.REVOCATION_LIST]
    assert len(lists) == len(set(lists)) == house.lists
