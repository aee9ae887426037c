"""What a table of broken credentials is made of: a sound original, ways to break it, and the reason each must get."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verification.verdict import Outcome, Verdict

type Finding = tuple[str, str, str]
"""The check that did not pass, its code, and the reason in its detail ("" where the code says it all)."""


@dataclass(frozen=True)
class Case[T]:
    """`tamper` breaks an original in place, or gives another in its stead. Without `expected` it must still pass.
    `why`: what binds the findings together, where there are several."""

    name: str
    tamper: Callable[[T], T | None]
    expected: frozenset[Finding]
    why: str


def case(name: str, tamper: Callable[[Any], Any], *expected: Finding, why: str = "") -> Case[Any]:
    return Case(name, tamper, frozenset(expected), why)


@dataclass(frozen=True)
class Table[T]:
    """`original` makes a sound one, new each time; `judge` is the node's own judge of it."""

    name: str
    original: Callable[[], T]
    judge: Callable[[T], Verdict]
    cases: tuple[Case[T], ...]


def findings(verdict: Verdict) -> frozenset[Finding]:
    """Every check that did not pass."""
    bad = [check for check in verdict.checks if check.outcome is not Outcome.PASSED]
    return frozenset((check.name, check.code, str(check.detail.get("reason", ""))) for check in bad)


def broken(reason: str) -> Finding:
    return "structure", "structure-broken", reason


def unsigned(reason: str) -> Finding:
    return "proof", "credential-not-signed", reason


def unread(reason: str) -> Finding:
    return "proof", "credential-signature-unchecked", reason


def listed(code: str, reason: str = "") -> Finding:
    return "status", code, reason
