"""Status lists beside the chain, cosigned checkpoints and receipts: rolled back, two-faced, forged, unseen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from anchoring.checkpoint import Receipt, Sighting
from tests.unit.verification.conftest import Institution
from tests.unit.verification.matrix.case import Finding, Table, case
from tests.unit.verification.test_receipt import DIGEST, RECEIPT, SEEN
from tests.unit.verification.test_status_anchor import BLOCK, DAY, TTL, V1, V2, V3, anchored, shown
from tests.unit.verification.test_witnesses import HEAD, KEYS, LOG_KEY, NOW, OTHER, cosigned
from verification.did_history import DidHistory
from verification.receipt import judge_receipt
from verification.status_anchor import PATIENCE, judge_anchored, judge_pair, judge_versions
from verification.status_list import ShownList
from verification.verdict import Verdict
from verification.witnesses import judge_witnesses

AS_OF = anchored(V1, V2)
NEWER = shown("revocation", frozenset({0, 1}), signed=BLOCK)


@dataclass(frozen=True)
class Beside:
    """A list, and when its reader had it, if that is known."""

    listed: ShownList = V2
    fetched: int | None = None

    def judge(self) -> Verdict:
        return Verdict((judge_anchored(self.listed, AS_OF, self.fetched),))


def found(code: str, name: str = "status-anchor") -> Finding:
    return name, code, ""


def judge_two(pair: tuple[ShownList, ShownList]) -> Verdict:
    return Verdict((judge_pair(*pair),))


def judge_all(versions: Sequence[bytes]) -> Verdict:
    return Verdict((judge_versions(V1.url, versions, AS_OF),))


def signed(*indexes: int, at: int) -> ShownList:
    return shown("revocation", frozenset(indexes), signed=at)


ANCHORED = Table(
    "anchored",
    Beside,
    Beside.judge,
    (
        case("older-in-a-cache", lambda _: Beside(V1), found("list-superseded")),
        case("older-fetched-late", lambda _: Beside(V1, BLOCK + TTL + 1), found("list-rolled-back")),
        case("older-signed-anew", lambda _: Beside(signed(at=BLOCK + 1)), found("list-rolled-back")),
        case("not-anchored", lambda _: Beside(signed(5, at=BLOCK - PATIENCE)), found("list-not-anchored")),
        case("too-new", lambda _: Beside(signed(5, at=BLOCK + 1)), found("list-anchor-pending")),
        case("of-another-address", lambda _: Beside(replace(V2, url=f"{V2.url}2")), found("list-not-anchored")),
        case("signature-renewed", lambda _: Beside(replace(V2, valid_from=BLOCK + DAY), BLOCK + DAY)),
    ),
)

PAIRS = Table(
    "two-readers",
    lambda: (V2, NEWER),
    judge_two,
    (
        case("rolled-back", lambda _: (V3, signed(0, at=BLOCK)), found("list-rolled-back")),
        case("two-faced", lambda _: (signed(1, 2, at=BLOCK), signed(1, 3, at=BLOCK)), found("list-two-faced")),
        case("other-address", lambda _: (V2, replace(NEWER, url=f"{V2.url}2")), found("list-of-another")),
        case("other-purpose", lambda _: (V2, replace(NEWER, purposes=("refresh",))), found("list-of-another")),
    ),
)

VERSIONS = Table(
    "versions",
    lambda: [V1.bits, V2.bits],
    judge_all,
    (
        case("newest-held-back", lambda _: [V1.bits], found("list-rolled-back")),
        case("none", lambda _: [], found("list-rolled-back")),
        case("one-replaced", lambda _: [V1.bits, V3.bits], found("versions-differ")),
        case("one-left-out", lambda _: [V2.bits], found("versions-differ")),
        case("reordered", lambda _: [V2.bits, V1.bits], found("versions-differ")),
    ),
)


def judge_checkpoint(text: str) -> Verdict:
    return judge_witnesses(text, LOG_KEY, KEYS, needed=2, now=NOW)


FORGED, FEW = found("log-checkpoint-forged", "checkpoint"), found("witnessed-too-little", "witnesses")

WITNESSED = Table(
    "witnessed",
    lambda: cosigned("a", "b"),
    judge_checkpoint,
    (
        case("one-alone", lambda _: cosigned("a"), FEW),
        case("signed-tomorrow", lambda _: cosigned("a", "b", ago=-6), FEW),
        case("under-anothers-name", lambda text: text.replace("— a.", "— b."), FEW),
        case("size-altered", lambda text: text.replace("\n7\n", "\n8\n"), FORGED),
        case("by-another-key", lambda _: str(HEAD.note(HEAD.origin, OTHER)), FORGED),
        case("cut-off", lambda text: text[:60], FORGED),
    ),
)


@dataclass(frozen=True)
class Held:
    """A receipt, and what the chain says of it."""

    receipt: Receipt = RECEIPT
    sighting: Sighting | None = SEEN
    digest: bytes = DIGEST
    history: DidHistory = Institution().history

    def judge(self) -> Verdict:
        return judge_receipt(self.receipt, self.sighting, digest=self.digest, issuer=self.history)


def of_another() -> Held:
    other = Institution(host="otra.example.edu", anchor=replace(Institution().anchor, address="0x" + "12" * 20))
    return Held(history=other.history)


def with_receipt(**changes: Any) -> Held:
    return Held(receipt=RECEIPT.model_copy(update=changes))


def seen(**changes: Any) -> Held:
    return Held(sighting=replace(SEEN, **changes))


UNSEEN = found("finality-unseen", "finality")

RECEIPTS = Table(
    "receipt",
    Held,
    Held.judge,
    (
        case("other-leaf-place", lambda _: with_receipt(index=1), found("receipt-broken", "receipt")),
        case("path-cut", lambda _: with_receipt(path=()), found("receipt-broken", "receipt")),
        case("path-reordered", lambda _: with_receipt(path=RECEIPT.path[::-1]), found("receipt-broken", "receipt")),
        case("other-document", lambda _: Held(digest=bytes(32)), found("document-differs", "document")),
        case("log-of-another", lambda _: of_another(), found("log-of-another", "issuer")),
        case("not-final", lambda _: seen(final=False), found("block-not-final", "finality")),
        case("not-on-the-chain", lambda _: seen(anchor=None), found("not-on-chain", "chain"), UNSEEN,
             why="what is not on the chain is in no final block"),
        case("another-anchor", lambda _: seen(anchor=RECEIPT.anchor.model_copy(update={"transaction": b"x" * 32})),
             found("anchor-differs", "chain"), UNSEEN, why="of another anchor the chain's finality says nothing"),
        case("chain-not-asked", lambda _: Held(sighting=None), found("chain-unseen", "chain"), UNSEEN,
             why="nobody who did not ask the chain knows its final block"),
    ),
)  # fmt: skip

TABLES = (ANCHORED, PAIRS, VERSIONS, WITNESSED, RECEIPTS)
