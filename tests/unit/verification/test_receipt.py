"""Receipts, judged offline and against what a simulated chain says."""

from dataclasses import replace
from hashlib import sha256

import pytest
from eth_utils.address import to_checksum_address

from anchoring.checkpoint import (
    EMBEDDED_CHAIN,
    NOTHING,
    Anchor,
    Append,
    Block,
    Entry,
    Kind,
    Leaf,
    Log,
    Receipt,
    Sighting,
)
from anchoring.merkle import Tree
from tests.unit.verification.conftest import Institution
from verification.did_history import DidHistory
from verification.outcome import Outcome
from verification.receipt import judge_receipt
from verification.verdict import Verdict

CONTRACT, ISSUER = to_checksum_address("0x" + "cd" * 20), to_checksum_address("0x" + "ab" * 20)
DIGEST = sha256(b"document").digest()


def receipt_on(chain: str) -> Receipt:
    leaves = [Leaf.of(DIGEST), Leaf.of(bytes(32)), Leaf.of(bytes(32))]
    tree = Tree([leaf.hash for leaf in leaves])
    entry = Entry(kind=Kind.CHECKPOINT, subject=NOTHING, digest=tree.root)
    log = Log(chain=chain, contract=CONTRACT, issuer=ISSUER)
    append = Append(log=log, seq=1, prev=bytes(32), prev_block=0, entries=(entry,))
    block = Block(number=7, hash=bytes(32), timestamp=1795449863)
    anchor = Anchor(append=append, block=block, transaction=bytes(32))
    return Receipt(leaf=leaves[0], index=0, size=3, path=tree.path(0), anchor=anchor)


RECEIPT = receipt_on("eip155:1337")
SEEN = Sighting(anchor=RECEIPT.anchor, final=True, latest=RECEIPT.anchor.block)


def codes(verdict: Verdict) -> dict[str, str]:
    return {check.name: check.code for check in verdict.checks}


def test_a_whole_receipt_that_the_chain_confirms_passes() -> None:
    verdict = judge_receipt(RECEIPT, SEEN, digest=DIGEST, issuer=Institution().history)
    assert verdict.outcome is Outcome.PASSED
    assert codes(verdict) == {
        "receipt": "receipt-whole",
        "document": "document-same",
        "issuer": "log-of-issuer",
        "chain": "on-chain",
        "finality": "block-final",
    }
    assert "23 November 2026" in verdict.checks[3].sentence("en")


def test_a_question_that_is_not_asked_is_not_answered() -> None:
    assert list(codes(judge_receipt(RECEIPT, SEEN))) == ["receipt", "chain", "finality"]


def test_without_the_chain_nothing_is_known_of_it() -> None:
    verdict = judge_receipt(RECEIPT, None)
    assert verdict.outcome is Outcome.UNKNOWN
    assert codes(verdict) == {"receipt": "receipt-whole", "chain": "chain-unseen", "finality": "finality-unseen"}


@pytest.mark.parametrize(
    ("sighting", "code", "outcome"),
    [
        (replace(SEEN, anchor=None), "not-on-chain", Outcome.FAILED),
        (replace(SEEN, anchor=receipt_on("eip155:1337").anchor), "anchor-differs", Outcome.FAILED),
        (replace(SEEN, final=False), "on-chain", Outcome.UNKNOWN),
    ],
)
def test_the_chain_has_the_last_word(sighting: Sighting, code: str, outcome: Outcome) -> None:
    verdict = judge_receipt(RECEIPT, sighting)
    assert codes(verdict)["chain"] == code
    assert verdict.outcome is outcome


def test_a_block_that_is_not_final_is_unknown_not_failed() -> None:
    assert codes(judge_receipt(RECEIPT, replace(SEEN, final=False)))["finality"] == "block-not-final"


@pytest.mark.parametrize(
    "change",
    [
        {"index": 1},
        {"index": 9},
        {"size": 5},
        {"path": ()},
        {"path": (bytes(32), bytes(32))},
        {"leaf": Leaf(salt=bytes(32), digest=DIGEST)},
    ],
    ids=str,
)
def test_a_broken_path_fails_whatever_the_chain_says(change: dict[str, object]) -> None:
    verdict = judge_receipt(RECEIPT.model_copy(update=change), SEEN)
    assert codes(verdict)["receipt"] == "receipt-broken"
    assert verdict.outcome is Outcome.FAILED


def test_another_document_fails() -> None:
    verdict = judge_receipt(RECEIPT, SEEN, digest=sha256(b"another").digest())
    assert codes(verdict)["document"] == "document-differs"
    assert verdict.outcome is Outcome.FAILED


@pytest.mark.parametrize("change", [{"chain": "eip155:1"}, {"contract": ISSUER}, {"issuer": CONTRACT}], ids=str)
def test_a_log_that_the_did_does_not_name_is_anothers(change: dict[str, str]) -> None:
    log = RECEIPT.anchor.append.log.model_copy(update=change)
    append = RECEIPT.anchor.append.model_copy(update={"log": log})
    receipt = RECEIPT.model_copy(update={"anchor": RECEIPT.anchor.model_copy(update={"append": append})})
    verdict = judge_receipt(receipt, None, issuer=Institution().history)
    assert codes(verdict)["issuer"] == "log-of-another"


@pytest.mark.parametrize("name", ["verificationMethod", "service"])
def test_a_did_document_that_names_no_log_names_not_this_one(name: str) -> None:
    history = Institution().history
    values: tuple[object, ...] = (None, "x", {}, ["x"])
    for value in values:
        newest = replace(history.versions[-1], document={**history.current, name: value})
        verdict = judge_receipt(RECEIPT, None, issuer=DidHistory((newest,)))
        assert codes(verdict)["issuer"] == "log-of-another"


def test_an_embedded_chain_is_said_to_prove_nothing_to_others() -> None:
    receipt = receipt_on(EMBEDDED_CHAIN)
    check = judge_receipt(receipt, replace(SEEN, anchor=receipt.anchor)).checks[1]
    assert check.code == "on-embedded-chain"
    assert "proves nothing to others" in check.sentence("en")
    assert "no le demuestra nada a terceros" in check.sentence("es")
    assert "não prova nada a terceiros" in check.sentence("pt")
