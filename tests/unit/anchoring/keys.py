"""A key in memory, for chains that only the tests see."""

from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount


class MemoryKey:
    """See `anchoring.ledger.AnchorKey`."""

    def __init__(self, secret: str | None = None) -> None:
        self._account: LocalAccount = Account.from_key(secret) if secret else Account.create()
        self.address: str = self._account.address
        self.secret = bytes(self._account.key)

    def sign(self, transaction: dict[str, Any]) -> bytes:
        return bytes(self._account.sign_transaction(transaction).raw_transaction)
