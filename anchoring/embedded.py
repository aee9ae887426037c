"""A chain in this process, kept in one file: real contract, one operator. Proves nothing to others.

    ledger = EmbeddedLedger.open(Path("var/chain.sqlite"), clock)
    ledger.chain, ledger.contract      # the same for every embedded chain: its name says what it is worth
    EmbeddedLedger.read(Path("var/chain.sqlite"))    # beside the writer, from another process

The contract is there from the first block and gas costs nothing, so there is nothing to deploy and nobody to
fund. Each transaction is a block of its own, on disk before `send` returns, and final at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any, Self

import rlp
from eth.abc import BlockHeaderAPI, ReceiptAPI
from eth.chains.base import MiningChain
from eth.exceptions import CanonicalHeadNotFound, HeaderNotFound, PyEVMError, TransactionNotFound
from eth.vm.forks import CancunVM
from eth.vm.spoof import SpoofTransaction
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError
from rlp.exceptions import RLPException
from trie import HexaryTrie

from anchoring import abi
from anchoring.checkpoint import EMBEDDED_CHAIN
from anchoring.errors import LedgerRefused, LedgerUnavailable, NonceTooLow, Reverted, WouldRevert, WrongChain
from anchoring.ledger import Account
from anchoring.log import Anchor, Append, Block
from anchoring.sqlite_store import SqliteStore
from anchoring.storage_proof import HeadProof

_CHAIN_ID = int(EMBEDDED_CHAIN.removeprefix("eip155:"))
_CONTRACT = keccak(b"mochila/AnchorLog")[12:]
_GAS_LIMIT = 30_000_000  # of a block
_GAS_TARGET = _GAS_LIMIT // 2  # EIP-1559: a block with no more than this leaves the base fee at nothing
_GENESIS = {
    "difficulty": 0,
    "gas_limit": _GAS_LIMIT,
    "timestamp": 0,
    "base_fee_per_gas": 0,
    "nonce": bytes(8),
}
_SUCCESS = b"\x01"  # EIP-658

_Chain = MiningChain.configure("EmbeddedChain", vm_configuration=((0, CancunVM),), chain_id=_CHAIN_ID)


def _now() -> datetime:
    return datetime.now(UTC)


class EmbeddedLedger:
    """See `anchoring.ledger.Ledger` and `anchoring.prover.Prover`.

    Threads may share one; two processes may not write to one file.
    """

    chain: str = EMBEDDED_CHAIN
    contract: str = to_checksum_address(_CONTRACT)
    label: str = "embedded: proves nothing to others"

    def __init__(self, store: SqliteStore, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._lock = RLock()

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime] = _now) -> Self:
        """The chain in this file, made where there is none. Raises WriterBusy, WrongChain."""
        store = SqliteStore.write(path)
        ledger = cls(store, clock)
        try:
            with store.transaction():
                ledger._begin()
            ledger._check_code()
        except BaseException:
            store.close()
            raise
        return ledger

    @classmethod
    def read(cls, path: Path) -> Self:
        """The same chain, while another process writes it. Raises LedgerUnavailable, WrongChain."""
        ledger = cls(SqliteStore.read(path), _now)
        try:
            ledger._check_code()
        except BaseException:
            ledger.close()
            raise
        return ledger

    def close(self) -> None:
        """See Ledger: another process may write from here on."""
        with self._lock:
            self._store.close()

    def head(self, issuer: str) -> bytes:
        """See Ledger."""
        with self._opened() as chain:
            word: int = _state(chain).get_storage(_CONTRACT, abi.heads_slot(issuer))
            return word.to_bytes(32)

    def account(self, address: str) -> Account:
        """See Ledger."""
        who = to_canonical_address(address)
        with self._opened() as chain:
            state = _state(chain)
            return Account(nonce=state.get_nonce(who), balance=state.get_balance(who))

    def latest(self) -> Block:
        """See Ledger."""
        with self._opened() as chain:
            return _block(chain.get_canonical_head())

    def finalized(self) -> int:
        """See Ledger: every block is final."""
        return self.latest().number

    def anchors_in(self, issuer: str, block: int) -> tuple[Anchor, ...]:
        """See Ledger."""
        with self._opened() as chain:
            try:
                found = chain.get_canonical_block_by_number(block)
            except HeaderNotFound:
                return ()
            receipts = zip(found.transactions, found.get_receipts(chain.chaindb), strict=True)
            lines = [line for tx, receipt in receipts for line in _lines(found.header, tx.hash, receipt)]
        anchors = abi.anchors(self.chain, self.contract, lines)
        return tuple(anchor for anchor in anchors if anchor.append.log.issuer == issuer)

    def prepare(self, append: Append) -> dict[str, Any]:
        """See Ledger. Gas is free, so a transaction may use all that leaves it so."""
        sender, data = to_canonical_address(append.log.issuer), abi.call_data(append)
        with self._opened() as chain:
            state = _state(chain)
            nonce: int = state.get_nonce(sender)
            call = chain.create_unsigned_transaction(
                nonce=nonce, gas_price=0, gas=_GAS_TARGET, to=_CONTRACT, value=0, data=data
            )
            tried = state.costless_execute_transaction(SpoofTransaction(call, from_=sender))
        if tried.is_error:
            raise WouldRevert("the contract would refuse: the log's head is another one")
        fees = {"maxFeePerGas": 0, "maxPriorityFeePerGas": 0, "gas": _GAS_TARGET, "nonce": nonce}
        return {"type": 2, "chainId": _CHAIN_ID, "to": self.contract, "value": 0, "data": data, **fees}

    def send(self, raw: bytes) -> None:
        """See Ledger. It is in a block, on disk, when this returns."""
        with self._opened() as chain:
            head = chain.get_canonical_head()
            vm = chain.get_vm(head)
            try:
                transaction = vm.get_transaction_builder().decode(raw)
                transaction.validate()
                if transaction.chain_id != _CHAIN_ID or transaction.gas > _GAS_TARGET:
                    raise LedgerRefused(f"not for this chain, or for more than {_GAS_TARGET} gas")
                if transaction.nonce < vm.state.get_nonce(transaction.sender):
                    raise NonceTooLow("the account already used this nonce")
                with self._store.transaction():
                    time = max(int(self._clock().timestamp()), head.timestamp + 1)
                    chain.header = chain.create_header_from_parent(head, timestamp=time, gas_limit=_GAS_LIMIT)
                    chain.mine_all([transaction])
            except (PyEVMError, ValidationError, RLPException) as exc:
                raise LedgerRefused(f"the embedded chain refuses the transaction: {exc}") from exc

    def find(self, transaction: bytes, issuer: str) -> Anchor | None:
        """See Ledger."""
        with self._opened() as chain:
            try:
                number, index = chain.get_canonical_transaction_index(transaction)
            except TransactionNotFound:
                return None
            receipt = chain.get_transaction_receipt_by_index(number, index)
        if receipt.state_root != _SUCCESS:
            raise Reverted("the contract refused the transaction")
        return next((a for a in self.anchors_in(issuer, number) if a.transaction == transaction), None)

    def header(self, block: int) -> bytes:
        """See Prover."""
        with self._opened() as chain:
            return bytes(rlp.encode(_header(chain, block)))

    def prove(self, issuer: str, block: int) -> HeadProof:
        """See Prover. Every block's state is kept."""
        with self._opened() as chain:
            header = _header(chain, block)
            account = HexaryTrie(self._store, header.state_root).get_proof(keccak(_CONTRACT))
            storage_root = rlp.decode(account[-1][1])[2]
            slot = abi.heads_slot(issuer).to_bytes(32)
            storage = HexaryTrie(self._store, storage_root).get_proof(keccak(slot))
        return HeadProof(
            header=rlp.encode(header),
            account=tuple(rlp.encode(node) for node in account),
            storage=tuple(rlp.encode(node) for node in storage),
        )

    def newest_in(self, issuer: str, first: int, last: int) -> int | None:
        """See Prover."""
        newest = min(last, self.latest().number)
        return next((number for number in range(newest, first - 1, -1) if self.anchors_in(issuer, number)), None)

    @contextmanager
    def _opened(self) -> Iterator[MiningChain]:
        """The chain as the file has it now; py-evm's caches do not outlive a call."""
        with self._lock:
            yield _Chain(self._store)

    def _begin(self) -> None:
        try:
            self.latest()
        except CanonicalHeadNotFound:
            account = {"balance": 0, "nonce": 1, "code": abi.RUNTIME, "storage": {}}
            _Chain.from_genesis(self._store, _GENESIS, {_CONTRACT: account})

    def _check_code(self) -> None:
        try:
            with self._opened() as chain:
                code = _state(chain).get_code(_CONTRACT)
        except CanonicalHeadNotFound as exc:
            raise LedgerUnavailable("the embedded chain has no first block yet") from exc
        if code != abi.RUNTIME:
            raise WrongChain("the embedded chain was made with another version of the contract")


def _state(chain: MiningChain) -> Any:
    return chain.get_vm(chain.get_canonical_head()).state


def _header(chain: MiningChain, number: int) -> BlockHeaderAPI:
    try:
        return chain.get_canonical_block_header_by_number(number)
    except HeaderNotFound as exc:
        raise LedgerUnavailable(f"the embedded chain has no block {number}") from exc


def _block(header: BlockHeaderAPI) -> Block:
    return Block(number=header.block_number, hash=header.hash, timestamp=header.timestamp)


def _lines(header: BlockHeaderAPI, transaction: bytes, receipt: ReceiptAPI) -> list[abi.LogLine]:
    return [
        abi.LogLine(
            address=to_checksum_address(log.address),
            topics=tuple(topic.to_bytes(32) for topic in log.topics),
            data=log.data,
            block=_block(header),
            transaction=transaction,
        )
        for log in receipt.logs
    ]
