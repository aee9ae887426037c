"""`make fuzz`: each target for FUZZ_SECONDS under atheris, two at a time, and a table; exit status 1 on a finding.

    python -m tests.fuzz [NAME …]                          # all of them where none is named
    python -m tests.fuzz.one NAME var/fuzz/findings/…      # a finding once more

What reached new lines is kept in var/fuzz/corpus, and the next run goes on from there.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.fuzz.seeds import folder_of
from tests.fuzz.targets import TARGETS, Target

ROOT = Path("var/fuzz")
SECONDS = int(os.environ.get("FUZZ_SECONDS", "60"))
AT_ONCE = 2
_BOUNDS = ("-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1")  # seconds and memory for one input
_COVERED = re.compile(r"^#(\d+)\s+(\w+)\s+cov: (\d+)", re.MULTILINE)
_RAISED = re.compile(r"=== Uncaught Python exception: ===\n(.*)")
_KILLED = re.compile(r"ERROR: libFuzzer: (.*)")


@dataclass(frozen=True, slots=True)
class Found:
    """`before`, `after`: places in the code that were reached by the inputs of the start, and at the end."""

    name: str
    executions: int
    before: int
    after: int
    finding: str | None


def fuzz(target: Target) -> Found:
    """Runs it for SECONDS; the log stays in var/fuzz/logs."""
    seeds, corpus = folder_of(ROOT / "seeds", target.name, target.seeds), ROOT / "corpus" / target.name
    for folder in (corpus, ROOT / "logs", ROOT / "findings"):
        folder.mkdir(parents=True, exist_ok=True)
    limits = (f"-max_total_time={SECONDS}", *_BOUNDS, f"-artifact_prefix={ROOT}/findings/{target.name}-")
    command = [sys.executable, "-m", "tests.fuzz.one", target.name, *limits, str(corpus), str(seeds)]
    path = os.pathsep.join(filter(None, (str(ROOT / "lib"), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, errors="replace", check=False
    )
    (ROOT / "logs" / f"{target.name}.log").write_text(done.stdout + done.stderr)
    return _read(target.name, done.returncode, done.stderr + done.stdout)


def _read(name: str, status: int, log: str) -> Found:
    lines = [(kind, int(runs), int(covered)) for runs, kind, covered in _COVERED.findall(log)]
    first = next((covered for kind, _, covered in lines if kind == "INITED"), 0)
    runs, last = lines[-1][1:] if lines else (0, 0)
    said = _RAISED.search(log) or _KILLED.search(log)
    finding = (said[1] if said else f"it ended with status {status}") if status else None
    return Found(name, runs, first, last, finding)


def campaign(targets: list[Target], console: Console) -> Iterator[Found]:
    """Those named, one after another on each processor, and a line when each is done."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number, found in enumerate(pool.map(fuzz, targets), 1):
            said = f"[red]{found.finding}" if found.finding else "nothing found"
            console.print(f"{number}/{len(targets)} {found.name}: {found.executions:,} executions, {said}")
            yield found


def main(names: list[str]) -> int:
    """The exit status."""
    console = Console(soft_wrap=True)
    if unknown := set(names) - set(TARGETS):
        console.print(f"no such target: {', '.join(sorted(unknown))}. There are: {', '.join(TARGETS)}")
        return 2
    chosen = [target for name, target in TARGETS.items() if not names or name in names]
    console.print(f"{len(chosen)} targets, {SECONDS} s each, {AT_ONCE} at a time")
    found = list(campaign(chosen, console))
    table = Table("target", "executions", "covered", "new", "finding")
    for one in found:
        counted = (f"{one.executions:,}", str(one.after), f"+{one.after - one.before}")
        table.add_row(one.name, *counted, one.finding or "—")
    console.print(table)
    wrong = [one for one in found if one.finding]
    if wrong:
        console.print(f"{len(wrong)} with findings; the inputs are in {ROOT}/findings, the logs in {ROOT}/logs")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
