"""The embedded chain: the rules of every ledger, and its own file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from anchoring import embedded
from anchoring.checkpoint import EMBEDDED_CHAIN
from anchoring.embedded import EmbeddedLedger
from anchoring.errors import LedgerRefused, LedgerUnavailable, WouldRevert, WriterBusy, WrongChain
from anchoring.log import genesis
from anchoring.networks import find_network, open_ledger
from anchoring.sqlite_store import SqliteStore
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.ledger_rules import LedgerRules, entry, following
from tests.unit.anchoring.values import DID


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deeper" / "chain.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[EmbeddedLedger]:
    ledger = EmbeddedLedger.open(path)
    yield ledger
    ledger.close()


@pytest.fixture
def key() -> MemoryKey:
    return MemoryKey()


@pytest.fixture
def stranger() -> MemoryKey:
    return MemoryKey()


class TestEmbedded(LedgerRules):
    def test_it_says_what_it_is_worth(self, ledger: EmbeddedLedger) -> None:
        assert (ledger.chain, ledger.label) == (EMBEDDED_CHAIN, "embedded: proves nothing to others")

    def test_every_block_is_final(self, ledger: EmbeddedLedger, key: MemoryKey) -> None:
        anchor = self.anchored(ledger, key, genesis(DID))
        assert ledger.finalized() == anchor.block.number == ledger.latest().number == 1

    def test_what_was_written_is_there_after_closing(self, path: Path, ledger: EmbeddedLedger, key: MemoryKey) -> None:
        anchor = self.anchored(ledger, key, genesis(DID))
        ledger.close()
        again = EmbeddedLedger.open(path)
        assert again.find(anchor.transaction, key.address) == anchor
        assert self.anchored(again, key, entry(), after=anchor).block.number == 2
        again.close()

    def test_one_writes_and_others_read(self, path: Path, ledger: EmbeddedLedger, key: MemoryKey) -> None:
        reader = EmbeddedLedger.read(path)
        anchor = self.anchored(ledger, key, genesis(DID))
        assert reader.find(anchor.transaction, key.address) == anchor
        with pytest.raises(WriterBusy):
            EmbeddedLedger.open(path)
        ledger.close()
        assert reader.latest() == anchor.block
        reader.close()
        reader = EmbeddedLedger.read(path)
        assert reader.head(key.address) == anchor.head
        reader.close()

    def test_there_is_nothing_to_read_before_it_is_made(self, path: Path) -> None:
        with pytest.raises(LedgerUnavailable):
            EmbeddedLedger.read(path)

    def test_time_never_goes_back(self, path: Path, key: MemoryKey) -> None:
        times = [datetime(2026, 11, 23, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)]
        ledger = EmbeddedLedger.open(path, lambda: times.pop(0))
        first = self.anchored(ledger, key, genesis(DID))
        second = self.anchored(ledger, key, entry(), after=first)
        assert first.block.timestamp == datetime(2026, 11, 23, tzinfo=UTC).timestamp()
        assert second.block.timestamp == first.block.timestamp + 1
        ledger.close()

    def test_gas_stays_free_after_many_and_large_appends(self, ledger: EmbeddedLedger, key: MemoryKey) -> None:
        anchor = self.anchored(ledger, key, genesis(DID))
        for _ in range(10):
            anchor = self.anchored(ledger, key, *(entry() for _ in range(100)), after=anchor)
        transaction = ledger.prepare(following(ledger, key.address, entry(), after=anchor))
        assert (transaction["maxFeePerGas"], transaction["maxPriorityFeePerGas"]) == (0, 0)
        with pytest.raises(LedgerRefused):
            ledger.send(key.sign({**transaction, "gas": 20_000_000}))

    def test_a_refusal_leaves_no_block(self, ledger: EmbeddedLedger, key: MemoryKey) -> None:
        transaction = ledger.prepare(following(ledger, key.address, genesis(DID)))
        with pytest.raises(LedgerRefused):
            ledger.send(key.sign({**transaction, "nonce": 5}))
        with pytest.raises(LedgerRefused):
            ledger.send(key.sign({**transaction, "value": 1}))
        assert ledger.latest().number == 0
        with pytest.raises(WouldRevert):
            ledger.prepare(following(ledger, key.address, entry(), after=self.anchored(ledger, MemoryKey(), entry())))


def test_a_chain_that_was_made_otherwise_is_refused(path: Path) -> None:
    store = SqliteStore.write(path)
    store.close()
    with pytest.raises(LedgerUnavailable):
        EmbeddedLedger.read(path)
    store = SqliteStore.write(path)
    with store.transaction():
        account = {"balance": 0, "nonce": 1, "code": b"\x00", "storage": {}}
        address = bytes.fromhex(EmbeddedLedger.contract[2:])
        embedded._Chain.from_genesis(store, embedded._GENESIS, {address: account})
    store.close()
    for opened in (EmbeddedLedger.read, EmbeddedLedger.open):
        with pytest.raises(WrongChain):
            opened(path)


def test_the_network_is_found_by_its_name(path: Path) -> None:
    network = find_network("embedded")
    assert network == find_network(EMBEDDED_CHAIN)
    ledger = open_ledger(network, path=path)
    reader = open_ledger(network, path=path, read_only=True)
    assert ledger.label == network.label
    assert reader.latest() == ledger.latest()
    reader.close()
    ledger.close()
    with pytest.raises(WrongChain):
        open_ledger(network)
    with pytest.raises(WrongChain):
        open_ledger(find_network("eip155:1", rpc_urls=["http://127.0.0.1:1"]))
