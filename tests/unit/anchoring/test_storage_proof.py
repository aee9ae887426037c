"""Headers and storage proofs: those of a real chain hold, and nothing that was changed does."""

from pathlib import Path

import pytest
import rlp
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st
from trie import HexaryTrie

from anchoring import abi, embedded
from anchoring.embedded import EmbeddedLedger
from anchoring.errors import AnchoringError, LedgerUnavailable, MalformedHeader, MalformedProof, OtherContract
from anchoring.header import Header, encode_header
from anchoring.log import Log, genesis
from anchoring.prover import Prover
from anchoring.sqlite_store import SqliteStore
from anchoring.storage_proof import HeadProof, lookup, proven_head
from tests.unit.anchoring.chains import add, log_of, open_chain
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.values import DID


@pytest.fixture
def chain(tmp_path: Path) -> EmbeddedLedger:
    return open_chain(tmp_path / "chain.sqlite")


def several(chain: EmbeddedLedger, count: int = 5) -> list[MemoryKey]:
    keys = [MemoryKey() for _ in range(count)]
    for key in keys:
        add(chain, key, genesis(DID))
    return keys


def test_a_head_is_proven_as_of_each_block(chain: EmbeddedLedger) -> None:
    key = MemoryKey()
    first = add(chain, key, genesis(DID))
    several(chain)
    second = add(chain, key, genesis(DID), after=first)
    for anchor in (first, second):
        proven = proven_head(log_of(chain, key), chain.prove(key.address, anchor.block.number))
        assert proven.head == anchor.head
        assert (proven.header.hash, proven.header.timestamp) == (anchor.block.hash, anchor.block.timestamp)
    assert isinstance(chain, Prover)


def test_a_proof_of_another_slot_is_refused(chain: EmbeddedLedger) -> None:
    one, other, *_ = several(chain)
    proof = chain.prove(one.address, chain.latest().number)
    with pytest.raises(MalformedProof):
        proven_head(log_of(chain, other), proof)
    with pytest.raises(MalformedProof):
        proven_head(log_of(chain, MemoryKey()), chain.prove(MemoryKey().address, chain.latest().number))


def test_a_proof_of_another_account_is_refused(chain: EmbeddedLedger) -> None:
    key = several(chain, 1)[0]
    log = Log(chain=chain.chain, contract=MemoryKey().address, issuer=key.address)
    with pytest.raises(MalformedProof):
        proven_head(log, chain.prove(key.address, chain.latest().number))


def test_a_contract_with_other_code_is_refused(tmp_path: Path) -> None:
    """Its slots could hold anything that its maker likes."""
    key, store = MemoryKey(), SqliteStore.write(tmp_path / "other.sqlite")
    address = bytes.fromhex(EmbeddedLedger.contract[2:])
    account = {"balance": 0, "nonce": 1, "code": b"\x00", "storage": {abi.heads_slot(key.address): 7}}
    with store.transaction():
        embedded._Chain.from_genesis(store, embedded._GENESIS, {address: account})
    chain = EmbeddedLedger(store, embedded._now)
    with pytest.raises(OtherContract):
        proven_head(log_of(chain, key), chain.prove(key.address, 0))


def test_no_byte_can_be_changed(chain: EmbeddedLedger) -> None:
    """Every byte of every node; of the header every byte changes its hash."""
    key = several(chain)[0]
    proof, log = chain.prove(key.address, chain.latest().number), log_of(chain, key)
    named = proven_head(log, proof)
    for part in ("account", "storage"):
        for place, node in enumerate(nodes := getattr(proof, part)):
            for at in range(0, len(node), 7):
                changed = bytes([*node[:at], node[at] ^ 1, *node[at + 1 :]])
                bad = proof.model_copy(update={part: (*nodes[:place], changed, *nodes[place + 1 :])})
                with pytest.raises(MalformedProof):
                    proven_head(log, bad)
    for at in range(0, len(proof.header), 11):
        changed = bytes([*proof.header[:at], proof.header[at] ^ 1, *proof.header[at + 1 :]])
        try:
            assert proven_head(log, proof.model_copy(update={"header": changed})).header.hash != named.header.hash
        except AnchoringError:
            continue


@pytest.mark.parametrize("change", ["shorter", "longer", "doubled"])
def test_nodes_are_neither_missing_nor_left_over(chain: EmbeddedLedger, change: str) -> None:
    key = several(chain)[0]
    proof = chain.prove(key.address, chain.latest().number)
    nodes = {"shorter": proof.storage[:-1], "longer": (*proof.storage, b"\xc0"), "doubled": proof.storage * 2}[change]
    with pytest.raises(MalformedProof):
        proven_head(log_of(chain, key), HeadProof.model_construct(**{**dict(proof), "storage": nodes}))


@given(st.dictionaries(st.binary(min_size=1, max_size=4), st.binary(min_size=1, max_size=40), min_size=1), st.data())
def test_lookup_agrees_with_another_implementation(values: dict[bytes, bytes], data: st.DataObject) -> None:
    trie = HexaryTrie({})
    for key, value in values.items():
        trie[keccak(key)] = value
    key = data.draw(st.sampled_from(list(values)) | st.binary(min_size=1, max_size=4))
    nodes = [rlp.encode(node) for node in trie.get_proof(keccak(key))]
    own = [node for place, node in enumerate(nodes) if not place or len(node) >= 32]  # the rest are inside others
    assert lookup(trie.root_hash, key, own) == values.get(key)


def test_a_block_that_is_not_there_is_unavailable(chain: EmbeddedLedger) -> None:
    with pytest.raises(LedgerUnavailable):
        chain.prove(MemoryKey().address, 9)


def test_where_the_newest_append_is(chain: EmbeddedLedger) -> None:
    one, two = several(chain, 2)
    assert chain.newest_in(one.address, 0, 99) == 1
    assert chain.newest_in(two.address, 0, 99) == 2
    assert chain.newest_in(two.address, 0, 1) is None


FIELDS = ("parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom")


@pytest.mark.parametrize("added", range(5), ids=["before London", "London", "Shanghai", "Cancun", "Prague"])
def test_headers_of_every_fork_are_encoded(added: int) -> None:
    """As a node gives them; the hash is the RLP's."""
    block: dict[str, str] = dict.fromkeys(FIELDS, "0x" + "11" * 32) | {"miner": "0x" + "22" * 20}
    block |= {"difficulty": "0x0", "number": "0x7", "gasLimit": "0x1c9c380", "gasUsed": "0x0", "timestamp": "0x6a0"}
    block |= {"extraData": "0x", "mixHash": "0x" + "33" * 32, "nonce": "0x0000000000000000"}
    forks: list[dict[str, str]] = [
        {"baseFeePerGas": "0x7"},
        {"withdrawalsRoot": "0x" + "44" * 32},
        {"blobGasUsed": "0x0", "excessBlobGas": "0x20000", "parentBeaconBlockRoot": "0x" + "55" * 32},
        {"requestsHash": "0x" + "66" * 32},
    ]
    items: list[bytes] = [bytes.fromhex("11" * 32)] * 7 + [b"", b"\x07", b"\x01\xc9\xc3\x80", b"", b"\x06\xa0", b""]
    items[2] = b"\x22" * 20
    items += [b"\x33" * 32, bytes(8)]
    tails = [[b"\x07"], [b"\x44" * 32], [b"", b"\x02\x00\x00", b"\x55" * 32], [b"\x66" * 32]]
    for fork, tail in list(zip(forks, tails, strict=True))[:added]:
        block |= fork
        items += tail
    raw = rlp.encode(items)
    block["hash"] = "0x" + keccak(raw).hex()
    assert encode_header({**block, "size": "0x1", "transactions": []}) == raw
    header = Header.read(raw)
    assert (header.hash, header.number, header.timestamp) == (keccak(raw), 7, 0x6A0)
    for name in block:
        with pytest.raises(MalformedHeader):
            encode_header({**block, name: "0x" + "77" * 8})
        with pytest.raises(MalformedHeader):
            encode_header({other: value for other, value in block.items() if other != name})


@pytest.mark.parametrize("raw", [b"", b"\x80", b"\xc0", rlp.encode([b""] * 14), rlp.encode([b""] * 15), b"\xf8\xff"])
def test_what_is_no_header(raw: bytes) -> None:
    with pytest.raises(MalformedHeader):
        Header.read(raw)
