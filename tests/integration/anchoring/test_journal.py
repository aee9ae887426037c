"""The journal on PostgreSQL: what is written, what is not, and who may write."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, select

from anchoring.checkpoint import MAX_ENTRIES, NOTHING, Checkpoint, Kind, Log, State, genesis
from anchoring.embedded import EmbeddedLedger
from anchoring.errors import WriterBusy
from anchoring.ledger import check_receipt_on_chain
from anchoring.worker import Worker
from issuer_api.db.anchored import SqlAnchored
from issuer_api.db.anchoring import CheckpointRow, LeafRow, SqlOutbox, anchored_leaves, receipt_for
from issuer_api.db.journal import SqlJournal
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.values import DID, LOG


@pytest.fixture
def journal(engine: Engine) -> SqlJournal:
    return SqlJournal(engine, LOG, DID)


def add_leaves(engine: Engine, count: int) -> None:
    with Session(engine) as session, session.begin():
        for _ in range(count):
            SqlOutbox(session).leaf(secrets.token_bytes(32))


def opened(journal: SqlJournal) -> Checkpoint | None:
    with journal.writer() as writer:
        return writer.open()


def final(journal: SqlJournal, ledger: EmbeddedLedger, key: MemoryKey) -> None:
    worker = Worker(ledger, journal, key)
    while worker.advance():
        pass


def test_nothing_waits(journal: SqlJournal) -> None:
    with journal.writer() as writer:
        assert writer.unfinished() is None
        assert writer.open() is None


def test_what_was_rolled_back_does_not_wait(engine: Engine, journal: SqlJournal) -> None:
    with Session(engine) as session:
        SqlOutbox(session).leaf(bytes(32))
        SqlOutbox(session).entry("did_version", bytes(32), bytes(32))
        session.rollback()
    assert opened(journal) is None


def test_the_first_checkpoint_begins_with_its_genesis(engine: Engine, journal: SqlJournal) -> None:
    add_leaves(engine, 5)
    with Session(engine) as session, session.begin():
        for n in (1, 2, 3):
            SqlOutbox(session).entry("revocation_list", bytes([n]) * 32, bytes(32))
    checkpoint = opened(journal)
    assert checkpoint
    assert (checkpoint.state, checkpoint.leaves, checkpoint.attempts) == (State.OPEN, 5, ())
    kinds = [entry.kind for entry in checkpoint.append.entries]
    assert kinds == [Kind.GENESIS, Kind.CHECKPOINT] + [Kind.REVOCATION_LIST] * 3
    assert checkpoint.append.entries[0] == genesis(DID)
    assert [entry.subject[0] for entry in checkpoint.append.entries[2:]] == [1, 2, 3]
    assert (checkpoint.append.seq, checkpoint.append.prev, checkpoint.append.prev_block) == (0, NOTHING, 0)


def test_entries_without_leaves_come_with_a_tree_of_padding(engine: Engine, journal: SqlJournal) -> None:
    with Session(engine) as session, session.begin():
        SqlOutbox(session).entry("DID_VERSION", bytes(32), bytes(32))
    checkpoint = opened(journal)
    assert checkpoint
    assert [entry.kind for entry in checkpoint.append.entries] == [Kind.GENESIS, Kind.CHECKPOINT, Kind.DID_VERSION]
    assert checkpoint.leaves == 0


def test_receipts_do_not_show_how_many_there_were(engine: Engine, tmp_path: Path) -> None:
    ledger, key = EmbeddedLedger.open(tmp_path / "chain"), MemoryKey()
    log = Log(chain=ledger.chain, contract=ledger.contract, issuer=key.address)
    journal = SqlJournal(engine, log, DID, floor=8)
    for count in (1, 8, 9):
        add_leaves(engine, count)
        final(journal, ledger, key)
    with Session(engine) as session:
        rows = session.exec(select(CheckpointRow).order_by(text("seq"))).all()
        receipts = [receipt_for(session, leaf) for leaf in session.exec(select(LeafRow.id)).all()]
    assert [(row.leaves, row.padding) for row in rows] == [(1, 7), (8, 0), (9, 7)]
    assert sorted(receipt.size for receipt in receipts if receipt) == [8] * 9 + [16] * 9
    assert all(receipt and receipt.holds for receipt in receipts)
    ledger.close()


def test_a_time_on_the_schedule_gets_one_checkpoint(engine: Engine, tmp_path: Path) -> None:
    ledger, key = EmbeddedLedger.open(tmp_path / "chain"), MemoryKey()
    journal = SqlJournal(engine, Log(chain=ledger.chain, contract=ledger.contract, issuer=key.address), DID)
    for hour, again in ((9, False), (9, True), (10, False), (11, False)):
        with Session(engine) as session, session.begin():
            waits = SqlAnchored(session).schedule(datetime(2026, 11, 23, hour, tzinfo=UTC))
        assert waits is not again
        if hour != 10:  # then the node was down
            final(journal, ledger, key)
    with Session(engine) as session:
        rows = session.exec(select(CheckpointRow)).all()
        assert [(row.leaves, row.padding) for row in rows] == [(0, 256), (0, 256)]
        assert anchored_leaves(session) == 0
        assert SqlAnchored(session).waiting() == 0
    ledger.close()


def test_there_is_one_unfinished_checkpoint(engine: Engine, journal: SqlJournal) -> None:
    add_leaves(engine, 1)
    first = opened(journal)
    add_leaves(engine, 1)
    with journal.writer() as writer:
        assert writer.unfinished() == first
    with pytest.raises(IntegrityError):
        opened(journal)
    with Session(engine) as session:
        assert len(session.exec(select(LeafRow).where(LeafRow.checkpoint_id == None)).all()) == 1  # noqa: E711


def test_what_does_not_fit_stays_for_the_next_one(engine: Engine, tmp_path: Path) -> None:
    ledger, key = EmbeddedLedger.open(tmp_path / "chain"), MemoryKey()
    log = Log(chain=ledger.chain, contract=ledger.contract, issuer=key.address)
    journal = SqlJournal(engine, log, DID, max_leaves=4)
    add_leaves(engine, 10)
    with Session(engine) as session, session.begin():
        for n in range(MAX_ENTRIES + 20):
            SqlOutbox(session).entry("status_list", bytes([n]) * 32, bytes(32))
    final(journal, ledger, key)
    with Session(engine) as session:
        assert anchored_leaves(session) == 10
        assert [row.leaves for row in session.exec(select(CheckpointRow).order_by(text("seq")))] == [4, 4, 2]
    anchors = [anchor for block in range(1, 4) for anchor in ledger.anchors_in(key.address, block)]
    assert [len(anchor.append.entries) for anchor in anchors] == [100, 23, 1]
    subjects = [e.subject[0] for a in anchors for e in a.append.entries if e.kind is Kind.STATUS_LIST]
    assert subjects == list(range(MAX_ENTRIES + 20))
    ledger.close()


def test_a_receipt_comes_when_it_is_final(engine: Engine, tmp_path: Path) -> None:
    ledger, key = EmbeddedLedger.open(tmp_path / "chain"), MemoryKey()
    journal = SqlJournal(engine, Log(chain=ledger.chain, contract=ledger.contract, issuer=key.address), DID)
    add_leaves(engine, 8)
    with Session(engine) as session, session.begin():
        mine = SqlOutbox(session).leaf(b"\x42" * 32)
    worker = Worker(ledger, journal, key)
    while worker.advance():
        with Session(engine) as session:
            row = session.exec(select(CheckpointRow)).one()
            assert (receipt_for(session, mine) is not None) is (row.state == State.FINAL)
    with Session(engine) as session, session.begin():
        receipt = receipt_for(session, mine)
        assert receipt_for(session, uuid4()) is None
        session.get_one(LeafRow, mine).salt = None
    assert receipt
    assert receipt.holds
    assert receipt.leaf.digest == b"\x42" * 32
    assert check_receipt_on_chain(receipt, ledger).final
    with Session(engine) as session:
        assert receipt_for(session, mine) is None
        others = session.exec(select(LeafRow.id).where(LeafRow.id != mine)).all()
        receipts = [receipt_for(session, other) for other in others]
        assert all(receipt and receipt.holds for receipt in receipts)
    ledger.close()


def test_one_writer_a_log(engine: Engine, journal: SqlJournal) -> None:
    other = SqlJournal(engine, LOG.model_copy(update={"chain": "eip155:1"}), DID)
    with journal.writer():
        with pytest.raises(WriterBusy), SqlJournal(engine, LOG, DID).writer():
            pass
        with other.writer():
            pass
    with journal.writer():
        pass


def test_a_writer_whose_connection_dies_writes_no_more(engine: Engine, journal: SqlJournal) -> None:
    add_leaves(engine, 1)
    checkpoint = opened(journal)
    assert checkpoint
    holders = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
    with pytest.raises(OperationalError), journal.writer() as writer:  # noqa: PT012 - dies inside
        with engine.begin() as killer:
            killer.execute(text(holders))
        writer.move(checkpoint, State.SEALED)
    with journal.writer() as writer:
        assert writer.unfinished() == checkpoint
        writer.move(checkpoint, State.SEALED)
        with pytest.raises(WriterBusy):
            writer.move(checkpoint, State.SUBMITTED)


def test_an_error_inside_frees_the_lock(engine: Engine, journal: SqlJournal) -> None:
    with pytest.raises(ZeroDivisionError), journal.writer():
        raise ZeroDivisionError
    with journal.writer():
        pass


def test_a_kind_that_is_none_is_refused(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(KeyError):
        SqlOutbox(session).entry("nonsense", bytes(32), bytes(32))
