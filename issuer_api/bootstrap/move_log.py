"""Goes on in another log: when a network ends, or the anchoring key is changed.

    move_log(Mover(engine, keys, clock, floor), key, old=ledger, new=other)

1 The intent is written down (`AnchorMoveRow`). 2 The old log gets its last entry, which names the new log; where its
chain is gone, what was not final waits for the new log instead. 3 The new log begins with the DID and the old log's
last head. 4 The DID's log names the new log, and keeps the old one with its last block; in the same transaction the
institution changes over. Killed anywhere, the same call goes on from there; done already, it does nothing.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from anchoring.errors import LedgerRefused, LedgerUnavailable, WriterBusy
from anchoring.ledger import AnchorKey, Ledger
from anchoring.log import Log
from anchoring.proofs import take_proof
from anchoring.worker import Worker
from issuer_api.adapters.did_webvh import AnchorBinding
from issuer_api.bootstrap.did_version import add_version, history_of, moved, parts_of
from issuer_api.db.anchoring import CLOSING, DONE, OPENING, AnchorMoveRow
from issuer_api.db.evidence import SqlProofs
from issuer_api.db.journal import SqlJournal
from issuer_api.db.moves import begin, end_old
from issuer_api.db.work import SqlWork
from issuer_api.domain.institution import Institution
from issuer_api.domain.ports import Clock
from issuer_api.usecases.node import institution_of, there


@dataclass(frozen=True, slots=True)
class Mover:
    """The institution's database and keys. `pause` waits a little for a chain; `floor` is the smallest tree."""

    engine: Engine
    keys: Path
    clock: Clock
    floor: int
    pause: Callable[[], None] = lambda: time.sleep(2)


def move_log(mover: Mover, key: AnchorKey, *, old: Ledger | None, new: Ledger, old_key: AnchorKey | None = None) -> Log:
    """The log that the institution goes on in. `old` None: that chain is gone.

    Raises Conflict (same-log, other-move), LedgerUnavailable, LedgerRefused, HeadMismatch, WrongChain.
    """
    target = Log(chain=new.chain, contract=new.contract, issuer=key.address)
    with Session(mover.engine, expire_on_commit=False) as session, session.begin():
        institution = institution_of(SqlWork(session))
        move = begin(session, _log_of(institution), target, start_block=new.latest().number, gone=old is None)
    if move.state == CLOSING and old is not None:
        _anchor(mover, institution.did, move.old, old, old_key or key)
        move = _step(mover, move, end_old)
    if move.state == OPENING:
        _anchor(mover, institution.did, target, new, key)
        _step(mover, move, lambda session, row: _publish(mover, session, row))
    return target


def _step(mover: Mover, move: AnchorMoveRow, act: Callable[[Session, AnchorMoveRow], None]) -> AnchorMoveRow:
    with Session(mover.engine, expire_on_commit=False) as session, session.begin():
        row = session.get_one(AnchorMoveRow, move.id, with_for_update=True)
        if row.state == move.state:
            act(session, row)
        return row


def _anchor(mover: Mover, did: str, log: Log, ledger: Ledger, key: AnchorKey) -> None:
    """All that the journal has for this log, until it is final, and the proof of it where the network gives one."""
    worker = Worker(ledger, SqlJournal(mover.engine, log, did, floor=mover.floor), key)
    while True:
        try:
            step = worker.advance()
        except WriterBusy:
            mover.pause()
            continue
        if step is None:
            break
        if not step.moved:
            mover.pause()
    with suppress(LedgerUnavailable, LedgerRefused):  # the log that goes on commits to this head too
        take_proof(ledger, SqlProofs(mover.engine, log))


def _publish(mover: Mover, session: Session, move: AnchorMoveRow) -> None:
    """The DID's next version and the change-over, in the caller's transaction."""
    work = SqlWork(session)
    institution = there(work.institutions.locked(1), "institution")
    anchor = AnchorBinding(move.new_chain, move.new_issuer, move.new_contract, move.start_block)
    parts = moved(parts_of(history_of(work, mover.clock), mover.keys), anchor, move.end_block)
    add_version(work, mover.keys, mover.clock, parts)
    institution.chain, institution.contract = move.new_chain, move.new_contract
    institution.anchor_address, institution.start_block = move.new_issuer, move.start_block
    move.state = DONE


def _log_of(institution: Institution) -> Log:
    return Log(chain=institution.chain, contract=institution.contract, issuer=institution.anchor_address)
