"""The Journal port: what the worker writes down about one issuer's log, before and after each act.

with journal.writer() as writer:
    checkpoint = writer.unfinished() or writer.open()
"""

from contextlib import AbstractContextManager
from typing import Protocol

from anchoring.checkpoint import Attempt, Checkpoint, State
from anchoring.log import Anchor, Log


class JournalWriter(Protocol):
    """The one writer's hands. What a method wrote is durable when it returns; what raised wrote nothing."""

    def unfinished(self) -> Checkpoint | None:
        """The checkpoint that is not FINAL. There is one at most."""

    def before(self, checkpoint: Checkpoint) -> Checkpoint | None:
        """The FINAL checkpoint that this one follows; None for the first of a log."""

    def open(self) -> Checkpoint | None:
        """Put the waiting leaves and entries into a new OPEN checkpoint, in one transaction.

        None where nothing waits: no leaf, no entry, and no time on the schedule. Its append follows the last FINAL
        one. The first of a log begins with its GENESIS entry. There is always a tree, padded to a size class
        (`anchoring.padding`), with its leaves in the order of their hashes, which tells nothing. What does not fit
        stays for the next one.
        """

    def seal(self, checkpoint: Checkpoint, attempt: Attempt) -> Checkpoint:
        """OPEN to SEALED, with one more attempt."""

    def move(self, checkpoint: Checkpoint, state: State, anchor: Anchor | None = None) -> Checkpoint:
        """To another state; `anchor` is where it is on the chain, for CONFIRMED and FINAL."""

    def rebuild(self, checkpoint: Checkpoint, before: Anchor) -> Checkpoint:
        """The OPEN checkpoint on top of `before`, which is where the chain has the append before it by now."""


class Journal(Protocol):
    """The journal of one log.

    Durability: as a database's. Concurrency: one writer a log in the world, by a lock that dies with its
    holder; leaves and entries are added by others meanwhile. Errors: WriterBusy; the store's own otherwise.
    """

    log: Log

    def writer(self) -> AbstractContextManager[JournalWriter]:
        """Take the lock, or raise WriterBusy at once."""
