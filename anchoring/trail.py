"""What somebody found of a log on its chain, and what is wrong with it. Pure.

    >>> trail = walk(ledger, issuer, first_block)         # `anchoring.audit`
    >>> flaws(trail)
    ()

The contract sees to it that each append follows the head before it. That the appends are numbered one by one, say
truly where the one before is, begin once and end once, is the issuer's word: here it is checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from anchoring.lineage import Link, closed
from anchoring.log import NOTHING, Anchor, Kind, Log


class Wrong(StrEnum):
    """What can be wrong."""

    HEAD_DIFFERS = "trail-head-differs"  # the appends do not lead to the chain's head
    GAP = "trail-gap"  # an append does not follow the one before it, or a number is left out
    DOUBLED = "trail-doubled"  # two appends have one number
    MISLED = "trail-misled"  # the append before is not in the block that is named
    BEGINS_TWICE = "trail-begins-twice"  # a second GENESIS
    AFTER_END = "trail-after-end"  # an append after ROTATE
    ROLLED_BACK = "trail-rolled-back"  # what was seen before is not there any more
    REWRITTEN = "trail-rewritten"  # another append has the number of one that was seen before


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with the append of that number (or with the end of the log, one after the last)."""

    wrong: Wrong
    seq: int


@dataclass(frozen=True, slots=True)
class Trail:
    """A log as its chain tells it: appends oldest first, the head; `misled`: appends that named a wrong block."""

    log: Log
    anchors: tuple[Anchor, ...]
    head: bytes
    misled: tuple[int, ...] = ()


def flaws(trail: Trail, seen: Mapping[int, bytes] | None = None) -> tuple[Flaw, ...]:
    """Everything that is wrong. `seen`: heads after appends that somebody saw before, by their numbers."""
    found = [Flaw(Wrong.MISLED, seq) for seq in trail.misled]
    head, numbers, links = NOTHING, set[int](), [Link.of(anchor) for anchor in trail.anchors]
    for place, (anchor, link) in enumerate(zip(trail.anchors, links, strict=True)):
        seq = link.seq
        if seq in numbers:
            found.append(Flaw(Wrong.DOUBLED, seq))
        elif anchor.append.prev != head or seq != (trail.anchors[place - 1].append.seq + 1 if place else 0):
            found.append(Flaw(Wrong.GAP, seq))
        if place and any(entry.kind is Kind.GENESIS for entry in link.entries):
            found.append(Flaw(Wrong.BEGINS_TWICE, seq))
        if place and closed(links[place - 1]):
            found.append(Flaw(Wrong.AFTER_END, seq))
        numbers.add(seq)
        head = anchor.head
    if head != trail.head:
        found.append(Flaw(Wrong.HEAD_DIFFERS, len(links)))
    return (*found, *_lost(trail, seen or {}))


def _lost(trail: Trail, seen: Mapping[int, bytes]) -> tuple[Flaw, ...]:
    heads = {anchor.head for anchor in trail.anchors}
    numbers = {anchor.append.seq for anchor in trail.anchors}
    return tuple(
        Flaw(Wrong.REWRITTEN if seq in numbers else Wrong.ROLLED_BACK, seq)
        for seq, head in sorted(seen.items())
        if head not in heads
    )
