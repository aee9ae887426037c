"""Leaves, checkpoints on their way to the chain, and receipts. Pure.

    >>> receipt = Receipt.from_json(json.loads(text))
    >>> receipt.leaf.digest == sha256(document).digest() and receipt.holds
    True
    >>> sighting.anchor == receipt.anchor and sighting.final  # a Sighting comes from the chain: `check.py`
    True

A digest is hashed with a salt of 32 random bytes before it goes into a tree: what is on the chain tells
nothing about a national id, an e-mail address or a grade, and without the salt nobody can tell what it was.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError

from anchoring import merkle
from anchoring.errors import MalformedReceipt
from anchoring.log import (
    MAX_ENTRIES,
    NOTHING,
    Anchor,
    Append,
    Block,
    Bytes32,
    Entry,
    Kind,
    Log,
    Uint64,
    Value,
    genesis,
    next_head,
)

__all__ = [
    "EMBEDDED_CHAIN",
    "MAX_ENTRIES",
    "NOTHING",
    "Anchor",
    "Append",
    "Attempt",
    "Block",
    "Checkpoint",
    "Entry",
    "Kind",
    "Leaf",
    "Log",
    "Receipt",
    "Sighting",
    "State",
    "genesis",
    "next_head",
]

# A chain of one operator proves nothing to others, so it has a name of its own: "mochil" in ASCII.
EMBEDDED_CHAIN = f"eip155:{int.from_bytes(b'mochil')}"
_LEAF_TAG = b"mochila/leaf/1"


class State(StrEnum):
    """Where a checkpoint is on its way. It goes back to be signed again, or when its block vanishes."""

    OPEN = "OPEN"  # its leaves and entries are chosen, for good
    SEALED = "SEALED"  # a signed transaction is stored
    SUBMITTED = "SUBMITTED"  # the network has taken it
    CONFIRMED = "CONFIRMED"  # it is in a block
    FINAL = "FINAL"  # that block is final
    ABANDONED = "ABANDONED"  # its chain is gone; what it held waits again


class Leaf(Value):
    """A digest under its salt. Both together open the leaf hash; without the salt the hash says nothing."""

    salt: Bytes32
    digest: Bytes32

    @classmethod
    def of(cls, digest: bytes) -> Self:
        """A leaf with a fresh random salt."""
        return cls(salt=secrets.token_bytes(32), digest=digest)

    @property
    def hash(self) -> bytes:
        """SHA-256(0x00 || tag || salt || digest)."""
        return merkle.leaf_hash(_LEAF_TAG + self.salt + self.digest)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A signed transaction, stored before it is sent."""

    transaction: bytes  # its hash, 32 bytes
    nonce: int
    raw: bytes
    at: datetime  # when it was signed


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What one transaction puts on the chain, and how far it is."""

    id: int
    state: State
    append: Append
    leaves: int
    attempts: tuple[Attempt, ...]  # oldest first; only the last one is sent, all are looked for
    anchor: Anchor | None  # set in CONFIRMED and FINAL


class Receipt(Value):
    """Proves that one digest is in one checkpoint of an issuer's log."""

    leaf: Leaf
    index: Uint64
    size: Uint64
    path: Annotated[tuple[Bytes32, ...], Field(max_length=64)]
    anchor: Anchor

    @property
    def root(self) -> bytes:
        """The Merkle root that the leaf leads to. Raises MalformedReceipt for a path of the wrong shape."""
        return merkle.root_from_path(self.leaf.hash, self.index, self.size, self.path)

    @property
    def holds(self) -> bool:
        """Whether the leaf leads to the root in the receipt's own append. A Sighting tells the rest."""
        return self.root == self.anchor.append.root

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, value: object) -> Self:
        """From a parsed JSON object; refuses missing, extra and ill-typed members with MalformedReceipt."""
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "receipt"
            raise MalformedReceipt(f"{where}: {first['msg']}") from None


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a chain says where a receipt points to."""

    anchor: Anchor | None  # None: the chain has no such append in that block
    final: bool  # whether that block is final
    latest: Block  # the newest block that the answer could know of
