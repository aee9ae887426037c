"""Takes checkpoints to the chain, one small step at a time: OPEN, SEALED, SUBMITTED, CONFIRMED, FINAL.

    worker = Worker(ledger, journal, key)
    while worker.advance():
        ...

What will be done is written down before it is done: a transaction is stored, then sent. So a worker that
was killed anywhere goes on as if nothing had happened, by the same path. What is sent twice happens once: the
bytes are the same, and the contract refuses an append that does not follow the head.
"""

from dataclasses import dataclass

from anchoring.checkpoint import Attempt, Checkpoint, State
from anchoring.errors import HeadMismatch, NonceTooLow, Reverted, WrongChain
from anchoring.journal import Journal, JournalWriter
from anchoring.ledger import AnchorKey, Ledger, transaction_hash
from anchoring.log import Anchor


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
    """One issuer's writer. One unfinished checkpoint at a time, so one transaction in flight."""

    def __init__(self, ledger: Ledger, journal: Journal, key: AnchorKey) -> None:
        """Raises WrongChain where ledger, journal and key are not of the same log."""
        log = journal.log
        if (log.chain, log.contract, log.issuer) != (ledger.chain, ledger.contract, key.address):
            raise WrongChain("the ledger, the journal and the anchoring key are not of the same log")
        self._ledger = ledger
        self._journal = journal
        self._key = key

    def advance(self, *, gather: bool = True) -> Step | None:
        """One step of the unfinished checkpoint, or a new one; None when there is nothing to do.

        With `gather` false no new checkpoint is opened. Safe to call again after any error: nothing is lost
        and nothing is done twice. Raises WriterBusy, HeadMismatch, LedgerUnavailable, LedgerRefused.
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
        append = checkpoint.append
        head = self._ledger.head(append.log.issuer)
        if head != append.prev:
            raise HeadMismatch(
                f"append {append.seq} follows head 0x{append.prev.hex()}, but the chain has 0x{head.hex()}"
            )
        transaction = self._ledger.prepare(append)
        raw = self._key.sign(transaction)
        attempt = Attempt(transaction=transaction_hash(raw), nonce=transaction["nonce"], raw=raw)
        return writer.seal(checkpoint, attempt)

    def _submit(self, writer: JournalWriter, checkpoint: Checkpoint) -> Checkpoint:
        """Send the stored bytes. A nonce that is used up was used by our own attempt, or by a stranger."""
        try:
            self._ledger.send(checkpoint.attempts[-1].raw)
        except NonceTooLow:
            if anchor := self._found(checkpoint):
                return writer.move(checkpoint, State.CONFIRMED, anchor)
            return writer.move(checkpoint, State.OPEN)
        return checkpoint if checkpoint.state is State.SUBMITTED else writer.move(checkpoint, State.SUBMITTED)

    def _confirm(self, writer: JournalWriter, checkpoint: Checkpoint) -> Checkpoint:
        """Look for it in a block. What is in none is sent again: the network may have forgotten it."""
        if anchor := self._found(checkpoint):
            return writer.move(checkpoint, State.CONFIRMED, anchor)
        return self._submit(writer, checkpoint)

    def _finish(self, writer: JournalWriter, checkpoint: Checkpoint) -> Checkpoint:
        """Final once its block is. A reorganization puts it into another block, or takes it back."""
        final = self._ledger.finalized()  # asked first: what is then found at or below it, stays
        anchor = self._found(checkpoint)
        if anchor is None:
            return writer.move(checkpoint, State.SUBMITTED)
        if anchor.block.number <= final:
            return writer.move(checkpoint, State.FINAL, anchor)
        return checkpoint if anchor == checkpoint.anchor else writer.move(checkpoint, State.CONFIRMED, anchor)

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
