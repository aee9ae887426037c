"""A chain and a journal in memory, for faults that no real one shows on demand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_utils.crypto import keccak

from anchoring import abi
from anchoring.checkpoint import Attempt, Checkpoint, Leaf, State
from anchoring.errors import LedgerUnavailable, NonceTooLow, Reverted, Underpriced, Unfunded, WouldRevert, WriterBusy
from anchoring.ledger import Account, transaction_fields, transaction_hash
from anchoring.log import NOTHING, Anchor, Append, Block, Entry, Kind, genesis
from anchoring.merkle import Tree
from tests.unit.anchoring.values import DID, LOG

GWEI = 10**9
FEES = ("maxFeePerGas", "maxPriorityFeePerGas")


class PlainKey:
    """Signs with nothing: the simulated chain does not look at signatures."""

    address = LOG.issuer

    def sign(self, transaction: dict[str, Any]) -> bytes:
        unsigned = {**transaction, "accessList": [], "v": 0, "r": 1, "s": 1}
        return b"\x02" + TypedTransaction.from_dict(unsigned).encode()[1:]


class SimulatedLedger:
    """A chain with a mempool, blocks made on demand, and reorganizations. See `anchoring.ledger.Ledger`."""

    chain, contract, label = LOG.chain, LOG.contract, "simulated"

    def __init__(self) -> None:
        self.appends: dict[bytes, Append] = {}  # what a call's data means; a real contract decodes it
        self.mempool: list[bytes] = []
        self.blocks: list[list[tuple[bytes, Anchor | None]]] = [[]]
        self.final = 0
        self.silent = False
        self.base_fee = GWEI
        self.balance = 10**18
        self.sent: list[bytes] = []
        self.fork = 0

    def head(self, issuer: str) -> bytes:
        self._answer()
        return next((a.head for block in reversed(self.blocks) for _, a in reversed(block) if a), NOTHING)

    def account(self, address: str) -> Account:
        self._answer()
        return Account(nonce=self._nonce(), balance=self.balance)

    def latest(self) -> Block:
        return self._block(len(self.blocks) - 1)

    def finalized(self) -> int:
        self._answer()
        return self.final

    def anchors_in(self, issuer: str, block: int) -> tuple[Anchor, ...]:
        return tuple(a for _, a in self.blocks[block] if a) if block < len(self.blocks) else ()

    def prepare(self, append: Append) -> dict[str, Any]:
        if self.head(append.log.issuer) != append.prev:
            raise WouldRevert("stale head")
        data = abi.call_data(append)
        self.appends[data] = append
        fees = {"maxFeePerGas": 2 * self.base_fee + GWEI, "maxPriorityFeePerGas": GWEI}
        call = {"type": 2, "chainId": LOG.chain_id, "to": self.contract, "value": 0, "data": data, "gas": 50_000}
        return {**call, **fees, "nonce": self._nonce()}

    def send(self, raw: bytes) -> None:
        """As geth: a waiting transaction is replaced by one that offers a tenth more in both fields."""
        self._answer()
        fields = transaction_fields(raw)
        if fields["nonce"] < self._nonce():
            raise NonceTooLow("nonce too low")
        if fields["gas"] * fields["maxFeePerGas"] > self.balance:
            raise Unfunded("insufficient funds")
        if raw in self.mempool:
            return
        for other in [raw for raw in self.mempool if transaction_fields(raw)["nonce"] == fields["nonce"]]:
            if any(10 * fields[fee] < 11 * transaction_fields(other)[fee] for fee in FEES):
                raise Underpriced("replacement transaction underpriced")
            self.mempool.remove(other)
        self.mempool.append(raw)
        self.sent.append(raw)

    def find(self, transaction: bytes, issuer: str) -> Anchor | None:
        self._answer()
        for found, anchor in (pair for block in self.blocks for pair in block):
            if found == transaction:
                if anchor is None:
                    raise Reverted("reverted")
                return anchor
        return None

    def close(self) -> None:
        pass

    def mine(self, *, final: bool = False, stranger: bool = False) -> None:
        """A block of what waits; or with a stranger's transaction that uses up the nonce first."""
        number = len(self.blocks)
        block: list[tuple[bytes, Anchor | None]] = []
        if stranger:
            block.append((keccak(b"stranger" + bytes([number])), None))
        for raw in [] if stranger else sorted(self.mempool, key=lambda raw: transaction_fields(raw)["nonce"]):
            fields = transaction_fields(raw)
            if fields["nonce"] != self._nonce() + len(block) or fields["maxFeePerGas"] < self.base_fee:
                continue
            append = self.appends[bytes(fields["data"])]
            holds = append.prev == next((a.head for _, a in reversed(block) if a), self.head(append.log.issuer))
            anchor = Anchor(append=append, block=self._block(number), transaction=transaction_hash(raw))
            block.append((anchor.transaction, anchor if holds else None))
        self.blocks.append(block)
        self.mempool = [raw for raw in self.mempool if transaction_fields(raw)["nonce"] >= self._nonce()]
        self.final = number if final else self.final

    def reorganize(self, *, forget: bool) -> None:
        """The newest block vanishes; its transactions wait again, or are forgotten."""
        block = self.blocks.pop()
        back = {transaction for transaction, _ in block}
        self.mempool = [] if forget else [raw for raw in self.sent if transaction_hash(raw) in back]
        self.blocks.append([])
        self.fork += 1

    def _answer(self) -> None:
        if self.silent:
            raise LedgerUnavailable("silence")

    def _nonce(self) -> int:
        return sum(len(block) for block in self.blocks)

    def _block(self, number: int) -> Block:
        fork = bytes([self.fork]) if self.fork else b""
        return Block(
            number=number, hash=keccak(bytes([number]) + fork), timestamp=1_790_000_000 + 12 * number + self.fork
        )


class MemoryJournal:
    """See `anchoring.journal.Journal`; itself the writer. `wait` is the outbox."""

    log = LOG

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self.entries: list[Entry] = []
        self.rows: list[Checkpoint] = []
        self.taken: list[list[Leaf]] = []
        self.busy = False

    def wait(self, digest: bytes) -> None:
        self.leaves.append(Leaf.of(digest))

    @contextmanager
    def writer(self) -> Iterator["MemoryJournal"]:
        if self.busy:
            raise WriterBusy("busy")
        self.busy = True
        try:
            yield self
        finally:
            self.busy = False

    def unfinished(self) -> Checkpoint | None:
        return self.rows[-1] if self.rows and self.rows[-1].state is not State.FINAL else None

    def open(self) -> Checkpoint | None:
        if not self.leaves:
            return None
        last = self.rows[-1].anchor if self.rows else None
        leaves = sorted(self.leaves, key=lambda leaf: leaf.hash)
        root = Tree([leaf.hash for leaf in leaves]).root
        own = [] if last else [genesis(DID)]
        append = Append(
            log=LOG,
            seq=len(self.rows),
            prev=last.head if last else NOTHING,
            prev_block=last.block.number if last else 0,
            entries=(*own, Entry(kind=Kind.CHECKPOINT, subject=NOTHING, digest=root)),
        )
        self.rows.append(Checkpoint(len(self.rows), State.OPEN, append, len(leaves), (), None))
        self.taken.append(leaves)
        self.leaves = []
        return self.rows[-1]

    def before(self, checkpoint: Checkpoint) -> Checkpoint | None:
        return self.rows[checkpoint.append.seq - 1] if checkpoint.append.seq else None

    def rebuild(self, checkpoint: Checkpoint, before: Anchor) -> Checkpoint:
        self.rows[before.append.seq] = replace(self.rows[before.append.seq], anchor=before)
        append = checkpoint.append.model_copy(update={"prev": before.head, "prev_block": before.block.number})
        return self._write(replace(checkpoint, append=append))

    def seal(self, checkpoint: Checkpoint, attempt: Attempt) -> Checkpoint:
        known = [other.transaction for other in checkpoint.attempts]
        attempts = checkpoint.attempts if attempt.transaction in known else (*checkpoint.attempts, attempt)
        return self._write(replace(checkpoint, state=State.SEALED, attempts=attempts))

    def move(self, checkpoint: Checkpoint, state: State, anchor: Anchor | None = None) -> Checkpoint:
        return self._write(replace(checkpoint, state=state, anchor=anchor))

    def _write(self, checkpoint: Checkpoint) -> Checkpoint:
        self.rows[-1] = checkpoint
        return checkpoint


class PowerCut(Exception):  # noqa: N818
    """The machine went off."""


class Unreliable:
    """Anything, with the power going off before or after its n-th call."""

    def __init__(self, inner: Any, cut: Callable[[], bool]) -> None:
        self._inner, self._cut = inner, cut

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        return (
            self._wrapped(value)
            if callable(value) and name != "writer"
            else self._writer
            if name == "writer"
            else value
        )

    @contextmanager
    def _writer(self) -> Iterator["Unreliable"]:
        with self._inner.writer() as writer:
            yield Unreliable(writer, self._cut)

    def _wrapped(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if self._cut():
                raise PowerCut
            result = method(*args, **kwargs)
            if self._cut():
                raise PowerCut
            return result

        return call
