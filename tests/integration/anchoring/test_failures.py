"""What must not lose or double an anchor: each fault between a worker on PostgreSQL and a real chain.

MOCHILA_TEST_SEED repeats the random ones.
"""

import os
import random
import secrets
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from anchoring.checkpoint import Log, State
from anchoring.embedded import EmbeddedLedger
from anchoring.errors import AnchoringError, HeadMismatch, LedgerUnavailable
from anchoring.evm import EvmLedger
from anchoring.fees import GWEI, FeePolicy
from anchoring.ledger import Ledger, check_receipt_on_chain, find_genesis, transaction_fields
from anchoring.worker import Step, Worker
from issuer_api.db.anchoring import CheckpointRow, CheckpointTransactionRow, LeafRow, SqlOutbox, receipt_for
from issuer_api.db.journal import SqlJournal
from tests.integration.anchoring.anvil import CHAIN, ask
from tests.integration.anchoring.rpc_proxy import Fault, RpcProxy, rpc_proxy
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.ledger_rules import entry, following
from tests.unit.anchoring.values import DID

PATIENCE = timedelta(minutes=3)
STUMBLED = Step(0, State.OPEN, State.OPEN)
METHODS = (  # all that a worker asks of a node
    "eth_call",
    "eth_getBlockByNumber",
    "eth_getBlockByHash",
    "eth_maxPriorityFeePerGas",
    "eth_getTransactionCount",
    "eth_getBalance",
    "eth_estimateGas",
    "eth_sendRawTransaction",
    "eth_getTransactionReceipt",
)


class Office:
    """A worker behind a proxy, what it was given to anchor, and the chain itself."""

    def __init__(self, engine: Engine, ledger: Ledger, truth: Ledger, key: MemoryKey, url: str) -> None:
        self.engine, self.ledger, self.truth, self.key, self.rpc_url = engine, ledger, truth, key, url
        self.now = datetime.now(UTC)
        self.log = Log(chain=truth.chain, contract=truth.contract, issuer=key.address)
        fees = FeePolicy(cap=500 * GWEI, patience=PATIENCE)
        self.worker = Worker(ledger, SqlJournal(engine, self.log, DID, floor=1), key, fees, lambda: self.now)
        self.leaves: list[UUID] = []
        self.errors: Counter[str] = Counter()

    def add(self, count: int = 1) -> None:
        with Session(self.engine) as session, session.begin():
            self.leaves += [SqlOutbox(session).leaf(secrets.token_bytes(32)) for _ in range(count)]

    def ask(self, method: str, *params: object) -> object:
        return ask(self.rpc_url, method, *params)

    def step(self, *, gather: bool = False) -> Step | None:
        """One step; an error of the chain's is counted, and the next step is the same as ever."""
        try:
            return self.worker.advance(gather=gather)
        except AnchoringError as error:
            self.errors[error.code] += 1
            return STUMBLED

    def until(self, state: State) -> None:
        while (step := self.step(gather=True)) is None or step.after is not state:
            assert step

    def finish(self) -> None:
        """Steps until nothing is under way, on a chain that goes on."""
        for _ in range(300):
            step = self.step(gather=True)
            if step is None:
                return
            if not step.moved:
                self.ask("anvil_mine", "0x3")
        raise AssertionError(f"it does not end: {self.errors}")

    def check(self) -> None:
        """Each leaf is in one FINAL checkpoint, each checkpoint once in one unbroken log."""
        with Session(self.engine) as session:
            rows = session.exec(select(CheckpointRow).order_by(CheckpointRow.seq)).all()  # type: ignore[arg-type]
            assert {row.state for row in rows} == {State.FINAL}
            receipts = [receipt_for(session, leaf) for leaf in self.leaves]
            assert len(session.exec(select(LeafRow.id)).all()) == len(self.leaves)
        found = [
            anchor
            for number in range(self.truth.latest().number + 1)
            for anchor in self.truth.anchors_in(self.key.address, number)
        ]
        assert [anchor.append.seq for anchor in found] == list(range(len(rows)))
        assert [anchor.transaction for anchor in found] == [row.transaction for row in rows]
        assert self.truth.head(self.key.address) == found[-1].head
        assert find_genesis(self.truth, found[-1]) == found[0]
        for receipt in receipts:
            assert receipt
            assert receipt.holds
            assert check_receipt_on_chain(receipt, self.truth).final

    def attempts(self) -> list[CheckpointTransactionRow]:
        with Session(self.engine) as session:
            rows = session.exec(select(CheckpointTransactionRow)).all()
            return sorted(rows, key=lambda row: row.created_at)


@pytest.fixture
def proxy(rpc_url: str) -> Iterator[RpcProxy]:
    with rpc_proxy(rpc_url) as proxy:
        yield proxy


@pytest.fixture
def office(engine: Engine, proxy: RpcProxy, ledger: EvmLedger, key: MemoryKey) -> Office:
    behind = EvmLedger.connect(CHAIN, proxy.url, ledger.contract)
    return Office(engine, behind, ledger, key, proxy.upstream)


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name)
def test_each_fault_in_each_question(office: Office, proxy: RpcProxy, fault: Fault) -> None:
    for method in METHODS:
        office.add()
        proxy.spoil(fault, method, 2)
        office.finish()
        proxy.honest()
    office.check()
    assert proxy.spoilt[fault] >= len(METHODS)
    assert set(office.errors) <= {LedgerUnavailable.code}
    if fault is not Fault.LATE:
        assert office.errors[LedgerUnavailable.code]
    assert len(office.attempts()) == len(METHODS)


def test_a_node_that_spoils_a_third_of_its_answers(office: Office, proxy: RpcProxy) -> None:
    seed = int(os.environ.get("MOCHILA_TEST_SEED", secrets.randbelow(2**32)))
    print(f"MOCHILA_TEST_SEED={seed}")
    proxy.chaos(random.Random(seed), 0.33)
    for _ in range(5):
        office.add(3)
        office.finish()
    office.check()


def test_it_was_taken_and_nobody_heard_of_it(office: Office, proxy: RpcProxy) -> None:
    """The answer to the sending is lost, while it is in the pool, and again once it is in a block."""
    office.ask("evm_setAutomine", False)
    office.add()
    proxy.spoil(Fault.LOST, "eth_sendRawTransaction")
    office.until(State.SEALED)
    assert office.step() is STUMBLED
    step = office.step()  # "already known" is success
    assert step
    assert step.after is State.SUBMITTED
    office.ask("anvil_mine", "0x1")
    office.ask("evm_setAutomine", True)
    office.finish()
    office.add()
    proxy.spoil(Fault.LOST, "eth_sendRawTransaction", 2)
    office.finish()
    office.check()
    assert len(office.attempts()) == 2


def test_a_fee_that_is_too_low_is_raised_until_a_block_takes_it(office: Office) -> None:
    office.add()
    office.until(State.SEALED)
    office.ask("evm_setAutomine", False)
    office.until(State.SUBMITTED)
    office.ask("anvil_setNextBlockBaseFeePerGas", hex(20 * GWEI))
    office.ask("anvil_mine", "0x1")
    office.now += PATIENCE
    office.step()
    low, high = (transaction_fields(row.raw) for row in office.attempts())
    assert low["nonce"] == high["nonce"]
    for name in ("maxFeePerGas", "maxPriorityFeePerGas"):
        assert 8 * high[name] >= 9 * low[name]
    assert high["maxFeePerGas"] > 20 * GWEI > low["maxFeePerGas"]
    assert low["data"] == high["data"]
    office.finish()
    office.check()


def test_the_first_of_two_offers_is_taken(office: Office, proxy: RpcProxy) -> None:
    """The nonce is used up, by the offer that had been replaced: it is looked for among all of them."""
    office.ask("evm_setAutomine", False)
    office.add()
    office.until(State.SUBMITTED)
    office.now += PATIENCE
    office.until(State.SEALED)
    assert len(office.attempts()) == 2
    proxy.spoil(Fault.DROPPED, "eth_sendRawTransaction")
    office.step()
    office.ask("anvil_mine", "0x1")
    office.ask("evm_setAutomine", True)
    step = office.step()
    assert step
    assert step.after is State.CONFIRMED
    office.finish()
    office.check()
    with Session(office.engine) as session:
        assert session.exec(select(CheckpointRow.transaction)).one() == office.attempts()[0].hash


@pytest.mark.parametrize("state", [State.CONFIRMED, State.FINAL])
def test_a_reorganization_takes_the_block(office: Office, state: State) -> None:
    """Out of a block that was not final; and, where finality was promised too early, out of one that was."""
    office.add()
    office.until(State.CONFIRMED)
    depth = 1
    if state is State.FINAL:
        office.finish()
        office.add()
        depth = int(str(office.ask("eth_blockNumber")), 16) - 1  # all but the contract
    office.ask("anvil_reorg", depth, [])
    assert office.truth.head(office.key.address) == bytes(32)
    office.finish()
    office.check()
    assert bool(office.errors[HeadMismatch.code]) is (state is State.FINAL)


def test_a_gap_in_the_nonces(office: Office) -> None:
    """A transaction of the account before ours is undone: ours waits for a nonce that does not come."""
    payment = {"type": 2, "chainId": 31337, "nonce": 0, "to": office.key.address, "value": 1, "data": b""}
    fees = {"gas": 21_000, "maxFeePerGas": 10 * GWEI, "maxPriorityFeePerGas": GWEI}
    office.ask("eth_sendRawTransaction", "0x" + office.key.sign(payment | fees).hex())
    office.add()
    office.until(State.SEALED)
    office.ask("anvil_reorg", 1, [])
    office.finish()
    office.check()
    first, *later = [row.nonce for row in office.attempts()]
    assert first == 1
    assert 0 in later


def test_another_who_writes_with_the_same_key_is_told_and_not_written_over(office: Office) -> None:
    office.add()
    office.finish()
    other = following(office.truth, office.key.address, entry())
    other = other.model_copy(update={"prev": office.truth.head(office.key.address), "seq": 1})
    office.truth.send(office.key.sign(office.truth.prepare(other)))
    head = office.truth.head(office.key.address)
    office.add()
    office.until(State.OPEN)
    for _ in range(3):
        with pytest.raises(HeadMismatch, match="somebody else"):
            office.worker.advance()
    assert office.truth.head(office.key.address) == head
    assert len(office.attempts()) == 1


def test_an_embedded_chain_put_back_from_an_old_copy_is_told_and_not_written_to(engine: Engine, tmp_path: Path) -> None:
    path, key = tmp_path / "chain.sqlite", MemoryKey()
    EmbeddedLedger.open(path).close()
    shutil.copy(path, tmp_path / "copy")

    def office() -> Office:
        ledger = EmbeddedLedger.open(path)
        return Office(engine, ledger, ledger, key, "")

    before = office()
    before.add()
    before.until(State.FINAL)
    before.truth.close()
    for file in tmp_path.glob("chain.sqlite-*"):
        file.unlink()
    shutil.copy(tmp_path / "copy", path)
    after = office()
    after.add()
    after.until(State.OPEN)
    with pytest.raises(HeadMismatch, match="rolled back"):
        after.worker.advance()
    assert after.truth.head(key.address) == bytes(32)
    after.truth.close()
