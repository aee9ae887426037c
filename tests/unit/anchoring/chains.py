"""A real embedded chain with logs on it, for tests that need something to prove."""

import secrets
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from anchoring.checkpoint import Leaf, Receipt
from anchoring.embedded import EmbeddedLedger
from anchoring.ledger import AnchorKey, transaction_hash
from anchoring.log import NOTHING, Anchor, Append, Entry, Kind, Log
from anchoring.merkle import Tree

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def open_chain(path: Path) -> EmbeddedLedger:
    """A chain whose blocks are a minute apart."""
    minutes = count(1)
    return EmbeddedLedger.open(path, lambda: START + timedelta(minutes=next(minutes)))


def log_of(ledger: EmbeddedLedger, key: AnchorKey) -> Log:
    return Log(chain=ledger.chain, contract=ledger.contract, issuer=key.address)


def add(ledger: EmbeddedLedger, key: AnchorKey, *entries: Entry, after: Anchor | None = None) -> Anchor:
    """One more append."""
    append = Append(
        log=log_of(ledger, key),
        seq=after.append.seq + 1 if after else 0,
        prev=after.head if after else NOTHING,
        prev_block=after.block.number if after else 0,
        entries=entries,
    )
    raw = key.sign(ledger.prepare(append))
    ledger.send(raw)
    anchor = ledger.find(transaction_hash(raw), key.address)
    assert anchor
    return anchor


def checkpoint(digest: bytes) -> tuple[Entry, Leaf, Tree]:
    """A checkpoint entry of three leaves, the first of which is of this digest."""
    leaves = [Leaf.of(digest), Leaf.of(secrets.token_bytes(32)), Leaf.of(secrets.token_bytes(32))]
    tree = Tree([leaf.hash for leaf in leaves])
    return Entry(kind=Kind.CHECKPOINT, subject=NOTHING, digest=tree.root), leaves[0], tree


def receipt_of(leaf: Leaf, tree: Tree, anchor: Anchor) -> Receipt:
    return Receipt(leaf=leaf, index=0, size=tree.size, path=tree.path(0), anchor=anchor)
