"""Drives the judges of ``judge.mjs``: one process for all cases, a request and its answer a line each.

    with Panel.open("node", {"https://salud.example.edu": "http://127.0.0.1:8010"}, contexts) as panel:
        panel.judge("dcc", credential=badge, registries=[registry])

Knows the lines and nothing of what is judged.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

type Json = Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge said. ``told`` is its own answer, shortened; ``fetched`` and ``missing`` are the addresses that it
    asked for, and the part of them that nobody answers."""

    accepted: bool
    reasons: list[str]
    told: dict[str, Json]
    fetched: list[str]
    missing: list[str]

    def because(self, words: str) -> bool:
        """Refused, and these words are among the reasons given."""
        return not self.accepted and any(words in reason for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Panel:
    """The judges, waiting. Not for use by several threads."""

    process: "subprocess.Popen[str]"
    versions: dict[str, str]

    @classmethod
    @contextmanager
    def open(cls, node: str, hosts: Mapping[str, str], contexts: Mapping[str, Json], log: Path) -> Iterator[Self]:
        """Starts them on a host map and the pinned JSON-LD contexts (address to document); stderr goes to ``log``."""
        with log.open("w") as errors, _process(node, errors) as process:
            ready = _exchange(process, {"hosts": dict(hosts), "contexts": dict(contexts)})
            yield cls(process, ready["versions"])

    def judge(self, name: str, **request: Json) -> Opinion:
        """One judge's opinion of one request, whose members ``judge.mjs`` lists."""
        answer = _exchange(self.process, {"judge": name, **request})
        if "broken" in answer:
            raise AssertionError(f"{name} gave no verdict: {answer['broken']}")
        return Opinion(**answer)


@contextmanager
def _process(node: str, errors: Json) -> "Iterator[subprocess.Popen[str]]":
    with subprocess.Popen(
        [node, str(HERE / "judge.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        encoding="utf-8",
    ) as process:
        yield process  # leaving closes stdin, at which the program ends


def _exchange(process: "subprocess.Popen[str]", message: Json) -> Json:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise AssertionError("the judges ended without an answer; their log says why")
    return json.loads(line)
