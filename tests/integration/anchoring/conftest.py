"""A fresh chain and a fresh journal for each test that asks for one."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import SQLModel

from anchoring.evm import EvmLedger
from issuer_api.db import anchoring as tables
from tests.integration.anchoring.anvil import CHAIN, FUNDED, running_anvil
from tests.unit.anchoring.keys import MemoryKey

ROWS = (
    tables.CheckpointRow,
    tables.LeafRow,
    tables.CheckpointEntryRow,
    tables.CheckpointTransactionRow,
    tables.CheckpointTimeRow,
    tables.HeadProofRow,
    tables.AnchorMoveRow,
    tables.AnchorWatchRow,
)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty database with the anchoring tables."""
    engine = create_engine(database_url)
    SQLModel.metadata.create_all(engine, [SQLModel.metadata.tables[str(row.__tablename__)] for row in ROWS])
    yield engine
    engine.dispose()


@pytest.fixture
def rpc_url() -> Iterator[str]:
    with running_anvil() as url:
        yield url


@pytest.fixture
def key() -> MemoryKey:
    return MemoryKey(FUNDED[0])


@pytest.fixture
def stranger() -> MemoryKey:
    return MemoryKey(FUNDED[1])


@pytest.fixture
def ledger(rpc_url: str, stranger: MemoryKey) -> Iterator[EvmLedger]:
    """A contract that a stranger put there: who deploys it has no power over it."""
    ledger = EvmLedger.deploy(CHAIN, rpc_url, stranger)
    yield ledger
    ledger.close()
