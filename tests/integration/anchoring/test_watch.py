"""What people are told about anchoring, and that no trouble of the chain's ends the loop."""

import logging
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from anchoring.checkpoint import Log
from anchoring.errors import LedgerUnavailable
from anchoring.evm import EvmLedger
from anchoring.worker import Worker
from issuer_api.bootstrap.anchorer import PacedAnchorer
from issuer_api.db.anchored import SqlAnchored
from issuer_api.db.anchoring import SqlOutbox
from issuer_api.db.journal import SqlJournal
from issuer_api.db.watch import SqlWatch
from issuer_api.domain.ports import AnchoringStatus
from tests.integration.anchoring.anvil import CHAIN, ask
from tests.integration.anchoring.rpc_proxy import Fault, RpcProxy, rpc_proxy
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.values import DID

POLL = timedelta(seconds=12)


class Office:
    """A worker's loop on a chain behind a proxy, with a clock that moves when it is told to."""

    def __init__(self, engine: Engine, proxy: RpcProxy, contract: str, key: MemoryKey) -> None:
        self.engine, self.proxy, self.rpc_url = engine, proxy, proxy.upstream
        self.now = datetime.now(UTC)
        self.log = Log(chain=CHAIN, contract=contract, issuer=key.address)
        ledger = EvmLedger.connect(CHAIN, proxy.url, contract)
        worker = Worker(ledger, SqlJournal(engine, self.log, DID, floor=2), key, clock=lambda: self.now)
        watch = SqlWatch(engine, self.log)
        self.anchorer = PacedAnchorer(worker, ledger, watch, key.address, lambda: self.now, POLL)

    def wait_for_anchoring(self) -> None:
        with Session(self.engine) as session, session.begin():
            SqlOutbox(session).leaf(secrets.token_bytes(32))

    def round(self, *, gather: bool = True) -> AnchoringStatus:
        """One round of the loop, when its time has come; what people are told after it."""
        self.now += POLL
        while self.anchorer(gather=gather):
            pass
        return self.status()

    def status(self) -> AnchoringStatus:
        with Session(self.engine) as session:
            return SqlAnchored(session).status(self.log.chain, self.log.contract, self.log.issuer)


@pytest.fixture
def office(engine: Engine, ledger: EvmLedger, rpc_url: str, key: MemoryKey) -> Iterator[Office]:
    with rpc_proxy(rpc_url) as proxy:
        yield Office(engine, proxy, ledger.contract, key)


def test_a_new_node_says_that_it_has_seen_nothing(office: Office) -> None:
    found = office.status()
    assert (found.waiting, found.oldest_waiting, found.unfinished, found.chain_head) == (0, None, None, None)
    assert found.journal_head == "0x" + "00" * 32
    assert (found.balance, found.affordable, found.trouble) == (None, None, None)


def test_lag_balance_and_head_are_told(office: Office) -> None:
    office.wait_for_anchoring()
    waits = office.status()
    assert waits.waiting == 1
    assert waits.oldest_waiting
    under_way = office.round()
    assert (under_way.waiting, under_way.oldest_waiting) == (0, None)
    assert under_way.unfinished == "CONFIRMED"
    assert under_way.unfinished_since
    assert under_way.chain_head == under_way.journal_head != "0x" + "00" * 32
    ask(office.rpc_url, "anvil_mine", "0x3")
    done = office.round()
    assert (done.unfinished, done.trouble) == (None, None)
    assert done.chain_head == done.journal_head == under_way.journal_head
    assert done.latest_block
    assert done.final_block
    assert done.latest_block >= done.final_block > 0
    assert done.balance
    assert done.affordable
    balance = int(ask(office.rpc_url, "eth_getBalance", office.log.issuer, "latest"), 16)
    assert done.balance == balance
    assert done.balance // done.affordable < 10**16


def test_the_chain_is_left_alone_between_two_looks(office: Office) -> None:
    ask(office.rpc_url, "evm_setAutomine", False)
    office.wait_for_anchoring()
    assert office.round().unfinished == "SUBMITTED"
    calls = office.proxy.calls.total()
    for _ in range(5):
        assert office.anchorer(gather=True) is False
    assert office.proxy.calls.total() == calls
    office.round()
    assert office.proxy.calls.total() > calls


def trouble(office: Office, code: str, caplog: pytest.LogCaptureFixture) -> AnchoringStatus:
    """Three rounds in which the same thing is wrong: it is told since the first one, and is in the log once."""
    caplog.clear()
    caplog.set_level(logging.WARNING, "mochila.anchoring")
    first = office.round()
    office.round()
    last = office.round()
    assert first.trouble == last.trouble == code
    assert first.trouble_since == last.trouble_since
    assert last.trouble_detail
    assert [record.levelname for record in caplog.records if code in record.getMessage()] == ["ERROR"]
    assert office.proxy.url not in caplog.text + last.trouble_detail
    return last


def over(office: Office) -> None:
    for _ in range(4):
        found = office.round()
        ask(office.rpc_url, "anvil_mine", "0x3")
    assert (found.trouble, found.trouble_since, found.unfinished, found.waiting) == (None, None, None, 0)
    assert found.chain_head == found.journal_head


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.LIMITED, Fault.TRUNCATED])
def test_a_node_that_does_not_answer(office: Office, caplog: pytest.LogCaptureFixture, fault: Fault) -> None:
    office.wait_for_anchoring()
    office.proxy.spoil(fault, "eth_call", 99)
    found = trouble(office, LedgerUnavailable.code, caplog)
    assert found.unfinished == "OPEN"
    office.proxy.honest()
    over(office)


def test_a_node_that_is_down_while_nothing_waits(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.proxy.down = True
    found = trouble(office, "ledger-unavailable", caplog)
    assert found.seen_at is None
    office.proxy.honest()
    over(office)


def test_an_account_without_funds(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    balance = ask(office.rpc_url, "eth_getBalance", office.log.issuer, "latest")
    ask(office.rpc_url, "anvil_setBalance", office.log.issuer, "0x1")
    office.wait_for_anchoring()
    found = trouble(office, "unfunded", caplog)
    assert found.balance == 1
    ask(office.rpc_url, "anvil_setBalance", office.log.issuer, balance)
    over(office)


def test_a_head_that_is_another(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    lie: dict[str, Any] = {"head": "0x" + "66" * 32}
    office.proxy.lie("eth_call", lambda _: lie["head"])
    office.wait_for_anchoring()
    found = trouble(office, "head-mismatch", caplog)
    assert found.chain_head == lie["head"] != found.journal_head
    office.proxy.honest()
    over(office)
