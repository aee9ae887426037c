"""The worker on PostgreSQL and the embedded chain, killed with SIGKILL at random: nothing lost, nothing doubled.

MOCHILA_TEST_SEED repeats a run, MOCHILA_TEST_KILLS makes it longer.
"""

import multiprocessing
import os
import random
import secrets
import time
from collections import Counter
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, create_engine
from sqlmodel import Session, select

from anchoring.checkpoint import Kind, Log, State
from anchoring.embedded import EmbeddedLedger
from anchoring.errors import WriterBusy
from anchoring.ledger import check_receipt_on_chain, find_genesis
from anchoring.log import Anchor
from anchoring.worker import Worker
from issuer_api.db.anchoring import CheckpointRow, LeafRow, SqlOutbox, receipt_for
from issuer_api.db.journal import SqlJournal
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.values import DID

KILLS = int(os.environ.get("MOCHILA_TEST_KILLS", "40"))
LISTS = 3  # changed revocation lists before each kill


def make_worker(url: str, chain: Path, secret: str) -> tuple[Worker, EmbeddedLedger]:
    key, ledger = MemoryKey(secret), EmbeddedLedger.open(chain)
    log = Log(chain=ledger.chain, contract=ledger.contract, issuer=key.address)
    return Worker(ledger, SqlJournal(create_engine(url), log, DID), key), ledger


def work(url: str, chain: Path, secret: str) -> None:
    """The process that is killed: advances for ever."""
    worker, _ = make_worker(url, chain, secret)
    while True:
        try:
            step = worker.advance()
        except WriterBusy:  # the database has not yet noticed that the one before died
            step = None
        if step is None:
            time.sleep(0.002)


def add(engine: Engine, count: int) -> dict[UUID, bytes]:
    with Session(engine) as session, session.begin():
        outbox = SqlOutbox(session)
        digests = [secrets.token_bytes(32) for _ in range(count)]
        for _ in range(LISTS):
            outbox.entry("revocation_list", secrets.token_bytes(32), secrets.token_bytes(32))
        return {outbox.leaf(digest): digest for digest in digests}


def history(ledger: EmbeddedLedger, issuer: str) -> list[Anchor]:
    blocks = range(ledger.latest().number + 1)
    return [anchor for block in blocks for anchor in ledger.anchors_in(issuer, block)]


def test_killed_at_random_points(database_url: str, engine: Engine, tmp_path: Path) -> None:
    seed = int(os.environ.get("MOCHILA_TEST_SEED", secrets.randbelow(2**32)))
    print(f"MOCHILA_TEST_SEED={seed} MOCHILA_TEST_KILLS={KILLS}")
    chance, chain = random.Random(seed), tmp_path / "chain.sqlite"
    key = MemoryKey()
    secret = "0x" + key.secret.hex()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    leaves: dict[UUID, bytes] = {}
    states: Counter[str] = Counter()
    for _ in range(KILLS):
        leaves |= add(engine, chance.randrange(1, 9))
        child = context.Process(target=work, args=(database_url, chain, secret), daemon=True)
        child.start()
        time.sleep(chance.uniform(0.01, 0.25))
        child.kill()
        child.join()
        with Session(engine) as session:
            states.update(session.exec(select(CheckpointRow.state).where(CheckpointRow.state != State.FINAL)))
    print(f"killed in {dict(states)}")

    worker, ledger = make_worker(database_url, chain, secret)
    while True:
        try:
            if worker.advance() is None:
                break
        except WriterBusy:
            time.sleep(0.01)
    check(engine, ledger, key.address, leaves)
    ledger.close()


def check(engine: Engine, ledger: EmbeddedLedger, issuer: str, leaves: dict[UUID, bytes]) -> None:
    anchors = history(ledger, issuer)
    with Session(engine) as session:
        rows = session.exec(select(CheckpointRow).order_by(CheckpointRow.seq)).all()  # type: ignore[arg-type]
        assert {row.state for row in rows} == {State.FINAL}
        assert [row.transaction for row in rows] == [anchor.transaction for anchor in anchors]
        assert sum(row.leaves for row in rows) == len(leaves) == len(session.exec(select(LeafRow.id)).all())
        receipts = {leaf: receipt_for(session, leaf) for leaf in leaves}
    seen = set()
    for leaf, digest in leaves.items():
        receipt = receipts[leaf]
        assert receipt
        assert receipt.leaf.digest == digest
        assert receipt.holds
        assert check_receipt_on_chain(receipt, ledger).final
        seen.add((receipt.anchor.transaction, receipt.index))
    assert len(seen) == len(leaves)
    assert [anchor.append.seq for anchor in anchors] == list(range(len(anchors)))
    assert find_genesis(ledger, anchors[-1]) == anchors[0]
    lists = [e.subject for anchor in anchors for e in anchor.append.entries if e.kind is Kind.REVOCATION_LIST]
    assert len(lists) == len(set(lists)) == KILLS * LISTS
