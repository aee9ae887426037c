"""The embedded PostgreSQL: a real server, out of a wheel, on a loopback port, with a password.

    server = EmbeddedPostgres(Path("data/postgres"), port=5433, password_file=Path("data/postgres.password"))
    server.start()                       # idempotent: makes, recovers or finds its own server
    server.create_database("mochila")
    engine = create_engine(server.url("mochila"))
    server.stop()

Knows one server and its data folder; knows nothing of tables.

Whose server it is: the server and all its processes inherit a lock on `<data folder>.lock`. While any of
them lives the lock is held, so a node that was killed finds its own server again and adopts no other, and a
server that was killed is not started anew while processes of it still write.
"""

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from urllib.parse import quote

import psycopg
from psycopg import sql

from issuer_api.adapters.postgres_binaries import (
    MAJOR_VERSION,
    DataFolderError,
    PortTakenError,
    PostgresError,
    PostgresPrograms,
)
from issuer_api.adapters.secret_files import make_secret, read_secret

__all__ = [
    "DataFolderError",
    "DsnParts",
    "EmbeddedPostgres",
    "PortTakenError",
    "PostgresError",
    "PostgresPrograms",
]

HOST = "127.0.0.1"
_PATIENCE_SECONDS = 30
# No Unix socket: its path has a limit of 107 bytes. Terse: a log line names no value of a row.
_SETTINGS = {
    "unix_socket_directories": "",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class DsnParts:
    """What ACA-Py's wallet storage configuration wants, apart."""

    host: str
    port: int
    account: str
    password: str = field(repr=False)


class EmbeddedPostgres:
    """One PostgreSQL server with its data folder. Any process may call `start` and `stop`, any times."""

    def __init__(self, data_dir: Path, port: int, password_file: Path, *, account: str = "mochila") -> None:
        self.data_dir = data_dir.absolute()
        self.port = port
        self.account = account
        self.log_file = self.data_dir.with_name(self.data_dir.name + ".log")
        self._lock_file = self.data_dir.with_name(self.data_dir.name + ".lock")
        self._password_file = password_file.absolute()

    @property
    def dsn_parts(self) -> DsnParts:
        return DsnParts(HOST, self.port, self.account, read_secret(self._password_file))

    @property
    def pid(self) -> int | None:
        """The process id that the server wrote down, whether it still lives or not."""
        lines = self._pid_file_lines()
        return int(lines[0]) if lines else None

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database, password within: hand it on, never print it."""
        parts = self.dsn_parts
        password = quote(parts.password, safe="")
        return f"postgresql+psycopg://{parts.account}:{password}@{parts.host}:{parts.port}/{database}"

    def check(self) -> PostgresPrograms:
        """The programs to start with; changes nothing. Raises PostgresError or one of its subclasses."""
        programs = PostgresPrograms.find()
        self._check_data_folder()
        return programs

    def runs(self) -> bool:
        """Whether a process of this folder's server lives, answering or not."""
        if not self._lock_file.exists():
            return False
        with self._lock() as descriptor:
            return descriptor is None

    def start(self) -> None:
        """Return once the server answers. Raises PostgresError, one of its subclasses, or SecretFileError."""
        programs = self.check()
        make_secret(self._password_file)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with self._lock() as descriptor:
                if descriptor is not None:
                    self._launch(programs, descriptor)
                    return
            if self._runs_elsewhere():
                self._shut_down(programs)
            elif self._is_ours_and_answers():
                return
            time.sleep(0.1)
        raise PostgresError(
            f"Processes of a former PostgreSQL server still hold {self._lock_file} and none answers on port "
            f"{self.port}; see {self.log_file}. End them, then start again."
        )

    def stop(self) -> None:
        """Stop the server, whichever process started it; nothing happens where none runs."""
        if self.runs():
            self._shut_down(PostgresPrograms.find())

    def create_database(self, name: str) -> None:
        """Create the database where it is missing."""
        with self._connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if found is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def _connect(self) -> psycopg.Connection:
        parts = self.dsn_parts
        return psycopg.connect(
            host=parts.host,
            port=parts.port,
            user=parts.account,
            password=parts.password,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _check_data_folder(self) -> None:
        folder = self.data_dir
        if not folder.exists() or not any(folder.iterdir()):
            return
        version_file = folder / "PG_VERSION"
        if not version_file.is_file():
            raise DataFolderError(f"{folder} holds files but is no PostgreSQL data folder: name another.")
        version = version_file.read_text().strip()
        if version != MAJOR_VERSION:
            raise DataFolderError(
                f"{folder} was made by PostgreSQL {version} and this node brings PostgreSQL {MAJOR_VERSION}: "
                f"dump it with version {version} and restore it into an empty folder, or name another folder."
            )
        if not self._password_file.is_file():
            raise DataFolderError(
                f"{folder} is a database but its password file {self._password_file} is gone: "
                "put it back from a backup."
            )

    def _launch(self, programs: PostgresPrograms, descriptor: int) -> None:
        refuse_taken_port(self.port)
        if not (self.data_dir / "PG_VERSION").exists():
            self._initialise(programs)
        self._drop_pid_of_a_stranger()
        settings = _SETTINGS | {"listen_addresses": HOST, "port": str(self.port)}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        where = (f"--pgdata={self.data_dir}", f"--log={self.log_file}")
        try:
            programs.run("pg_ctl", "start", *where, "--wait", "--timeout=120", "-o", options, pass_fds=[descriptor])
        except PostgresError as exc:
            raise PostgresError(f"PostgreSQL did not start: {exc}. Its log is {self.log_file}.") from exc
        if not self._is_ours_and_answers():
            raise PostgresError(f"PostgreSQL does not answer on port {self.port}; see {self.log_file}.")

    def _shut_down(self, programs: PostgresPrograms) -> None:
        programs.run("pg_ctl", "stop", f"--pgdata={self.data_dir}", "--mode=fast", "--wait")

    def _initialise(self, programs: PostgresPrograms) -> None:
        """Make the data folder beside its place and move it there whole: a kill leaves none half made."""
        draft = self.data_dir.with_name(self.data_dir.name + ".new")
        rmtree(draft, ignore_errors=True)
        programs.run(
            "initdb",
            f"--pgdata={draft}",
            f"--username={self.account}",
            f"--pwfile={self._password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        )
        draft.replace(self.data_dir)

    @contextmanager
    def _lock(self) -> Iterator[int | None]:
        """Yield the descriptor that holds the lock, or None where a server's process holds it."""
        self._lock_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            yield None
            return
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data_dir / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _runs_elsewhere(self) -> bool:
        """Our server runs on the port of a former configuration (line 4 of its pid file)."""
        lines = self._pid_file_lines()
        return len(lines) >= 8 and lines[3] != str(self.port) and _is_postgres(int(lines[0]))

    def _is_ours_and_answers(self) -> bool:
        """SCRAM proves both sides know the password; the folder's name settles which server it is."""
        try:
            with self._connect() as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError as exc:
            if "authentication failed" in str(exc):
                raise PostgresError(
                    f"The server on port {self.port} does not accept the password in {self._password_file}: "
                    "put back the file that was made with the data folder."
                ) from exc
            return False
        return row is not None and Path(row[0]) == self.data_dir

    def _drop_pid_of_a_stranger(self) -> None:
        """A killed server's pid may belong to another program by now; PostgreSQL would take that for itself.

        Called with the lock held: no process of this folder's server lives.
        """
        pid = self.pid
        if pid is not None and not _is_postgres(pid):
            (self.data_dir / "postmaster.pid").unlink(missing_ok=True)


def refuse_taken_port(port: int) -> None:
    """Raises PortTakenError where another program listens on the loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as exc:
            raise PortTakenError(
                f"Port {port} on {HOST} is taken by another program: end it, or set MOCHILA_DATABASE_PORT."
            ) from exc


def _is_postgres(pid: int) -> bool:
    """True unless the machine can tell that this process is another program (or is gone)."""
    if not Path("/proc/self").exists():
        return True
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
