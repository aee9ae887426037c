"""Every broken credential fails for its own reason and for no other; its sound original passes entirely."""

from typing import Any

import pytest

from tests.unit.verification.matrix import (
    cases_anchor,
    cases_answer,
    cases_badge,
    cases_baked,
    cases_bundle,
    cases_did,
    cases_jwt,
    cases_presented,
    cases_status,
)
from tests.unit.verification.matrix.case import Case, Table, findings
from verification.verdict import Outcome

MODULES = (
    *(cases_badge, cases_status, cases_did, cases_jwt, cases_baked),
    *(cases_presented, cases_bundle, cases_anchor, cases_answer),
)
TABLES: tuple[Table[Any], ...] = tuple(table for module in MODULES for table in module.TABLES)
ALL = [(table, one) for table in TABLES for one in table.cases]
BROKEN = [(table, one) for table, one in ALL if one.expected]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_original_passes_entirely(table: Table[Any]) -> None:
    verdict = table.judge(table.original())
    assert (verdict.outcome, findings(verdict)) == (Outcome.PASSED, frozenset())


@pytest.mark.parametrize(("table", "one"), ALL, ids=[f"{table.name}-{one.name}" for table, one in ALL])
def test_it_fails_for_its_own_reason_and_no_other(table: Table[Any], one: Case[Any]) -> None:
    original = table.original()
    tampered = one.tamper(original)
    verdict = table.judge(original if tampered is None else tampered)
    assert findings(verdict) == one.expected
    assert (verdict.outcome is Outcome.PASSED) == (not one.expected)
    assert all(verdict.sentences(lang) for lang in ("es", "pt", "en"))


def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    names = [f"{table.name}-{one.name}" for table, one in ALL]
    reasons = {finding for _, one in BROKEN for finding in one.expected}
    assert len(set(names)) == len(names)
    assert len(BROKEN) >= 300
    assert len(reasons) >= 180, "different reasons, each of them reached by a case above"


def test_several_reasons_at_once_are_explained() -> None:
    assert [one.name for _, one in ALL if (len(one.expected) > 1) != bool(one.why)] == []
