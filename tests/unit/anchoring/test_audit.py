"""Logs replayed from the chain alone: whole ones, and what an issuer can do to its own."""

from pathlib import Path

import pytest

from anchoring.audit import walk
from anchoring.embedded import EmbeddedLedger
from anchoring.ledger import transaction_hash
from anchoring.lineage import migrate, rotate
from anchoring.log import NOTHING, Anchor, Append, Entry, Kind, genesis
from anchoring.trail import Flaw, Wrong, flaws
from tests.unit.anchoring.chains import add, log_of, open_chain
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.ledger_rules import entry
from tests.unit.anchoring.values import DID

Chain = EmbeddedLedger


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return open_chain(tmp_path / "chain.sqlite")


@pytest.fixture
def key() -> MemoryKey:
    return MemoryKey()


def grown(chain: Chain, key: MemoryKey, count: int = 4) -> list[Anchor]:
    """A whole log among strangers' blocks."""
    anchors = [add(chain, key, genesis(DID))]
    for _ in range(count - 1):
        add(chain, MemoryKey(), genesis("another"))
        anchors.append(add(chain, key, entry(), entry(), after=anchors[-1]))
    return anchors


def write(chain: Chain, key: MemoryKey, after: Anchor, seq: int, prev_block: int, *entries: Entry) -> Anchor:
    """An append that says of itself what its issuer likes."""
    log = log_of(chain, key)
    append = Append(log=log, seq=seq, prev=after.head, prev_block=prev_block, entries=entries or (entry(),))
    raw = key.sign(chain.prepare(append))
    chain.send(raw)
    found = chain.find(transaction_hash(raw), key.address)
    assert found
    return found


def wrong(chain: Chain, key: MemoryKey, seen: dict[int, bytes] | None = None, first_block: int = 0) -> list[Flaw]:
    return list(flaws(walk(chain, key.address, first_block), seen))


def test_a_whole_log_is_found_whole(chain: Chain, key: MemoryKey) -> None:
    anchors = grown(chain, key)
    trail = walk(chain, key.address)
    assert trail.anchors == tuple(anchors)
    assert trail.head == anchors[-1].head
    assert wrong(chain, key, {anchor.append.seq: anchor.head for anchor in anchors}) == []


def test_a_log_that_was_never_begun(chain: Chain, key: MemoryKey) -> None:
    trail = walk(chain, key.address)
    assert (trail.anchors, trail.head, flaws(trail)) == ((), NOTHING, ())


def test_two_appends_with_one_number(chain: Chain, key: MemoryKey) -> None:
    last = grown(chain, key)[-1]
    write(chain, key, last, last.append.seq, last.block.number)
    assert wrong(chain, key) == [Flaw(Wrong.DOUBLED, 3)]


def test_a_number_left_out(chain: Chain, key: MemoryKey) -> None:
    last = grown(chain, key)[-1]
    write(chain, key, last, 7, last.block.number)
    assert wrong(chain, key) == [Flaw(Wrong.GAP, 7)]


@pytest.mark.parametrize("named", [0, 1, 99])
def test_a_wrong_block_leads_nobody_astray(chain: Chain, key: MemoryKey, named: int) -> None:
    anchors = grown(chain, key)
    anchors.append(write(chain, key, anchors[-1], 4, named))
    assert walk(chain, key.address).anchors == tuple(anchors)
    assert wrong(chain, key) == [Flaw(Wrong.MISLED, 4)]


def test_an_append_of_a_kind_that_nobody_knows(chain: Chain, key: MemoryKey) -> None:
    """It is no anchor here, but the head after it is, and what follows it shows that something is missing."""
    last = grown(chain, key)[-1]
    strange = entry().model_copy(update={"kind": 9})
    append = Append.model_construct(
        log=log_of(chain, key), seq=4, prev=last.head, prev_block=last.block.number, entries=(strange,)
    )
    chain.send(key.sign(chain.prepare(append)))
    assert wrong(chain, key) == [Flaw(Wrong.HEAD_DIFFERS, 4)]


def test_a_second_beginning_and_an_end_that_is_none(chain: Chain, key: MemoryKey) -> None:
    last = grown(chain, key)[-1]
    last = write(chain, key, last, 4, last.block.number, genesis("another"))
    last = write(chain, key, last, 5, last.block.number, rotate(log_of(chain, MemoryKey()), DID))
    assert wrong(chain, key) == [Flaw(Wrong.BEGINS_TWICE, 4)]
    write(chain, key, last, 6, last.block.number)
    assert wrong(chain, key) == [Flaw(Wrong.BEGINS_TWICE, 4), Flaw(Wrong.AFTER_END, 6)]


def test_a_beginning_before_the_named_block(chain: Chain, key: MemoryKey) -> None:
    grown(chain, key)
    assert wrong(chain, key, first_block=2) == [Flaw(Wrong.GAP, 1)]


def test_what_was_seen_and_is_not_there(chain: Chain, key: MemoryKey) -> None:
    """A chain that was rolled back, and one that went another way since."""
    anchors = grown(chain, key)
    assert wrong(chain, key, {9: bytes(32)}) == [Flaw(Wrong.ROLLED_BACK, 9)]
    assert wrong(chain, key, {2: bytes(32), 3: anchors[3].head}) == [Flaw(Wrong.REWRITTEN, 2)]


def test_entries_that_join_two_logs(chain: Chain, key: MemoryKey) -> None:
    log = log_of(chain, key)
    assert rotate(log, DID).kind is Kind.ROTATE
    assert migrate(log, bytes(32)) != migrate(log_of(chain, MemoryKey()), bytes(32))
