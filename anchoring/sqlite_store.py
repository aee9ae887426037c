"""Bytes by key in one SQLite file, with one writer. What a transaction wrote is on disk when it ends.

    >>> store = SqliteStore.write(Path("chain.sqlite"))
    >>> with store.transaction():
    ...     store[b"key"] = b"value"

Knows nothing of chains; it is what py-evm asks of a database.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from eth.db.backends.base import BaseAtomicDB

from anchoring.errors import LedgerUnavailable, WriterBusy

_SECONDS = 10  # how long a reader waits for a commit


class SqliteStore(BaseAtomicDB):  # type: ignore[misc]
    """A mutable mapping of bytes. Not for two threads at once: the caller locks."""

    def __init__(self, path: Path, lock: int | None) -> None:
        self._lock = lock
        self._db = sqlite3.connect(path, timeout=_SECONDS, isolation_level=None, check_same_thread=False)

    @classmethod
    def write(cls, path: Path) -> Self:
        """Open for writing, new or old. Raises WriterBusy where somebody already does."""
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            os.close(lock)
            raise WriterBusy(f"another process writes {path}") from exc
        store = cls(path, lock)
        store._db.execute("PRAGMA journal_mode=WAL")
        store._db.execute("PRAGMA synchronous=FULL")
        store._db.execute("CREATE TABLE IF NOT EXISTS pair (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")
        return store

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open for reading beside the writer. Raises LedgerUnavailable where there is no such file."""
        if not path.exists():
            raise LedgerUnavailable(f"there is no embedded chain at {path}")
        store = cls(path, None)
        store._db.execute("PRAGMA query_only=ON")
        return store

    @contextmanager
    def transaction(self) -> Iterator[Self]:
        """All that is written inside, or none of it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def atomic_batch(self) -> Iterator[Self]:
        """py-evm's own batches all happen inside a `transaction`."""
        yield self

    def close(self) -> None:
        """Let go of the file and of the writer's lock."""
        self._db.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __getitem__(self, key: bytes) -> bytes:
        row = self._db.execute("SELECT value FROM pair WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return bytes(row[0])

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO pair VALUES (?, ?)", (key, value))

    def __delitem__(self, key: bytes) -> None:
        if not self._db.execute("DELETE FROM pair WHERE key = ?", (key,)).rowcount:
            raise KeyError(key)

    def _exists(self, key: bytes) -> bool:
        return self._db.execute("SELECT 1 FROM pair WHERE key = ?", (key,)).fetchone() is not None
