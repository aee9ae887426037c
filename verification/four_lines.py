"""A verdict in four lines, for who has a minute: authentic · issued by · in force, as of when · meets the criteria.

    >>> [(line.title, line.outcome) for line in four_lines(verdict, "es")]
    [('Auténtica', <Outcome.PASSED: 'passed'>), ('Emisor identificado', …), ('Vigente', …), ('Cumple sus criterios', …)]

Each line is the worst of its checks, and says the sentence of that check.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from verification.verdict import Check, Language, Outcome, Verdict
from verification.wording.sentences import nothing_asked, sentence, title

_LINES = {
    "issuer": "issuer",
    "status": "status",
    "status-anchor": "status",
    "validity": "status",
    "criteria": "criteria",
    "disclosure": "criteria",
}
_NAMES = ("authentic", "issuer", "status", "criteria")
_TELLING = ("proof", "credential", "issuer", "status", "criteria")  # what says most where all is in order

_UNCHECKED = {"authentic": "authenticity-unchecked", "issuer": "issuer-unproven", "status": "status-unproven"}


@dataclass(frozen=True, slots=True)
class Line:
    """`outcome` is None where nothing was asked."""

    name: str
    outcome: Outcome | None
    title: str
    sentence: str

    def to_json(self) -> dict[str, str | None]:
        """A JSON object."""
        outcome = self.outcome.value if self.outcome else None
        return {"name": self.name, "outcome": outcome, "title": self.title, "sentence": self.sentence}


def four_lines(verdict: Verdict, lang: Language) -> tuple[Line, ...]:
    """Always four, in this order. Every check counts for one of them."""
    return tuple(_line(name, verdict, lang) for name in _NAMES)


def _line(name: str, verdict: Verdict, lang: Language) -> Line:
    checks = [check for check in verdict.checks if _LINES.get(check.name, "authentic") == name]
    if not checks and name in _UNCHECKED:
        return Line(name, Outcome.UNKNOWN, title(name, Outcome.UNKNOWN, lang), sentence(_UNCHECKED[name], {}, lang))
    if not checks:
        return Line(name, None, title(name, Outcome.UNKNOWN, lang), nothing_asked(lang))
    outcome = Verdict(tuple(checks)).outcome
    return Line(name, outcome, title(name, outcome, lang), _telling(checks, outcome).sentence(lang))


def _telling(checks: Sequence[Check], outcome: Outcome) -> Check:
    """The check to speak for the line: the first that is wrong, or where none is the one that says most."""
    found = [check for check in checks if check.outcome is outcome]
    if outcome is not Outcome.PASSED:
        return found[0]
    return next((check for name in _TELLING for check in _order(found) if check.name == name), found[0])


def _order(found: Sequence[Check]) -> Sequence[Check]:
    """Of the checks of an issuer the last says most, of those of its lists the first: not revoked."""
    return found if found[0].name in ("status", "validity") else found[::-1]
