"""Trees and receipts, beside pymerkle's and beside hashing alone: `python -m tests.bench.merkle` (make bench-merkle).

Each is measured in a process of its own: seconds by its own clock, memory by the kernel's high-water mark. Writes
docs/bench-merkle.md. Exit status 1 where memory grows faster than the leaves.

`python -m tests.bench.merkle 50000` takes fewer leaves and writes nothing.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from anchoring.checkpoint import Leaf, Receipt
from anchoring.merkle import Tree, leaf_hash
from tests.bench.figures import Figure, say, table
from tests.unit.anchoring.values import anchor

LEAVES = 1_000_000
SAMPLE = 10_000  # receipts that are verified, and that a peer makes: the rest is reckoned from them
_ROOT = Path(__file__).parents[2]
_PEER = _ROOT / "var" / "bench"  # pip install --target, see requirements.txt


@dataclass(frozen=True, slots=True)
class Taken:
    """`build` and `receipts` (all of them): seconds. `verify`: microseconds for one. `memory`: bytes at the most."""

    build: float
    receipts: float
    verify: float
    memory: int


def main(leaves: int) -> int:
    ours, smaller = _measure("ours", leaves), _measure("ours", leaves // 4)
    bound, peer = _measure("hashing", leaves), _measure("pymerkle", leaves) if _PEER.is_dir() else None
    if peer is None:
        say(f"pymerkle is not there: pip install --no-deps --target {_PEER} -r tests/bench/requirements.txt")
    growth = ours.memory / smaller.memory
    text = report(leaves, ours, bound, peer, growth)
    if leaves == LEAVES and peer:
        (_ROOT / "docs" / "bench-merkle.md").write_text(text)
    say(text)
    for figure in figures(leaves, ours, bound, peer):
        say(figure.to_json())
    return 0 if growth <= 4.2 or leaves < LEAVES else 1  # a little more than four times the leaves: pages, lists


def figures(leaves: int, ours: Taken, bound: Taken, peer: Taken | None) -> Iterator[Figure]:
    """Ours beside each of the others."""
    of = f"{leaves:,} leaves"
    yield Figure(f"building a tree of {of}, beside hashing alone (bound)", ours.build, bound.build, "s")
    yield Figure("verifying one receipt, beside hashing alone (bound)", ours.verify, bound.verify, "us")
    if peer:
        yield Figure(f"building a tree of {of}, beside pymerkle", ours.build, peer.build, "s")
        yield Figure(f"all receipts of {of}, beside pymerkle", ours.receipts, peer.receipts, "s")
        yield Figure("verifying one receipt, beside pymerkle", ours.verify, peer.verify, "us")
        yield Figure(f"memory for {of}, beside pymerkle", ours.memory / 2**20, peer.memory / 2**20, "MiB")


def report(leaves: int, ours: Taken, bound: Taken, peer: Taken | None, growth: float) -> str:
    """Markdown."""
    rows = [
        [name, f"{t.build:.2f}", f"{t.receipts:.2f}" if t.receipts else "—", f"{t.verify:.1f}", f"{t.memory >> 20:,}"]
        for name, t in (("ours", ours), ("pymerkle 7", peer), ("hashing alone (bound)", bound))
        if t
    ]
    head = ["", "tree, s", "all receipts, s", "verify one, µs", "memory, MiB"]
    return (
        f"# Trees and receipts of {leaves:,} leaves\n\nMeasured by `make bench-merkle` in one run on one core. A tree"
        " counts from the leaves' bytes on; all receipts are made\none after the other and let go of. Of pymerkle's"
        f" receipts {SAMPLE:,} are made and the rest reckoned from them. The bound\nis the SHA-256 calls alone, in"
        f" OpenSSL.\n\n{table(head, rows)}\nFour times the leaves take {growth:.2f} times the memory.\n"
    )


def _measure(what: str, leaves: int) -> Taken:
    paths = os.pathsep.join([str(_PEER), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "tests.bench.merkle", what, str(leaves)]
    environment = {**os.environ, "PYTHONPATH": paths} if what == "pymerkle" else None
    done = subprocess.run(command, cwd=_ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    return Taken(**json.loads(done.stdout))


def _ours(leaves: int) -> Taken:
    before = _peak()
    start = perf_counter()
    tree = Tree([leaf_hash(_data(number)) for number in range(leaves)])
    built = perf_counter()
    for number in range(leaves):
        tree.path(number)
    made = perf_counter()
    memory = _peak() - before
    receipts = [_receipt(leaves, number) for number in (0, leaves // 2, leaves - 1)]
    started = perf_counter()
    for _ in range(SAMPLE // 3):
        held = [receipt.holds for receipt in receipts]
    verify = (perf_counter() - started) / (SAMPLE // 3 * 3)
    assert all(held)
    return Taken(built - start, made - built, verify * 1e6, memory)


def _receipt(leaves: int, index: int) -> Receipt:
    """A whole receipt in a tree of this size: its path is made up, and its root is where the path leads."""
    leaf, chance = Leaf.of(bytes(32)), Random(index)
    made = {"leaf": leaf, "index": index, "size": leaves}
    length = len(Tree([bytes(32)] * leaves).path(index))
    path = tuple(chance.randbytes(32) for _ in range(length))
    draft = Receipt(**made, path=path, anchor=anchor(bytes(32)))
    return Receipt(**made, path=path, anchor=anchor(draft.root))


def _pymerkle(leaves: int) -> Taken:
    from pymerkle import InmemoryTree, verify_inclusion  # type: ignore[import-not-found]

    before = _peak()
    start = perf_counter()
    tree: Any = InmemoryTree(algorithm="sha256")
    for number in range(leaves):
        tree.append_entry(_data(number))
    root = tree.get_root()
    built = perf_counter()
    proofs = [tree.prove_inclusion(index) for index in range(1, leaves + 1, max(1, leaves // SAMPLE))]
    made = (perf_counter() - built) / len(proofs) * leaves
    memory = _peak() - before
    base, started = tree.get_leaf(1), perf_counter()
    for _ in range(SAMPLE):
        verify_inclusion(base, root, proofs[0])
    return Taken(built - start, made, (perf_counter() - started) / SAMPLE * 1e6, memory)


def _hashing(leaves: int) -> Taken:
    """As many SHA-256 calls as a tree takes, over as many bytes, and nothing else."""
    leaf, node = b"\0" + _data(0), b"\1" + bytes(64)
    start = perf_counter()
    for _ in range(leaves):
        sha256(leaf).digest()
    for _ in range(leaves - 1):
        sha256(node).digest()
    built = perf_counter()
    for _ in range(SAMPLE):
        sha256(leaf).digest()
        for _ in range((leaves - 1).bit_length()):
            sha256(node).digest()
    return Taken(built - start, 0, (perf_counter() - built) / SAMPLE * 1e6, 0)


def _data(number: int) -> bytes:
    """As many bytes as a leaf's tag, salt and digest."""
    return number.to_bytes(78)


def _peak() -> int:
    """The most memory that this process ever had, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) * 1024


_MEASURES: dict[str, Callable[[int], Taken]] = {"ours": _ours, "pymerkle": _pymerkle, "hashing": _hashing}


if __name__ == "__main__":
    if len(sys.argv) == 3:
        say(json.dumps(asdict(_MEASURES[sys.argv[1]](int(sys.argv[2])))))
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) == 2 else LEAVES))
