"""The chain of the settings, and the key that anchors on it.

with opened_ledger(settings) as ledger:
    worker = Worker(ledger, journal, anchor_key(settings, keys))
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from anchoring.ledger import Ledger
from anchoring.networks import open_ledger
from issuer_api.settings import Settings


@contextmanager
def opened_ledger(settings: Settings) -> Iterator[Ledger]:
    """The configured chain, for writing. Raises WrongChain, LedgerUnavailable, WriterBusy."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(open_ledger(settings.network, path=chain_file(settings), contract=settings.contract)) as ledger:
        yield ledger


def chain_file(settings: Settings) -> Path:
    """Where the embedded chain is kept."""
    return settings.data / "chain.sqlite"
