"""Merkle trees of RFC 6962, section 2.1, over SHA-256. Pure.

    >>> tree = Tree([leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")])
    >>> root_from_path(leaf_hash(b"c"), 2, tree.size, tree.path(2)) == tree.root
    True

Hashes are 32 bytes. A leaf and an inner node are hashed under different prefixes: neither passes for the
other.
"""

from collections.abc import Sequence
from hashlib import sha256

from anchoring.errors import MalformedReceipt


def leaf_hash(data: bytes) -> bytes:
    """MTH({d}) = SHA-256(0x00 || d)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree kept level by level, 64 bytes a leaf: building is O(n), each path O(log n).

    Pairing neighbours and promoting an odd last node gives the tree of RFC 6962, whose left side is
    always the largest power of two.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        """`leaves` are leaf hashes, at least one."""
        if not leaves:
            raise ValueError("a tree needs at least one leaf")
        self._levels = [list(leaves)]
        while len(self._levels[-1]) > 1:
            self._levels.append(_parents(self._levels[-1]))

    @property
    def size(self) -> int:
        """How many leaves."""
        return len(self._levels[0])

    @property
    def root(self) -> bytes:
        """MTH(D[n]), 32 bytes."""
        return self._levels[-1][0]

    def path(self, index: int) -> tuple[bytes, ...]:
        """PATH(index, D[n]): the audit path of a leaf, from the bottom up."""
        if not 0 <= index < self.size:
            raise IndexError(f"no leaf {index} in a tree of {self.size}")
        path = []
        for level in self._levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                path.append(level[sibling])
            index //= 2
        return tuple(path)


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that a leaf hash at `index` of a tree of `size` leads to (RFC 9162, section 2.1.3.2).

    Raises MalformedReceipt where the path is too short or too long, a hash is not 32 bytes, or the index is
    outside the tree.
    """
    if any(len(node) != 32 for node in (leaf, *path)):
        raise MalformedReceipt("a hash of the Merkle path is not 32 bytes")
    if not 0 <= index < size:
        raise MalformedReceipt(f"no leaf {index} in a tree of {size}")
    node, last, steps = leaf, size - 1, iter(path)
    while last:
        if index % 2 or index < last:
            sibling = next(steps, None)
            if sibling is None:
                raise MalformedReceipt("the Merkle path is too short")
            node = node_hash(sibling, node) if index % 2 else node_hash(node, sibling)
        index, last = index // 2, last // 2
    if next(steps, None) is not None:
        raise MalformedReceipt("the Merkle path is too long")
    return node


def _parents(level: list[bytes]) -> list[bytes]:
    parents = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return parents + level[len(parents) * 2 :]
