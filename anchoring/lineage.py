"""A log replayed from its links, and logs that go on from one another. Pure.

    >>> heads = replay(log, links)
    >>> heads[-1] == proven.head        # all of the links are what the chain committed to, and there are no others
    True
    >>> follows(new_links[0], old_log, heads[-1])
    True

When a network dies, or a key is changed, an institution goes on in another log. The old one ends with a ROTATE entry
that names the new one; the new one begins with a MIGRATE entry that names the old one and its last head, so whoever
trusts the new log's head can check the whole of the old one, wherever its chain has gone.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated

from eth_abi.abi import encode
from eth_utils.crypto import keccak
from pydantic import Field

from anchoring.errors import MalformedLog
from anchoring.log import MAX_ENTRIES, NOTHING, Anchor, Entry, Kind, Log, Time, Uint64, Value, next_head


class Link(Value):
    """An append without what the links before it tell: all that a head hashes of it. `timestamp` is its block's."""

    seq: Uint64
    timestamp: Time
    entries: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=MAX_ENTRIES)]

    @classmethod
    def of(cls, anchor: Anchor) -> "Link":
        """The link that an append in a block is."""
        return cls(seq=anchor.append.seq, timestamp=anchor.block.timestamp, entries=anchor.append.entries)


def replay(log: Log, links: Sequence[Link]) -> tuple[bytes, ...]:
    """The log's head after each link, from its first one on. Raises MalformedLog (a gap, a wrong order)."""
    heads: list[bytes] = []
    before = 0
    for place, link in enumerate(links):
        if link.seq != place or link.timestamp < before:
            raise MalformedLog(f"link {link.seq} stands where link {place} belongs, or is older than the one before")
        heads.append(next_head(log, link.timestamp, link.seq, heads[-1] if heads else NOTHING, link.entries))
        before = link.timestamp
    return tuple(heads)


def log_name(log: Log) -> bytes:
    """32 bytes that stand for a log in an entry: keccak256(abi.encode(chain id, contract, issuer))."""
    return keccak(encode(["uint256", "address", "address"], [log.chain_id, log.contract, log.issuer]))


def rotate(new: Log, identity: str) -> Entry:
    """The last entry of a log: the same identity goes on in this other one."""
    return Entry(kind=Kind.ROTATE, subject=log_name(new), digest=sha256(identity.encode()).digest())


def migrate(old: Log, head: bytes) -> Entry:
    """An entry of a log's first append: it goes on from this other one, which ended with this head."""
    return Entry(kind=Kind.MIGRATE, subject=log_name(old), digest=head)


def follows(first: Link, old: Log, head: bytes) -> bool:
    """Whether a log's first link says that it goes on from the old log where that one has this head."""
    return migrate(old, head) in first.entries


def closed(link: Link) -> bool:
    """Whether a log ends with this link."""
    return any(entry.kind is Kind.ROTATE for entry in link.entries)
