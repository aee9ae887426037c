"""Merkle trees of RFC 6962, section 2.1, over SHA-256. Pure.

    >>> tree = Tree([leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")])
    >>> root_from_path(leaf_hash(b"c"), 2, tree.size, tree.path(2)) == tree.root
    True
    >>> before = Tree([leaf_hash(b"a")])
    >>> consistent(1, before.root, tree.size, tree.root, tree.growth(1))
    True

Hashes are 32 bytes. A leaf and an inner node are hashed under different prefixes: neither passes for the
other.
"""

from collections.abc import Sequence
from hashlib import sha256

from anchoring.errors import MalformedReceipt

EMPTY_ROOT = sha256().digest()  # MTH({})


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

    def growth(self, size: int) -> tuple[bytes, ...]:
        """PROOF(size, D[n]): that the first `size` leaves (1 or more) are those of the tree of that size."""
        if not 0 < size <= self.size:
            raise IndexError(f"a tree of {self.size} did not grow from one of {size}")
        return tuple(self._growth(size, 0, self.size, whole=True))

    def _growth(self, size: int, start: int, count: int, *, whole: bool) -> list[bytes]:
        """SUBPROOF(size, D[start:start + count], whole), from the bottom up."""
        if size == count:
            return [] if whole else [self._node(start, count)]
        left = 1 << (count - 1).bit_length() - 1
        if size <= left:
            return [*self._growth(size, start, left, whole=whole), self._node(start + left, count - left)]
        below = self._growth(size - left, start + left, count - left, whole=False)
        return [*below, self._node(start, left)]

    def _node(self, start: int, count: int) -> bytes:
        """MTH(D[start:start + count]) of a subtree of this tree."""
        level = (count - 1).bit_length()
        return self._levels[level][start >> level]


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


def consistent(old_size: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a tree of `old_size` leaves (1 or more) grew into this one (RFC 9162, section 2.1.4.2)."""
    if not 0 < old_size < size or not path:
        return 0 < old_size == size and old_root == root and not path
    steps = [old_root, *path] if old_size.bit_count() == 1 else list(path)
    node, last = old_size - 1, size - 1
    while node % 2:
        node, last = node // 2, last // 2
    old = new = steps[0]
    for sibling in steps[1:]:
        if not last:
            return False
        if node % 2 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while node and not node % 2:
                node, last = node // 2, last // 2
        else:
            new = node_hash(new, sibling)
        node, last = node // 2, last // 2
    return not last and (old, new) == (old_root, root)


def _parents(level: list[bytes]) -> list[bytes]:
    one_by_one = iter(level)
    parents = [sha256(b"\x01" + left + right).digest() for left, right in zip(one_by_one, one_by_one, strict=False)]
    return parents + level[len(parents) * 2 :]
