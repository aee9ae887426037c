import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.outcome import OUTCOMES, Outcome
from verification.verdict import Check, Verdict

DETAIL = {
    "issuer": "did:webvh:x",
    "endorsers": ["did:web:x"],
    "cred_def": "x",
    "as_of": "2026-11-23T12:00:00Z",
    "time": "2026-11-23T12:00:00Z",
    "criteria": [{"name": "eqf_level", "op": ">=", "value": 6}],
    "names": ["given_name"],
    "count": 2,
    "chain": "eip155:1",
    "block": 7,
    "hash": "0x07",
    "former": "eip155:2",
    "fetched": "2026-11-23T12:00:00Z",
    "where": "logs.0",
    "seq": 4,
    "size": 7,
    "needed": 2,
}
checks = st.sampled_from(sorted(OUTCOMES)).map(lambda code: Check.of("x", code, **DETAIL))


@given(st.lists(checks))
def test_nothing_fails_open(given_checks: list[Check]) -> None:
    verdict = Verdict(tuple(given_checks))
    outcomes = [check.outcome for check in given_checks]
    if Outcome.FAILED in outcomes:
        assert verdict.outcome is Outcome.FAILED
    elif not outcomes or Outcome.UNKNOWN in outcomes:
        assert verdict.outcome is Outcome.UNKNOWN
    else:
        assert verdict.outcome is Outcome.PASSED


def test_nothing_checked_is_not_known() -> None:
    assert Verdict(()).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("lang", ["es", "pt", "en"])
def test_a_verdict_is_json_with_a_sentence_a_check(lang: str) -> None:
    verdict = Verdict((Check.of("status", "status-not-shown"), Check.of("receipt", "receipt-whole")))
    written = json.loads(json.dumps(verdict.to_json(lang)))  # type: ignore[arg-type]
    assert written["outcome"] == "unknown"
    assert [check["outcome"] for check in written["checks"]] == ["unknown", "passed"]
    assert [check["sentence"] for check in written["checks"]] == verdict.sentences(lang)  # type: ignore[arg-type]
    assert written["summary"] == verdict.summary(lang)  # type: ignore[arg-type]


def test_a_code_that_nobody_defined_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        Check.of("x", "surely-fine")
