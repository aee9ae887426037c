"""The older profile: signed by didkit in a process of its own, and judged by our own verifier."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from issuer_api.adapters.didkit import MAX_BYTES, DidkitIssuer
from issuer_api.domain.errors import Invalid, Unavailable
from issuer_api.domain.legacy import LASTS, legacy_form
from tests.unit.issuer_api.domain.awards import badge
from verification.credential import judge_credential
from verification.verdict import Outcome

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
SEED = (100).to_bytes(32, "big")


@pytest.fixture(scope="module")
def issuer() -> DidkitIssuer:
    return DidkitIssuer(SEED)


def child(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "child.py"
    path.write_text(body)
    return path


@pytest.mark.parametrize("form", ["ldp", "jwt"])
def test_a_badge_of_the_older_profile_verifies(issuer: DidkitIssuer, form: Any) -> None:
    made = issuer.issue(legacy_form(badge(), issuer=issuer.did, now=NOW), form, created=NOW)
    verdict = judge_credential(made, {}, now=NOW)
    assert verdict.outcome is Outcome.PASSED, verdict
    assert {check.code for check in verdict.checks} >= {"issuer-key-itself", "badge-sound"}
    assert judge_credential(made, {}, now=NOW + LASTS + timedelta(seconds=1)).outcome is Outcome.FAILED
    altered = made[:-3] + "AAA" if isinstance(made, str) else {**made, "name": "Otra cosa"}
    assert judge_credential(altered, {}, now=NOW).outcome is Outcome.FAILED


def test_it_says_the_same_of_the_achievement_and_nothing_that_it_cannot_keep() -> None:
    newer = badge()
    older = legacy_form(newer, issuer="did:key:z6Mk", now=NOW)
    assert older["credentialSubject"]["achievement"].items() <= newer["credentialSubject"]["achievement"].items()
    assert "credentialStatus" not in older
    assert datetime.fromisoformat(older["expirationDate"]) <= NOW + LASTS
    sooner = legacy_form({**newer, "validUntil": "2027-03-02T00:00:00Z"}, issuer="did:key:z6Mk", now=NOW)
    assert sooner["expirationDate"] == "2027-03-02T00:00:00Z"


def test_what_the_library_refuses_is_told_without_its_words(issuer: DidkitIssuer) -> None:
    with pytest.raises(Invalid) as caught:
        issuer.issue({"@context": ["https://secret.example.edu/ana"], "name": "Ana"}, "ldp", created=NOW)
    assert caught.value.code == "legacy-refused"
    assert "Ana" not in caught.value.detail


def test_the_key_is_neither_shown_nor_given_but_by_standard_input(tmp_path: Path) -> None:
    told = tmp_path / "told"
    body = f"""import os, sys, json
sys.stdin.read()
shown = [open('/proc/self/cmdline').read(), dict(os.environ)]
open({str(told)!r}, 'w').write(json.dumps(shown))
sys.stdout.write('{{"made": "x.y.z"}}')
"""
    issuer = DidkitIssuer(SEED, child=child(tmp_path, body))
    assert issuer.issue({}, "jwt", created=NOW) == "x.y.z"
    secret = issuer._jwk["d"]
    shown = told.read_text()
    assert secret not in shown
    assert not any(name.startswith(("MOCHILA", "DATABASE")) for name in json.loads(shown)[1])
    assert secret not in repr(issuer)


@pytest.mark.parametrize(
    "body",
    [
        "import os; os.abort()",
        "import sys; sys.stdin.read(); sys.exit(1)",
        "import sys; sys.stdin.read(); print('no JSON')",
        'import sys; sys.stdin.read(); print(\'{"made": "x", "made": "y"}\')',
        f"import sys; sys.stdin.read(); print('x' * {MAX_BYTES * 20})",
    ],
)
def test_a_library_that_breaks_is_an_error_that_says_so(tmp_path: Path, body: str) -> None:
    with pytest.raises(Unavailable) as caught:
        DidkitIssuer(SEED, child=child(tmp_path, body)).issue({}, "jwt", created=NOW)
    assert caught.value.code == "legacy-unavailable"


def test_a_library_that_hangs_is_ended(tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    body = f"import os, time\nopen({str(noted)!r}, 'a').write(f'{{os.getpid()}} ')\ntime.sleep(600)"
    with pytest.raises(Unavailable):
        DidkitIssuer(SEED, child=child(tmp_path, body), seconds=0.5).issue({}, "jwt", created=NOW)
    for pid in noted.read_text().split():
        assert not Path(f"/proc/{pid}").exists() or os.getpid() == int(pid)


def test_one_that_breaks_once_is_asked_again(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    body = f"""import os, sys
sys.stdin.read()
if not os.path.exists({str(broken)!r}):
    open({str(broken)!r}, 'w').close()
    os.abort()
sys.stdout.write('{{"made": "x.y.z"}}')
"""
    assert DidkitIssuer(SEED, child=child(tmp_path, body)).issue({}, "jwt", created=NOW) == "x.y.z"
