"""Steps the anchoring worker, at the pace of its network, and says how it goes.

    anchorer = PacedAnchorer(worker, ledger, SqlWatch(engine, log), log.issuer, now, timedelta(seconds=12))
    while anchorer(gather=True):
        ...

An anchoring error ends a round, never the loop: it is in the log once, and in the tables until a round goes well. The
next round looks again by itself.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from anchoring.errors import AnchoringError, WriterBusy
from anchoring.ledger import Ledger
from anchoring.watch import look
from anchoring.worker import Worker
from issuer_api.db.watch import SqlWatch

_log = logging.getLogger("mochila.anchoring")
_IDLE = timedelta(minutes=1)  # between two looks at a chain that nothing is waited of
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class PacedAnchorer:
    """See `issuer_api.usecases.anchor.Anchorer`. `poll`: how long to leave the chain alone when it is waited for."""

    def __init__(
        self,
        worker: Worker,
        ledger: Ledger,
        watch: SqlWatch,
        issuer: str,
        clock: Callable[[], datetime],
        poll: timedelta,
    ) -> None:
        self._worker = worker
        self._ledger = ledger
        self._watch = watch
        self._issuer = issuer
        self._clock = clock
        self._poll = poll
        self._rested = self._look_at = _LONG_AGO

    def __call__(self, *, gather: bool) -> bool:
        if self._clock() < self._rested:
            return False
        try:
            step = self._worker.advance(gather=gather)
        except WriterBusy:
            return False
        except AnchoringError as error:
            self._failed(error)
            return False
        if step is not None:
            self._look_at = _LONG_AGO
            if step.moved:
                return True
            self._rested = self._clock() + self._poll
        self._look()
        return False

    def _failed(self, error: AnchoringError) -> None:
        self._rested, self._look_at = self._clock() + self._poll, _LONG_AGO
        with suppress(AnchoringError):
            self._watch.saw(look(self._ledger, self._issuer), self._clock())
        if self._watch.trouble(error.code, str(error), self._clock()):
            _log.error("anchoring waits: %s: %s", error.code, error)

    def _look(self) -> None:
        """At the end of a round that went well, and now and then when nothing is to be done."""
        if self._clock() < self._look_at:
            return
        try:
            self._watch.saw(look(self._ledger, self._issuer), self._clock())
        except AnchoringError as error:
            self._failed(error)
            return
        self._look_at = self._clock() + _IDLE
        if self._watch.fine():
            _log.warning("anchoring goes on")
