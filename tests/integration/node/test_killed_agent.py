"""ACA-Py killed while a batch is issued: the batch resumes, and every learner ends with exactly one credential.

In full: `make kill-agent` (MOCHILA_TEST_KILLS kills, MOCHILA_TEST_SEED to repeat a run).
"""

import os
import random
import secrets
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.learners import Json, Learners, issue_cohort, learners_of
from tests.nodes import LiveNode, running_node

pytestmark = pytest.mark.alone

KILLS = int(os.environ.get("MOCHILA_TEST_KILLS", "2"))
LEARNERS = int(os.environ.get("MOCHILA_TEST_LEARNERS", "8"))
TRIES_AGAIN_AFTER = 20.0
PATIENCE = 180.0 + 40.0 * KILLS  # an agent that dies again and again is started again ever later, after 30 s at last


def test_batch_resumes_and_ends_with_exactly_one_credential_each(tmp_path: Path) -> None:
    seed = int(os.environ.get("MOCHILA_TEST_SEED", "0")) or secrets.randbits(32)
    print(f"MOCHILA_TEST_SEED={seed} MOCHILA_TEST_KILLS={KILLS}")
    chance = random.Random(seed)
    with running_node(tmp_path / "node") as node, learners_of(node, tmp_path) as learners:
        credentials = issue_cohort(node, LEARNERS)
        done = threading.Event()
        killed: list[int] = []
        killer = threading.Thread(target=_kill_now_and_then, args=(node, chance, done, killed))
        killer.start()
        try:
            _claim_until_held(learners, credentials)
        finally:
            done.set()
            killer.join()
        assert killed
        print(f"{len(killed)} of {KILLS} kills fell into the issuance")
        assert [learners.held(credential) for credential in credentials] == [1] * LEARNERS
        _check_indexes(node)


def _kill_now_and_then(node: LiveNode, chance: random.Random, done: threading.Event, killed: list[int]) -> None:
    pid_file = node.settings.data / "agent" / "acapy.pid"
    for number in range(KILLS):
        if done.wait(chance.uniform(1.0, 8.0) if number else chance.uniform(0.1, 1.5)):  # the first falls into it
            return
        pid = int(pid_file.read_text())
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)
        while not (node.parts.admin.ready() or done.wait(0.2)):
            pass


def _claim_until_held(learners: Learners, credentials: list[Json]) -> None:
    """Each learner opens the claim link, and opens it again where nothing has come after a while."""
    opened = dict.fromkeys((credential["id"] for credential in credentials), 0.0)
    deadline = time.monotonic() + PATIENCE
    while missing := [credential for credential in credentials if not learners.held(credential)]:
        states = {
            item["id"]: item["state"]
            for item in learners.node.officer.get("/credentials", batch_id=missing[0]["batch_id"])
        }
        assert time.monotonic() < deadline, (
            f"not held after {PATIENCE:.0f} s: {[states[item['id']] for item in missing]}"
        )
        for credential in missing:
            waited = time.monotonic() - opened[credential["id"]]
            if opened[credential["id"]] == 0.0 or waited > TRIES_AGAIN_AFTER:
                learners.claim(credential)
                opened[credential["id"]] = time.monotonic()
        time.sleep(0.5)


def _check_indexes(node: LiveNode) -> None:
    """What the node recorded: every credential issued, no revocation index used twice."""
    with node.parts.store() as work:
        issued = work.credentials.find(state=("issued", "accepted"))
    indexes = {(credential.rev_reg_id, credential.cred_rev_id) for credential in issued}
    assert len(issued) == len(indexes) == LEARNERS
