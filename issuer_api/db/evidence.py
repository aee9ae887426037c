"""Proofs of heads, kept while the network still gives them, and what they prove of a receipt.

while worker.advance(): ...
take_proof(ledger, SqlProofs(engine, log))
evidence_for(session, leaf_id)           # the receipt, its log, and the logs that go on from it
"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from anchoring.checkpoint import Anchor, Entry, Kind, Log, Receipt, State
from anchoring.evidence import LogEvidence
from anchoring.lineage import Link, replay
from anchoring.storage_proof import HeadProof, ProvenHead
from issuer_api.db.anchoring import (
    CheckpointEntryRow,
    CheckpointRow,
    HeadProofRow,
    anchor_of,
    checkpoints_of,
    moves_from,
    receipt_for,
)


class SqlProofs:
    """See `anchoring.proofs.ProofStore`."""

    def __init__(self, engine: Engine, log: Log) -> None:
        self._engine = engine
        self._log = log

    def unproven(self) -> Anchor | None:
        """See ProofStore."""
        with Session(self._engine) as session:
            row = session.exec(_final(self._log).order_by(col(CheckpointRow.seq).desc()).limit(1)).first()
            anchor = anchor_of(session, row) if row else None
            proof = session.get(HeadProofRow, row.id) if row else None
            return None if anchor is None or (proof and proof.head == anchor.head) else anchor

    def keep(self, anchor: Anchor, proof: HeadProof, proven: ProvenHead) -> None:
        """See ProofStore."""
        with Session(self._engine) as session, session.begin():
            row = session.exec(_final(self._log).where(CheckpointRow.seq == anchor.append.seq)).one()
            values = HeadProofRow(
                checkpoint_id=row.id or 0,
                head=proven.head,
                block_number=proven.header.number,
                block_hash=proven.header.hash,
                proof=proof.model_dump(mode="json"),
            )
            session.merge(values)


def evidence_for(session: Session, leaf_id: UUID) -> tuple[Receipt, tuple[LogEvidence, ...]] | None:
    """The leaf's receipt, its log and those that go on from it, up to the last one with a proof.

    None while there is no receipt, or no proof that covers it.
    """
    receipt = receipt_for(session, leaf_id)
    if receipt is None:
        return None
    logs = [log_evidence(session, log) for log in _lineage(session, receipt.anchor.append.log)]
    while logs and logs[-1].proof is None:
        logs.pop()
    covered = len(logs) > 1 or (logs and len(logs[0].links) > receipt.anchor.append.seq)
    return (receipt, tuple(logs)) if covered else None


def log_evidence(session: Session, log: Log) -> LogEvidence:
    """The log as far as it is final; one that is in use, as far as its newest proof goes."""
    rows = session.exec(_final(log).order_by(col(CheckpointRow.seq))).all()
    links = _links(session, rows)
    heads = replay(log, links)
    left = session.exec(moves_from(log)).first()
    for place in range(len(rows) - 1, -1, -1):
        proof = session.get(HeadProofRow, rows[place].id)
        if proof and proof.head == heads[place]:
            shown = links if left else links[: place + 1]
            return LogEvidence(log=log, links=shown, proof=HeadProof.model_validate(proof.proof))
    return LogEvidence(log=log, links=links, proof=None)


def _links(session: Session, rows: Sequence[CheckpointRow]) -> tuple[Link, ...]:
    query = select(CheckpointEntryRow).where(col(CheckpointEntryRow.checkpoint_id).in_([row.id for row in rows]))
    entries: dict[int | None, list[Entry]] = defaultdict(list)
    for entry in session.exec(query.order_by(col(CheckpointEntryRow.position))):
        found = Entry(kind=Kind[entry.kind], subject=entry.subject, digest=entry.digest)
        entries[entry.checkpoint_id].append(found)
    return tuple(Link(seq=row.seq, timestamp=row.block_timestamp or 0, entries=tuple(entries[row.id])) for row in rows)


def _lineage(session: Session, log: Log) -> list[Log]:
    """This log and those that go on from it, of which something is final."""
    logs = [log]
    while move := session.exec(moves_from(logs[-1])).first():
        if session.exec(_final(move.new).limit(1)).first() is None:
            break
        logs.append(move.new)
    return logs


def _final(log: Log) -> SelectOfScalar[CheckpointRow]:
    return checkpoints_of(log).where(CheckpointRow.state == State.FINAL)
