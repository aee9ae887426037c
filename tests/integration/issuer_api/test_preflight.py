"""The preflight against real things that are wrong: taken ports, lost databases, other chains, open files."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from issuer_api.adapters.postgres import EmbeddedPostgres
from issuer_api.preflight import CheckResult, Database, Port, PreflightInput, run_checks
from issuer_api.preflight.machine import check_libraries, check_memory, check_node_js, check_python
from tests.integration.conftest import free_port, make_server

RPC_KEY = "a-key-in-the-url"


def only(name: str, wanted: PreflightInput) -> CheckResult:
    """The one check of that name."""
    (found,) = (check for check in run_checks(wanted) if check.name == name)
    return found


@contextmanager
def http_server(status: int, body: object) -> Iterator[str]:
    """A server on loopback that answers everything alike. Yields its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        do_GET = do_POST  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port: int = holder.getsockname()[1]
        yield port


def api(number: int) -> tuple[Port, ...]:
    return (Port("api", "127.0.0.1", number),)


def test_a_machine_that_has_all_of_it(tmp_path: Path) -> None:
    wanted = PreflightInput(
        data=tmp_path / "node",
        ports=api(free_port()),
        secrets=(tmp_path / "secrets" / "claims",),
        first_start=True,
        postgres=make_server(tmp_path),
        min_disk_bytes=1,
        min_memory_bytes=1,
    )
    checks = run_checks(wanted)
    assert [check.sentence for check in checks if not check.ok] == []
    assert len({check.name for check in checks}) == len(checks)
    assert list(tmp_path.iterdir()) == []


def test_another_python() -> None:
    assert not check_python((3, 12)).ok
    assert "3.13" in check_python((3, 12)).remedy


def test_a_library_that_is_not_installed() -> None:
    (found,) = check_libraries(("no_such_package",))
    assert not found.ok
    assert "not installed" in found.sentence


def test_a_library_of_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "foreign_package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "libforeign_package.so").write_bytes(b"\x7fELF of another machine")
    monkeypatch.syspath_prepend(tmp_path)
    (found,) = check_libraries(("foreign_package",))
    assert not found.ok


def test_too_little_disk_and_memory(tmp_path: Path) -> None:
    wanted = PreflightInput(data=tmp_path, min_disk_bytes=2**60, min_memory_bytes=2**60)
    for name in ("disk", "memory"):
        found = only(name, wanted)
        assert not found.ok
        assert "GiB" in found.remedy
    assert check_memory(1, tmp_path / "no-such-file").ok


def test_node_js_is_information_only() -> None:
    assert check_node_js("no-such-program").ok


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = only("data folder", PreflightInput(data=tmp_path / "file" / "node"))
    assert not found.ok
    assert str(tmp_path / "file") in found.sentence
    assert not only("data folder", PreflightInput(data=Path("/proc/node"))).ok


def test_a_data_folder_open_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "node"
    folder.mkdir()
    folder.chmod(0o755)
    found = only("data folder", PreflightInput(data=folder))
    assert not found.ok
    assert found.remedy == f"chmod 700 {folder}"
    folder.chmod(0o700)
    assert only("data folder", PreflightInput(data=folder)).ok


@pytest.mark.parametrize(("mode", "text"), [(0o644, "s"), (0o640, "s"), (0o600, ""), (None, "s")])
def test_a_secret_that_is_open_empty_or_missing(tmp_path: Path, mode: int | None, text: str) -> None:
    path = tmp_path / "claims"
    if mode is not None:
        path.write_text(text)
        path.chmod(mode)
    found = only("secret claims", PreflightInput(data=tmp_path, secrets=(path,)))
    assert not found.ok
    assert str(path) in found.sentence


def test_a_secret_as_it_should_be(tmp_path: Path) -> None:
    path = tmp_path / "claims"
    path.write_text("value")
    path.chmod(0o600)
    found = only("secret claims", PreflightInput(data=tmp_path, secrets=(path,)))
    assert found.ok
    assert "value" not in found.sentence


def test_a_taken_port(tmp_path: Path) -> None:
    with taken_port() as number:
        found = only("port api", PreflightInput(data=tmp_path, ports=api(number)))
    assert not found.ok
    assert str(number) in found.sentence
    assert str(number) in found.remedy


def test_an_address_of_another_machine(tmp_path: Path) -> None:
    found = only("port api", PreflightInput(data=tmp_path, ports=(Port("api", "192.0.2.1", free_port()),)))
    assert not found.ok
    assert "192.0.2.1" in found.sentence


def test_a_port_held_by_our_own_node(tmp_path: Path, postgres: EmbeddedPostgres) -> None:
    health = {"status": "ok", "database": True, "agent": True}
    with taken_port() as number, http_server(200, health) as node_url:
        ports = (*api(number), Port("database", "127.0.0.1", postgres.port))
        ours = PreflightInput(data=tmp_path, ports=ports, postgres=postgres, node_url=node_url)
        assert only("port api", ours).ok
        assert only("port database", ours).ok
        another = EmbeddedPostgres(tmp_path / "data", postgres.port, tmp_path / "password")
        theirs = PreflightInput(data=tmp_path, ports=ports, postgres=another, node_url=node_url)
        assert not only("port api", theirs).ok
        assert not only("port database", theirs).ok


def test_a_port_held_by_a_program_that_is_no_node(tmp_path: Path) -> None:
    with taken_port() as number, http_server(200, ["hello"]) as node_url:
        assert not only("port api", PreflightInput(data=tmp_path, ports=api(number), node_url=node_url)).ok
    dead = f"http://127.0.0.1:{free_port()}"
    with taken_port() as number:
        assert not only("port api", PreflightInput(data=tmp_path, ports=api(number), node_url=dead)).ok


def test_a_database_that_answers(tmp_path: Path, postgres: EmbeddedPostgres) -> None:
    parts = postgres.dsn_parts
    theirs = Database(parts.host, parts.port, "postgres", parts.account, parts.password)
    found = only("database", PreflightInput(data=tmp_path, database=theirs))
    assert found.ok
    assert "PostgreSQL 18" in found.sentence
    assert parts.password not in repr(theirs)


def test_a_database_that_cannot_be_reached(tmp_path: Path, postgres: EmbeddedPostgres) -> None:
    parts = postgres.dsn_parts
    for wrong in (
        Database(parts.host, free_port(), "postgres", parts.account, parts.password),
        Database(parts.host, parts.port, "no_such_database", parts.account, parts.password),
        Database(parts.host, parts.port, "postgres", parts.account, "wrong-password"),
    ):
        found = only("database", PreflightInput(data=tmp_path, database=wrong))
        assert not found.ok
        assert f"{wrong.name} on 127.0.0.1:{wrong.port}" in found.sentence
        assert wrong.password not in found.sentence + found.remedy


def test_an_embedded_database_of_another_version(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("16\n")
    found = only("database", PreflightInput(data=tmp_path, postgres=make_server(tmp_path)))
    assert not found.ok
    assert "PostgreSQL 16" in found.sentence


def chain(tmp_path: Path, rpc_url: str | None) -> CheckResult:
    return only("chain", PreflightInput(data=tmp_path, chain="eip155:11155111", rpc_urls=(rpc_url,) if rpc_url else ()))


def test_the_right_chain(tmp_path: Path) -> None:
    with http_server(200, {"jsonrpc": "2.0", "id": 1, "result": hex(11155111)}) as url:
        assert chain(tmp_path, url).ok


def test_the_wrong_chain(tmp_path: Path) -> None:
    with http_server(200, {"jsonrpc": "2.0", "id": 1, "result": "0x1"}) as url:
        found = chain(tmp_path, f"{url}/{RPC_KEY}")
    assert not found.ok
    assert "serves eip155:1, not eip155:11155111" in found.sentence
    assert RPC_KEY not in found.sentence + found.remedy


@pytest.mark.parametrize(
    ("status", "body"), [(500, {}), (200, {"error": {"code": -32601}}), (200, []), (200, {"result": "pearl"})]
)
def test_a_chain_that_does_not_say_which_it_is(tmp_path: Path, status: int, body: object) -> None:
    with http_server(status, body) as url:
        found = chain(tmp_path, f"{url}/{RPC_KEY}")
    assert not found.ok
    assert RPC_KEY not in found.sentence + found.remedy


@pytest.mark.parametrize("url", [None, f"http://127.0.0.1:1/{RPC_KEY}", f"no url {RPC_KEY}", f"http://[{RPC_KEY}"])
def test_a_chain_that_cannot_be_reached(tmp_path: Path, url: str | None) -> None:
    found = chain(tmp_path, url)
    assert not found.ok
    assert RPC_KEY not in found.sentence + found.remedy


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to take user namespaces away")
def test_root_without_user_namespaces(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path\n"
        "from issuer_api.adapters.postgres import EmbeddedPostgres\n"
        "from issuer_api.preflight import PreflightInput, run_checks\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "server = EmbeddedPostgres(folder / 'data', 1, folder / 'password')\n"
        "for check in run_checks(PreflightInput(data=folder, postgres=server)):\n"
        "    print(check.name, check.ok, check.sentence)\n"
    )
    shell = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$0" -c "$1"'
    command = ["unshare", "--user", "--map-root-user", "sh", "-c", shell, sys.executable, program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "user namespaces False The node runs as root" in done.stdout
    assert "database False The node runs as root" in done.stdout
