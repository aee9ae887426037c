"""Padding: few sizes, hashes that look like any other, and leaves that prove nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchoring.checkpoint import Leaf, Receipt
from anchoring.merkle import Tree
from anchoring.padding import Padding, size_class
from tests.unit.anchoring.values import anchor


@pytest.mark.parametrize(
    ("leaves", "size"), [(0, 256), (1, 256), (256, 256), (257, 512), (1_200, 2_048), (2**17, 2**17), (2**17 + 1, 2**18)]
)
def test_size_classes(leaves: int, size: int) -> None:
    assert size_class(leaves, floor=256) == size


@given(st.integers(0, 100_000), st.integers(1, 1024))
def test_a_size_class_is_a_power_of_two_that_holds_the_leaves(leaves: int, floor: int) -> None:
    size = size_class(leaves, floor)
    assert max(leaves, floor) <= size < 2 * max(leaves, floor)
    assert size.bit_count() == 1


def test_padding_is_random_and_can_be_made_again() -> None:
    one, other = Padding.of(5, 16), Padding.of(5, 16)
    assert one.count == 11
    assert len({*one.hashes, *other.hashes}) == 22
    assert Padding(one.seed, one.count).hashes == one.hashes


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=20), st.data())
def test_a_padding_leaf_proves_nothing(digests: list[bytes], data: st.DataObject) -> None:
    """Its path leads to the root, but no leaf opens it: not with the seed for a salt, nor with any digest."""
    leaves, padding = [Leaf.of(digest) for digest in digests], Padding.of(len(digests), 32)
    hashes = sorted([leaf.hash for leaf in leaves] + padding.hashes)
    tree = Tree(hashes)
    index = hashes.index(data.draw(st.sampled_from(padding.hashes)))
    for digest in (*digests, padding.seed, hashes[index]):
        forged = Receipt(
            leaf=Leaf(salt=padding.seed, digest=digest),
            index=index,
            size=tree.size,
            path=tree.path(index),
            anchor=anchor(tree.root),
        )
        assert not forged.holds
    for leaf in leaves:
        place = hashes.index(leaf.hash)
        receipt = Receipt(leaf=leaf, index=place, size=tree.size, path=tree.path(place), anchor=anchor(tree.root))
        assert receipt.holds
