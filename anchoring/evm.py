"""Any EVM network, by its CAIP-2 name and the URL of a JSON-RPC node.

    ledger = EvmLedger.connect("eip155:560048", rpc_url, contract)   # refuses another chain or contract
    ledger = EvmLedger.deploy("eip155:31337", rpc_url, key)          # puts its own contract there

One node is believed in all it says; `quorum` believes what several say alike.
"""

from dataclasses import dataclass
from typing import Any, Self

from eth_typing import BlockNumber, ChecksumAddress, Hash32
from eth_utils.address import to_canonical_address, to_checksum_address
from hexbytes import HexBytes
from web3 import Web3
from web3.exceptions import BlockNotFound, TransactionNotFound, Web3RPCError
from web3.types import BlockData, BlockIdentifier, LogReceipt, TxParams

from anchoring import abi, evm_proof
from anchoring.errors import Reverted, WrongChain
from anchoring.ledger import Account, AnchorKey, Finality
from anchoring.log import Anchor, Append, Block
from anchoring.rpc import answering, connected, is_known
from anchoring.storage_proof import HeadProof

_DEPLOYMENT = 180  # seconds for a block to take a new contract


@dataclass(frozen=True, slots=True)
class Seen:
    """A block as a node gives it."""

    block: Block
    state_root: bytes


class EvmLedger:
    """See `anchoring.ledger.Ledger` and `anchoring.prover.Prover`. Threads may share one."""

    def __init__(
        self, web3: Web3, chain: str, contract: ChecksumAddress, finality: Finality = "finalized", label: str = ""
    ) -> None:
        self._web3 = web3
        self._eth = web3.eth
        self._contract = contract
        self._finality = finality
        self.chain = chain
        self.contract: str = contract
        self.label = label or chain

    @classmethod
    def connect(
        cls, chain: str, rpc_url: str, contract: str, finality: Finality = "finalized", label: str = ""
    ) -> Self:
        """A contract that is there already. Raises WrongChain, LedgerUnavailable."""
        ledger = cls(connected(chain, rpc_url), chain, to_checksum_address(contract), finality, label)
        with answering():
            code = bytes(ledger._eth.get_code(ledger._contract))
        if code != abi.RUNTIME:
            raise WrongChain(f"what is at {contract} on {chain} is not the AnchorLog contract")
        return ledger

    @classmethod
    def deploy(cls, chain: str, rpc_url: str, key: AnchorKey) -> Self:
        """A ledger with a new contract of its own: see `deploy`."""
        return cls.connect(chain, rpc_url, deploy(chain, rpc_url, key).contract)

    def head(self, issuer: str, at: bytes | None = None) -> bytes:
        """See Ledger; or the head in the block with the hash `at`."""
        call: TxParams = {"to": self._contract, "data": Web3.to_hex(abi.heads_call(issuer))}
        with answering():
            head = bytes(self._eth.call(call, _where(at)))
            if len(head) != 32:
                raise ValueError("a head is 32 bytes")
            return head

    def account(self, address: str, at: bytes | None = None) -> Account:
        """See Ledger; or as of the block with the hash `at`."""
        who, where = to_checksum_address(address), _where(at)
        with answering():
            return Account(nonce=self._eth.get_transaction_count(who, where), balance=self._eth.get_balance(who, where))

    def latest(self) -> Block:
        """See Ledger."""
        with answering():
            return _block(self._eth.get_block("latest"))

    def seen(self, number: int) -> Seen:
        """The block of that number. Raises LedgerUnavailable where the node has none."""
        with answering():
            data = self._eth.get_block(BlockNumber(number))
            return Seen(_block(data), bytes(data["stateRoot"]))

    def finalized(self) -> int:
        """See Ledger: by the network's tag, or by the number of blocks that follow."""
        if self._finality != "finalized":
            return max(0, self.latest().number - self._finality)
        with answering():
            return _block(self._eth.get_block("finalized")).number

    def anchors_in(self, issuer: str, block: int) -> tuple[Anchor, ...]:
        """See Ledger."""
        topics = [Web3.to_hex(abi.ANCHORED), Web3.to_hex(bytes(12) + to_canonical_address(issuer))]
        with answering():
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
        with answering():
            return _completed(self._web3, self.chain, append.log.issuer, call)

    def send(self, raw: bytes) -> None:
        """See Ledger."""
        with answering():
            try:
                self._eth.send_raw_transaction(raw)
            except Web3RPCError as exc:
                if not is_known(exc):
                    raise

    def find(self, transaction: bytes, issuer: str) -> Anchor | None:
        """See Ledger."""
        with answering():
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
        with answering():
            return evm_proof.header(self._web3, block)

    def prove(self, issuer: str, block: int) -> HeadProof:
        """See Prover."""
        with answering():
            return evm_proof.prove(self._web3, self.contract, issuer, block)

    def newest_in(self, issuer: str, first: int, last: int) -> int | None:
        """See Prover."""
        with answering():
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


@dataclass(frozen=True, slots=True)
class Deployment:
    """A new contract: its address (EIP-55), and the block that it is in."""

    contract: str
    start_block: int


def deploy(chain: str, rpc_url: str, key: AnchorKey) -> Deployment:
    """Put a new contract on a chain, paid by this key, which has no more power over it than anybody else.

    Waits until it is in a block. Killed before the caller wrote its address down, there is one contract more in
    the world, and nothing else. Raises WrongChain, Unfunded, LedgerUnavailable, LedgerRefused, SignerFailed.
    """
    web3 = connected(chain, rpc_url)
    with answering():
        call: TxParams = {"data": Web3.to_hex(abi.CREATION), "value": Web3.to_wei(0, "wei")}
        sent = web3.eth.send_raw_transaction(key.sign(_completed(web3, chain, key.address, call)))
        receipt = web3.eth.wait_for_transaction_receipt(sent, timeout=_DEPLOYMENT)
    address = receipt["contractAddress"]
    if receipt["status"] != 1 or address is None:
        raise Reverted("the contract could not be put on the chain")
    return Deployment(to_checksum_address(address), receipt["blockNumber"])


def _completed(web3: Web3, chain: str, issuer: str, call: TxParams) -> dict[str, Any]:
    """With nonce, EIP-1559 fees that outlast five full blocks, and a quarter more gas than estimated."""
    sender = to_checksum_address(issuer)
    base, tip = web3.eth.get_block("latest")["baseFeePerGas"], web3.eth.max_priority_fee
    fields: TxParams = {
        **call,
        "from": sender,
        "type": 2,
        "chainId": int(chain.removeprefix("eip155:")),  # not what the node says now
        "nonce": web3.eth.get_transaction_count(sender, "latest"),
        "maxPriorityFeePerGas": tip,
        "maxFeePerGas": Web3.to_wei(2 * base + tip, "wei"),
    }
    fields["gas"] = web3.eth.estimate_gas(fields, "latest") * 5 // 4
    del fields["from"]
    return dict(fields)


def _where(block: bytes | None) -> BlockIdentifier:
    return HexBytes(block) if block else "latest"


def _block(data: BlockData) -> Block:
    return Block(number=data["number"], hash=bytes(data["hash"]), timestamp=data["timestamp"])
