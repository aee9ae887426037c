"""ACA-Py killed while issuing: every wallet ends with exactly one credential."""

import logging
import os
import random
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from agent.admin import AdminClient
from agent.errors import AgentError
from agent.launch import AgentEvent
from agent.models import CredentialExchange
from tests.integration.agent import stored
from tests.integration.agent.conftest import ATTRIBUTES, World, eventually, held

pytestmark = pytest.mark.alone

Requested = tuple[Any, CredentialExchange]


@pytest.fixture
def requested(world: World, cred_def_id: str) -> Requested:
    """A wallet that has asked for what it was offered; nothing is issued yet."""
    wallet, connection_id = world.learner("sol")
    offer = world.offer(connection_id, cred_def_id)
    world.requested(offer.cred_ex_id)
    return wallet, offer


@pytest.fixture
def restarted(world: World) -> Iterator[Callable[[], None]]:
    """Kill -9 the issuer and start it again."""

    def kill_and_start() -> None:
        os.kill(world.issuer.pid or 0, signal.SIGKILL)
        eventually(lambda: not world.issuer.running)
        world.issuer.start()

    yield kill_and_start
    if not world.issuer.running:
        world.issuer.start()


def delivered(world: World, cred_ex_id: str) -> None:
    eventually(lambda: world.client.exchange(cred_ex_id).delivered, what="the delivery")


def test_advance_many_times_issues_once(world: World, requested: Requested) -> None:
    wallet, offer = requested
    with ThreadPoolExecutor(4) as pool:
        completions = list(pool.map(world.client.advance, [offer.cred_ex_id] * 4))
    assert sorted({one.outcome for one in completions}) == ["issued", "waiting"]
    assert [one.outcome for one in completions].count("issued") == 1
    assert len({(one.rev_reg_id, one.cred_rev_id) for one in completions}) == 1
    delivered(world, offer.cred_ex_id)
    held(wallet)


def test_waiting_for_the_wallet_is_no_error(world: World, cred_def_id: str) -> None:
    _, connection_id = world.learner("luz")
    offer = world.offer(connection_id, cred_def_id)
    assert world.client.advance(offer.cred_ex_id).outcome in ("waiting", "issued")


def test_killed_after_the_request(world: World, requested: Requested, restarted: Callable[[], None]) -> None:
    wallet, offer = requested
    restarted()
    assert world.client.advance(offer.cred_ex_id).outcome == "issued"
    delivered(world, offer.cred_ex_id)
    held(wallet)


def test_killed_after_the_index_was_spent(world: World, requested: Requested) -> None:
    """The credential was made and lost; its detail record is there and would stop ACA-Py's own route."""
    wallet, offer = requested
    lost = {"rev_reg_id": "lost", "cred_rev_id": "1"}
    stored.insert(world.issuer.config, stored.DETAIL, lost, {"cred_ex_id": offer.cred_ex_id})
    completion = world.client.advance(offer.cred_ex_id)
    assert (completion.outcome, completion.rev_reg_id == "lost") == ("issued", False)
    delivered(world, offer.cred_ex_id)
    held(wallet)


def test_request_that_comes_twice(world: World, cred_def_id: str) -> None:
    """A wallet delivers its request again after a kill: ACA-Py goes back a state, the credential stays one.

    The wallet has it and says nothing to a second copy.
    """
    wallet, connection_id = world.learner("rio")
    exchange = world.issue(connection_id, cred_def_id)
    put_back(world, exchange, "request-received")
    assert world.client.advance(exchange.cred_ex_id).outcome == "waiting"
    again = world.client.advance(exchange.cred_ex_id, resend_after=0)
    assert (again.outcome, again.state) == ("sent-again", "credential-issued")
    assert (again.rev_reg_id, again.cred_rev_id) == (exchange.rev_reg_id, exchange.cred_rev_id)
    other = world.issue(connection_id, cred_def_id)  # arrives after the second copy
    assert sorted(one.cred_rev_id or 0 for one in wallet.credentials()) == [
        exchange.cred_rev_id,
        other.cred_rev_id,
    ]


def put_back(world: World, exchange: CredentialExchange, state: str) -> None:
    def change(value: dict[str, Any], tags: dict[str, Any]) -> None:
        value["state"] = tags["state"] = state

    stored.edit(world.issuer.config, stored.EXCHANGE, exchange.cred_ex_id, change)


def test_issued_and_never_delivered(world: World, requested: Requested, restarted: Callable[[], None]) -> None:
    """The wallet is away when the credential is sent, and the issuer is killed before it can try again."""
    wallet, offer = requested
    world.holder.stop()
    try:
        assert world.client.advance(offer.cred_ex_id).outcome == "issued"
        restarted()
    finally:
        world.holder.start()
    assert world.client.exchange(offer.cred_ex_id).state == "credential-issued"
    assert world.client.advance(offer.cred_ex_id, resend_after=0).outcome == "sent-again"
    delivered(world, offer.cred_ex_id)
    held(wallet)


class Cohort:
    """Brings learners to their credential as the node's sweep does: look, take one step, look again.

    Every step may fail for a dead agent; then the next round looks again.
    """

    def __init__(self, client: AdminClient, cred_def_id: str, connections: list[str]) -> None:
        self.client, self.cred_def_id, self.open = client, cred_def_id, set(connections)
        self.offered: dict[str, float] = {}

    def run(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        with ThreadPoolExecutor(4) as pool:
            while self.open and time.monotonic() < deadline:
                list(pool.map(self._step, sorted(self.open)))
                time.sleep(0.2)

    def _step(self, connection_id: str) -> None:
        try:
            self._look_and_step(connection_id)
        except AgentError:
            time.sleep(0.2)

    def _look_and_step(self, connection_id: str) -> None:
        exchanges = self.client.exchanges(connection_id)
        if any(exchange.delivered for exchange in exchanges):
            self.open.discard(connection_id)
        elif not exchanges:
            self.client.send_offer(connection_id, self.cred_def_id, ATTRIBUTES)
        else:
            self._advance(exchanges[0].cred_ex_id)

    def _advance(self, cred_ex_id: str) -> None:
        """A wallet that does not answer an offer in a while (it retries every 10 s) is offered another."""
        completion = self.client.advance(cred_ex_id, resend_after=15)
        since = self.offered.setdefault(cred_ex_id, time.monotonic())
        if completion.state == "offer-sent" and time.monotonic() - since > 15:
            self.client.withdraw(cred_ex_id)


def test_killed_again_and_again(world: World) -> None:
    seed = secrets.randbits(32)
    logging.getLogger(__name__).warning("seed %d", seed)  # pytest shows it when the test fails
    chance = random.Random(seed)
    cred_def_id = world.cred_def(100)
    learners = [world.learner(f"cohort{number}") for number in range(12)]
    cohort = Cohort(world.client, cred_def_id, [connection for _, connection in learners])
    events: list[AgentEvent] = []
    world.issuer.supervise(events.append)
    over = threading.Event()

    def killer() -> None:
        for _ in range(4):
            eventually(world.client.ready, seconds=60)
            if over.wait(chance.uniform(0.05, 1.5)):
                return
            os.kill(world.issuer.pid or 0, signal.SIGKILL)
            eventually(lambda: not world.issuer.running)

    thread = threading.Thread(target=killer)
    thread.start()
    try:
        cohort.run(seconds=150)
    finally:
        over.set()
        thread.join()
    assert cohort.open == set(), f"seed {seed}"
    assert [event.kind for event in events].count("restarted") >= 1
    assert [len(wallet.credentials()) for wallet, _ in learners] == [1] * 12, f"seed {seed}"
    indexes = [held(wallet).cred_rev_id for wallet, _ in learners]
    assert len(set(indexes)) == 12, f"seed {seed}: {indexes}"


def test_offer_that_may_never_have_left_is_called_so(world: World, cred_def_id: str) -> None:
    """The wallet is away, so the offer is still in the issuer's memory when the issuer is killed."""
    wallet, connection_id = world.learner("mar")
    world.holder.stop()
    try:
        offer = world.offer(connection_id, cred_def_id)
        assert world.client.advance(offer.cred_ex_id).outcome == "waiting"
        os.kill(world.issuer.pid or 0, signal.SIGKILL)
        eventually(lambda: not world.issuer.running)
        world.issuer.start()
    finally:
        world.holder.start()
    assert world.client.advance(offer.cred_ex_id).outcome == "perhaps-lost"
    world.client.withdraw(offer.cred_ex_id)
    again = world.offer(connection_id, cred_def_id)
    assert world.client.advance(again.cred_ex_id).outcome in ("waiting", "issued")
    eventually(lambda: world.client.advance(again.cred_ex_id).outcome == "finished", what="the second offer")
    held(wallet)
