"""AnonCreds answers that a wallet gave and that are not what was asked; the agent's word on them included."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.unit.verification.conftest import NOW, Institution
from tests.unit.verification.matrix.case import Finding, Table, case
from tests.unit.verification.test_presentation import CREDITS, FACTS, LEVEL, POLICY, WHOLE
from verification.presentation import PresentationFacts, judge_presentation
from verification.verdict import Verdict

OTHER = Institution(host="otra.example.edu").schema()["id"]
OPEN = POLICY.model_copy(update={"reveal": ("title",)})
OPEN_FACTS = replace(FACTS, revealed=("title",))
UNPROVEN = tuple((name, f"{name}-unproven", "") for name in ("issuer", "status", "criteria", "disclosure"))


def judge(facts: PresentationFacts) -> Verdict:
    return judge_presentation(POLICY, facts, NOW)


def judge_open(facts: PresentationFacts) -> Verdict:
    return judge_presentation(OPEN, facts, NOW)


def found(name: str, code: str) -> Finding:
    return name, code, ""


def resting(*changes: dict[str, Any]) -> PresentationFacts:
    """The answer, resting on one credential for each of these changes."""
    return replace(FACTS, identifiers=tuple(replace(WHOLE, **change) for change in changes))


def ago(**time: int) -> int:
    return int((NOW - timedelta(**time)).timestamp())


SEVERAL = found("criteria", "several-credentials")
STALE, HIDDEN = found("status", "status-stale"), found("status", "status-not-shown")
LESS = found("criteria", "criteria-not-met")

ANSWERS = Table(
    "answer",
    lambda: FACTS,
    judge,
    (
        case("not-verified", lambda f: replace(f, verified=False), found("authentic", "not-authentic"), *UNPROVEN,
             why="what an answer that does not hold says in its own favour is not known"),
        case("unchecked", lambda f: replace(f, verified=None), found("authentic", "authenticity-unchecked"), *UNPROVEN,
             why="what an answer that nobody checked says in its own favour is not known"),
        case("other-issuer", lambda _: resting({"cred_def_id": OTHER}), found("issuer", "issuer-not-accepted")),
        case("issuer-of-another-ledger", lambda _: resting({"cred_def_id": "V4SG:3:CL:1:tag"}),
             found("issuer", "issuer-not-accepted")),
        case("level-of-another", lambda _: resting({}, {"cred_def_id": OTHER}), SEVERAL,
             found("issuer", "issuer-not-accepted"), why="the second credential is one too many, and a stranger's"),
        case("two-credentials", lambda _: resting({}, {"schema_id": "other"}), SEVERAL),
        case("one-of-two-revocable", lambda _: resting({}, {"rev_reg_id": None}), SEVERAL, HIDDEN,
             why="the second credential is one too many, and shows no status"),
        case("superseded-list", lambda _: resting({"newest_list": ago(seconds=601)}), STALE),
        case("old-list", lambda _: resting({"newest_list": None}), STALE),
        case("future-list", lambda _: resting({"timestamp": ago(minutes=-6)}),
             found("status", "status-in-the-future")),
        case("no-time", lambda _: resting({"timestamp": None}), HIDDEN),
        case("no-registry", lambda _: resting({"rev_reg_id": None}), HIDDEN),
        case("superseded-just-now", lambda _: resting({"newest_list": ago(seconds=60)})),
        case("level-missing", lambda f: replace(f, predicates=(CREDITS,)), LESS),
        case("level-lowered", lambda f: replace(f, predicates=(LEVEL.model_copy(update={"value": 5}), CREDITS)), LESS),
        case("revealed-too-much", lambda f: replace(f, revealed=("given_name",)),
             found("disclosure", "disclosed-too-much")),
        case("says-it-itself-unasked", lambda f: replace(f, self_attested=("given_name",)),
             found("disclosure", "disclosed-too-much")),
    ),
)  # fmt: skip

OPENED = Table(
    "opened",
    lambda: OPEN_FACTS,
    judge_open,
    (
        case("self-attested", lambda f: replace(f, revealed=(), self_attested=("title",)),
             found("disclosure", "self-attested")),
        case("withheld", lambda f: replace(f, revealed=()), found("disclosure", "not-disclosed")),
        case("more-than-asked", lambda f: replace(f, revealed=("title", "given_name")),
             found("disclosure", "disclosed-too-much")),
        case("resting-on-nothing", lambda f: replace(f, identifiers=()), found("issuer", "issuer-unnamed")),
    ),
)  # fmt: skip

TABLES = (ANSWERS, OPENED)
