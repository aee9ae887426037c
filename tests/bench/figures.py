"""What every measurement here reports: a line of JSON for each figure, for programs, and a table for people."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours` beside `peer`, in the same unit, measured in one run. Less is better: a ratio above 1 speaks for us."""

    name: str
    ours: float
    peer: float
    unit: str

    @property
    def ratio(self) -> float:
        return self.peer / self.ours

    def to_json(self) -> str:
        values = {"ours": self.ours, "peer": self.peer, "ratio": self.ratio}
        return json.dumps({"name": self.name, **{k: float(f"{v:.6g}") for k, v in values.items()}, "unit": self.unit})


def say(text: str) -> None:
    """To whoever runs the measurement."""
    sys.stdout.write(text + "\n")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown; numbers to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
