"""Several RPC nodes of one network, of which none is believed alone.

    ledger = QuorumLedger.connect(find_network("hoodi"), contract)     # 2 of 3
    ledger.head(issuer)            # in a block whose hash and state root two of them give alike; so the head itself

What is read is what N of the M nodes say alike, N being more than half of M. What is written goes to all of them. A
node that is silent, behind, or lies is outvoted; where too few agree nothing is known, and nothing is done.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from statistics import median_high, median_low
from threading import Lock
from typing import Any, Self

from anchoring.errors import AnchoringError, LedgerRefused, NoQuorum, WrongChain
from anchoring.evm import EvmLedger, Seen
from anchoring.ledger import Account
from anchoring.log import Anchor, Append, Block, Log
from anchoring.networks import Network
from anchoring.storage_proof import HeadProof, proven_head

_PATIENCE = 6  # seconds for those who are slower than a quorum
_FEES = {"maxFeePerGas": median_low, "maxPriorityFeePerGas": median_low, "gas": median_high}


@dataclass(frozen=True, slots=True)
class _Answer[T]:
    """What one node said: a value, or the class of its refusal."""

    value: T | None
    refusal: LedgerRefused | None = None

    def like(self, other: "_Answer[T]") -> bool:
        return type(self.refusal) is type(other.refusal) and self.value == other.value


class _Node:
    """One RPC node, connected to when it first answers: it may be down while the others are not."""

    def __init__(self, network: Network, rpc_url: str, contract: str) -> None:
        self._how = network.chain, rpc_url, contract, network.finality, network.label
        self._ledger: EvmLedger | None = None
        self._lock = Lock()

    def ledger(self) -> EvmLedger:
        with self._lock:
            if self._ledger is None:
                self._ledger = EvmLedger.connect(*self._how)
            return self._ledger


class QuorumLedger:
    """See `anchoring.ledger.Ledger` and `anchoring.prover.Prover`. Threads may share one."""

    def __init__(self, network: Network, contract: str) -> None:
        self._nodes = [_Node(network, url, contract) for url in network.nodes]
        self._quorum = network.quorum
        self._pool = ThreadPoolExecutor(4 * len(self._nodes), "rpc")
        self.chain = network.chain
        self.contract = contract
        self.label = network.label

    @classmethod
    def connect(cls, network: Network, contract: str) -> Self:
        """Raises WrongChain where any node serves another chain or contract; NoQuorum where too few answer."""
        ledger = cls(network, contract)
        answers = ledger._ask(lambda node: node.contract, strict=True)
        ledger.contract = ledger._agreed(answers)
        return ledger

    def head(self, issuer: str) -> bytes:
        """See Ledger: in the newest block that a quorum has."""
        at = self._newest().block.hash
        return self._all(lambda node: node.head(issuer, at))

    def account(self, address: str) -> Account:
        """See Ledger: in the newest block that a quorum has."""
        at = self._newest().block.hash
        return self._all(lambda node: node.account(address, at))

    def latest(self) -> Block:
        """See Ledger: the newest block that a quorum has."""
        return self._newest().block

    def finalized(self) -> int:
        """See Ledger: the newest block that is final for a quorum, who give it alike."""
        return self._common(lambda node: node.finalized()).block.number

    def anchors_in(self, issuer: str, block: int) -> tuple[Anchor, ...]:
        """See Ledger."""
        return self._all(lambda node: node.anchors_in(issuer, block))

    def prepare(self, append: Append) -> dict[str, Any]:
        """See Ledger: nonce by quorum; gas and fees from the middle, so that one node cannot move them far."""
        answers = self._ask(lambda node: node.prepare(append))
        plain = [_Answer(_without_fees(answer.value), answer.refusal) for answer in answers]
        agreed = self._agreed(plain)
        drafts = [a.value for a, p in zip(answers, plain, strict=True) if a.value and p.value == agreed]
        return agreed | {name: middle(draft[name] for draft in drafts) for name, middle in _FEES.items()}

    def send(self, raw: bytes) -> None:
        """See Ledger: to all of them. One that takes it is enough, for it tells the rest of the network."""
        answers = self._ask(lambda node: node.send(raw))
        if not any(answer.refusal is None for answer in answers):
            self._agreed(answers)

    def find(self, transaction: bytes, issuer: str) -> Anchor | None:
        """See Ledger."""
        return self._all(lambda node: node.find(transaction, issuer))

    def header(self, block: int) -> bytes:
        """See Prover."""
        return self._all(lambda node: node.header(block))

    def prove(self, issuer: str, block: int) -> HeadProof:
        """See Prover: one that holds is enough, if it is of the block that a quorum has."""
        header, log = self.header(block), Log(chain=self.chain, contract=self.contract, issuer=issuer)
        for answer in self._ask(lambda node: node.prove(issuer, block)):
            if answer.value is not None and answer.value.header == header:
                with suppress(AnchoringError):
                    proven_head(log, answer.value)
                    return answer.value
        raise NoQuorum(f"no RPC node proves the head as of block {block}")

    def newest_in(self, issuer: str, first: int, last: int) -> int | None:
        """See Prover."""
        return self._all(lambda node: node.newest_in(issuer, first, last))

    def close(self) -> None:
        """See Ledger: nobody is asked any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _newest(self) -> Seen:
        return self._common(lambda node: node.latest().number)

    def _common(self, height: Callable[[EvmLedger], int]) -> Seen:
        """The highest block that a quorum claims to have reached, if a quorum gives its hash and state root alike."""
        heights = sorted((a.value for a in self._ask(height) if a.value is not None), reverse=True)
        if len(heights) < self._quorum:
            raise NoQuorum(f"{len(heights)} of {len(self._nodes)} RPC nodes answer; {self._quorum} must")
        return self._all(lambda node: node.seen(heights[self._quorum - 1]))

    def _all[T](self, question: Callable[[EvmLedger], T]) -> T:
        return self._agreed(self._ask(question))

    def _ask[T](self, question: Callable[[EvmLedger], T], *, strict: bool = False) -> list[_Answer[T]]:
        """What the nodes answer; those that are slow are waited for a while, or until a quorum has answered."""
        asked = [self._pool.submit(_one, node, question, strict) for node in self._nodes]
        done, _ = wait(asked, _PATIENCE)
        if len(done) < self._quorum:
            done, _ = wait(asked)
        return [answer for future in asked if future in done and (answer := future.result()) is not None]

    def _agreed[T](self, answers: Sequence[_Answer[T]]) -> T:
        """What a quorum says alike; raises what a quorum refuses alike; NoQuorum."""
        alike = max(([a for a in answers if a.like(b)] for b in answers), key=len, default=[])
        if len(alike) < self._quorum:
            raise NoQuorum(
                f"{len(alike)} of {len(self._nodes)} RPC nodes say the same ({len(answers)} answer); "
                f"{self._quorum} must"
            )
        if alike[0].refusal is not None:
            raise alike[0].refusal
        return alike[0].value  # type: ignore[return-value] # None only where None is what was said


def _one[T](node: _Node, question: Callable[[EvmLedger], T], strict: bool) -> _Answer[T] | None:
    """One node's answer; None where it has none. `strict`: a node of another chain is no mere silence."""
    try:
        return _Answer(question(node.ledger()))
    except LedgerRefused as refusal:
        return _Answer(None, refusal)
    except WrongChain:
        if strict:
            raise
        return None
    except AnchoringError:
        return None


def _without_fees(draft: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if draft is None else {name: value for name, value in draft.items() if name not in _FEES}
