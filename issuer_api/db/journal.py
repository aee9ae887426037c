"""The anchoring journal on PostgreSQL: `anchoring.journal.Journal` over the tables of `db.anchoring`.

    journal = SqlJournal(engine, Log(chain=…, contract=…, issuer=…), did)
    with journal.writer() as writer:
        ...

The one writer holds a session-level advisory lock named after the log, and writes on the connection that
holds it. Each change of state names the state it leaves, so a writer whose lock was lost changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from sqlalchemy import Connection, Engine, text
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from anchoring.checkpoint import (
    MAX_ENTRIES,
    NOTHING,
    Anchor,
    Attempt,
    Checkpoint,
    Entry,
    Kind,
    Log,
    State,
    genesis,
)
from anchoring.errors import WriterBusy
from anchoring.lineage import migrate, rotate
from anchoring.merkle import Tree
from anchoring.padding import Padding
from issuer_api.db.anchoring import (
    CLOSING,
    AnchorMoveRow,
    CheckpointEntryRow,
    CheckpointRow,
    CheckpointTimeRow,
    CheckpointTransactionRow,
    LeafRow,
    anchor_of,
    append_of,
    checkpoints_of,
    entry_row,
    moves_from,
    moves_to,
)

MAX_LEAVES = 2**20  # of one checkpoint: its tree is built in memory
_ENDED = (State.FINAL, State.ABANDONED)
FLOOR = 256  # the smallest tree

_TAKE_LEAVES = text("""
    UPDATE leaf SET checkpoint_id = :checkpoint, position = placed.position
    FROM unnest(CAST(:hashes AS bytea[]), CAST(:positions AS integer[])) AS placed (hash, position)
    WHERE leaf.hash = placed.hash
""")


class SqlJournal:
    """The journal of one log; `identity` (a DID) is what its GENESIS entry commits to.

    Trees have a power of two of leaves, `floor` at least and `max_leaves` at most: padding makes up what is missing.
    """

    def __init__(
        self, engine: Engine, log: Log, identity: str, *, max_leaves: int = MAX_LEAVES, floor: int = FLOOR
    ) -> None:
        self._engine = engine
        self._identity = identity
        self._max_leaves = max_leaves
        self._floor = floor
        self.log = log
        name = f"anchoring {log.chain} {log.contract} {log.issuer}"
        self._lock = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)

    @contextmanager
    def writer(self) -> Iterator["SqlJournalWriter"]:
        """See Journal."""
        with self._engine.connect() as connection:
            if not self._ask(connection, "SELECT pg_try_advisory_lock(:lock)"):
                raise WriterBusy(f"another worker writes the log of {self.log.issuer}")
            try:
                yield SqlJournalWriter(connection, self.log, self._identity, self._max_leaves, self._floor)
            finally:
                if not connection.invalidated:
                    self._ask(connection, "SELECT pg_advisory_unlock(:lock)")

    def _ask(self, connection: Connection, question: str) -> bool:
        with connection.begin():
            return bool(connection.execute(text(question), {"lock": self._lock}).scalar_one())


class SqlJournalWriter:
    """See JournalWriter."""

    def __init__(self, connection: Connection, log: Log, identity: str, max_leaves: int, floor: int) -> None:
        self._connection = connection
        self._log = log
        self._identity = identity
        self._max_leaves = max_leaves
        self._floor = floor

    def unfinished(self) -> Checkpoint | None:
        """See JournalWriter."""
        with self._transaction() as session:
            row = session.exec(self._rows().where(col(CheckpointRow.state).not_in(_ENDED))).one_or_none()
            return _checkpoint(session, row) if row else None

    def before(self, checkpoint: Checkpoint) -> Checkpoint | None:
        """See JournalWriter."""
        with self._transaction() as session:
            row = session.exec(self._rows().where(CheckpointRow.seq == checkpoint.append.seq - 1)).one_or_none()
            return _checkpoint(session, row) if row else None

    def open(self) -> Checkpoint | None:
        """See JournalWriter."""
        with self._transaction() as session:
            ending, origin = (session.exec(move(self._log)).first() for move in (moves_from, moves_to))
            row = self._following(session)
            begins = row.seq == 0 and origin is not None
            if not (self._may_end(session) if ending else begins or self._anything_waits(session)):
                return None
            session.add(row)
            session.flush()
            root = self._take_leaves(session, row)
            self._take_times(session, row)
            own = self._beginning(origin) if row.seq == 0 else []
            own.append(Entry(kind=Kind.CHECKPOINT, subject=NOTHING, digest=root))
            if ending:
                own.append(rotate(ending.new, self._identity))
            session.add_all(entry_row(entry, row.id, position) for position, entry in enumerate(own))
            self._take_entries(session, row, len(own))
            session.flush()
            return _checkpoint(session, row)

    def seal(self, checkpoint: Checkpoint, attempt: Attempt) -> Checkpoint:
        """See JournalWriter. Signing the same transaction again adds nothing."""
        with self._transaction() as session:
            row = self._leaving(session, checkpoint)
            row.state = State.SEALED
            if session.get(CheckpointTransactionRow, attempt.transaction) is None:
                session.add(_attempt_row(checkpoint, attempt))
            session.flush()
            return _checkpoint(session, row)

    def move(self, checkpoint: Checkpoint, state: State, anchor: Anchor | None = None) -> Checkpoint:
        """See JournalWriter."""
        with self._transaction() as session:
            row = self._leaving(session, checkpoint)
            row.state = state
            _place(row, anchor)
            session.flush()
            return _checkpoint(session, row)

    def rebuild(self, checkpoint: Checkpoint, before: Anchor) -> Checkpoint:
        """See JournalWriter. The receipts of the checkpoint before follow its block."""
        with self._transaction() as session:
            row = self._leaving(session, checkpoint)
            _place(session.exec(self._rows().where(CheckpointRow.seq == before.append.seq)).one(), before)
            row.prev, row.prev_block = before.head, before.block.number
            session.flush()
            return _checkpoint(session, row)

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with Session(self._connection) as session, session.begin():
            yield session

    def _rows(self) -> SelectOfScalar[CheckpointRow]:
        return checkpoints_of(self._log)

    def _leaving(self, session: Session, checkpoint: Checkpoint) -> CheckpointRow:
        row = session.get(CheckpointRow, checkpoint.id, with_for_update=True)
        if row is None or row.state != checkpoint.state:
            raise WriterBusy(f"somebody else moved checkpoint {checkpoint.id}")
        return row

    def _following(self, session: Session) -> CheckpointRow:
        """A new row after the last one, which is FINAL: there is no unfinished one."""
        last = session.exec(self._rows().order_by(col(CheckpointRow.seq).desc()).limit(1)).one_or_none()
        anchor = anchor_of(session, last) if last else None
        return CheckpointRow(
            chain=self._log.chain,
            contract=self._log.contract,
            issuer=self._log.issuer,
            seq=anchor.append.seq + 1 if anchor else 0,
            prev=anchor.head if anchor else NOTHING,
            prev_block=anchor.block.number if anchor else 0,
            leaves=0,
            state=State.OPEN,
        )

    def _beginning(self, origin: AnchorMoveRow | None) -> list[Entry]:
        """What a log begins with: the identity that it belongs to, and the log that it goes on from, if any."""
        before = [migrate(origin.old, origin.head)] if origin and origin.head else []
        return [genesis(self._identity), *before]

    def _may_end(self, session: Session) -> bool:
        """Whether the last entry of a log that ends is still to be written: once, and while its end is awaited."""
        if session.exec(moves_from(self._log)).one().state != CLOSING:
            return False
        last = session.exec(self._rows().order_by(col(CheckpointRow.seq).desc()).limit(1)).first()
        ended = last is not None and any(entry.kind is Kind.ROTATE for entry in append_of(session, last).entries)
        return not ended

    def _anything_waits(self, session: Session) -> bool:
        waiting = [
            session.exec(select(row.checkpoint_id).where(col(row.checkpoint_id).is_(None)).limit(1)).all()
            for row in (LeafRow, CheckpointEntryRow, CheckpointTimeRow)
        ]
        return any(waiting)

    def _take_leaves(self, session: Session, row: CheckpointRow) -> bytes:
        """Gives the oldest waiting leaves their places, with padding between them; returns the Merkle root."""
        waiting = select(LeafRow.hash).where(col(LeafRow.checkpoint_id).is_(None))
        real = session.exec(waiting.order_by(col(LeafRow.created_at)).limit(self._max_leaves)).all()
        padding = Padding.of(len(real), self._floor)
        row.leaves, row.padding, row.padding_seed = len(real), padding.count, padding.seed
        hashes = sorted([*real, *padding.hashes])
        places = {"checkpoint": row.id, "hashes": hashes, "positions": list(range(len(hashes)))}
        session.connection().execute(_TAKE_LEAVES, places)
        return Tree(hashes).root

    def _take_times(self, session: Session, row: CheckpointRow) -> None:
        """Whatever was on the schedule until now is done with this checkpoint."""
        for time in session.exec(select(CheckpointTimeRow).where(col(CheckpointTimeRow.checkpoint_id).is_(None))):
            time.checkpoint_id = row.id

    def _take_entries(self, session: Session, row: CheckpointRow, first: int) -> None:
        """Gives the oldest waiting entries the places from `first` on, while there is room."""
        waiting = select(CheckpointEntryRow).where(col(CheckpointEntryRow.checkpoint_id).is_(None))
        query = waiting.order_by(col(CheckpointEntryRow.created_at)).limit(MAX_ENTRIES - first)
        for position, entry in enumerate(session.exec(query).all(), start=first):
            entry.checkpoint_id, entry.position = row.id, position


def _place(row: CheckpointRow, anchor: Anchor | None) -> None:
    row.transaction = anchor.transaction if anchor else None
    row.block_number = anchor.block.number if anchor else None
    row.block_hash = anchor.block.hash if anchor else None
    row.block_timestamp = anchor.block.timestamp if anchor else None


def _attempt_row(checkpoint: Checkpoint, attempt: Attempt) -> CheckpointTransactionRow:
    return CheckpointTransactionRow(
        hash=attempt.transaction,
        checkpoint_id=checkpoint.id,
        nonce=attempt.nonce,
        raw=attempt.raw,
        created_at=attempt.at,
    )


def _checkpoint(session: Session, row: CheckpointRow) -> Checkpoint:
    query = select(CheckpointTransactionRow).where(CheckpointTransactionRow.checkpoint_id == row.id)
    attempts = session.exec(query.order_by(col(CheckpointTransactionRow.created_at)))
    assert row.id is not None  # noqa: S101 - the database gave it one
    return Checkpoint(
        id=row.id,
        state=State(row.state),
        append=append_of(session, row),
        leaves=row.leaves,
        attempts=tuple(Attempt(transaction=a.hash, nonce=a.nonce, raw=a.raw, at=a.created_at) for a in attempts),
        anchor=anchor_of(session, row),
    )
