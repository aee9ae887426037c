"""An example stands on ground of its own."""

from pathlib import Path

import pytest

from issuer_api.cli.demo.ground import example_settings


def test_nothing_of_a_real_node_reaches_an_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("MOCHILA_CHAIN=hoodi\nMOCHILA_COUNTRY=CL\n")
    monkeypatch.setenv("MOCHILA_SECRETS", "/run/secrets")
    monkeypatch.setenv("MOCHILA_ANCHOR_KEY", "a" * 64)
    settings = example_settings(tmp_path / "node", registry_size=20)
    assert (settings.chain, settings.country, settings.secrets, settings.anchor_key) == ("embedded", "GT", None, None)
    assert (settings.data, settings.registry_size) == (tmp_path / "node", 20)
