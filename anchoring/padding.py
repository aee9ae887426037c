"""Padding: trees of a few sizes only, so that a receipt does not show how many were anchored with it. Pure.

    >>> size_class(24, floor=256), size_class(1_200, floor=256)
    (256, 2048)
    >>> len(Padding(seed=bytes(32), count=232).hashes)
    232

A padding leaf is hashed under a tag of its own, over a secret seed: nobody but the issuer can tell it from a real
one, and no receipt can be made of it, for a receipt's leaf is hashed under the other tag.
"""

import secrets
from dataclasses import dataclass
from typing import Self

from anchoring.merkle import leaf_hash

_TAG = b"mochila/padding/1"


def size_class(leaves: int, floor: int) -> int:
    """How many leaves a tree of this many real ones gets: the next power of two, and `floor` (1 or more) at least."""
    return 1 << (max(leaves, floor) - 1).bit_length()


@dataclass(frozen=True, slots=True)
class Padding:
    """`count` leaf hashes out of one seed of 32 bytes. Who has the seed can tell them from real ones."""

    seed: bytes
    count: int

    @classmethod
    def of(cls, leaves: int, floor: int) -> Self:
        """What is missing to the size class, under a fresh random seed."""
        return cls(seed=secrets.token_bytes(32), count=size_class(leaves, floor) - leaves)

    @property
    def hashes(self) -> list[bytes]:
        """SHA-256(0x00 || tag || seed || number), each 32 bytes."""
        return [leaf_hash(_TAG + self.seed + number.to_bytes(8)) for number in range(self.count)]
