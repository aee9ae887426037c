"""The machine: Python, compiled libraries, user namespaces, disk, memory, and Node.js for the tests."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from issuer_api.adapters.postgres_binaries import PostgresError, PostgresPrograms
from issuer_api.preflight.model import CheckResult, PreflightInput

PYTHON = (3, 13)
_LIBRARIES = ("aries_askar", "anoncreds")
_GIB = 2**30


def check_python(found: tuple[int, int] = sys.version_info[:2]) -> CheckResult:
    has, wants = ".".join(map(str, found)), ".".join(map(str, PYTHON))
    if found != PYTHON:
        return CheckResult(
            "python", False, f"This is Python {has}; the node needs {wants}.", f"Install Python {wants}."
        )
    return CheckResult("python", True, f"Python {has}.")


def check_libraries(packages: tuple[str, ...] = _LIBRARIES) -> Iterator[CheckResult]:
    """The compiled libraries of the agent's packages are there and load on this machine."""
    for package in packages:
        name = f"library {package}"
        try:
            ctypes.CDLL(str(_compiled_library(package)))
            yield CheckResult(name, True, f"The compiled library of {package} loads.")
        except (FileNotFoundError, OSError) as exc:
            sentence = f"The compiled library of {package} does not load: {exc}."
            yield CheckResult(name, False, sentence, "Remove .venv and run `make check` again, on 64-bit Linux.")


def check_user_namespaces(wanted: PreflightInput) -> CheckResult:
    """Only root needs one, and only for the embedded PostgreSQL, which refuses root."""
    name = "user namespaces"
    if wanted.postgres is None or os.geteuid() != 0:
        return CheckResult(name, True, "Not needed: the node does not run PostgreSQL as root.")
    try:
        PostgresPrograms.find()
    except PostgresError as exc:
        return CheckResult(name, False, str(exc))
    return CheckResult(name, True, "Root may make one, so the embedded PostgreSQL runs as somebody else.")


def check_disk(folder: Path, least: int) -> CheckResult:
    free = shutil.disk_usage(existing_parent(folder)).free
    sentence = f"{free / _GIB:.1f} GiB free for {folder}."
    if free < least:
        return CheckResult(
            "disk", False, sentence, f"Free {least / _GIB:.1f} GiB there, or choose another data folder."
        )
    return CheckResult("disk", True, sentence)


def check_memory(least: int, meminfo: Path = Path("/proc/meminfo")) -> CheckResult:
    try:
        lines = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
        available = int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return CheckResult("memory", True, "This machine does not tell how much memory is available.")
    sentence = f"{available / _GIB:.1f} GiB of memory available."
    if available < least:
        return CheckResult("memory", False, sentence, f"Close something: the node needs {least / _GIB:.1f} GiB.")
    return CheckResult("memory", True, sentence)


def check_node_js(program: str = "node") -> CheckResult:
    """For information: nothing but the end-to-end tests with a stock wallet needs it."""
    path = shutil.which(program)
    if path is None or shutil.which("npm") is None:
        return CheckResult("node.js", True, "No Node.js with npm; only the wallet tests need it.")
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return CheckResult("node.js", True, f"Node.js {done.stdout.strip()} with npm (for the wallet tests only).")


def existing_parent(path: Path) -> Path:
    """The path itself, or the nearest folder above it that exists."""
    path = path.absolute()
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _compiled_library(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    for root in (spec.submodule_search_locations or []) if spec else []:
        for library in sorted(Path(root).glob(f"lib*{package}.*")):
            return library
    raise FileNotFoundError("it is not installed")
