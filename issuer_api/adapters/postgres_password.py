"""The password of the embedded PostgreSQL, in a file that only its owner may read."""

import os
import secrets
import stat
from pathlib import Path

from issuer_api.adapters.postgres_binaries import PostgresError


def make_password(path: Path) -> None:
    """Put a random password into a new 0600 file, whole or not at all; one that is there stays."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def read_password(path: Path) -> str:
    """Raises PostgresError where the file is missing, empty, or open to others than its owner."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text().strip()
    except FileNotFoundError:
        raise PostgresError(f"The password file {path} is missing: start the server to make it.") from None
    if mode & 0o077:
        raise PostgresError(f"Others may read the password file {path} (mode {mode:04o}): chmod 600 it.")
    if not text:
        raise PostgresError(f"The password file {path} is empty: put it back from a backup.")
    return text
