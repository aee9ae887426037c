"""Whoever turns signing over the VC API on is told what that is."""

from pathlib import Path

import pytest

from issuer_api.preflight import PreflightInput
from issuer_api.preflight.services import check_vc_api
from issuer_api.settings import Settings


def test_off_unless_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MOCHILA_VC_API_ISSUE", raising=False)
    assert Settings().vc_api_issue is False
    monkeypatch.setenv("MOCHILA_VC_API_ISSUE", "true")
    assert Settings().vc_api_issue is True


def test_the_preflight_warns_and_refuses_nothing(tmp_path: Path) -> None:
    on, off = (check_vc_api(PreflightInput(tmp_path, vc_api_issue=wanted)) for wanted in (True, False))
    assert on.ok
    assert on.sentence.startswith("WARNING")
    assert "MOCHILA_VC_API_ISSUE" in on.remedy
    assert off.ok
    assert "WARNING" not in off.sentence
