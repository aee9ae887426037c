"""The Ledger port: one contract on one chain.

ledger = EmbeddedLedger.open(Path("var/chain.sqlite"))
transaction = ledger.prepare(append)
raw = key.sign(transaction)
...                                  # store `raw` before the next line: what follows cannot be undone
ledger.send(raw)
anchor = ledger.find(transaction_hash(raw), append.log.issuer)
"""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_utils.crypto import keccak
from hexbytes import HexBytes

from anchoring.checkpoint import Receipt, Sighting
from anchoring.errors import WrongChain
from anchoring.log import Anchor, Append, Block

Finality = Literal["finalized"] | int  # the network's own tag, or how many blocks must follow


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the newest block has it: its next nonce, and what it can pay with, in wei."""

    nonce: int
    balance: int


class AnchorKey(Protocol):
    """Holds the secp256k1 key of the issuer's account. The key never leaves it."""

    @property
    def address(self) -> str:
        """EIP-55."""

    def sign(self, transaction: dict[str, Any]) -> bytes:
        """The raw signed transaction of these EIP-1559 fields. Raises SignerFailed."""


class Ledger(Protocol):
    """One AnchorLog contract on one chain.

    Durability: what `find` returns may vanish until its block is final; what is final stays.
    Retries: every method may be called again after any error. The same bytes sent twice are one transaction.
    Concurrency: any number of readers; one writer an issuer, whose nonces are read from the chain.
    Errors: LedgerUnavailable where there is no answer; the rest where it is said.
    """

    chain: str  # CAIP-2
    contract: str  # EIP-55
    label: str  # for people: what an anchor on this chain is worth

    def head(self, issuer: str) -> bytes:
        """The issuer's head in the newest block; 32 zero bytes where the issuer wrote nothing."""

    def account(self, address: str) -> Account:
        """The account in the newest block."""

    def latest(self) -> Block:
        """The newest block."""

    def finalized(self) -> int:
        """The number of the newest final block."""

    def anchors_in(self, issuer: str, block: int) -> tuple[Anchor, ...]:
        """The issuer's appends in the block of that number, in order; none where there is no such block."""

    def prepare(self, append: Append) -> dict[str, Any]:
        """The transaction to sign: nonce from the newest block, gas estimated, fees of the day.

        Raises WouldRevert (the head moved), Unfunded.
        """

    def send(self, raw: bytes) -> None:
        """Give the network a signed transaction. One that it already has is no error.

        Raises NonceTooLow (also when this very transaction is in a block: look with `find`), Underpriced,
        Unfunded, LedgerRefused.
        """

    def find(self, transaction: bytes, issuer: str) -> Anchor | None:
        """The append that a transaction made; None while it is in no block. Raises Reverted."""

    def close(self) -> None:
        """Let go of files and locks; nothing is asked of it afterwards."""


def transaction_hash(raw: bytes) -> bytes:
    """The hash of a signed transaction, 32 bytes: its name on the chain."""
    return keccak(raw)


def transaction_fields(raw: bytes) -> dict[str, Any]:
    """The EIP-1559 fields of a signed transaction, without its signature."""
    fields = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    return {name: fields[name] for name in fields.keys() - {"v", "r", "s", "accessList"}}


def check_receipt_on_chain(receipt: Receipt, ledger: Ledger) -> Sighting:
    """What the chain says where the receipt points to. Asks nothing of the issuer.

    Raises WrongChain for a receipt of another chain or contract; LedgerUnavailable when nothing is known.
    """
    log, block = receipt.anchor.append.log, receipt.anchor.block
    if (log.chain, log.contract) != (ledger.chain, ledger.contract):
        raise WrongChain(f"the receipt is of {log.contract} on {log.chain}, not of {ledger.contract} on {ledger.chain}")
    latest, final = ledger.latest(), ledger.finalized()
    seen = receipt.anchor if receipt.anchor in ledger.anchors_in(log.issuer, block.number) else None
    return Sighting(anchor=seen, final=seen is not None and block.number <= final, latest=latest)


def find_genesis(ledger: Ledger, anchor: Anchor) -> Anchor | None:
    """The first append of this anchor's log, walked back link by link; None where a link is broken.

    One question to the chain for each append on the way, so for logs of a reasonable length.
    """
    while anchor.append.seq:
        append = anchor.append
        before = [
            other
            for other in ledger.anchors_in(append.log.issuer, append.prev_block)
            if other.head == append.prev and other.append.seq == append.seq - 1
        ]
        if not before:
            return None
        anchor = before[0]
    return anchor
