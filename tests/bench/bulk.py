"""10,000 badges verified in bulk: `python -m tests.bench.bulk` (make bench-bulk).

The node's own job on the real PostgreSQL: an NDJSON is taken in, sealed, judged chunk by chunk with two signed status
lists, the did:web and the DID history, and the table of results is read. A fifth of them first, in a process of
its own, to see whether memory grows with the count. What is fetched is at hand. One worker, one core.

Writes docs/bench-bulk.md. Exit status 1 where a verdict is not `passed`, or memory grows by more than a tenth.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import batched
from pathlib import Path
from time import perf_counter
from uuid import UUID

from issuer_api.domain.badge import StatusPlace, open_badge
from issuer_api.domain.baking import credential_text
from issuer_api.usecases.bulk import bulk_results, judge_bulk, submit_bulk
from issuer_api.usecases.desk import Desk
from issuer_api.usecases.node import Node
from issuer_api.usecases.remembered_fetch import RememberedFetch
from tests.bench.figures import Figure, say, table
from tests.bench.revoke import living
from tests.unit.issuer_api.domain.awards import SALT, award
from tests.unit.verification.matrix.issued import LIST_ID, Shown
from tests.unit.verification.signed_world import LATER
from verification.policy import Policy

COUNTS = (2_000, 10_000)
GROWTH = 1.1
_DOCS = Path(__file__).parents[2] / "docs"


def main() -> int:
    few, many = (_measured(count) for count in COUNTS)
    text = report(few, many)
    (_DOCS / "bench-bulk.md").write_text(text)
    say(text)
    say(Figure(f"peak memory, {COUNTS[1]:,} beside {COUNTS[0]:,}", many["peak"], few["peak"], "MiB").to_json())
    seconds = {"ours": float(f"{many['seconds']:.6g}"), "peer": None, "ratio": None, "unit": "s"}
    say(json.dumps({"name": f"{COUNTS[1]:,} badges in bulk"} | seconds))
    return 0 if many["peak"] < few["peak"] * GROWTH else 1


def _measured(count: int) -> dict[str, float]:
    """In a process of its own: what one needed before is not given back."""
    command = [sys.executable, "-m", "tests.bench.bulk", str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(count: int) -> dict[str, float]:
    """Seconds from the upload to the last row of the table, and the peak of this process in MiB."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    shown = Shown()
    with tempfile.TemporaryDirectory() as folder, living(Path(folder)) as (node, _):
        file = Path(folder) / "badges.ndjson"
        with file.open("wb") as out:
            out.writelines(_lines(shown, count))
        begun = perf_counter()
        passed = _judged(replace(node, clock=lambda: LATER), shown, file)
        seconds = perf_counter() - begun
    if passed != count:
        raise RuntimeError(f"{passed} of {count} passed")
    return {"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _lines(shown: Shown, count: int) -> Iterator[bytes]:
    world = shown.world
    for numbers in batched(range(count), 500, strict=False):
        plain = [
            open_badge(
                replace(award(), did=world.did_webvh, credential_id=UUID(int=number + 1, version=4)),
                salt=SALT,
                place=StatusPlace(LIST_ID, 1000 + number),
            )
            for number in numbers
        ]
        for badge in (world.sign(one) for one in plain):
            yield credential_text(badge).encode() + b"\n"


def _judged(node: Node, shown: Shown, file: Path) -> int:
    desk = Desk(shown.world.pages.get)
    with file.open("rb") as data:
        bulk = submit_bulk(node, data, file.name, Policy(issuers=(shown.world.did_web,)), by="bench")
    judge_bulk(node, desk, RememberedFetch(desk.fetch), bulk.id, seconds=3600)
    return sum(result["outcome"] == "passed" for _, result in bulk_results(node, bulk.id))


def report(few: dict[str, float], many: dict[str, float]) -> str:
    """Markdown."""
    head = ["badges", "seconds", "badges a second", "peak memory, MiB"]
    rows = [
        [f"{count:,}", f"{run['seconds']:.1f}", f"{count / run['seconds']:,.0f}", f"{run['peak']:,.0f}"]
        for count, run in zip(COUNTS, (few, many), strict=True)
    ]
    said = (
        "# Verifying in bulk",
        "",
        "Measured by `make bench-bulk` on one core: the node's own job on PostgreSQL, from an NDJSON's upload to the",
        "last row of the table. Each verdict is whole: proof, did:web and DID history, two status lists.",
        "",
        table(head, rows),
    )
    return "\n".join(said)


if __name__ == "__main__":
    if sys.argv[1:]:
        say(json.dumps(measure(int(sys.argv[1]))))
        sys.exit(0)
    sys.exit(main())
