"""What the anchoring tables say, for those who only read: `issuer_api.domain.ports.Anchored`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, func, select

from anchoring.checkpoint import NOTHING, Receipt, State
from anchoring.evidence import LogEvidence
from anchoring.watch import price
from issuer_api.db.anchoring import (
    AnchorWatchRow,
    CheckpointEntryRow,
    CheckpointRow,
    CheckpointTimeRow,
    CheckpointTransactionRow,
    LeafRow,
    anchor_of,
    receipt_for,
)
from issuer_api.db.evidence import evidence_for
from issuer_api.db.tables import LogLeafRow
from issuer_api.domain.ports import AnchoringStatus, CheckpointSummary


class SqlAnchored:
    """See `issuer_api.domain.ports.Anchored`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def waiting(self) -> int:
        return sum(
            self._session.exec(select(func.count()).where(col(row.checkpoint_id).is_(None))).one()
            for row in (LeafRow, CheckpointEntryRow)
        )

    def status(self, chain: str, contract: str, issuer: str) -> AnchoringStatus:
        seen = self._session.get(AnchorWatchRow, (chain, contract, issuer))
        seen = seen or AnchorWatchRow(chain=chain, contract=contract, issuer=issuer)
        rows = select(CheckpointRow).where(
            CheckpointRow.chain == chain, CheckpointRow.contract == contract, CheckpointRow.issuer == issuer
        )
        ended = (State.FINAL, State.ABANDONED)
        unfinished = self._session.exec(rows.where(col(CheckpointRow.state).not_in(ended))).one_or_none()
        placed = rows.where(col(CheckpointRow.transaction).is_not(None)).order_by(col(CheckpointRow.seq).desc())
        last = self._session.exec(placed.limit(1)).one_or_none()
        anchor = anchor_of(self._session, last) if last else None
        cost = self._last_price(chain, contract, issuer)
        return AnchoringStatus(
            waiting=self.waiting(),
            oldest_waiting=self._oldest_waiting(),
            unfinished=unfinished.state if unfinished else None,
            unfinished_since=unfinished.created_at if unfinished else None,
            journal_head=_hex(anchor.head if anchor else NOTHING),
            seen_at=seen.seen_at,
            latest_block=seen.latest_block,
            final_block=seen.final_block,
            chain_head=_hex(seen.head),
            balance=None if seen.balance is None else int(seen.balance),
            affordable=int(seen.balance // cost) if cost and seen.balance is not None else None,
            trouble=seen.trouble,
            trouble_detail=seen.trouble_detail,
            trouble_since=seen.trouble_since,
        )

    def _oldest_waiting(self) -> datetime | None:
        found = [
            self._session.exec(select(func.min(row.created_at)).where(col(row.checkpoint_id).is_(None))).one()
            for row in (LeafRow, CheckpointEntryRow)
        ]
        return min((moment for moment in found if moment is not None), default=None)

    def _last_price(self, chain: str, contract: str, issuer: str) -> int | None:
        query = (
            select(CheckpointTransactionRow.raw)
            .join(CheckpointRow)
            .where(CheckpointRow.chain == chain, CheckpointRow.contract == contract, CheckpointRow.issuer == issuer)
            .order_by(col(CheckpointTransactionRow.created_at).desc())
            .limit(1)
        )
        raw = self._session.exec(query).one_or_none()
        return price(raw) if raw else None

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


def _hex(value: bytes | None) -> str | None:
    return None if value is None else "0x" + value.hex()
