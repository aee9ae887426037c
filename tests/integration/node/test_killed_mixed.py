"""API, worker, ACA-Py and database killed while badges and wallet credentials are issued, suspended and revoked.

In full: `make kill-mixed` (MOCHILA_TEST_KILLS kills, MOCHILA_TEST_SEED to repeat a run). What the API acknowledged must
be so in the end, in every list that anybody can fetch; what was never acknowledged may or may not be.
"""

import os
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from issuer_api.adapters.postgres import EmbeddedPostgres
from issuer_api.bootstrap.parts import Parts, make_secrets
from issuer_api.cli.client import ApiError
from issuer_api.cli.demo.ground import ExampleSettings, free_ports
from issuer_api.cli.demo.wallets import learners_wallets
from issuer_api.domain.errors import Unavailable
from issuer_api.domain.status import ChangeState, Standing
from issuer_api.usecases.status_entries import places
from tests.integration.node.processes import VICTIMS, ServiceNode, service_node
from tests.integration.node.published import check_lists
from tests.learners import ELEMENTS, Json, Learners, row_of, submit

pytestmark = pytest.mark.alone

KILLS = int(os.environ.get("MOCHILA_TEST_KILLS", "8"))
COHORT, IN_WALLETS = 6, 2
PATIENCE = 240.0 + 5.0 * KILLS
NEXT = {
    Standing.VALID: ("suspension", "revocation"),
    Standing.SUSPENDED: ("reinstatement", "revocation"),
    Standing.REVOKED: (),
}
AFTER = {"suspension": Standing.SUSPENDED, "reinstatement": Standing.VALID, "revocation": Standing.REVOKED}
REASONS = {"suspension": "under-review", "reinstatement": "review-ended", "revocation": "issued-in-error"}


@dataclass
class Load:
    """What was asked of the node, and what it acknowledged. `standings`: by credential, the last acknowledged."""

    node: ServiceNode
    learners: Learners
    chance: random.Random
    done: threading.Event = field(default_factory=threading.Event)
    credentials: list[Json] = field(default_factory=list)
    in_wallets: list[Json] = field(default_factory=list)
    standings: dict[str, Standing] = field(default_factory=dict)
    errors: list[BaseException] = field(default_factory=list)

    def holds(self, credential: Json) -> bool:
        """Neither revoked nor suspended: what is suspended is not offered to a wallet before that is undone."""
        return self.standings.get(credential["id"], Standing.VALID) is Standing.VALID

    def run(self, *works: Callable[[], None]) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._loop, args=(work,), name=work.__name__) for work in works]
        for thread in threads:
            thread.start()
        return threads

    def issue(self) -> None:
        """A cohort more; whichever call was lost is made again, and nothing is issued twice by it."""
        design = self._again(lambda: self.node.live.officer.post("/designs", ELEMENTS))["id"]
        if self._again(lambda: self.node.live.officer.get(f"/designs/{design}"))["state"] == "draft":
            self._approve(design)
        rows = [row_of(number) for number in range(COHORT)]
        batch = self._again(lambda: submit(self.node.live, design, rows))["id"]
        self._again(lambda: self.node.live.officer.post(f"/batches/{batch}/issue"))
        credentials = self._again(lambda: self.node.live.officer.get("/credentials", batch_id=batch))
        assert len(credentials) == COHORT
        self.credentials.extend(credentials)
        self.in_wallets.extend(credentials[:IN_WALLETS])
        self.done.wait(self.chance.uniform(2, 6))

    def claim(self) -> None:
        """Each learner with a wallet opens the claim link, and opens it again where nothing came of it."""
        for credential in list(self.in_wallets):
            if not self.done.is_set() and not self.learners.held(credential):
                self.learners.claim(credential)
        self.done.wait(3)

    def change(self) -> None:
        """Somebody at the registrar's office changes what one credential is worth."""
        self.done.wait(self.chance.uniform(0.1, 0.6))
        if not self.credentials:
            return
        credential = self.chance.choice(self.credentials)
        standing = self.standings.get(credential["id"], Standing.VALID)
        if not NEXT[standing]:
            return
        what = self.chance.choice(NEXT[standing])
        self._again(lambda: self._change(credential, what))
        self.standings[credential["id"]] = AFTER[what]

    def _change(self, credential: Json, what: str) -> Any:
        return self.node.live.officer.post(f"/credentials/{credential['id']}/{what}", {"reason": REASONS[what]})

    def _approve(self, design: str) -> None:
        def approve() -> Any:
            try:
                return self.node.live.approver.post(f"/designs/{design}/approve")
            except ApiError as exc:
                if exc.status == 409:  # approved by the call whose answer was lost
                    return None
                raise

        self._again(approve)

    def _again[T](self, call: Callable[[], T]) -> T:
        """Whoever gets no answer, or hears that the node is not well, asks again; any other refusal is an error."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return call()
            except ApiError as exc:
                if exc.status not in (0, 500, 503) or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def _loop(self, work: Callable[[], None]) -> None:
        while not self.done.is_set():
            try:
                work()
            except BaseException as exc:  # noqa: BLE001 - told by the test, in its own thread
                self.errors.append(exc)
                return


@contextmanager
def wallets_apart(node: ServiceNode, folder: Path) -> Iterator[Learners]:
    """Learners' wallets on a PostgreSQL of their own: what befalls the node befalls no phone."""
    told = {"data": folder / "phones", "database_port": free_ports(1)[0], "dev_hosts": node.settings.dev_hosts}
    settings = ExampleSettings.model_validate(told)
    make_secrets(settings)
    postgres = EmbeddedPostgres(settings.data / "pg", settings.database_port, settings.secret("database-password"))
    postgres.start()
    try:
        with learners_wallets(Parts(settings), settings.data / "wallets", *free_ports(2)) as host:
            yield Learners(node.live, host)
    finally:
        postgres.stop()


@pytest.mark.timeout(2 * PATIENCE)  # the test itself says what is left when its patience ends
def test_what_is_wanted_is_published_whatever_is_killed(tmp_path: Path) -> None:
    seed = int(os.environ.get("MOCHILA_TEST_SEED", "0")) or secrets.randbits(32)
    print(f"MOCHILA_TEST_SEED={seed} MOCHILA_TEST_KILLS={KILLS}")
    chance = random.Random(seed)
    with service_node(tmp_path / "node") as node, wallets_apart(node, tmp_path) as learners:
        load = Load(node, learners, random.Random(seed))
        threads = load.run(load.issue, load.claim, load.change)
        killed = _kill(node, load, chance)
        load.done.set()
        for thread in threads:
            thread.join()
        assert not load.errors, load.errors
        count = f"{len(load.credentials)} credentials, {len(load.standings)} of them changed"
        print(f"killed {dict(killed)}, {node.deaths} deaths; {count}")
        _settle(load)
        _check_records(load)
        check_lists(node.live)
        for credential in load.in_wallets:
            assert learners.held(credential) in ((1,) if load.holds(credential) else (0, 1))


def _kill(node: ServiceNode, load: Load, chance: random.Random) -> Counter[str]:
    """Each part once in a random order, then any of them."""
    killed: Counter[str] = Counter()
    first = chance.sample(VICTIMS, len(VICTIMS))
    while killed.total() < KILLS and not load.errors:
        time.sleep(chance.uniform(0.3, 4.0))  # from a part that only just starts to one that has much under way
        victim = first[-1] if first else chance.choice(VICTIMS)
        if node.kill(victim):
            killed[victim] += 1
            first = first[:-1]
    return killed


def _settle(load: Load) -> None:
    """Nothing is killed any more: everything that was begun comes to its end."""
    deadline = time.monotonic() + PATIENCE
    while (left := _left(load)) and time.monotonic() < deadline:
        for credential in load.in_wallets:
            if load.holds(credential) and not load.learners.held(credential):
                load.learners.claim(credential)
        time.sleep(2)
    assert not left, left


def _left(load: Load) -> dict[str, int]:
    """What is not done yet, by kind."""
    try:
        with load.node.live.parts.store() as work:
            wanted = work.status_changes.count(state=ChangeState.WANTED)
    except Unavailable:  # it was killed last, and starts
        return {"databases that do not answer": 1}
    kept = [item for item in load.in_wallets if load.holds(item)]
    left = {"unpublished": wanted, "not in wallets": sum(not load.learners.held(item) for item in kept)}
    return {what: count for what, count in left.items() if count}


def _check_records(load: Load) -> None:
    """Every acknowledged change is the credential's standing; every index is one credential's alone."""
    with load.node.live.parts.store() as work:
        credentials = work.credentials.find()
        entries = work.status_entries.find()
    standings = {str(credential.id): credential.standing for credential in credentials}
    assert set(standings) == {credential["id"] for credential in load.credentials}
    assert standings == {item: load.standings.get(item, Standing.VALID) for item in standings}
    taken = [place for credential in credentials for place in places(credential)]
    assert len(taken) == len(set(taken))
    assert {(entry.list_id, entry.index) for entry in entries} == set(taken)
    learners = [credential.learner_id for credential in credentials]
    assert len(learners) == len(set(learners))
