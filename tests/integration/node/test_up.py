"""`mochila up` as its operator runs it: a process that is killed, started again, or cannot start at all."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from issuer_api.adapters.postgres import EmbeddedPostgres
from issuer_api.settings import Settings
from tests.nodes import node_settings

MOCHILA = (sys.executable, "-c", "from issuer_api.cli import main; main()")
PATIENCE = 120.0


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """These settings as the environment of a process."""
    told = settings.model_dump(mode="json", exclude_defaults=True)
    ours = {f"MOCHILA_{name.upper()}": str(value) for name, value in told.items()}
    return {**{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}, **ours, **more}


def mochila(settings: Settings, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    env = environment(settings, **more)
    return subprocess.run([*MOCHILA, *words], env=env, capture_output=True, text=True, timeout=120, check=False)


@contextmanager
def up(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """`mochila up`, ready; ended politely afterwards where it still runs."""
    process = subprocess.Popen(
        [*MOCHILA, "up"], env=environment(settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        _wait_until_ok(settings, process)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _wait_until_ok(settings: Settings, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        try:
            healthy = httpx.get(f"{settings.node_url}/health", timeout=2).json()["status"] == "ok"
            if healthy and (settings.data / "tokens" / "approver").exists():
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError("the node was not ready in time")


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_killed_node_comes_back_as_itself_and_stops_cleanly(tmp_path: Path) -> None:
    settings = node_settings(tmp_path / "node")
    with up(settings) as first:
        before = httpx.get(f"{settings.node_url}/.well-known/did.jsonl").text
        design = json.loads(
            mochila(settings, "design", "propose", "examples/diseno-salud-digital.json", "--json").stdout
        )
        first.kill()
        first.wait()
    (settings.data / "tokens" / "officer").unlink()  # as where the kill came between the token and its file
    with up(settings):
        assert mochila(settings, "design", "list").returncode != 0
        assert mochila(settings, "token", "officer", "--revoke").returncode == 0
        assert mochila(settings, "token", "officer").returncode == 0
        assert httpx.get(f"{settings.node_url}/.well-known/did.jsonl").text == before
        designs = json.loads(mochila(settings, "design", "list", "--json").stdout)
        assert [item["id"] for item in designs] == [design[0]["id"]]
    ports = (settings.api_port, settings.database_port, settings.agent_port, settings.agent_admin_port)
    assert not [port for port in ports if listening(port)]


def test_secrets_are_files_of_their_owner_alone_and_in_no_process_list(tmp_path: Path) -> None:
    settings = node_settings(tmp_path / "node")
    with up(settings):
        files = [path for folder in ("secrets", "keys", "tokens") for path in (settings.data / folder).iterdir()]
        assert len(files) >= 10
        assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}
        secrets = {path.read_bytes().strip() for path in files}
        seen = b"".join(path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists())
        logs = b"".join(path.read_bytes() for path in settings.data.rglob("*.log"))
        assert not [secret for secret in secrets if secret in seen or secret in logs]


@pytest.mark.parametrize("port", ["api_port", "agent_port", "agent_admin_port", "database_port"])
def test_taken_port_is_refused_by_name(tmp_path: Path, port: str) -> None:
    settings = node_settings(tmp_path / "node")
    with socket.create_server(("127.0.0.1", getattr(settings, port))):
        refused = mochila(settings, "up")
    assert refused.returncode == 1
    assert str(getattr(settings, port)) in refused.stderr
    assert "Traceback" not in refused.stdout + refused.stderr
    others = ("api_port", "database_port", "agent_port", "agent_admin_port")
    assert not [name for name in others if listening(getattr(settings, name))]


def test_unreachable_database_is_refused_and_named(tmp_path: Path) -> None:
    settings = node_settings(tmp_path / "node")
    mochila(settings, "secrets")
    refused = mochila(settings, "up", MOCHILA_DATABASE="external")
    assert refused.returncode == 1
    assert "database" in refused.stderr
    assert str(settings.database_port) in refused.stderr
    assert "Traceback" not in refused.stderr


def test_unreachable_chain_is_refused_and_named(tmp_path: Path) -> None:
    settings = node_settings(tmp_path / "node")
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    refused = mochila(settings, "up", MOCHILA_CHAIN="eip155:4242", MOCHILA_RPC_URLS=f"http://127.0.0.1:{port}")
    assert refused.returncode == 1
    assert "chain" in refused.stderr
    assert "RPC node at 127.0.0.1" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_bad_setting_is_named(tmp_path: Path) -> None:
    refused = mochila(node_settings(tmp_path / "node"), "check", MOCHILA_COUNTRY="Guatemala")
    assert refused.returncode == 1
    assert "MOCHILA_COUNTRY" in refused.stderr


def test_missing_secret_is_refused_and_not_made_anew(tmp_path: Path) -> None:
    """With data there already, a secret that is gone was lost: a new one would lock the node out of its own data."""
    settings = node_settings(tmp_path / "node")
    mochila(settings, "secrets")
    settings.secret("agent-wallet").unlink()
    refused = mochila(settings, "up")
    assert refused.returncode == 1
    assert "agent-wallet" in refused.stderr
    assert not settings.secret("agent-wallet").exists()


def test_second_node_on_the_same_folder_is_refused_and_harms_nothing(tmp_path: Path) -> None:
    settings = node_settings(tmp_path / "node")
    with up(settings):
        refused = mochila(settings, "up")
        assert refused.returncode == 1
        assert "running on" in refused.stderr
        time.sleep(1)
        assert httpx.get(f"{settings.node_url}/health").json()["status"] == "ok"


def test_worker_goes_on_after_the_database_was_away(tmp_path: Path) -> None:
    settings = node_settings(tmp_path / "node")
    with up(settings):
        assert mochila(settings, "health", "worker").returncode == 0
        assert mochila(settings, "health", "agent").returncode == 0
        server = EmbeddedPostgres(
            settings.data / "postgres", settings.database_port, settings.secret("database-password")
        )
        os.kill(server.pid or 0, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and server.runs():
            time.sleep(0.2)
        assert httpx.get(f"{settings.node_url}/health", timeout=60).status_code == 503
        server.start()
        deadline = time.monotonic() + PATIENCE
        while mochila(settings, "anchor", "now").returncode != 0:
            assert time.monotonic() < deadline
        while json.loads(mochila(settings, "anchor", "status", "--json").stdout)["waiting"]:
            assert time.monotonic() < deadline
            time.sleep(1)


def test_token_is_written_nowhere_but_in_its_folder(tmp_path: Path) -> None:
    settings = node_settings(tmp_path / "node")
    with up(settings):
        before = settings.secret("claims").read_bytes()
        assert mochila(settings, "token", "../secrets/claims").returncode == 1
        assert settings.secret("claims").read_bytes() == before
        assert mochila(settings, "token", "ana").returncode == 0
        assert mochila(settings, "design", "list", "--as", "ana").returncode == 0
        assert mochila(settings, "token", "ana", "--revoke").returncode == 0
        assert mochila(settings, "design", "list", "--as", "ana").returncode != 0
