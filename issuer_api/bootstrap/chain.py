"""The chain of the settings, and the key that anchors on it.

with opened_ledger(settings) as ledger:
    worker = Worker(ledger, journal, anchor_key(settings, keys))
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from anchoring.header import Header
from anchoring.ledger import Ledger
from anchoring.log import Log
from anchoring.networks import find_network, open_ledger
from anchoring.prover import Prover
from issuer_api.settings import Settings


@contextmanager
def opened_ledger(settings: Settings) -> Iterator[Ledger]:
    """The configured chain, for writing. Raises WrongChain, LedgerUnavailable, WriterBusy."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(open_ledger(settings.network, path=chain_file(settings), contract=settings.contract)) as ledger:
        yield ledger


def ledger_to_read(settings: Settings, log: Log) -> AbstractContextManager[Ledger]:
    """The chain of any log, for reading: as the settings describe it, or as `networks.toml` does. Raises as above."""
    network = settings.network if settings.network.chain == log.chain else find_network(log.chain)
    return closing(open_ledger(network, path=chain_file(settings), contract=log.contract, read_only=True))


def block_hash(ledger: Ledger, number: int) -> bytes | None:
    """The hash of that block; None where it is not final, or the chain shows no headers. Raises LedgerUnavailable."""
    if not isinstance(ledger, Prover) or number > ledger.finalized():
        return None
    return Header.read(ledger.header(number)).hash


def chain_file(settings: Settings) -> Path:
    """Where the embedded chain is kept."""
    return settings.data / "chain.sqlite"
