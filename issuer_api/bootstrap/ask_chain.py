"""Asks the chains about the status lists that something was judged by; each log is read once, whoever names it.

asked = AskedChains(settings, say)
asked.judge(handed_in, library, now=now)          # checks
"""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from anchoring.audit import SearchableLedger, walk
from anchoring.errors import AnchoringError
from anchoring.log import Log
from anchoring.trail import Trail
from issuer_api.bootstrap.chain import ledger_to_read
from issuer_api.settings import Settings
from verification.anchored_lists import judge_anchored_lists, logs_to_ask
from verification.file import HandedIn
from verification.issuer_key import Library
from verification.verdict import Check


class AskedChains:
    """`say` is told of a chain that could not be asked, in a sentence."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._say = say
        self._told: dict[Log, tuple[Trail, int] | None] = {}

    def judge(self, handed_in: HandedIn, library: Library, *, now: datetime) -> tuple[Check, ...]:
        """See `judge_anchored_lists`. A log that cannot be read leaves its question open."""
        for log, first_block in logs_to_ask(handed_in, library, now=now).items():
            if log not in self._told:
                self._told[log] = self._read(log, first_block)
        told = {log: found for log, found in self._told.items() if found}
        return judge_anchored_lists(handed_in, library, told, now=now)

    def _read(self, log: Log, first_block: int) -> tuple[Trail, int] | None:
        try:
            with ledger_to_read(self._settings, log) as ledger:
                time = ledger.latest().timestamp  # before the log is read: what it holds is at least as new
                return walk(cast(SearchableLedger, ledger), log.issuer, first_block), time
        except AnchoringError as exc:
            self._say(f"the chain {log.chain} could not be asked: {exc}")
            return None
