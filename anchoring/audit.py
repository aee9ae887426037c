"""Replays any issuer's log from the chain alone: nothing is asked of the issuer, and nothing of it believed.

    trail = walk(ledger, issuer, first_block=123)
    flaws(trail)

Back from the newest append, each of which names the block of the one before it; where that is not true the chain is
searched instead, which takes longer.
"""

from functools import cache
from typing import Protocol

from anchoring.errors import LedgerUnavailable
from anchoring.ledger import Ledger
from anchoring.log import NOTHING, Anchor, Log
from anchoring.prover import Prover
from anchoring.trail import Trail

_TRIES = 5  # for a log that grows while it is looked at


class SearchableLedger(Ledger, Prover, Protocol):
    """What an audit needs, and every ledger of this package is."""


def walk(ledger: SearchableLedger, issuer: str, first_block: int = 0) -> Trail:
    """The log as the chain has it now. Raises LedgerUnavailable, LedgerRefused."""
    head, block = _end(ledger, issuer, first_block)
    found: list[Anchor] = []
    misled: list[int] = []

    @cache
    def at(number: int) -> tuple[Anchor, ...]:
        return ledger.anchors_in(issuer, number)

    while block is not None:
        here = at(block)
        found.extend(reversed(here))
        if here and here[0].append.prev == NOTHING:
            break
        named = here[0].append.prev_block if here else block
        if first_block <= named < block and at(named) and at(named)[-1].head == here[0].append.prev:
            block = named
            continue
        misled.extend(anchor.append.seq for anchor in here[:1] if named >= first_block)
        block = ledger.newest_in(issuer, first_block, block - 1)
    log = Log(chain=ledger.chain, contract=ledger.contract, issuer=issuer)
    return Trail(log, tuple(reversed(found)), head, tuple(sorted(misled)))


def _end(ledger: SearchableLedger, issuer: str, first_block: int) -> tuple[bytes, int | None]:
    """The head and the block of the newest append, both of one moment."""
    for _ in range(_TRIES):
        head = ledger.head(issuer)
        block = ledger.newest_in(issuer, first_block, ledger.latest().number)
        if ledger.head(issuer) == head:
            return head, block
    raise LedgerUnavailable("the log grew each time that it was looked at")
