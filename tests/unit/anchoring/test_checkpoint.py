"""Leaves, heads and receipts."""

import json
from typing import Any

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from anchoring.checkpoint import EMBEDDED_CHAIN, Leaf, Receipt
from anchoring.errors import MalformedReceipt
from anchoring.log import NOTHING, Entry, Kind, Log, genesis, next_head
from anchoring.merkle import Tree
from tests.unit.anchoring.values import DID, ISSUER, LOG, anchor

LEAVES = [Leaf(salt=bytes([n]) * 32, digest=bytes([n + 100]) * 32) for n in range(5)]


def receipt(index: int = 2) -> Receipt:
    tree = Tree([leaf.hash for leaf in LEAVES])
    return Receipt(leaf=LEAVES[index], index=index, size=tree.size, path=tree.path(index), anchor=anchor(tree.root))


def as_json() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(json.dumps(receipt().to_json()))
    return value


@pytest.mark.parametrize("index", range(5))
def test_a_receipt_survives_json_and_holds(index: int) -> None:
    again = Receipt.from_json(json.loads(json.dumps(receipt(index).to_json())))
    assert again == receipt(index)
    assert again.holds


def members(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [p for key, child in inner for p in [(*path, key), *members(child, (*path, key))]]


def parent(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path[:-1]:
        value = value[step]
    return value


@pytest.mark.parametrize("path", members(as_json()), ids=lambda path: ".".join(map(str, path)))
def test_no_member_may_be_missing_or_of_another_type(path: tuple[str | int, ...]) -> None:
    wrongs: list[Any] = [None, True, 1.5, -1, "", "0x" + "A" * 64, [], {}]
    for wrong in wrongs:
        value = as_json()
        parent(value, path)[path[-1]] = wrong
        if value == {**value, "path": []} and path == ("path",):
            continue
        with pytest.raises(MalformedReceipt):
            Receipt.from_json(value)
    value = as_json()
    del parent(value, path)[path[-1]]
    if isinstance(path[-1], str):
        with pytest.raises(MalformedReceipt):
            Receipt.from_json(value)


@pytest.mark.parametrize("where", [(), ("leaf",), ("anchor",), ("anchor", "append", "log"), ("anchor", "block")])
def test_no_member_may_be_added(where: tuple[str, ...]) -> None:
    value = as_json()
    parent(value, (*where, "extra"))["extra"] = 1
    with pytest.raises(MalformedReceipt):
        Receipt.from_json(value)


@pytest.mark.parametrize("value", [None, [], "receipt", 7, {}])
def test_what_is_no_receipt_is_refused(value: object) -> None:
    with pytest.raises(MalformedReceipt):
        Receipt.from_json(value)


def test_an_error_does_not_repeat_what_it_read() -> None:
    value = as_json()
    value["leaf"]["salt"] = "0xsecret"
    with pytest.raises(MalformedReceipt) as caught:
        Receipt.from_json(value)
    assert "secret" not in str(caught.value)
    assert "leaf.salt" in str(caught.value)


@given(st.integers(0, 32 * 8 - 1), st.sampled_from(["salt", "digest"]))
def test_a_changed_leaf_does_not_hold(bit: int, name: str) -> None:
    good = receipt()
    other = (int.from_bytes(getattr(good.leaf, name)) ^ 1 << bit).to_bytes(32)
    assert not good.model_copy(update={"leaf": good.leaf.model_copy(update={name: other})}).holds


def test_salts_are_random_and_hide_the_digest() -> None:
    one, two = Leaf.of(bytes(32)), Leaf.of(bytes(32))
    assert one.digest == two.digest
    assert one.hash != two.hash


def test_an_inner_node_does_not_pass_for_a_leaf() -> None:
    tree = Tree([leaf.hash for leaf in LEAVES])
    forged = receipt(0).model_copy(update={"path": tree.path(0)[1:], "size": 3})
    assert not forged.holds


def word(number: int) -> bytes:
    return number.to_bytes(32)


def test_the_head_is_the_one_of_the_contract() -> None:
    entries = (Entry(kind=Kind.CHECKPOINT, subject=NOTHING, digest=b"\x11" * 32),)
    contract, issuer = (bytes(12) + bytes.fromhex(text[2:]) for text in (LOG.contract, ISSUER))
    fields = [word(31337), contract, issuer, word(1_790_000_000), word(4), b"\x22" * 32]
    items = [word(7 * 32), word(1), word(2), NOTHING, b"\x11" * 32]
    expected = keccak(b"".join([*fields, *items]))
    assert next_head(LOG, 1_790_000_000, 4, b"\x22" * 32, entries) == expected


def test_a_head_depends_on_everything() -> None:
    base = receipt().anchor.append
    other_log = Log(chain="eip155:1", contract=LOG.contract, issuer=LOG.issuer)
    variants = [
        base,
        base.model_copy(update={"log": other_log}),
        base.model_copy(update={"seq": 1}),
        base.model_copy(update={"prev": b"\x01" * 32}),
        base.model_copy(update={"entries": base.entries[::-1]}),
        base.model_copy(update={"entries": base.entries[:1]}),
    ]
    assert len({append.head(1) for append in variants} | {base.head(2)}) == len(variants) + 1


def test_an_append_has_one_root_or_none() -> None:
    root = Entry(kind=Kind.CHECKPOINT, subject=NOTHING, digest=b"\x01" * 32)
    whole = receipt().anchor.append
    for entries, expected in [
        ((genesis(DID), root), root.digest),
        ((genesis(DID),), None),
        ((root, root), None),
    ]:
        assert whole.model_copy(update={"entries": entries}).root == expected


def test_the_embedded_chain_has_a_name_of_its_own() -> None:
    assert Log(chain=EMBEDDED_CHAIN, contract=LOG.contract, issuer=ISSUER).chain_id.to_bytes(6) == b"mochil"
    assert genesis(DID) != genesis(DID + "x")
