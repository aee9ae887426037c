"""The account that anchors, with its key elsewhere: a signer that speaks JSON-RPC over HTTP.

    >>> key = RemoteAnchorKey("http://127.0.0.1:9000", "0xf39F…")
    >>> worker = Worker(ledger, SqlJournal(engine, log, did), key)

web3signer and geth speak `eth_signTransaction`, clef `account_signTransaction`; the second is asked where the first is
not known. What comes back is believed only if it is a transaction of exactly these fields by this account.
"""

from typing import Any

import httpx
from eth_account import Account
from eth_utils.address import is_checksum_address

from anchoring.errors import SignerFailed
from anchoring.ledger import transaction_fields
from issuer_api.domain.errors import Invalid

_TIMEOUT = 60  # seconds: a person may have to agree
_METHODS = ("eth_signTransaction", "account_signTransaction")
_NOT_FOUND = -32601  # JSON-RPC 2.0


class RemoteAnchorKey:
    """See `anchoring.ledger.AnchorKey`. Thread-safe. The URL, which may hold a password, is in no message."""

    __slots__ = ("_client", "_url", "address")

    def __init__(self, url: str, address: str) -> None:
        """Raises Invalid (signer-address) where the address is not in EIP-55."""
        if not is_checksum_address(address):
            raise Invalid(
                "signer-address", "The external signer needs the address of its account, as EIP-55 writes it."
            )
        self._url = url
        self._client = httpx.Client(timeout=_TIMEOUT, trust_env=False)
        self.address = address

    def sign(self, transaction: dict[str, Any]) -> bytes:
        """The raw signed transaction of these EIP-1559 fields. Raises SignerFailed."""
        question = {name: _in_json(value) for name, value in transaction.items()} | {"from": self.address}
        for method in _METHODS:
            answer = self._ask(method, question)
            if answer.get("error", {}).get("code") != _NOT_FOUND:
                return self._checked(answer, transaction)
        raise SignerFailed(f"the signer knows neither {' nor '.join(_METHODS)}")

    def _ask(self, method: str, question: dict[str, Any]) -> dict[str, Any]:
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": [question]}
        try:
            response = self._client.post(self._url, json=call)
            answer = response.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as exc:
            raise SignerFailed(f"no answer from the signer: {type(exc).__name__}") from None
        if not isinstance(answer, dict) or not isinstance(answer.get("error", {}), dict):
            raise SignerFailed(f"the signer answers with no JSON-RPC (HTTP status {response.status_code})")
        return answer

    def _checked(self, answer: dict[str, Any], transaction: dict[str, Any]) -> bytes:
        """The bytes, if they are what was to be signed."""
        if "error" in answer:
            raise SignerFailed(f"the signer refuses: {str(answer['error'].get('message', ''))[:200]}")
        result = answer.get("result")
        text = result.get("raw") if isinstance(result, dict) else result
        try:
            raw = bytes.fromhex(str(text).removeprefix("0x"))
            signed, signer = transaction_fields(raw), Account.recover_transaction(raw)
        except Exception as exc:  # noqa: BLE001 - whatever a stranger's bytes make the decoders raise
            raise SignerFailed(f"what the signer answers is no signed transaction: {type(exc).__name__}") from None
        if signer != self.address or _comparable(signed) != _comparable(transaction):
            raise SignerFailed("the signer signed something else, or with another key")
        return raw


def _in_json(value: int | str | bytes) -> str:
    return hex(value) if isinstance(value, int) else value if isinstance(value, str) else "0x" + value.hex()


def _comparable(fields: dict[str, Any]) -> dict[str, Any]:
    """Numbers as they are; bytes and their hex the same; no recipient the same as none."""
    texts = {name: value if isinstance(value, int) else _in_json(value).lower() for name, value in fields.items()}
    return {"to": "0x"} | texts
