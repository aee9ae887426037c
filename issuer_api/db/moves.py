"""Moves of the institution's log to another chain or key, as they are written down: see `AnchorMoveRow`.

move = begin(session, old, new, start_block=7, gone=False)     # one at a time
end_old(session, move)                                         # once nothing of the old log is unfinished
"""

from sqlmodel import Session, col, select, update

from anchoring.checkpoint import Kind, Log, State
from issuer_api.db.anchoring import (
    CLOSING,
    DONE,
    OPENING,
    AnchorMoveRow,
    CheckpointEntryRow,
    CheckpointRow,
    CheckpointTimeRow,
    HeadProofRow,
    LeafRow,
    anchor_of,
    checkpoints_of,
    moves_from,
    moves_to,
)
from issuer_api.domain.errors import Conflict

_OWN = (Kind.GENESIS.name, Kind.CHECKPOINT.name, Kind.ROTATE.name, Kind.MIGRATE.name)  # a checkpoint makes them itself


def begin(session: Session, old: Log, new: Log, *, start_block: int, gone: bool) -> AnchorMoveRow:
    """The move, new or as it was left. Raises Conflict where another one is unfinished, or there is nowhere to move."""
    if session.exec(moves_from(new)).first():
        raise Conflict("log-was-left", "The institution has left that log: a log that ended does not begin again.")
    found = session.exec(select(AnchorMoveRow).where(AnchorMoveRow.state != DONE)).one_or_none()
    if found is None:
        found = session.exec(moves_to(new)).one_or_none() or _new(session, old, new, start_block)
    if found.new != new:
        raise Conflict("other-move", f"A move to {found.new_chain}, contract {found.new_contract}, is unfinished.")
    if gone and found.state == CLOSING:
        found.gone = True
        _release(session, found.old)
        end_old(session, found)
    return found


def end_old(session: Session, move: AnchorMoveRow) -> None:
    """CLOSING to OPENING: the old log ended with its newest final append; what is proven of it counts."""
    rows = session.exec(
        checkpoints_of(move.old).where(CheckpointRow.state == State.FINAL).order_by(col(CheckpointRow.seq))
    ).all()
    anchor = anchor_of(session, rows[-1]) if rows else None
    proofs = [proof for row in rows if (proof := session.get(HeadProofRow, row.id))]
    blocks = [proof.block_number for proof in proofs] + ([anchor.block.number] if anchor else [])
    move.head, move.end_block = anchor.head if anchor else None, max(blocks, default=None)
    move.state = OPENING


def _new(session: Session, old: Log, new: Log, start_block: int) -> AnchorMoveRow:
    if old == new:
        raise Conflict("same-log", f"The institution anchors on {new.chain}, contract {new.contract}, already.")
    row = AnchorMoveRow(
        state=CLOSING,
        gone=False,
        old_chain=old.chain,
        old_contract=old.contract,
        old_issuer=old.issuer,
        new_chain=new.chain,
        new_contract=new.contract,
        new_issuer=new.issuer,
        start_block=start_block,
    )
    session.add(row)
    session.flush()
    return row


def _release(session: Session, log: Log) -> None:
    """What the unfinished checkpoint of a chain that is gone held waits again, for the log that goes on."""
    row = session.exec(
        checkpoints_of(log).where(col(CheckpointRow.state).not_in([State.FINAL, State.ABANDONED]))
    ).one_or_none()
    if row is None:
        return
    for entry in session.exec(select(CheckpointEntryRow).where(CheckpointEntryRow.checkpoint_id == row.id)).all():
        if entry.kind in _OWN:
            session.delete(entry)
        entry.checkpoint_id = entry.position = None
    leaves = update(LeafRow).where(col(LeafRow.checkpoint_id) == row.id)
    session.exec(leaves.values(checkpoint_id=None, position=None))
    times = update(CheckpointTimeRow).where(col(CheckpointTimeRow.checkpoint_id) == row.id)
    session.exec(times.values(checkpoint_id=None))
    row.state, row.leaves, row.padding, row.padding_seed = State.ABANDONED, 0, 0, None
