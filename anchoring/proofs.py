"""Takes the proof of a log's head while the network still has it: nodes forget old state within hours.

    take_proof(ledger, store)        # after each step of the worker; does nothing where there is nothing to do

A proof of a later head proves all that came before, so the newest FINAL checkpoint is the one that needs a proof.
"""

from typing import Protocol

from anchoring.errors import LedgerUnavailable
from anchoring.ledger import Ledger
from anchoring.log import Anchor
from anchoring.prover import Prover
from anchoring.storage_proof import HeadProof, ProvenHead, proven_head


class ProofStore(Protocol):
    """Where the proofs of one log are kept. Durable when `keep` returns; keeping one twice is harmless."""

    def unproven(self) -> Anchor | None:
        """The newest FINAL append of the log; None where it has a proof already, or there is none."""

    def keep(self, anchor: Anchor, proof: HeadProof, proven: ProvenHead) -> None:
        """The proof of the head after this append."""


def take_proof(ledger: Ledger, store: ProofStore) -> bool:
    """Whether a proof was taken. Safe to call again after any error.

    Raises LedgerUnavailable, LedgerRefused, MalformedHeader, MalformedProof: the anchor stands, its proof is missing.
    """
    anchor = store.unproven()
    if anchor is None:
        return False
    if not isinstance(ledger, Prover):
        raise LedgerUnavailable(f"{ledger.label} shows no proofs")
    for block in (ledger.finalized(), anchor.block.number):  # the newest final one says the most
        if block < anchor.block.number:
            continue
        proof = ledger.prove(anchor.append.log.issuer, block)
        proven = proven_head(anchor.append.log, proof)
        if proven.head == anchor.head:
            store.keep(anchor, proof, proven)
            return True
    raise LedgerUnavailable("the node's proofs do not show the head that is final")
