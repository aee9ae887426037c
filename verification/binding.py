"""Which logs a DID document says are its own: chain, contract, account, and from which block to which.

    >>> bindings(history.current)
    (Binding(log=Log(chain='eip155:560048', …), start_block=123, end_block=None),)

A log that was left, because its network died or its key was changed, stays in the document with its last block.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_utils.address import to_checksum_address
from pydantic import ValidationError

from anchoring.log import Log


@dataclass(frozen=True, slots=True)
class Binding:
    """A log, and the blocks between which what it says counts; `end_block` None: it goes on."""

    log: Log
    start_block: int
    end_block: int | None

    def covers(self, block: int) -> bool:
        """Whether what the log said in that block counts."""
        return self.start_block <= block and (self.end_block is None or block <= self.end_block)


def bindings(document: Mapping[str, Any]) -> tuple[Binding, ...]:
    """The logs of a document, in its order. What is not well formed, or names an account that the document does not
    list as its own, binds nothing."""
    accounts = {str(method.get("blockchainAccountId")).lower() for method in _objects(document, "verificationMethod")}
    services = (item for item in _objects(document, "service") if item.get("type") == "AnchorLog")
    found = (_binding(item.get("serviceEndpoint"), accounts) for item in services)
    return tuple(binding for binding in found if binding)


def binding_of(document: Mapping[str, Any], log: Log) -> Binding | None:
    """The document's binding of this log; None where it names another log or another account."""
    return next((binding for binding in bindings(document) if binding.log == log), None)


def _binding(endpoint: Any, accounts: set[str]) -> Binding | None:
    if not isinstance(endpoint, dict):
        return None
    account, start, end = endpoint.get("account"), endpoint.get("startBlock"), endpoint.get("endBlock")
    if not isinstance(account, str) or account.lower() not in accounts or type(start) is not int:
        return None
    if end is not None and type(end) is not int:
        return None
    chain, _, address = account.rpartition(":")
    try:
        contract, issuer = to_checksum_address(str(endpoint.get("contract"))), to_checksum_address(address)
        log = Log(chain=chain, contract=contract, issuer=issuer)
    except (ValueError, ValidationError):
        return None
    return Binding(log, start, end) if endpoint.get("chain") == chain else None


def _objects(document: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = document.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
