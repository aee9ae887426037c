"""RFC 6962 trees: the published vectors, and what must hold for any tree."""

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchoring.errors import MalformedReceipt
from anchoring.merkle import Tree, consistent, leaf_hash, node_hash, root_from_path

VECTORS = Path(__file__).parents[4] / "shared" / "vectors" / "merkle-rfc6962" / "testdata"
CASES = sorted((VECTORS / "inclusion").rglob("*.json"))
GROWTH_CASES = sorted((VECTORS / "consistency").rglob("*.json"))
HASHES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)


def test_the_vectors_are_there() -> None:
    if not (CASES and GROWTH_CASES):
        pytest.skip("the RFC 6962 vectors are not here: ../shared/vectors/merkle-rfc6962")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.relative_to(VECTORS)))
def test_published_inclusion_vector(case: Path) -> None:
    vector = json.loads(case.read_text())
    root, leaf = (base64.b64decode(vector[name] or "") for name in ("root", "leafHash"))
    path = [base64.b64decode(node) for node in vector["proof"] or []]
    try:
        proven = root_from_path(leaf, vector["leafIdx"], vector["treeSize"], path) == root
    except MalformedReceipt:
        proven = False
    assert proven is not vector["wantErr"], vector["desc"]


@pytest.mark.parametrize("case", GROWTH_CASES, ids=lambda case: str(case.relative_to(VECTORS)))
def test_published_consistency_vector(case: Path) -> None:
    vector = json.loads(case.read_text())
    old_root, root = (base64.b64decode(vector[name] or "") for name in ("root1", "root2"))
    path = [base64.b64decode(node) for node in vector["proof"] or []]
    proven = consistent(vector["size1"], old_root, vector["size2"], root, path)
    assert proven is not vector["wantErr"], vector["desc"]


def rfc_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 writes it: split at the largest power of two below n."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(rfc_root(leaves[:split]), rfc_root(leaves[split:]))


def test_prefixes() -> None:
    assert leaf_hash(b"") == sha256(b"\0").digest()
    assert node_hash(b"l", b"r") == sha256(b"\1lr").digest()


@given(HASHES)
def test_the_root_is_the_one_of_the_rfc(leaves: list[bytes]) -> None:
    assert Tree(leaves).root == rfc_root(leaves)


@given(HASHES)
def test_every_leaf_proves(leaves: list[bytes]) -> None:
    tree = Tree(leaves)
    for index, leaf in enumerate(leaves):
        assert root_from_path(leaf, index, tree.size, tree.path(index)) == tree.root


@given(HASHES, st.data())
def test_a_changed_bit_does_not_prove(leaves: list[bytes], data: st.DataObject) -> None:
    tree = Tree(leaves)
    index = data.draw(st.integers(0, tree.size - 1))
    nodes = [leaves[index], *tree.path(index)]
    which, bit = data.draw(st.integers(0, len(nodes) - 1)), data.draw(st.integers(0, 255))
    nodes[which] = (int.from_bytes(nodes[which]) ^ 1 << bit).to_bytes(32)
    assert root_from_path(nodes[0], index, tree.size, nodes[1:]) != tree.root


@given(HASHES, st.data())
def test_a_path_of_another_length_is_malformed(leaves: list[bytes], data: st.DataObject) -> None:
    tree = Tree(leaves)
    index = data.draw(st.integers(0, tree.size - 1))
    path = tree.path(index)
    with pytest.raises(MalformedReceipt):
        root_from_path(leaves[index], index, tree.size, [*path, bytes(32)])
    if path:
        with pytest.raises(MalformedReceipt):
            root_from_path(leaves[index], index, tree.size, path[:-1])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (5, 3)])
def test_an_index_outside_the_tree_is_malformed(index: int, size: int) -> None:
    with pytest.raises(MalformedReceipt):
        root_from_path(bytes(32), index, size, [])


@given(HASHES)
def test_every_tree_proves_how_it_grew(leaves: list[bytes]) -> None:
    tree = Tree(leaves)
    for size in range(1, tree.size + 1):
        assert consistent(size, rfc_root(leaves[:size]), tree.size, tree.root, tree.growth(size))


@given(HASHES, st.data())
def test_no_tree_grew_from_another(leaves: list[bytes], data: st.DataObject) -> None:
    tree = Tree(leaves)
    size = data.draw(st.integers(1, tree.size))
    roots = [rfc_root(leaves[:size]), *tree.growth(size), tree.root]
    which, bit = data.draw(st.integers(0, len(roots) - 1)), data.draw(st.integers(0, 255))
    roots[which] = (int.from_bytes(roots[which]) ^ 1 << bit).to_bytes(32)
    assert not consistent(size, roots[0], tree.size, roots[-1], roots[1:-1])


@given(HASHES, st.data())
def test_a_proof_of_growth_of_another_length_proves_nothing(leaves: list[bytes], data: st.DataObject) -> None:
    tree = Tree(leaves)
    size = data.draw(st.integers(1, tree.size))
    path, old = tree.growth(size), rfc_root(leaves[:size])
    assert not consistent(size, old, tree.size, tree.root, [*path, bytes(32)])
    assert not (path and consistent(size, old, tree.size, tree.root, path[:-1]))


def test_a_tree_grew_from_no_larger_one_and_none_from_nothing() -> None:
    tree = Tree([bytes(32)])
    for size in (0, 2):
        with pytest.raises(IndexError):
            tree.growth(size)
        assert not consistent(size, tree.root, 1, tree.root, [])


def test_an_empty_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Tree([])
    with pytest.raises(IndexError):
        Tree([bytes(32)]).path(1)
