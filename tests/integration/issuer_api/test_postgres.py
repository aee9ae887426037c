"""The embedded PostgreSQL: started, killed, started again; and every way in which it must refuse."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from issuer_api.adapters.postgres import DataFolderError, EmbeddedPostgres, PortTakenError, PostgresError
from issuer_api.adapters.secret_files import SecretFileError
from tests.integration.conftest import free_port, make_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A server of this test alone, not started."""
    server = make_server(tmp_path)
    yield server
    server.stop()


def query(server: EmbeddedPostgres, statement: str, database: str = "postgres") -> object:
    with psycopg.connect(server.url(database).replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def wait_until_gone(pid: int) -> None:
    for _ in range(600):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} still lives")


def test_start_is_idempotent_and_a_database_is_created_once(server: EmbeddedPostgres) -> None:
    server.start()
    pid = server.pid
    server.start()
    assert server.pid == pid
    server.create_database("nodo_ñ")
    server.create_database("nodo_ñ")
    assert query(server, "SELECT count(*) FROM pg_database WHERE datname = 'nodo_ñ'") == 1
    assert query(server, "SHOW server_version_num") == "180004"


def test_a_killed_server_comes_back_with_what_was_committed(server: EmbeddedPostgres) -> None:
    server.start()
    query(server, "CREATE TABLE kept (n int)")
    query(server, "INSERT INTO kept VALUES (41)")
    killed = server.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    server.start()
    assert server.pid != killed
    assert query(server, "SELECT n FROM kept") == 41


def test_a_server_killed_with_all_its_processes_comes_back(server: EmbeddedPostgres) -> None:
    server.start()
    query(server, "CREATE TABLE kept (n int)")
    assert server.pid is not None
    os.killpg(os.getpgid(server.pid), signal.SIGKILL)
    server.start()
    assert query(server, "SELECT count(*) FROM kept") == 0


def test_a_pid_file_that_names_another_living_program_is_no_obstacle(server: EmbeddedPostgres) -> None:
    server.start()
    assert server.pid is not None
    killed, pid_file = server.pid, server.data_dir / "postmaster.pid"
    os.kill(killed, signal.SIGKILL)
    wait_until_gone(killed)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        server.start()
        assert server.pid != stranger.pid
        assert query(server, "SELECT 1") == 1
        stranger.communicate(b"\n")


def test_another_process_finds_the_running_server_and_stops_it(server: EmbeddedPostgres) -> None:
    server.start()
    same = EmbeddedPostgres(server.data_dir, server.port, server.data_dir.with_name("password"))
    same.start()
    assert same.pid == server.pid
    assert same.runs()
    same.stop()
    assert not same.runs()
    with pytest.raises(psycopg.OperationalError):
        query(server, "SELECT 1")
    same.stop()


def test_a_new_port_moves_the_server_that_runs_on_the_old_one(server: EmbeddedPostgres) -> None:
    server.start()
    moved = EmbeddedPostgres(server.data_dir, free_port(), server.data_dir.with_name("password"))
    moved.start()
    assert query(moved, "SHOW port") == str(moved.port)
    with pytest.raises(psycopg.OperationalError):
        query(server, "SELECT 1")
    moved.stop()


def test_a_taken_port_is_named(server: EmbeddedPostgres) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", server.port))
        other.listen()
        with pytest.raises(PortTakenError, match=str(server.port)):
            server.start()


def test_a_server_that_is_not_ours_is_not_adopted(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    intruder = EmbeddedPostgres(tmp_path / "data", postgres.port, tmp_path / "password")
    with pytest.raises(PortTakenError):
        intruder.start()


def test_a_data_folder_of_another_version_is_refused(server: EmbeddedPostgres) -> None:
    server.data_dir.mkdir()
    (server.data_dir / "PG_VERSION").write_text("16\n")
    with pytest.raises(DataFolderError, match=r"PostgreSQL 16 .* PostgreSQL 18"):
        server.start()


def test_a_folder_of_something_else_is_refused_and_left_alone(server: EmbeddedPostgres) -> None:
    server.data_dir.mkdir()
    (server.data_dir / "thesis.odt").write_text("mine")
    with pytest.raises(DataFolderError, match="name another"):
        server.start()
    assert [path.name for path in server.data_dir.iterdir()] == ["thesis.odt"]


def test_a_lost_password_file_is_refused(server: EmbeddedPostgres, tmp_path: Path) -> None:
    server.start()
    server.stop()
    (tmp_path / "password").unlink()
    with pytest.raises(DataFolderError, match="backup"):
        server.start()


def test_a_wrong_password_is_refused(server: EmbeddedPostgres, tmp_path: Path) -> None:
    server.start()
    (tmp_path / "password").write_text("another\n")
    with pytest.raises(PostgresError, match="does not accept the password"):
        server.start()


def test_the_password_is_for_its_owner_alone(server: EmbeddedPostgres, tmp_path: Path) -> None:
    server.start()
    password_file = tmp_path / "password"
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600
    password = password_file.read_text().strip()
    assert password not in repr(server)
    assert password not in repr(server.dsn_parts)
    with pytest.raises(psycopg.OperationalError):
        query(server, "SELECT 1", database=f"postgres?password=not-{password}")
    password_file.chmod(0o640)
    with pytest.raises(SecretFileError, match="chmod 600"):
        server.url("postgres")


def test_a_long_path_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 20) / ("path with spaces " * 5).strip()
    folder.mkdir(parents=True)
    server = make_server(folder)
    server.start()
    assert query(server, "SELECT 1") == 1
    server.stop()


def test_a_half_made_data_folder_is_made_again(server: EmbeddedPostgres) -> None:
    draft = server.data_dir.with_name("data.new")
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    server.start()
    assert query(server, "SELECT 1") == 1


def test_a_row_never_reaches_the_log(server: EmbeddedPostgres) -> None:
    server.start()
    query(server, "CREATE TABLE learner (email text UNIQUE)")
    query(server, "INSERT INTO learner VALUES ('nadie@example.edu')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        query(server, "INSERT INTO learner VALUES ('nadie@example.edu')")
    log = server.log_file.read_text()
    assert "duplicate key" in log
    assert "nadie@example.edu" not in log


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to take user namespaces away")
def test_root_without_user_namespaces_is_told_so(tmp_path: Path) -> None:
    """Inside a namespace whose limit of further user namespaces is zero, root can make none."""
    program = (
        "from pathlib import Path\n"
        "from issuer_api.adapters.postgres import EmbeddedPostgres\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "EmbeddedPostgres(folder / 'data', 1, folder / 'password').start()\n"
    )
    shell = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$0" -c "$1"'
    command = ["unshare", "--user", "--map-root-user", "sh", "-c", shell, sys.executable, program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "RootRefusedError: The node runs as root" in done.stderr
