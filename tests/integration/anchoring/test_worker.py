"""The worker on PostgreSQL against anvil: a cohort, a block that is replaced, and finality."""

import secrets

from sqlalchemy import Engine
from sqlmodel import Session

from anchoring.checkpoint import Log, State
from anchoring.evm import EvmLedger
from anchoring.ledger import check_receipt_on_chain
from anchoring.worker import Worker
from issuer_api.db.anchoring import SqlOutbox, receipt_for
from issuer_api.db.journal import SqlJournal
from tests.integration.anchoring.anvil import ask
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.values import DID


def test_a_cohort_is_anchored_through_a_reorganization(
    engine: Engine, ledger: EvmLedger, key: MemoryKey, rpc_url: str
) -> None:
    log = Log(chain=ledger.chain, contract=ledger.contract, issuer=key.address)
    worker = Worker(ledger, SqlJournal(engine, log, DID), key)
    with Session(engine) as session, session.begin():
        leaves = [SqlOutbox(session).leaf(secrets.token_bytes(32)) for _ in range(24)]
        SqlOutbox(session).entry("revocation_list", bytes(32), bytes(32))
    seen: list[State] = []
    for _ in range(200):
        step = worker.advance()
        if step is None:
            break
        if step.moved:
            seen.append(step.after)
        if step.after is State.CONFIRMED and seen.count(State.CONFIRMED) == 1 and step.moved:
            ask(rpc_url, "anvil_reorg", 1, [])
        elif step.after is State.CONFIRMED:
            ask(rpc_url, "anvil_mine", "0x3")
    assert seen[:4] == [State.OPEN, State.SEALED, State.SUBMITTED, State.CONFIRMED]
    assert State.SUBMITTED in seen[4:]
    assert seen[-1] is State.FINAL
    with Session(engine) as session:
        receipts = [receipt_for(session, leaf) for leaf in leaves]
    for receipt in receipts:
        assert receipt
        assert receipt.holds
        assert check_receipt_on_chain(receipt, ledger).final
