"""32 secret bytes in a file that its owner alone can read. Knows nothing of what they are the key to.

>>> write_new(path, os.urandom(32))
>>> secret = read(path)
"""

import os
import stat
from pathlib import Path

from issuer_api.domain.errors import Conflict, Invalid, NotFound

LENGTH = 32


def write_new(path: Path, secret: bytes) -> None:
    """Whole or not at all: write beside it, then link it into place. Raises Conflict (key-exists)."""
    beside = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    except FileExistsError as exc:
        raise Conflict("key-exists", f"There is already a key at {path}; it is not overwritten.") from exc
    finally:
        beside.unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def read(path: Path) -> bytes:
    """The secret; raises NotFound (key-missing) or Invalid (key-exposed, key-malformed)."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            secret = file.read(LENGTH + 1)
    except FileNotFoundError as exc:
        raise NotFound("key-missing", f"There is no key at {path}.") from exc
    if mode & 0o077:
        raise Invalid("key-exposed", f"Others can read {path}; make it yours alone with chmod 600.")
    if len(secret) != LENGTH:
        raise Invalid("key-malformed", f"{path} is not a key: it should hold exactly {LENGTH} bytes.")
    return secret
