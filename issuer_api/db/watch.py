"""What the worker saw of one log's chain, and what went wrong: written by the worker, read by every process.

watch = SqlWatch(engine, log)
watch.saw(look(ledger, log.issuer), now)
watch.trouble(error.code, str(error), now)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Engine
from sqlmodel import Session

from anchoring.log import Log
from anchoring.watch import View
from issuer_api.db.anchoring import AnchorWatchRow


class SqlWatch:
    """One row for one log; the newest word counts."""

    def __init__(self, engine: Engine, log: Log) -> None:
        self._engine = engine
        self._log = log

    def saw(self, view: View, at: datetime) -> None:
        """What the chain says."""
        with self._row() as row:
            row.seen_at = at
            row.latest_block, row.final_block = view.latest.number, view.final
            row.head, row.balance = view.head, Decimal(view.account.balance)

    def trouble(self, code: str, detail: str, at: datetime) -> bool:
        """What is wrong; returns whether it was not so before."""
        with self._row() as row:
            new = row.trouble != code
            row.trouble, row.trouble_detail = code, detail
            row.trouble_since = at if new else row.trouble_since
            return new

    def fine(self) -> bool:
        """Nothing is wrong; returns whether something was."""
        with self._row() as row:
            was = row.trouble is not None
            row.trouble = row.trouble_detail = row.trouble_since = None
            return was

    @contextmanager
    def _row(self) -> Iterator[AnchorWatchRow]:
        log = self._log
        with Session(self._engine) as session, session.begin():
            row = session.get(AnchorWatchRow, (log.chain, log.contract, log.issuer), with_for_update=True)
            if row is None:
                row = AnchorWatchRow(chain=log.chain, contract=log.contract, issuer=log.issuer)
                session.add(row)
            yield row
