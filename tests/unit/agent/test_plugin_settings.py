"""The plugin starts with everything it needs, or not at all."""

from pathlib import Path

import pytest

from agent.plugin.errors import Misconfigured
from agent.plugin.settings import PluginSettings


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text("the-secret\n")
    return {
        "MOCHILA_AGENT_ROLE": "issuer",
        "MOCHILA_NODE_DID": "did:webvh:Qm:salud.example.edu",
        "MOCHILA_NODE_URL": "http://127.0.0.1:8010/",
        "MOCHILA_NODE_SECRET_FILE": str(secret),
    }


def test_issuer(env: dict[str, str]) -> None:
    settings = PluginSettings.from_environment(env)
    assert settings.issuer is not None
    assert settings.issuer.secret == "the-secret"
    assert settings.issuer.node_url == "http://127.0.0.1:8010"
    assert not settings.hosts.active
    assert "the-secret" not in repr(settings)


def test_holder_needs_nothing_more() -> None:
    assert PluginSettings.from_environment({"MOCHILA_AGENT_ROLE": "holder"}).issuer is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOCHILA_AGENT_ROLE", ""),
        ("MOCHILA_AGENT_ROLE", "both"),
        ("MOCHILA_NODE_DID", ""),
        ("MOCHILA_NODE_DID", "did:web:salud.example.edu"),
        ("MOCHILA_NODE_URL", " "),
        ("MOCHILA_NODE_URL", "ftp://127.0.0.1"),
        ("MOCHILA_NODE_SECRET_FILE", ""),
        ("MOCHILA_NODE_SECRET_FILE", "/nowhere/at/all"),
        ("MOCHILA_NODE_SECRET_FILE", "/dev/null"),
        ("MOCHILA_DEV_HOSTS", "{not json"),
    ],
)
def test_what_is_wrong_is_named(env: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        PluginSettings.from_environment(env | {name: value})


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_secret_that_others_can_read(env: dict[str, str], mode: int) -> None:
    Path(env["MOCHILA_NODE_SECRET_FILE"]).chmod(mode)
    with pytest.raises(Misconfigured, match="chmod 600"):
        PluginSettings.from_environment(env)


def test_empty_secret(env: dict[str, str]) -> None:
    Path(env["MOCHILA_NODE_SECRET_FILE"]).write_text(" \n")
    with pytest.raises(Misconfigured, match="empty"):
        PluginSettings.from_environment(env)
