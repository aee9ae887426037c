"""Gas per credential, ours beside others' on one anvil: `python -m tests.bench.gas` (make bench-gas).

One root is anchored a checkpoint, whatever it holds, so a figure per credential is the gas of one call divided by the
batch. The second root of an issuer is measured and not the first: the first pays once for a storage slot that ours
and ERC-1056 then use again, and that EAS and document stores pay for each time.

Writes docs/bench-gas.md and docs/bench-gas.svg. Exit status 1 where ours takes more than 27 gas a credential at 1,200.
"""

import sys
from hashlib import sha256
from pathlib import Path
from statistics import median

from issuer_api.db.journal import MAX_LEAVES
from tests.bench.bars import Bar, bars
from tests.bench.contracts import (
    MODULES,
    Anchor,
    AnchorLog,
    Sender,
    dead_address,
    document_store_issue,
    eas_timestamp,
    erc1056_attribute,
)
from tests.bench.figures import Figure, say, table
from tests.integration.anchoring.anvil import ask, running_anvil

BATCHES = (1, 100, 1_200, 10_000, 1_000_000)
MOST = 27.0  # gas a credential at 1,200
_ROOTS = [sha256(bytes([n])).digest() for n in range(6)]
_DOCS = Path(__file__).parents[2] / "docs"
OURS, BOUND = "AnchorLog `append`", "calldata to a dead address (bound)"


def main() -> int:
    if not MODULES.is_dir():
        say(f"the contracts are not there: npm ci --ignore-scripts in {MODULES.parent}")
        return 2
    measured = measure()
    text = report(measured)
    (_DOCS / "bench-gas.md").write_text(text)
    (_DOCS / "bench-gas.svg").write_text(plot(measured))
    say(text)
    for figure in figures(measured):
        say(figure.to_json())
    assert BATCHES[-1] <= MAX_LEAVES, "a batch would take several roots"
    return 0 if measured[OURS][1] / 1_200 <= MOST else 1


def measure() -> dict[str, tuple[int, float]]:
    """By name: the gas of an issuer's first root, and of each after it (the median of five)."""
    with running_anvil() as url:
        sender = Sender(url, ask(url, "eth_accounts")[0])
        anchors: dict[str, Anchor] = {
            BOUND: dead_address(sender),
            OURS: AnchorLog(sender),
            "ERC-1056 `setAttribute`": erc1056_attribute(sender),
            "EAS `timestamp`": eas_timestamp(sender),
            "document-store `issue`": document_store_issue(sender),
        }
        taken = {name: [anchor(root) for root in _ROOTS] for name, anchor in anchors.items()}
    return {name: (gas[0], median(gas[1:])) for name, gas in taken.items()}


def figures(measured: dict[str, tuple[int, float]]) -> list[Figure]:
    """Ours beside each of the others at each batch. Beside the bound the ratio is below 1: nothing goes below it."""
    ours = measured[OURS][1]
    return [
        Figure(f"gas per credential, batch of {batch:,}, beside {name}", ours / batch, gas / batch, "gas/credential")
        for name, (_, gas) in measured.items()
        if name != OURS
        for batch in BATCHES
    ]


def report(measured: dict[str, tuple[int, float]]) -> str:
    """Markdown."""
    rows = [
        [name, f"{first:,}", f"{gas:,.0f}", *(_gas(gas / batch) for batch in BATCHES)]
        for name, (first, gas) in measured.items()
    ]
    batches = (f"per credential at {batch:,}" for batch in BATCHES)
    head = ["one root a checkpoint", "first root, gas", "each after it", *batches]
    return (
        "# Gas per credential\n\nMeasured by `make bench-gas` in one run on one anvil; the other contracts are deployed"
        " as their makers\npublished them on npm (versions in `tests/bench/peers/package.json`). The gas price is the"
        " network's of the day.\n\n" + table(head, rows) + "\n![Gas per credential at 1,200](bench-gas.svg)\n\n"
        f"A node puts {MAX_LEAVES:,} credentials under one root at most; more go into several checkpoints.\n"
    )


def plot(measured: dict[str, tuple[int, float]]) -> str:
    """An SVG of a bar for each, at 1,200 credentials: at every other batch the bars are as long beside each other."""
    shown = sorted(
        ((name.replace("`", ""), gas / 1_200) for name, (_, gas) in measured.items()), key=lambda bar: bar[1]
    )
    found = [Bar(name, value, _gas(value), ours=name == OURS.replace("`", "")) for name, value in shown]
    return bars("Gas per credential, 1,200 credentials under one root", found)


def _gas(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())
