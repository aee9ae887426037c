"""One running node for one data folder.

with alone_in(settings.data):
    ...     # no second node starts on the same PostgreSQL, chain and agent
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FolderInUseError(Exception):
    """The message says which folder."""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder. The lock dies with this process, however it dies. Raises FolderInUseError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Child processes do not inherit it: an agent or a PostgreSQL that is left over keeps no new node out.
    descriptor = os.open(folder / "node.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise FolderInUseError(
            f"A node is running on {folder.absolute()} already. Stop it first, or set MOCHILA_DATA to another folder."
        ) from None
    else:
        yield
    finally:
        os.close(descriptor)
