"""Secrets in files of mode 0600, one a file: random, made once, read at start-up, shown nowhere.

make_secret(Path("var/node/secrets/claims"))
value = read_secret(Path("var/node/secrets/claims"))
"""

import os
import secrets
import stat
from pathlib import Path


class SecretFileError(Exception):
    """The message says which file, and what to do about it."""


def make_secret(path: Path, value: str | None = None) -> None:
    """Put a secret (random: 256 bits) into a new 0600 file, whole or not at all; one that is there stays."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write((value or secrets.token_urlsafe(32)) + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def read_secret(path: Path) -> str:
    """Raises SecretFileError where the file is missing, empty, or open to others than its owner."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text().strip()
    except FileNotFoundError:
        raise SecretFileError(
            f"The secret {path} is missing. A new node: `mochila secrets`. Else: put it back from a backup."
        ) from None
    except PermissionError:
        raise SecretFileError(f"The secret {path} cannot be read by this user. Run as the user that owns it.") from None
    if mode & 0o077:
        raise SecretFileError(f"Others may read the secret {path} (mode {mode:04o}): chmod 600 it.")
    if not text:
        raise SecretFileError(f"The secret {path} is empty: put it back from a backup.")
    return text
