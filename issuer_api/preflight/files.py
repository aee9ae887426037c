"""The data folder and the secrets: there, ours, and closed to others."""

import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from issuer_api.adapters.secret_files import SecretFileError, read_secret
from issuer_api.preflight.machine import existing_parent
from issuer_api.preflight.model import CheckResult, PreflightInput


def check_data_folder(folder: Path) -> CheckResult:
    """Writable, proven by writing; and closed to others where it exists already."""
    name, place = "data folder", existing_parent(folder)
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as exc:
        sentence = f"Nothing can be written in {place}: {exc.strerror}."
        return CheckResult(name, False, sentence, "Give it to the user that runs the node, or set MOCHILA_DATA.")
    if place != folder.absolute():
        return CheckResult(name, True, f"{folder} will be made.")
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        return CheckResult(name, False, f"Others may look into {folder} (mode {mode:04o}).", f"chmod 700 {folder}")
    return CheckResult(name, True, f"{folder} is writable, and ours alone.")


def check_secrets(wanted: PreflightInput) -> Iterator[CheckResult]:
    """Each secret's file is there, not empty, and readable by its owner alone. Its value is not looked at."""
    for path in wanted.secrets:
        name = f"secret {path.name}"
        if wanted.first_start and not path.exists():
            yield CheckResult(name, True, f"{path} will be made.")
            continue
        try:
            read_secret(path)
            yield CheckResult(name, True, f"{path} is there, and ours alone.")
        except (SecretFileError, OSError) as exc:
            yield CheckResult(name, False, str(exc))
