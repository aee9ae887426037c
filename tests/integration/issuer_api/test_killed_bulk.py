"""The worker killed while it judges bulk verifications, while it starts, and while it tells that one is finished.

API and worker are processes of their own on PostgreSQL; there is no agent. Nobody waits for the lease of the dead: once
the process is gone, a minute is taken off whatever it held. In full: `make kill-bulk` (MOCHILA_TEST_KILLS kills,
MOCHILA_TEST_SEED to repeat a run).
"""

import csv
import io
import json
import os
import random
import secrets
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from issuer_api.bootstrap.parts import now
from issuer_api.cli.client import ApiError
from issuer_api.cli.demo.ground import HOST, free_ports
from issuer_api.domain.bulk import BulkState
from issuer_api.domain.webhook import DeliveryState
from issuer_api.usecases.records import contents_of
from tests.integration.issuer_api.listener import Listener, holds, listening
from tests.integration.issuer_api.test_bulk import zipped
from tests.integration.node.processes import ServiceNode, bare_node
from tests.learners import issue_cohort

pytestmark = pytest.mark.alone

KILLS = int(os.environ.get("MOCHILA_TEST_KILLS", "3"))
ROWS = 200
MOMENTS = ("starting", "judging", "telling")
PATIENCE = 90.0
MINUTE = timedelta(minutes=1)
URL = "https://rrhh.example.com/avisos"
Json = dict[str, Any]


@dataclass
class Ground:
    """`documents` with the outcome that each must have; `bulks`: by id, the names of what was handed in, in
    order. `deaths`: by id, of workers before it was finished."""

    node: ServiceNode
    listener: Listener
    secret: str = ""
    documents: list[tuple[bytes, str]] = field(default_factory=list)
    bulks: dict[str, list[str]] = field(default_factory=dict)
    deaths: Counter[str] = field(default_factory=Counter)

    def hand_in(self) -> None:
        """A ZIP and an NDJSON in turn."""
        documents = [document for document, _ in self.documents]
        if len(self.bulks) % 2:
            names, data = [str(number) for number in range(1, ROWS + 1)], b"\n".join(documents)
        else:
            names = [f"{number:04}.json" for number in range(ROWS)]
            data = zipped(dict(zip(names, documents, strict=True)))
        bulk = self.node.live.officer.post("/bulk-verifications", files={"file": ("insignias", data)})
        self.bulks[bulk["id"]] = names

    def kill(self) -> None:
        self.node.kill("worker")

    def unfinished(self) -> list[str]:
        with self.node.live.parts.store() as work:
            return [str(bulk.id) for bulk in work.bulks.find() if bulk.state is not BulkState.FINISHED]

    def leased(self) -> bool:
        """Whether a worker is at a chunk, or died at it just now."""
        with self.node.live.parts.store() as work:
            return any(bulk.leased_until and bulk.leased_until > now() for bulk in work.bulks.find())

    def told(self) -> bool:
        with self.node.live.parts.store() as work:
            return not work.deliveries.find(state=DeliveryState.WAITING)

    def until(self, holds_: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds_():
            assert time.monotonic() < deadline, f"{what}: not in {PATIENCE:.0f} s\n{self.node.log('worker')[-3000:]}"
            time.sleep(0.05)

    def minute_passes(self) -> None:
        """What the dead worker held is anybody's."""
        with self.node.live.parts.store() as work:
            for bulk in work.bulks.all_locked([UUID(bulk_id) for bulk_id in self.bulks]):
                bulk.leased_until = bulk.leased_until and bulk.leased_until - MINUTE
            for delivery in work.deliveries.all_locked([found.id for found in work.deliveries.find()]):
                delivery.next_at -= MINUTE


@contextmanager
def ground(folder: Path, chance: random.Random) -> Iterator[Ground]:
    """An institution that has issued, and whose lists are published; one who listens; the first worker runs."""
    (port,) = free_ports(1)
    with listening() as listener:
        hosts = {f"https://{HOST}": f"http://127.0.0.1:{port}", "https://rrhh.example.com": listener.origin}
        with bare_node(folder, api_port=port, dev_hosts=json.dumps(hosts)) as node:
            made = Ground(node, listener)
            node.start("worker")
            node.start("api")
            made.until(lambda: _founded(node), "founded")
            made.documents = [_spoilt(badge, chance) for badge in _badges(node)]
            genuine = next(document for document, outcome in made.documents if outcome == "passed")
            made.until(lambda: _judged(node, genuine) == "passed", "the lists are published")
            hook = node.live.officer.post("/webhooks", {"url": URL, "events": ["bulk-verification.finished"]})
            made.secret = hook["secret"]
            yield made


def _founded(node: ServiceNode) -> bool:
    with suppress(ApiError):
        return bool(node.live.officer.get("/health")["did"])
    return False


def _badges(node: ServiceNode) -> list[bytes]:
    ids = [UUID(credential["id"]) for credential in issue_cohort(node.live, ROWS)]
    with node.live.parts.store() as work:
        found = [work.credentials.get(id_) for id_ in ids]
        return [json.dumps(contents_of(work, one).badge, ensure_ascii=False).encode() for one in found if one]


def _spoilt(badge: bytes, chance: random.Random) -> tuple[bytes, str]:
    """Or left as it is, more often than not."""
    forged = badge.replace(b"Salud digital", b"Salud dental")
    return chance.choices([(badge, "passed"), (forged, "failed"), (b"{", "failed")], [6, 3, 1])[0]


def _judged(node: ServiceNode, document: bytes) -> str:
    return str(node.live.officer.post("/verifications", files={"file": ("a.json", document)})["outcome"])


@pytest.mark.timeout(PATIENCE * (KILLS + 3))
def test_every_row_is_judged_once_and_its_end_told_whatever_is_killed(tmp_path: Path) -> None:
    seed = int(os.environ.get("MOCHILA_TEST_SEED", "0")) or secrets.randbits(32)
    print(f"MOCHILA_TEST_SEED={seed} MOCHILA_TEST_KILLS={KILLS}")
    chance = random.Random(seed)
    killed: Counter[str] = Counter()
    with ground(tmp_path / "node", chance) as made:
        first = chance.sample(MOMENTS, len(MOMENTS))
        for number in range(KILLS):
            moment = first[number] if number < len(first) else chance.choice((*MOMENTS, "judging", "judging"))
            if not made.unfinished():
                made.hand_in()
            _live_and_die(made, moment, chance)
            killed[f"{moment}, {'at a chunk' if made.leased() else 'between two'}"] += 1
            made.deaths.update(made.unfinished())
            made.minute_passes()
        made.node.start("worker")
        made.until(lambda: not made.unfinished() and made.told(), "all is judged and told")
        print(f"killed {dict(killed)}; {len(made.bulks)} bulks of {ROWS}, {len(made.listener.heard)} tellings")
        for bulk_id, names in made.bulks.items():
            _check_table(made, bulk_id, names)
        _check_tellings(made, killed)


def _live_and_die(made: Ground, moment: str, chance: random.Random) -> None:
    """A worker from its start, or the one that runs, to its death."""
    node = made.node
    if node.processes["worker"].poll() is not None:
        node.start("worker")
    process = node.processes["worker"]
    if moment == "telling":
        made.listener.first = made.kill
        made.until(lambda: process.poll() is not None, "told of the end")
        made.listener.first = lambda: None
    elif moment == "judging":
        made.until(made.leased, "judging")
        time.sleep(chance.uniform(0, 2))
    else:
        time.sleep(chance.uniform(0, 5))
    made.kill()
    assert process.wait(10) == -signal.SIGKILL, node.log("worker")[-3000:]


def _check_table(made: Ground, bulk_id: str, names: list[str]) -> None:
    """Each row once, in order, with the outcome that its document must have; and the counts are those of the rows.
    After six deaths in a row one document counts as not judged (docs/protocol.md, V13.3)."""
    bulk = made.node.live.officer.get(f"/bulk-verifications/{bulk_id}")
    table = made.node.live.officer.table(f"/bulk-verifications/{bulk_id}/result.csv").decode()
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["name"] for row in rows] == names
    given_up = [row["codes"] == "file-not-judged" for row in rows]
    assert sum(given_up) <= made.deaths[bulk_id] // 6
    wanted = zip(made.documents, given_up, strict=True)
    expected = ["unknown" if left else outcome for (_, outcome), left in wanted]
    assert [row["outcome"] for row in rows] == expected
    counts = {outcome: expected.count(outcome) for outcome in ("passed", "failed", "unknown")}
    assert bulk == bulk | counts | {"total": ROWS, "judged": ROWS}
    with made.node.live.parts.store() as work:
        kept = work.bulk_rows.find(bulk_id=UUID(bulk_id))
    assert sorted(row.position for row in kept) == list(range(ROWS))
    assert all(row.judged and row.result and row.document is None for row in kept)


def _check_tellings(made: Ground, killed: Counter[str]) -> None:
    """Each end was told at least once, always under one id; where a worker died telling it, again."""
    ids: dict[str, set[str]] = {}
    for headers, body in made.listener.heard:
        assert holds(made.secret, headers, body)
        told = json.loads(body)
        assert (told["type"], told["data"]["total"]) == ("bulk-verification.finished", ROWS)
        ids.setdefault(told["data"]["id"], set()).add(headers["webhook-id"])
    assert set(ids) == set(made.bulks)
    assert all(len(found) == 1 for found in ids.values())
    assert len({name for found in ids.values() for name in found}) == len(made.bulks)
    died_telling = sum(count for name, count in killed.items() if name.startswith("telling"))
    assert len(made.listener.heard) >= len(made.bulks) + died_telling
