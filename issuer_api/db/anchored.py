"""What the anchoring tables say, for those who only read: `issuer_api.domain.ports.Anchored`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, func, select

from anchoring.checkpoint import Receipt, State
from anchoring.evidence import LogEvidence
from issuer_api.db.anchoring import (
    CheckpointEntryRow,
    CheckpointRow,
    CheckpointTimeRow,
    LeafRow,
    anchor_of,
    receipt_for,
)
from issuer_api.db.evidence import evidence_for
from issuer_api.db.tables import LogLeafRow
from issuer_api.domain.ports import CheckpointSummary


class SqlAnchored:
    """See `issuer_api.domain.ports.Anchored`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def waiting(self) -> int:
        return sum(
            self._session.exec(select(func.count()).where(col(row.checkpoint_id).is_(None))).one()
            for row in (LeafRow, CheckpointEntryRow)
        )

    def schedule(self, at: datetime) -> bool:
        self._session.connection().execute(insert(CheckpointTimeRow).values(at=at).on_conflict_do_nothing())
        waiting = select(CheckpointTimeRow.at).where(col(CheckpointTimeRow.checkpoint_id).is_(None)).limit(1)
        return self._session.exec(waiting).first() is not None

    def receipt(self, leaf_id: UUID) -> dict[str, object] | None:
        found = receipt_for(self._session, leaf_id)
        return found.to_json() if found else None

    def evidence(self, leaf_id: UUID) -> tuple[Receipt, tuple[LogEvidence, ...]] | None:
        return evidence_for(self._session, leaf_id)

    def checkpoints(self) -> list[CheckpointSummary]:
        counted = select(CheckpointEntryRow.checkpoint_id, func.count()).group_by(col(CheckpointEntryRow.checkpoint_id))
        entries = dict(self._session.exec(counted).all())
        return [
            CheckpointSummary(
                id=row.id or 0,
                state=row.state,
                leaves=row.leaves,
                padding=row.padding,
                entries=entries.get(row.id, 0),
                transaction="0x" + row.transaction.hex() if row.transaction else None,
                block=row.block_number,
            )
            for row in self._session.exec(select(CheckpointRow).order_by(col(CheckpointRow.id)))
        ]

    def heads_outside_log(self) -> list[tuple[int, bytes]]:
        logged = select(LogLeafRow.checkpoint_id)
        final = select(CheckpointRow).where(CheckpointRow.state == State.FINAL, col(CheckpointRow.id).not_in(logged))
        found = [
            (row.id, anchor_of(self._session, row)) for row in self._session.exec(final.order_by(col(CheckpointRow.id)))
        ]
        return [(checkpoint_id, anchor.head) for checkpoint_id, anchor in found if checkpoint_id and anchor]
