"""The demonstration, run as a newcomer runs it: `mochila demo` to its last line."""

import json
import os
import subprocess
from pathlib import Path

from tests.integration.node.test_up import MOCHILA

COUNTED = {
    "rows": 26,
    "rejected": 2,
    "issued": 24,
    "accepted": 24,
    "proofs_verified": 2,
    "proofs_refused": 2,
    "badges_verified": 4,
    "badges_refused": 4,
    "revoked": 1,
    "anchored_leaves": 48,
    "receipt": "valid",
}


def test_demonstration_counts_what_the_examples_hold(tmp_path: Path) -> None:
    told = subprocess.run(
        [*MOCHILA, "demo", "--data", str(tmp_path / "demo")],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
    )
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
    last = json.loads(told.stdout.splitlines()[-1])
    assert last.pop("seconds") > 0
    assert last == COUNTED


def test_demonstration_empties_no_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    refused = subprocess.run(
        [*MOCHILA, "demo", "--data", str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert refused.returncode != 0
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
