"""What a chain says of an issuer's account and log, for people who look after them.

view = look(ledger, issuer)
view.head == anchor.head        # the chain and the journal tell the same
"""

from dataclasses import dataclass

from anchoring.ledger import Account, Ledger, transaction_fields
from anchoring.log import Block


@dataclass(frozen=True, slots=True)
class View:
    """The chain as of one moment: newest block, newest final one, the log's head, the account that pays."""

    latest: Block
    final: int
    head: bytes
    account: Account


def look(ledger: Ledger, issuer: str) -> View:
    """Raises LedgerUnavailable."""
    return View(
        latest=ledger.latest(), final=ledger.finalized(), head=ledger.head(issuer), account=ledger.account(issuer)
    )


def price(raw: bytes) -> int:
    """The most, in wei, that a signed transaction could cost."""
    fields = transaction_fields(raw)
    cost: int = fields["gas"] * fields["maxFeePerGas"]
    return cost
