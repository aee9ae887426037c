"""Who takes part: the officer and the approver, the node, the learners' wallets; and how they are waited for."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agent.wallet import Wallet
from issuer_api.adapters.fetcher import HttpFetcher
from issuer_api.bootstrap.parts import Parts
from issuer_api.cli import out
from issuer_api.cli.client import Api
from issuer_api.domain.errors import NodeError
from verification.dev_hosts import HostMap
from verification.verdict import Verdict

type Json = dict[str, Any]
_PATIENCE = 120.0


class StoryBroken(NodeError):  # noqa: N818 - one of the family in `issuer_api.domain.errors`
    """The demonstration did not go as it says: a defect, to be reported."""


@dataclass
class Cast:
    """The demonstration as it goes: who speaks to what, and what was counted. Wallets by credential id."""

    officer: Api
    approver: Api
    parts: Parts
    wallets: dict[str, Wallet] = field(default_factory=dict)
    proofs: list[Json] = field(default_factory=list)
    badges: list[Verdict] = field(default_factory=list)

    def fetch(self, url: str) -> bytes | None:
        """What anybody may fetch of the node."""
        return HttpFetcher(HostMap.parse(self.parts.settings.dev_hosts))(url)


def until(done: Callable[[], bool]) -> None:
    """Wait for it. Raises StoryBroken."""
    deadline = time.monotonic() + _PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise StoryBroken(
                "story-too-slow", f"The demonstration stood still for {_PATIENCE:.0f} s; see the agent's log."
            )
        time.sleep(0.25)


def step(number: int, title: str) -> None:
    """A heading."""
    out.print(f"\n[bold]{number} · {title}[/bold]")
