"""A verdict: a list of checks, each passed, failed or unknown, and each with a plain sentence.

    >>> verdict = Verdict((Check.of("authentic", "authentic"), Check.of("status", "status-not-shown")))
    >>> verdict.outcome
    <Outcome.UNKNOWN: 'unknown'>

A code always means the same outcome (`verification.outcome`), so nothing that could not be checked can be
written down as passed. Details hold facts for sentences and for programs, never a learner's attribute values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from verification.outcome import OUTCOMES, Outcome
from verification.wording.phrases import Language
from verification.wording.sentences import sentence, summary

__all__ = ["Check", "Language", "Outcome", "Verdict"]


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer. `code` says why, `detail` about what."""

    name: str
    outcome: Outcome
    code: str
    detail: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, code: str, **detail: Any) -> "Check":
        """The check with the outcome that its code always has."""
        return cls(name, OUTCOMES[code], code, detail)

    def sentence(self, lang: Language) -> str:
        """What it says to a person."""
        return sentence(self.code, self.detail, lang)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Failed if any check failed; else unknown if any is unknown, or if nothing was checked; else passed."""

    checks: tuple[Check, ...]

    @property
    def outcome(self) -> Outcome:
        outcomes = {check.outcome for check in self.checks}
        if Outcome.FAILED in outcomes:
            return Outcome.FAILED
        return Outcome.PASSED if outcomes == {Outcome.PASSED} else Outcome.UNKNOWN

    def summary(self, lang: Language) -> str:
        """The verdict in one sentence."""
        return summary(self.outcome, lang)

    def sentences(self, lang: Language) -> list[str]:
        """One sentence a check, in the order of the checks."""
        return [check.sentence(lang) for check in self.checks]

    def to_json(self, lang: Language) -> dict[str, Any]:
        """{"outcome", "summary", "checks": [{"name", "outcome", "code", "detail", "sentence"}]}."""
        return {
            "outcome": self.outcome.value,
            "summary": self.summary(lang),
            "checks": [
                {
                    "name": check.name,
                    "outcome": check.outcome.value,
                    "code": check.code,
                    "detail": dict(check.detail),
                    "sentence": check.sentence(lang),
                }
                for check in self.checks
            ],
        }
