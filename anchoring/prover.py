"""The Prover port: a chain that shows what proves itself, and that can be searched.

proof = ledger.prove(log.issuer, ledger.finalized())
proven_head(log, proof).head == ledger.head(log.issuer)      # believing the block's hash, and nothing else
"""

from typing import Protocol, runtime_checkable

from anchoring.storage_proof import HeadProof


@runtime_checkable
class Prover(Protocol):
    """What every ledger of this package is beside a `Ledger`.

    Retries and concurrency: as a Ledger's. Errors: LedgerUnavailable (nodes forget the state of old blocks soon),
    LedgerRefused, MalformedHeader where what a node says of a block does not hash to it.
    """

    def header(self, block: int) -> bytes:
        """The header of the block of that number, in RLP."""

    def prove(self, issuer: str, block: int) -> HeadProof:
        """The issuer's head as of the block of that number. `proven_head` checks it: nothing in it is believed."""

    def newest_in(self, issuer: str, first: int, last: int) -> int | None:
        """The number of the newest block from `first` to `last` that has an append of the issuer."""
