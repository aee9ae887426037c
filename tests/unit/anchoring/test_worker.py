"""The worker against a simulated chain: the straight way, every fault, and a power cut at every point."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anchoring.checkpoint import State
from anchoring.errors import (
    FeeCapReached,
    HeadMismatch,
    LedgerUnavailable,
    NonceTooLow,
    Unfunded,
    WriterBusy,
    WrongChain,
)
from anchoring.fees import GWEI, FeePolicy
from anchoring.ledger import find_genesis, transaction_fields
from anchoring.log import Anchor
from anchoring.worker import Worker
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.simulated import MemoryJournal, PlainKey, PowerCut, SimulatedLedger, Unreliable

PATIENCE = timedelta(minutes=3)


class World:
    """A ledger, a journal with three waiting leaves, and a worker on both."""

    def __init__(self) -> None:
        self.ledger, self.journal = SimulatedLedger(), MemoryJournal()
        self.now = datetime(2026, 11, 23, tzinfo=UTC)
        self.worker = self.new_worker(self.ledger, self.journal)
        for n in range(3):
            self.journal.wait(bytes([n]) * 32)

    def new_worker(self, ledger: Any, journal: Any) -> Worker:
        return Worker(ledger, journal, PlainKey(), FeePolicy(cap=20 * GWEI, patience=PATIENCE), lambda: self.now)

    def offers(self) -> list[tuple[int, int]]:
        """What each attempt offers, fee and tip; all of them under one nonce."""
        fields = [transaction_fields(attempt.raw) for attempt in self.journal.rows[-1].attempts]
        assert len({field["nonce"] for field in fields}) == 1
        return [(field["maxFeePerGas"], field["maxPriorityFeePerGas"]) for field in fields]

    def until(self, state: State) -> None:
        while self.state is not state:
            assert self.worker.advance()

    @property
    def state(self) -> State | None:
        return self.journal.rows[-1].state if self.journal.rows else None

    def finish(self) -> None:
        """Blocks go on being made and becoming final; the worker goes on."""
        for _ in range(50):
            step = self.worker.advance(gather=False)
            if step is None:
                return
            if not step.moved or step.after is State.SUBMITTED:
                self.ledger.mine(final=True)
        raise AssertionError(f"it does not end: {self.state}")

    def on_chain(self) -> list[Anchor]:
        return [anchor for block in self.ledger.blocks for _, anchor in block if anchor]

    def check(self) -> None:
        """What is FINAL is on the chain, each exactly once, in one unbroken log."""
        anchors = self.on_chain()
        assert [anchor.append for anchor in anchors] == [row.append for row in self.journal.rows]
        assert [row.anchor for row in self.journal.rows] == anchors
        assert all(row.state is State.FINAL for row in self.journal.rows)
        assert find_genesis(self.ledger, anchors[-1]) == anchors[0]


@pytest.fixture
def world() -> World:
    return World()


def test_the_straight_way(world: World) -> None:
    steps = [world.worker.advance(), world.worker.advance(), world.worker.advance()]
    world.ledger.mine(final=True)
    steps += [world.worker.advance(), world.worker.advance()]
    assert [step and step.after for step in steps] == [
        State.OPEN,
        State.SEALED,
        State.SUBMITTED,
        State.CONFIRMED,
        State.FINAL,
    ]
    assert all(step and step.moved for step in steps)
    assert world.worker.advance() is None
    world.check()


def test_a_second_checkpoint_follows_the_first(world: World) -> None:
    for n in range(3):
        world.journal.wait(bytes([n]) * 32)
        world.worker.advance()
        world.finish()
    world.check()
    assert [row.append.seq for row in world.journal.rows] == [0, 1, 2]


def test_it_waits_for_a_block_and_for_its_finality(world: World) -> None:
    world.until(State.SUBMITTED)
    for _ in range(3):
        step = world.worker.advance()
        assert step
        assert not step.moved
    world.ledger.mine()
    world.until(State.CONFIRMED)
    world.ledger.mine()
    step = world.worker.advance()
    assert step
    assert not step.moved
    world.finish()
    world.check()


def test_nothing_is_gathered_unless_asked(world: World) -> None:
    assert world.worker.advance(gather=False) is None
    assert world.worker.advance()
    world.journal.wait(b"\x09" * 32)
    world.finish()
    assert len(world.journal.rows) == len(world.journal.leaves) == 1


@pytest.mark.parametrize("state", [State.OPEN, State.SEALED, State.SUBMITTED, State.CONFIRMED])
def test_a_silent_chain_changes_nothing(world: World, state: State) -> None:
    world.until(State.SUBMITTED if state is State.CONFIRMED else state)
    if state is State.CONFIRMED:
        world.ledger.mine()
        world.until(state)
    world.ledger.silent = True
    with pytest.raises(LedgerUnavailable):
        world.worker.advance()
    assert world.state is state
    world.ledger.silent = False
    world.finish()
    world.check()


@pytest.mark.parametrize("forget", [True, False])
def test_a_reorganization_of_the_block(world: World, *, forget: bool) -> None:
    world.until(State.SUBMITTED)
    world.ledger.mine()
    world.until(State.CONFIRMED)
    world.ledger.reorganize(forget=forget)
    step = world.worker.advance()
    assert step
    assert (step.before, step.after) == (State.CONFIRMED, State.SUBMITTED)
    world.finish()
    world.check()


def test_a_reorganization_into_another_block(world: World) -> None:
    world.until(State.SUBMITTED)
    world.ledger.mine()
    world.until(State.CONFIRMED)
    before = world.journal.rows[-1].anchor
    world.ledger.reorganize(forget=False)
    world.ledger.mine()
    assert world.worker.advance()
    after = world.journal.rows[-1].anchor
    assert world.state is State.CONFIRMED
    assert before
    assert after
    assert before.block != after.block
    world.finish()
    world.check()


def test_the_network_forgets_a_transaction(world: World) -> None:
    world.until(State.SUBMITTED)
    world.ledger.mempool = []
    world.worker.advance()
    assert world.ledger.mempool
    world.finish()
    world.check()


def test_a_nonce_that_somebody_else_used(world: World) -> None:
    world.until(State.SEALED)
    world.ledger.mine(stranger=True)
    world.worker.advance()
    assert world.state is State.OPEN
    world.finish()
    world.check()
    assert len(world.journal.rows[-1].attempts) == 2


def test_an_earlier_attempt_got_through_after_all(world: World) -> None:
    """The node said that the nonce was used, did not know by what, and knew it later: it was ours."""
    world.until(State.SUBMITTED)
    world.ledger.mine()
    hidden, world.ledger.blocks[-1] = world.ledger.blocks[-1], [(b"\x00" * 32, None)]
    steps = [world.worker.advance()]
    world.ledger.blocks[-1] = hidden
    steps.append(world.worker.advance())
    assert [step and step.after for step in steps] == [State.OPEN, State.CONFIRMED]
    world.finish()
    world.check()


def test_the_second_attempt_is_refused_because_the_first_got_through(world: World) -> None:
    world.until(State.SUBMITTED)
    world.ledger.mine()
    hidden, world.ledger.blocks[-1] = world.ledger.blocks[-1], [(b"\x00" * 32, None)]
    steps = [world.worker.advance(), world.worker.advance()]
    world.ledger.blocks[-1] = hidden
    steps.append(world.worker.advance())
    world.ledger.mine()
    steps.append(world.worker.advance())
    assert [step and step.after for step in steps] == [State.OPEN, State.SEALED, State.SUBMITTED, State.CONFIRMED]
    first, second = world.journal.rows[-1].attempts
    anchor = world.journal.rows[-1].anchor
    assert anchor
    assert anchor.transaction == first.transaction != second.transaction
    world.finish()
    world.check()


def test_an_answer_about_something_else_is_not_believed(world: World) -> None:
    world.until(State.SUBMITTED)
    world.ledger.mine()
    transaction, anchor = world.ledger.blocks[-1][0]
    assert anchor
    other = anchor.append.model_copy(update={"seq": 7})
    world.ledger.blocks[-1] = [(transaction, anchor.model_copy(update={"append": other}))]
    step = world.worker.advance()
    assert step
    assert step.after is not State.CONFIRMED


def test_a_transaction_that_the_contract_refused_is_signed_again(world: World) -> None:
    world.until(State.SUBMITTED)
    refused = world.journal.rows[-1].attempts[-1].transaction
    world.ledger.mempool = []
    world.ledger.blocks.append([(refused, None)])
    world.finish()
    world.check()
    assert len(world.journal.rows[-1].attempts) == 2


def test_a_chain_that_was_rolled_back_is_not_written_to(world: World) -> None:
    world.worker.advance()
    world.finish()
    world.ledger.blocks = [[]]
    world.journal.wait(b"\x09" * 32)
    world.until(State.OPEN)
    with pytest.raises(HeadMismatch):
        world.worker.advance()
    assert world.on_chain() == []


def test_what_waits_too_long_is_replaced_by_a_higher_offer_under_the_same_nonce(world: World) -> None:
    world.until(State.SUBMITTED)
    world.ledger.base_fee = 5 * GWEI  # the network got busy: an offer of 3 gwei is passed over
    for _ in range(3):
        world.now += timedelta(minutes=1)
        step = world.worker.advance()
        world.ledger.mine(final=True)
    assert step
    assert (step.before, step.after) == (State.SUBMITTED, State.SEALED)
    (fee, tip), (higher_fee, higher_tip) = world.offers()
    assert higher_fee == 2 * world.ledger.base_fee + GWEI > fee * 9 // 8
    assert higher_tip == tip * 9 // 8
    world.finish()
    world.check()
    assert world.journal.rows[-1].anchor
    assert world.journal.rows[-1].anchor.transaction == world.journal.rows[-1].attempts[-1].transaction


def test_each_offer_is_an_eighth_higher_up_to_the_cap_and_then_a_person_is_told(world: World) -> None:
    world.until(State.SUBMITTED)
    for _ in range(32):  # no block comes
        world.now += PATIENCE
        world.worker.advance()
    for _ in range(2):
        world.now += PATIENCE
        with pytest.raises(FeeCapReached):
            world.worker.advance()
    assert world.state is State.SUBMITTED
    offers = world.offers()
    assert len(offers) == 17
    assert 17 * GWEI < offers[-1][0] <= 20 * GWEI
    for lower, higher in pairwise(offers):
        assert all(8 * new >= 9 * old for old, new in zip(lower, higher, strict=True))
    world.ledger.mempool = []  # forgotten: what cannot be raised is sent again none the less
    with pytest.raises(FeeCapReached):
        world.worker.advance()
    assert world.ledger.mempool
    world.ledger.mine(final=True)
    world.finish()
    world.check()


def test_the_first_offer_is_under_the_cap_too(world: World) -> None:
    world.ledger.base_fee = 100 * GWEI
    world.until(State.SUBMITTED)
    assert world.offers() == [(20 * GWEI, GWEI)]


def test_an_earlier_offer_is_taken_after_all(world: World) -> None:
    """The higher offer was stored, and not sent, when the block came with the lower one."""
    world.until(State.SUBMITTED)
    world.now += PATIENCE
    world.worker.advance()
    assert world.state is State.SEALED
    world.ledger.mine(final=True)
    world.finish()
    world.check()
    first, _ = world.journal.rows[-1].attempts
    assert world.journal.rows[-1].anchor
    assert world.journal.rows[-1].anchor.transaction == first.transaction


def test_an_offer_that_the_network_refuses_is_raised_at_once(world: World) -> None:
    """A transaction of ours that the journal knows waits for more than the last one offers: replaced in turn."""
    world.until(State.SUBMITTED)
    world.now += PATIENCE
    world.until(State.SEALED)
    world.worker.advance()
    higher, world.ledger.mempool[0] = world.ledger.mempool[0], world.journal.rows[-1].attempts[0].raw
    world.ledger.mempool = [higher]
    world.journal.rows[-1] = replace(world.journal.rows[-1], attempts=world.journal.rows[-1].attempts[:1])
    world.worker.advance()
    assert world.state is State.SEALED
    world.finish()
    world.check()


def test_an_account_that_cannot_pay_waits_for_funds(world: World) -> None:
    world.until(State.SEALED)
    world.ledger.balance = 1
    for _ in range(3):
        with pytest.raises(Unfunded):
            world.worker.advance()
    assert world.state is State.SEALED
    world.ledger.balance = 10**18
    world.finish()
    world.check()
    assert len(world.journal.rows[-1].attempts) == 1


def test_a_gap_before_the_nonce_is_closed(world: World) -> None:
    """A transaction of the account was undone by a reorganization: ours has a nonce that cannot come."""
    world.ledger.mine(stranger=True)
    world.until(State.SUBMITTED)
    world.ledger.blocks = [[]]
    world.worker.advance()
    assert world.state is State.OPEN
    world.finish()
    world.check()
    assert [attempt.nonce for attempt in world.journal.rows[-1].attempts] == [1, 0]


def final_then_reorganized(world: World, *, forget: bool) -> Anchor:
    """One checkpoint was FINAL, and its block is replaced; another one waits. Returns where the first one was."""
    world.worker.advance()
    world.finish()
    world.ledger.reorganize(forget=forget)
    world.ledger.blocks += [[], []]
    world.journal.wait(b"\x09" * 32)
    anchor = world.journal.rows[0].anchor
    assert anchor
    return anchor


def test_an_append_is_built_anew_where_the_final_one_before_it_moved(world: World) -> None:
    before = final_then_reorganized(world, forget=False)
    world.ledger.mine()
    world.until(State.OPEN)
    with pytest.raises(HeadMismatch, match="not final yet"):
        world.worker.advance()
    world.ledger.mine(final=True)
    step = world.worker.advance()
    assert step
    assert step.after is State.OPEN
    moved, append = world.journal.rows[0].anchor, world.journal.rows[1].append
    assert moved
    assert moved.block != before.block
    assert (append.prev, append.prev_block) == (moved.head, moved.block.number)
    world.finish()
    world.check()


def test_a_final_append_that_vanished_is_sent_again(world: World) -> None:
    final_then_reorganized(world, forget=True)
    world.until(State.OPEN)
    with pytest.raises(HeadMismatch, match="sent again"):
        world.worker.advance()
    world.ledger.mine(final=True)
    world.finish()
    world.check()


def test_a_final_append_whose_place_a_stranger_took_is_for_people(world: World) -> None:
    final_then_reorganized(world, forget=True)
    world.ledger.mine(stranger=True)
    world.until(State.OPEN)
    for _ in range(2):
        with pytest.raises(HeadMismatch, match="refused now"):
            world.worker.advance()
    assert world.on_chain() == []


def test_a_node_that_is_behind_is_waited_for(world: World) -> None:
    world.worker.advance()
    world.finish()
    world.journal.wait(b"\x09" * 32)
    world.until(State.OPEN)
    blocks, world.ledger.blocks = world.ledger.blocks, [[]]
    with pytest.raises(HeadMismatch, match="behind"):
        world.worker.advance()
    world.ledger.blocks = blocks
    world.finish()
    world.check()


def test_one_writer(world: World) -> None:
    with world.journal.writer(), pytest.raises(WriterBusy):
        world.worker.advance()


def test_ledger_journal_and_key_must_be_of_one_log(world: World) -> None:
    with pytest.raises(WrongChain):
        Worker(world.ledger, world.journal, MemoryKey())


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 16), st.sampled_from(("on", "stuck", "fork", "lost"))), max_size=12),
    st.booleans(),
)
def test_a_power_cut_anywhere_loses_and_doubles_nothing(lives: list[tuple[int, str]], more: bool) -> None:
    """Each life ends before or after its n-th act; the next one starts from what was written, on a network that went
    on meanwhile, is too dear, or took back a block that was not final."""
    world = World()
    for acts, weather in lives:
        world.now += PATIENCE
        world.ledger.base_fee = 5 * GWEI if weather == "stuck" else GWEI
        if weather in ("fork", "lost") and len(world.ledger.blocks) - 1 > world.ledger.final:
            world.ledger.reorganize(forget=weather == "lost")
        world.ledger.mine(final=weather == "on")
        left = iter(range(acts, -1, -1))
        cut = lambda left=left: next(left) == 0  # noqa: E731
        worker = world.new_worker(Unreliable(world.ledger, cut), Unreliable(world.journal, cut))
        try:
            while True:
                step = worker.advance()
                if step is None or not step.moved:
                    world.ledger.mine(final=weather == "on")
                    if step is None and more and len(world.journal.rows) < 4:
                        world.journal.wait(bytes([len(world.journal.rows)]) * 32)
        except PowerCut:
            pass
        except NonceTooLow as error:
            raise AssertionError("it has to be dealt with") from error
    world.ledger.base_fee = GWEI
    while world.journal.leaves or world.state is not State.FINAL:
        world.worker.advance()
        world.finish()
    world.check()
    taken = [leaf for leaves in world.journal.taken for leaf in leaves]
    assert len(taken) == len(set(taken)) == sum(row.leaves for row in world.journal.rows)
