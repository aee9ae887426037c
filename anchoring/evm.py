"""Any EVM network, by its CAIP-2 name and the URL of a JSON-RPC node.

    ledger = EvmLedger.connect("eip155:560048", rpc_url, contract)   # refuses another chain or contract
    ledger = EvmLedger.deploy("eip155:31337", rpc_url, key)          # puts its own contract there

An RPC URL may carry a key of the provider's: it is in no message, and no error keeps the one that had it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from eth_typing import BlockNumber, ChecksumAddress, Hash32
from eth_utils.address import to_canonical_address, to_checksum_address
from hexbytes import HexBytes
from requests import RequestException
from web3 import HTTPProvider, Web3
from web3.exceptions import (
    BlockNotFound,
    ContractLogicError,
    ProviderConnectionError,
    TransactionNotFound,
    Web3Exception,
    Web3RPCError,
)
from web3.middleware import ExtraDataToPOAMiddleware
from web3.types import BlockData, LogReceipt, TxParams

from anchoring import abi, evm_proof
from anchoring.errors import (
    AnchoringError,
    LedgerRefused,
    LedgerUnavailable,
    NonceTooLow,
    Reverted,
    Underpriced,
    Unfunded,
    WouldRevert,
    WrongChain,
)
from anchoring.ledger import AnchorKey
from anchoring.log import Anchor, Append, Block
from anchoring.storage_proof import HeadProof

_TIMEOUT = 20  # seconds for one answer
_DEPLOYMENT = 180  # seconds for a block to take a new contract
_KNOWN = ("already known", "alreadyknown", "known transaction", "already imported")
_REFUSALS: list[tuple[type[LedgerRefused], tuple[str, ...]]] = [  # as geth, Nethermind, Besu, Erigon, anvil say it
    (NonceTooLow, ("nonce too low", "oldnonce", "nonce is too low")),
    (Underpriced, ("underpriced", "less than block base fee", "feetoolow", "gas price below", "fee too low")),
    (Unfunded, ("insufficient funds", "insufficientfunds", "gas required exceeds allowance", "upfront cost exceeds")),
    (WouldRevert, ("execution reverted", "vm execution error")),
]


class EvmLedger:
    """See `anchoring.ledger.Ledger` and `anchoring.prover.Prover`. Threads may share one."""

    def __init__(self, web3: Web3, chain: str, contract: ChecksumAddress) -> None:
        self._web3 = web3
        self._eth = web3.eth
        self._contract = contract
        self.chain = chain
        self.contract: str = contract
        self.label = chain

    @classmethod
    def connect(cls, chain: str, rpc_url: str, contract: str) -> Self:
        """A contract that is there already. Raises WrongChain, LedgerUnavailable."""
        ledger = cls(_connected(chain, rpc_url), chain, to_checksum_address(contract))
        with _answering():
            code = bytes(ledger._eth.get_code(ledger._contract))
        if code != abi.RUNTIME:
            raise WrongChain(f"what is at {contract} on {chain} is not the AnchorLog contract")
        return ledger

    @classmethod
    def deploy(cls, chain: str, rpc_url: str, key: AnchorKey) -> Self:
        """A new contract, paid by this key, which has no more power over it than anybody else.

        Waits until it is in a block. Killed before the caller wrote its address down, there is one contract
        more in the world, and nothing else.
        """
        web3 = _connected(chain, rpc_url)
        with _answering():
            call: TxParams = {"data": Web3.to_hex(abi.CREATION), "value": Web3.to_wei(0, "wei")}
            sent = web3.eth.send_raw_transaction(key.sign(_completed(web3, key.address, call)))
            receipt = web3.eth.wait_for_transaction_receipt(sent, timeout=_DEPLOYMENT)
        address = receipt["contractAddress"]
        if receipt["status"] != 1 or address is None:
            raise Reverted("the contract could not be put on the chain")
        return cls.connect(chain, rpc_url, address)

    def head(self, issuer: str) -> bytes:
        """See Ledger."""
        call: TxParams = {"to": self._contract, "data": Web3.to_hex(abi.heads_call(issuer))}
        with _answering():
            head = bytes(self._eth.call(call, "latest"))
            if len(head) != 32:
                raise ValueError("a head is 32 bytes")
            return head

    def latest(self) -> Block:
        """See Ledger."""
        with _answering():
            return _block(self._eth.get_block("latest"))

    def finalized(self) -> int:
        """See Ledger."""
        with _answering():
            return _block(self._eth.get_block("finalized")).number

    def anchors_in(self, issuer: str, block: int) -> tuple[Anchor, ...]:
        """See Ledger."""
        topics = [Web3.to_hex(abi.ANCHORED), Web3.to_hex(bytes(12) + to_canonical_address(issuer))]
        with _answering():
            try:
                where = _block(self._eth.get_block(BlockNumber(block)))
            except BlockNotFound:
                return ()
            logs = self._eth.get_logs({"blockHash": HexBytes(where.hash), "address": self._contract, "topics": topics})
        return self._anchors(logs, where)

    def prepare(self, append: Append) -> dict[str, Any]:
        """See Ledger."""
        call: TxParams = {
            "to": self._contract,
            "data": Web3.to_hex(abi.call_data(append)),
            "value": Web3.to_wei(0, "wei"),
        }
        with _answering():
            return _completed(self._web3, append.log.issuer, call)

    def send(self, raw: bytes) -> None:
        """See Ledger."""
        with _answering():
            try:
                self._eth.send_raw_transaction(raw)
            except Web3RPCError as exc:
                if not _says(exc, _KNOWN):
                    raise

    def find(self, transaction: bytes, issuer: str) -> Anchor | None:
        """See Ledger."""
        with _answering():
            try:
                receipt = self._eth.get_transaction_receipt(Hash32(transaction))
                where = _block(self._eth.get_block(receipt["blockHash"]))
            except (TransactionNotFound, BlockNotFound):
                return None
        if receipt["status"] != 1:
            raise Reverted("the contract refused the transaction")
        anchors = self._anchors(receipt["logs"], where)
        return next((anchor for anchor in anchors if anchor.append.log.issuer == issuer), None)

    def header(self, block: int) -> bytes:
        """See Prover."""
        with _answering():
            return evm_proof.header(self._web3, block)

    def prove(self, issuer: str, block: int) -> HeadProof:
        """See Prover."""
        with _answering():
            return evm_proof.prove(self._web3, self.contract, issuer, block)

    def newest_in(self, issuer: str, first: int, last: int) -> int | None:
        """See Prover."""
        with _answering():
            return evm_proof.newest_in(self._web3, self.contract, issuer, first, last)

    def close(self) -> None:
        """See Ledger: there is nothing to let go of."""

    def _anchors(self, logs: list[LogReceipt], block: Block) -> tuple[Anchor, ...]:
        lines = [
            abi.LogLine(
                address=log["address"],
                topics=tuple(bytes(topic) for topic in log["topics"]),
                data=bytes(log["data"]),
                block=block,
                transaction=bytes(log["transactionHash"]),
            )
            for log in logs
        ]
        return abi.anchors(self.chain, self.contract, lines)


def _connected(chain: str, rpc_url: str) -> Web3:
    provider = HTTPProvider(rpc_url, request_kwargs={"timeout": _TIMEOUT}, exception_retry_configuration=None)
    web3 = Web3(provider)
    web3.middleware_onion.inject(ExtraDataToPOAMiddleware, layer=0)  # some networks write long extra data
    with _answering():
        found = f"eip155:{web3.eth.chain_id}"
    if found != chain:
        raise WrongChain(f"the RPC node serves {found}, not {chain}")
    return web3


def _completed(web3: Web3, issuer: str, call: TxParams) -> dict[str, Any]:
    """With nonce, EIP-1559 fees that outlast five full blocks, and a quarter more gas than estimated."""
    sender = to_checksum_address(issuer)
    base, tip = web3.eth.get_block("latest")["baseFeePerGas"], web3.eth.max_priority_fee
    fields: TxParams = {
        **call,
        "from": sender,
        "type": 2,
        "chainId": web3.eth.chain_id,
        "nonce": web3.eth.get_transaction_count(sender, "latest"),
        "maxPriorityFeePerGas": tip,
        "maxFeePerGas": Web3.to_wei(2 * base + tip, "wei"),
    }
    fields["gas"] = web3.eth.estimate_gas(fields, "latest") * 5 // 4
    del fields["from"]
    return dict(fields)


def _block(data: BlockData) -> Block:
    return Block(number=data["number"], hash=bytes(data["hash"]), timestamp=data["timestamp"])


@contextmanager
def _answering() -> Iterator[None]:
    """Turns what web3 and requests raise into this package's errors, leaving the URL behind."""
    try:
        yield
    except AnchoringError:
        raise
    except ContractLogicError:
        raise WouldRevert("the contract would refuse: the log's head is another one") from None
    except (BlockNotFound, TransactionNotFound, ProviderConnectionError):
        raise LedgerUnavailable("the RPC node does not have what it was asked for") from None
    except Web3RPCError as exc:
        raise _refusal(exc) from None
    except (RequestException, OSError) as exc:
        raise LedgerUnavailable(f"no answer from the RPC node: {type(exc).__name__}") from None
    except (Web3Exception, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise LedgerUnavailable(f"a broken answer from the RPC node: {type(exc).__name__}") from None


def _says(exc: Web3RPCError, phrases: tuple[str, ...]) -> bool:
    message = str(exc).lower()
    return any(phrase in message for phrase in phrases)


def _refusal(exc: Web3RPCError) -> LedgerRefused:
    refusal = next((error for error, phrases in _REFUSALS if _says(exc, phrases)), LedgerRefused)
    return refusal(f"the RPC node refuses: {_message(exc)}")


def _message(exc: Web3RPCError) -> str:
    error = (exc.rpc_response or {}).get("error")
    return str(error.get("message", ""))[:200] if isinstance(error, dict) else "it does not say why"
