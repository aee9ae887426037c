"""What an RPC node shows that proves itself: headers and storage proofs (EIP-1186), and where an issuer's appends are.

    raw = header(web3, 7_000_000)
    proof = prove(web3, contract, issuer, 7_000_000)

Asked below web3's own formatting, for a header is hashed as the node gives it.
"""

from typing import Any

from eth_utils.address import to_canonical_address
from web3 import Web3
from web3.types import RPCEndpoint

from anchoring import abi
from anchoring.errors import LedgerRefused, LedgerUnavailable
from anchoring.header import encode_header
from anchoring.storage_proof import HeadProof

_WINDOW = 5_000  # blocks in one question for events: many nodes answer no more


def header(web3: Web3, block: int) -> bytes:
    """See Prover."""
    return encode_header(_asked(web3, "eth_getBlockByNumber", hex(block), False))


def prove(web3: Web3, contract: str, issuer: str, block: int) -> HeadProof:
    """See Prover."""
    raw = header(web3, block)
    slot = "0x" + abi.heads_slot(issuer).to_bytes(32).hex()
    answer = _asked(web3, "eth_getProof", contract, [slot], hex(block))
    return HeadProof.model_validate(
        {"header": raw, "account": answer["accountProof"], "storage": answer["storageProof"][0]["proof"]}
    )


def newest_in(web3: Web3, contract: str, issuer: str, first: int, last: int, window: int = _WINDOW) -> int | None:
    """See Prover. Asks for fewer blocks at a time where the node refuses so many."""
    topics = ["0x" + abi.ANCHORED.hex(), "0x" + (bytes(12) + to_canonical_address(issuer)).hex()]
    while last >= first:
        start = max(first, last - window + 1)
        question = {"address": contract, "topics": topics, "fromBlock": hex(start), "toBlock": hex(last)}
        try:
            found = _asked(web3, "eth_getLogs", question)
        except LedgerRefused:
            if window == 1:
                raise
            window //= 2
            continue
        if found:
            return max(int(line["blockNumber"], 16) for line in found)
        last = start - 1
    return None


def _asked(web3: Web3, method: str, *params: Any) -> Any:
    answer = web3.provider.make_request(RPCEndpoint(method), list(params))
    if "error" in answer:
        raise LedgerRefused(f"the RPC node refuses {method}: {str(answer['error'].get('message', ''))[:200]}")
    if answer["result"] is None:
        raise LedgerUnavailable("the RPC node does not have what it was asked for")
    return answer["result"]
