"""Judges what a credential says of itself by what a verifier demands, as `presentation` judges an AnonCreds answer.

    >>> policy = Policy(predicates=(Predicate(name="eqf_level", op=">=", value=6),))
    >>> judge_criteria(policy, badge, authentic=True).code
    'criteria-met'

The names are those of the AnonCreds form, so that one policy is asked of every form: decimals times 100, dates as
YYYYMMDD. What a credential does not say is unknown, whoever issued it: others write credits and levels differently.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from verification.anoncreds_evidence import TYPE
from verification.policy import Policy, Predicate
from verification.verdict import Check

_COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


def judge_criteria(policy: Policy, document: Mapping[str, Any], *, authentic: bool) -> Check | None:
    """The check `criteria`; None where nothing is demanded of the content. `document`: a credential, signed or not; of
    one that is not known to be authentic nothing is believed in its favour."""
    if not policy.predicates:
        return None
    said = numbers_of(document)
    missed = [one for one in policy.predicates if one.name in said and not _holds(one, said[one.name])]
    unsaid = [one for one in policy.predicates if one.name not in said]
    if missed:
        return Check.of("criteria", "criteria-not-met", criteria=_dumped(missed))
    if unsaid:
        return Check.of("criteria", "criteria-not-said", criteria=_dumped(unsaid))
    if not authentic:
        return Check.of("criteria", "criteria-unproven")
    return Check.of("criteria", "criteria-met", criteria=_dumped(policy.predicates))


def numbers_of(document: Mapping[str, Any]) -> dict[str, int]:
    """What it says that can be compared, by AnonCreds attribute name; what is absent or no number is left out.

    `document`: an OpenBadgeCredential, or an `anoncreds_evidence` document.
    """
    if document.get("type") == TYPE:
        found = {name: _whole(_member(document.get("attributes"), name)) for name in NUMBERS}
        return {name: value for name, value in found.items() if value is not None}
    read = {name: reader(document) for name, reader in _IN_BADGE.items()}
    return {name: value for name, value in read.items() if value is not None}


def _holds(predicate: Predicate, value: int) -> bool:
    return _COMPARE[predicate.op](value, predicate.value)


def _dumped(predicates: Iterable[Predicate]) -> list[dict[str, Any]]:
    return [predicate.model_dump() for predicate in predicates]


def _subject(document: Mapping[str, Any]) -> Any:
    return document.get("credentialSubject")


def _annex(kind: str) -> Callable[[Mapping[str, Any]], str | None]:
    """The value of an element of Annex I: the code of the one alignment of this target type."""

    def read(document: Mapping[str, Any]) -> str | None:
        entries = _member(_member(_subject(document), "achievement"), "alignment")
        listed = entries if isinstance(entries, list) else [entries]
        codes = [_member(entry, "targetCode") for entry in listed if _member(entry, "targetType") == f"ext:{kind}"]
        return codes[0] if len(codes) == 1 and isinstance(codes[0], str) else None

    return read


def _grade(document: Mapping[str, Any]) -> Any:
    results = _member(_subject(document), "result")
    listed = results if isinstance(results, list) else [results]
    return _member(listed[0], "value") if len(listed) == 1 else None


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _whole(text: Any) -> int | None:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10 else None


def _hours(text: Any) -> int | None:
    found = isinstance(text, str) and text.startswith("PT") and text.endswith("H")
    return _whole(text[2:-1]) if found else None


def _hundredths(text: Any) -> int | None:
    """A third decimal is cut off: nobody gets more than there was."""
    try:
        found = Decimal(text) if isinstance(text, str) and len(text) < 20 else None
    except InvalidOperation:
        return None
    return int(found * 100) if found is not None and found.is_finite() and 0 <= found < 2**24 else None


def _day(text: Any) -> int | None:
    try:
        return int(datetime.fromisoformat(text).strftime("%Y%m%d")) if isinstance(text, str) else None
    except ValueError:
        return None


def _flag(text: Any) -> int | None:
    return {"true": 1, "false": 0}.get(text) if isinstance(text, str) else None


_IN_BADGE: Mapping[str, Callable[[Mapping[str, Any]], int | None]] = {
    "issued_dateint": lambda badge: _day(badge.get("validFrom", badge.get("issuanceDate"))),
    "completed_dateint": lambda badge: _day(_member(_subject(badge), "activityEndDate")),
    "hours": lambda badge: _hours(_annex("hours")(badge)),
    "ects_x100": lambda badge: _hundredths(_annex("ects")(badge)),
    "national_credits_x100": lambda badge: _hundredths(_annex("nationalCredits")(badge)),
    "eqf_level": lambda badge: _whole(_annex("eqfLevel")(badge)),
    "nqf_level": lambda badge: _whole(_annex("nqfLevel")(badge)),
    "grade_x100": lambda badge: _hundredths(_grade(badge)),
    "id_verified": lambda badge: _flag(_annex("identityVerified")(badge)),
    "stackable": lambda badge: _flag(_annex("stackable")(badge)),
}
NUMBERS = tuple(_IN_BADGE)
