"""What waits to be anchored, and how far each checkpoint is: six tables, and the outbox on them.

    with Session(engine) as session, session.begin():
        leaf_id = SqlOutbox(session).leaf(digest)      # in the transaction that made what the digest is of
    worker = Worker(ledger, SqlJournal(engine, log, did), key)
    receipt = receipt_for(session, leaf_id)            # once its checkpoint is FINAL

A leaf or an entry with no checkpoint waits. See `anchoring.journal.Journal` for the contract.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Numeric,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from anchoring.checkpoint import Anchor, Append, Block, Entry, Kind, Leaf, Log, Receipt, State
from anchoring.merkle import Tree
from anchoring.padding import Padding


def _written() -> Any:
    """When a row was written, by the database's clock: later than the rows before it in its transaction."""
    now = {"server_default": func.clock_timestamp()}
    return Field(default=None, sa_type=DateTime(timezone=True), sa_column_kwargs=now)


class LeafRow(SQLModel, table=True):
    """A salted digest. Its hash stays when both are destroyed, for the others' receipts need it."""

    __tablename__ = "leaf"
    __table_args__ = (UniqueConstraint("checkpoint_id", "position"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    digest: bytes | None = Field(sa_type=LargeBinary)
    salt: bytes | None = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary, unique=True)
    checkpoint_id: int | None = Field(default=None, sa_type=BigInteger, foreign_key="checkpoint.id")
    position: int | None = None
    created_at: datetime = _written()


class CheckpointRow(SQLModel, table=True):
    """One append of one log. The block's columns are set in CONFIRMED and FINAL."""

    __tablename__ = "checkpoint"
    __table_args__ = (
        UniqueConstraint("chain", "contract", "issuer", "seq"),
        Index(
            "one_unfinished_checkpoint",
            "chain",
            "contract",
            "issuer",
            unique=True,
            postgresql_where=text("state <> 'FINAL'"),
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    chain: str
    contract: str
    issuer: str
    seq: int = Field(sa_type=BigInteger)
    prev: bytes = Field(sa_type=LargeBinary)
    prev_block: int = Field(sa_type=BigInteger)
    leaves: int  # real ones; `padding` come on top of them, out of `padding_seed`
    padding: int = 0
    padding_seed: bytes | None = Field(default=None, sa_type=LargeBinary)
    state: str
    transaction: bytes | None = Field(default=None, sa_type=LargeBinary)
    block_number: int | None = Field(default=None, sa_type=BigInteger)
    block_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    block_timestamp: int | None = Field(default=None, sa_type=BigInteger)
    created_at: datetime = _written()


class CheckpointEntryRow(SQLModel, table=True):
    """One entry of an append, or one that waits."""

    __tablename__ = "checkpoint_entry"
    __table_args__ = (UniqueConstraint("checkpoint_id", "position"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: str
    subject: bytes = Field(sa_type=LargeBinary)
    digest: bytes = Field(sa_type=LargeBinary)
    checkpoint_id: int | None = Field(default=None, sa_type=BigInteger, foreign_key="checkpoint.id")
    position: int | None = None
    created_at: datetime = _written()


class CheckpointTransactionRow(SQLModel, table=True):
    """A signed transaction, written before it was sent. Any of a checkpoint's may be the one in the block."""

    __tablename__ = "checkpoint_transaction"

    hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    checkpoint_id: int = Field(sa_type=BigInteger, foreign_key="checkpoint.id", index=True)
    nonce: int = Field(sa_type=BigInteger)
    raw: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = _written()


class CheckpointTimeRow(SQLModel, table=True):
    """A time on the schedule. It waits like a leaf, so that it gets its checkpoint whatever is killed, and one only."""

    __tablename__ = "checkpoint_time"

    at: datetime = Field(sa_type=DateTime(timezone=True), primary_key=True)
    checkpoint_id: int | None = Field(
        default=None, sa_type=BigInteger, foreign_key="checkpoint.id", ondelete="CASCADE", index=True
    )


class HeadProofRow(SQLModel, table=True):
    """A storage proof (`anchoring.storage_proof.HeadProof`) of the head after a checkpoint, taken when it was final.

    It proves `head`; should a reorganization put the checkpoint elsewhere after all, that is another head.
    """

    __tablename__ = "head_proof"

    checkpoint_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("checkpoint.id", ondelete="CASCADE"), primary_key=True)
    )
    head: bytes = Field(sa_type=LargeBinary)
    block_number: int = Field(sa_type=BigInteger)
    block_hash: bytes = Field(sa_type=LargeBinary)
    proof: dict[str, Any] = Field(sa_type=JSONB)
    created_at: datetime = _written()


CLOSING, OPENING, DONE = "CLOSING", "OPENING", "DONE"  # the states of a move


class AnchorMoveRow(SQLModel, table=True):
    """A log that ends and the one that goes on from it (`anchoring.lineage`). One row at most is not DONE.

    CLOSING: the old log gets its last entry, unless its chain is `gone`. OPENING: it has ended with `head`, in or
    before `end_block`; the new log, from `start_block` on, begins with that. DONE: the DID names the new log.
    """

    __tablename__ = "anchor_move"
    __table_args__ = (
        UniqueConstraint("new_chain", "new_contract", "new_issuer"),
        Index("one_unfinished_move", text("(true)"), unique=True, postgresql_where=text("state <> 'DONE'")),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    state: str
    gone: bool
    old_chain: str
    old_contract: str
    old_issuer: str
    new_chain: str
    new_contract: str
    new_issuer: str
    start_block: int = Field(sa_type=BigInteger)
    head: bytes | None = Field(default=None, sa_type=LargeBinary)
    end_block: int | None = Field(default=None, sa_type=BigInteger)
    created_at: datetime = _written()

    @property
    def old(self) -> Log:
        """The log that ends."""
        return Log(chain=self.old_chain, contract=self.old_contract, issuer=self.old_issuer)

    @property
    def new(self) -> Log:
        """The log that goes on."""
        return Log(chain=self.new_chain, contract=self.new_contract, issuer=self.new_issuer)


class AnchorWatchRow(SQLModel, table=True):
    """How anchoring to one log went when the worker last looked: what the chain said, and what is wrong."""

    __tablename__ = "anchor_watch"

    chain: str = Field(primary_key=True)
    contract: str = Field(primary_key=True)
    issuer: str = Field(primary_key=True)
    seen_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    latest_block: int | None = Field(default=None, sa_type=BigInteger)
    final_block: int | None = Field(default=None, sa_type=BigInteger)
    head: bytes | None = Field(default=None, sa_type=LargeBinary)
    balance: Decimal | None = Field(default=None, sa_type=Numeric(78, 0))
    trouble: str | None = None
    trouble_detail: str | None = None
    trouble_since: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class SqlOutbox:
    """What waits to be anchored, in the caller's transaction: neither is there without the other."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def leaf(self, digest: bytes) -> UUID:
        """A 32-byte digest for the next checkpoint's tree, under a fresh salt. Returns the leaf's id."""
        leaf = Leaf.of(digest)
        row = LeafRow(digest=leaf.digest, salt=leaf.salt, hash=leaf.hash)
        self._session.add(row)
        return row.id

    def forget(self, leaf_ids: Sequence[UUID]) -> dict[UUID, bytes]:
        """Destroy salts and digests of these leaves; returns their hashes."""
        rows = self._session.exec(select(LeafRow).where(col(LeafRow.id).in_(leaf_ids))).all()
        for row in rows:
            row.salt = row.digest = None
        return {row.id: row.hash for row in rows}

    def entry(self, kind: str, subject: bytes, digest: bytes) -> UUID:
        """An entry of its own in the next append; `kind` names an `anchoring.log.Kind` in any case."""
        entry = Entry(kind=Kind[kind.upper()], subject=subject, digest=digest)
        row = entry_row(entry)
        self._session.add(row)
        return row.id


def receipt_for(session: Session, leaf_id: UUID) -> Receipt | None:
    """The leaf's receipt; None while its checkpoint is not FINAL, and for ever once its salt is destroyed."""
    leaf = session.get(LeafRow, leaf_id)
    if leaf is None or leaf.salt is None or leaf.digest is None or leaf.checkpoint_id is None or leaf.position is None:
        return None
    checkpoint = session.get_one(CheckpointRow, leaf.checkpoint_id)
    anchor = anchor_of(session, checkpoint)
    if checkpoint.state != State.FINAL or anchor is None:
        return None
    tree = Tree(tree_leaves(session, checkpoint))
    return Receipt(
        leaf=Leaf(salt=leaf.salt, digest=leaf.digest),
        index=leaf.position,
        size=tree.size,
        path=tree.path(leaf.position),
        anchor=anchor,
    )


def tree_leaves(session: Session, row: CheckpointRow) -> list[bytes]:
    """The leaf hashes of a checkpoint's tree, real ones and padding, in the order of their hashes."""
    real = session.exec(select(LeafRow.hash).where(LeafRow.checkpoint_id == row.id)).all()
    padding = Padding(row.padding_seed, row.padding).hashes if row.padding_seed else []
    return sorted([*real, *padding])


def anchored_leaves(session: Session) -> int:
    """How many real leaves are in FINAL checkpoints."""
    query = select(func.count()).select_from(LeafRow).join(CheckpointRow).where(CheckpointRow.state == State.FINAL)
    return session.exec(query).one()


def entry_row(entry: Entry, checkpoint_id: int | None = None, position: int | None = None) -> CheckpointEntryRow:
    """A new row of an entry."""
    return CheckpointEntryRow(
        kind=entry.kind.name,
        subject=entry.subject,
        digest=entry.digest,
        checkpoint_id=checkpoint_id,
        position=position,
    )


def append_of(session: Session, row: CheckpointRow) -> Append:
    """The append that a checkpoint puts on the chain."""
    query = select(CheckpointEntryRow).where(CheckpointEntryRow.checkpoint_id == row.id)
    rows = session.exec(query.order_by(col(CheckpointEntryRow.position)))
    return Append(
        log=Log(chain=row.chain, contract=row.contract, issuer=row.issuer),
        seq=row.seq,
        prev=row.prev,
        prev_block=row.prev_block,
        entries=tuple(Entry(kind=Kind[e.kind], subject=e.subject, digest=e.digest) for e in rows),
    )


def anchor_of(session: Session, row: CheckpointRow) -> Anchor | None:
    """Where a checkpoint is on the chain; None before CONFIRMED."""
    if row.transaction is None or row.block_number is None or row.block_hash is None or row.block_timestamp is None:
        return None
    block = Block(number=row.block_number, hash=row.block_hash, timestamp=row.block_timestamp)
    return Anchor(append=append_of(session, row), block=block, transaction=row.transaction)


def moves_from(log: Log) -> SelectOfScalar[AnchorMoveRow]:
    """The move that ends this log, if there is one."""
    return select(AnchorMoveRow).where(
        AnchorMoveRow.old_chain == log.chain,
        AnchorMoveRow.old_contract == log.contract,
        AnchorMoveRow.old_issuer == log.issuer,
    )


def moves_to(log: Log) -> SelectOfScalar[AnchorMoveRow]:
    """The move that this log begins with, if there is one."""
    return select(AnchorMoveRow).where(
        AnchorMoveRow.new_chain == log.chain,
        AnchorMoveRow.new_contract == log.contract,
        AnchorMoveRow.new_issuer == log.issuer,
    )


def checkpoints_of(log: Log) -> SelectOfScalar[CheckpointRow]:
    """The checkpoints of this log."""
    return select(CheckpointRow).where(
        CheckpointRow.chain == log.chain,
        CheckpointRow.contract == log.contract,
        CheckpointRow.issuer == log.issuer,
    )
