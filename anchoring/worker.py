"""Takes checkpoints to the chain (protocol steps A1 to A5): OPEN, SEALED, SUBMITTED, CONFIRMED, FINAL.

    worker = Worker(ledger, journal, key)
    while worker.advance():
        ...

What will be done is written down before it is done: a transaction is stored, then sent. So a worker that
was killed anywhere goes on as if nothing had happened, by the same path. What is sent twice happens once: the
bytes are the same, and the contract refuses an append that does not follow the head.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from anchoring.checkpoint import Attempt, Checkpoint, State
from anchoring.errors import (
    FeeCapReached,
    HeadMismatch,
    LedgerRefused,
    NonceTooLow,
    Reverted,
    Underpriced,
    WrongChain,
)
from anchoring.fees import FeePolicy, offer, raised
from anchoring.journal import Journal, JournalWriter
from anchoring.ledger import AnchorKey, Ledger, transaction_fields, transaction_hash
from anchoring.log import Anchor

_FEES = FeePolicy()


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """What one `advance` did. Where `before` is `after`, it waits for the chain."""

    checkpoint: int
    before: State | None  # None: it was opened in this step
    after: State

    @property
    def moved(self) -> bool:
        """Whether another step may be taken at once."""
        return self.before is not self.after


class Worker:
    """One issuer's writer. One unfinished checkpoint at a time, so one nonce in flight."""

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        key: AnchorKey,
        fees: FeePolicy = _FEES,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """Raises WrongChain where ledger, journal and key are not of the same log."""
        log = journal.log
        if (log.chain, log.contract, log.issuer) != (ledger.chain, ledger.contract, key.address):
            raise WrongChain("the ledger, the journal and the anchoring key are not of the same log")
        self._ledger = ledger
        self._journal = journal
        self._key = key
        self._fees = fees
        self._clock = clock

    def advance(self, *, gather: bool = True) -> Step | None:
        """One step of the unfinished checkpoint, or a new one; None when there is nothing to do.

        With `gather` false no new checkpoint is opened. Safe to call again after any error: nothing is lost
        and nothing is done twice. Raises WriterBusy, HeadMismatch, FeeCapReached, LedgerUnavailable, LedgerRefused,
        SignerFailed.
        """
        with self._journal.writer() as writer:
            checkpoint = writer.unfinished()
            if checkpoint is None:
                opened = writer.open() if gather else None
                return Step(opened.id, None, opened.state) if opened else None
            after = self._step(writer, checkpoint)
            return Step(checkpoint.id, checkpoint.state, after.state)

    def _step(self, writer: JournalWriter, checkpoint: Checkpoint) -> Checkpoint:
        match checkpoint.state:
            case State.OPEN:
                return self._seal(writer, checkpoint)
            case State.SEALED:
                return self._submit(writer, checkpoint)
            case State.SUBMITTED:
                return self._confirm(writer, checkpoint)
            case _:
                return self._finish(writer, checkpoint)

    def _seal(self, writer: JournalWriter, checkpoint: Checkpoint) -> Checkpoint:
        """Sign, and store what was signed; unless an earlier attempt got through after all."""
        if anchor := self._found(checkpoint):
            return writer.move(checkpoint, State.CONFIRMED, anchor)
        before, head = writer.before(checkpoint), self._ledger.head(checkpoint.append.log.issuer)
        if head != checkpoint.append.prev or (before and self._found(before) != before.anchor):
            return self._rebuild(writer, checkpoint, before, head)
        draft = self._ledger.prepare(checkpoint.append)
        rivals = [attempt for attempt in checkpoint.attempts if attempt.nonce == draft["nonce"]]
        if rivals:
            return self._replace(writer, checkpoint, draft, rivals[-1])
        return writer.seal(checkpoint, self._signed(offer(draft, self._fees.cap)))

    def _submit(self, writer: JournalWriter, checkpoint: Checkpoint) -> Checkpoint:
        """Send the stored bytes. A nonce that is used up was used by an attempt of ours, or by a stranger."""
        last = checkpoint.attempts[-1]
        try:
            self._ledger.send(last.raw)
        except NonceTooLow:
            if anchor := self._found(checkpoint):
                return writer.move(checkpoint, State.CONFIRMED, anchor)
            return writer.move(checkpoint, State.OPEN)
        except Underpriced:
            return self._replace(writer, checkpoint, self._ledger.prepare(checkpoint.append), last)
        return checkpoint if checkpoint.state is State.SUBMITTED else writer.move(checkpoint, State.SUBMITTED)

    def _confirm(self, writer: JournalWriter, checkpoint: Checkpoint) -> Checkpoint:
        """Look for it in a block. What is in none is sent again: the network may have forgotten it.

        What has waited for long is replaced. What cannot come, because a nonce before its own vanished in a
        reorganization, is signed anew.
        """
        if anchor := self._found(checkpoint):
            return writer.move(checkpoint, State.CONFIRMED, anchor)
        last, append = checkpoint.attempts[-1], checkpoint.append
        if self._ledger.account(append.log.issuer).nonce < last.nonce:
            return writer.move(checkpoint, State.OPEN)
        after = self._submit(writer, checkpoint)
        if after.state is State.SUBMITTED and self._clock() - last.at >= self._fees.patience:
            return self._replace(writer, after, self._ledger.prepare(append), last)
        return after

    def _finish(self, writer: JournalWriter, checkpoint: Checkpoint) -> Checkpoint:
        """Final once its block is. A reorganization puts it into another block, or takes it back."""
        final = self._ledger.finalized()  # asked first: what is then found at or below it, stays
        anchor = self._found(checkpoint)
        if anchor is None:
            return writer.move(checkpoint, State.SUBMITTED)
        if anchor.block.number <= final:
            return writer.move(checkpoint, State.FINAL, anchor)
        return checkpoint if anchor == checkpoint.anchor else writer.move(checkpoint, State.CONFIRMED, anchor)

    def _replace(
        self, writer: JournalWriter, checkpoint: Checkpoint, draft: dict[str, Any], waiting: Attempt
    ) -> Checkpoint:
        """The same append under the same nonce, for more. Where the nonce is another by now, there is nothing to
        replace. Raises FeeCapReached: what waits is sent once more, and goes on waiting."""
        if draft["nonce"] != waiting.nonce:
            return writer.move(checkpoint, State.OPEN)
        try:
            fields = raised(draft, transaction_fields(waiting.raw), self._fees.cap)
        except FeeCapReached:
            with suppress(LedgerRefused):
                self._ledger.send(waiting.raw)
            raise
        return writer.seal(checkpoint, self._signed(fields))

    def _signed(self, fields: dict[str, Any]) -> Attempt:
        raw = self._key.sign(fields)
        return Attempt(transaction=transaction_hash(raw), nonce=fields["nonce"], raw=raw, at=self._clock())

    def _rebuild(
        self, writer: JournalWriter, checkpoint: Checkpoint, before: Checkpoint | None, head: bytes
    ) -> Checkpoint:
        """The head is not the one that this append follows, or is in another block (of the same time: then the head
        is the same). Where the append before was final, and is final in another block by now, this one follows that;
        where it vanished it is sent again. Else a person must look."""
        append = checkpoint.append
        told = f"append {append.seq} follows head 0x{append.prev.hex()}, but the chain has 0x{head.hex()}"
        if before is None:
            raise HeadMismatch(f"{told}: somebody else wrote with this key")
        if (latest := self._ledger.latest().number) < append.prev_block:
            where = f"the chain ends at block {latest}, and the append before is in block {append.prev_block}"
            raise HeadMismatch(f"{told}: {where}: the node is behind, or the chain was rolled back")
        final, anchor = self._ledger.finalized(), self._found(before)
        if anchor is None:
            self._send_again(before, told)
            raise HeadMismatch(f"{told}: the append before vanished after it was final; it was sent again")
        if anchor.head != head:
            raise HeadMismatch(f"{told}: the node is behind, or somebody else wrote with this key")
        if anchor.block.number > final:
            raise HeadMismatch(f"{told}: the append before moved to block {anchor.block.number}, not final yet")
        return writer.rebuild(checkpoint, anchor)

    def _send_again(self, before: Checkpoint, told: str) -> None:
        try:
            self._ledger.send(before.attempts[-1].raw)
        except LedgerRefused as refusal:
            raise HeadMismatch(f"{told}: the append before vanished, and is refused now: {refusal}") from refusal

    def _found(self, checkpoint: Checkpoint) -> Anchor | None:
        """Where one of the attempts is on the chain. Those that the contract refused count for nothing."""
        for attempt in reversed(checkpoint.attempts):
            try:
                anchor = self._ledger.find(attempt.transaction, checkpoint.append.log.issuer)
            except Reverted:
                continue
            if anchor is not None and anchor.append == checkpoint.append:
                return anchor
        return None
