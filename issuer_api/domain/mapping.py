"""Where each element of Annex I stands in each of the three formats: the table, and how to read an element back.

    >>> [row.in_badge(badge) for row in ROWS if row.name == "title"]
    ['Salud digital comunitaria']

One truth in three forms: `tests/unit/issuer_api/domain/test_mapping.py` makes awards, writes them in all three, reads
each element back from each, and compares. docs/formats.md shows this table to people.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from issuer_api.domain.attributes import ABSENT
from issuer_api.domain.award import plain
from issuer_api.domain.terms import EQF, MODES

Value = str | int | bool | Decimal | date | list[str] | None
_STEP = re.compile(r"(?P<name>[^.\[]+)(?:\[(?:(?P<member>\w+)=(?P<value>[^\]]+)|(?P<place>\d+))\])?")


@dataclass(frozen=True, slots=True)
class Row:
    """One element. A path goes through members; `name[member=value]` is the item of a list that has this member,
    `name[0]` the first. No path: the format has no place for the element. Each `from_` makes a
    comparable value of what stands there, None of what is absent."""

    name: str
    attribute: str | None
    badge: str | None
    elm: str | None
    from_attribute: Callable[[str], Value] = lambda text: text or None
    from_badge: Callable[[Any], Value] = lambda found: found
    from_elm: Callable[[Any], Value] = lambda found: found

    def in_attributes(self, attributes: Mapping[str, str]) -> Value:
        """What the AnonCreds form says of it."""
        return self.from_attribute(attributes[self.attribute]) if self.attribute else None

    def in_badge(self, badge: Mapping[str, Any]) -> Value:
        """What the Open Badge says of it."""
        return _read(badge, self.badge, self.from_badge)

    def in_elm(self, credential: Mapping[str, Any]) -> Value:
        """What the European Learning Model form says of it."""
        return _read(credential, self.elm, self.from_elm)


def at(document: Any, path: str) -> Any:
    """What stands at a path; None where nothing does."""
    found = document
    for step in _STEP.finditer(path):
        found = found.get(step["name"]) if isinstance(found, Mapping) else None
        if step["place"] and isinstance(found, list):
            found = found[int(step["place"])]
        elif step["member"]:
            items = found if isinstance(found, list) else [found]
            same = (i for i in items if isinstance(i, Mapping) and str(i.get(step["member"])) == step["value"])
            found = next(same, None)
    return found


def _read(document: Mapping[str, Any], path: str | None, convert: Callable[[Any], Value]) -> Value:
    found = at(document, path) if path else None
    return None if found is None else convert(found)


def _only(texts: Mapping[str, str]) -> str:
    (found,) = texts.values()
    return found


def _integer(text: str) -> int | None:
    return None if int(text) == ABSENT else int(text)


def _scaled(text: str) -> Decimal | None:
    return None if int(text) == ABSENT else Decimal(text) / 100


def _hours(duration: str) -> int:
    return int(duration.removeprefix("PT").removesuffix("H"))


def _day(moment: str) -> date:
    return date.fromisoformat(moment[:10])


def _listed(narrative: str) -> list[str]:
    return [line.removeprefix("- ") for line in narrative.split("\n") if line.startswith("- ")]


def _own_outcomes(outcomes: list[dict[str, Any]]) -> list[str]:
    skills = ("relatedESCOSkill", "relatedSkill")
    return [_only(outcome["title"]) for outcome in outcomes if not any(skill in outcome for skill in skills)]


def _mode(entry: str) -> str:
    return next(name for name, uri in MODES.items() if uri == entry)


def _range(text: str) -> str:
    return "-".join(plain(Decimal(end)) for end in text.split("-"))


def _scale(description: Mapping[str, str]) -> str:
    return f"{description['valueMin']}-{description['valueMax']}"


_ACHIEVEMENT = "credentialSubject.achievement"
_ANNEX = f"{_ACHIEVEMENT}.alignment[targetType=ext:"
_CLAIM = "credentialSubject.hasClaim"
_SPEC = f"{_CLAIM}.specifiedBy"
_ECTS = "creditPoint[id=urn:epass:creditPoint:ects]"
_NATIONAL = "creditPoint[id=urn:epass:creditPoint:national]"


def _dated(name: str, attribute: str, badge: str, elm: str) -> Row:
    return Row(name, attribute, badge, elm, lambda text: date.fromisoformat(text), _day, _day)


def _named(name: str, attribute: str | None, badge: str | None, elm: str) -> Row:
    return Row(name, attribute, badge, elm, from_elm=_only)


def _flagged(name: str, attribute: str, badge: str, elm: str, from_elm: Callable[[Any], Value] = bool) -> Row:
    return Row(name, attribute, badge, elm, lambda text: text == "1", lambda text: bool(text == "true"), from_elm)


# The learner's name is in the badge as salted hashes alone: `credentialSubject.identifier`.
ROWS = (
    _named("learner: given name", "given_name", None, "credentialSubject.givenName"),
    _named("learner: family name", "family_name", None, "credentialSubject.familyName"),
    _named("title", "title", f"{_ACHIEVEMENT}.name", f"{_SPEC}.title"),
    Row(
        "country of the issuer",
        "issuer_country",
        "issuer.address.addressCountryCode",
        "issuer.location.address.countryCode.prefLabel",
        from_elm=_only,
    ),
    _named("awarding body", "awarding_body", "issuer.name", f"{_CLAIM}.awardedBy.awardingBody.legalName"),
    _dated("date of issue", "issued_dateint", "validFrom", "validFrom"),
    _dated(
        "date of completion", "completed_dateint", "credentialSubject.activityEndDate", f"{_CLAIM}.provenBy.dateIssued"
    ),
    Row(
        "learning outcomes",
        None,
        f"{_ACHIEVEMENT}.criteria.narrative",
        f"{_SPEC}.learningOutcome",
        from_badge=_listed,
        from_elm=_own_outcomes,
    ),
    Row("learning outcomes: address", "outcomes_uri", f"{_ACHIEVEMENT}.criteria.id", f"{_SPEC}.homepage.contentURL"),
    Row("workload: hours", "hours", f"{_ANNEX}hours].targetCode", f"{_SPEC}.volumeOfLearning", int, _hours, _hours),
    Row(
        "workload: ECTS", "ects_x100", f"{_ANNEX}ects].targetCode", f"{_SPEC}.{_ECTS}.point", _scaled, Decimal, Decimal
    ),
    Row(
        "workload: national credits",
        "national_credits_x100",
        f"{_ANNEX}nationalCredits].targetCode",
        f"{_SPEC}.{_NATIONAL}.point",
        _scaled,
        Decimal,
        Decimal,
    ),
    Row(
        "workload: scheme of the national credits",
        "credit_scheme",
        f"{_ANNEX}nationalCredits].targetFramework",
        f"{_SPEC}.{_NATIONAL}.framework.notation",
        lambda text: None if text == "none" else text,
        from_elm=lambda text: None if text == "none" else str(text),
    ),
    Row(
        "level: EQF",
        "eqf_level",
        f"{_ANNEX}eqfLevel].targetCode",
        f"{_SPEC}.eqfLevel.id",
        _integer,
        int,
        lambda uri: int(uri.removeprefix(EQF)),
    ),
    Row(
        "level: national",
        "nqf_level",
        f"{_ANNEX}nqfLevel].targetCode",
        f"{_SPEC}.educationLevel.notation",
        _integer,
        int,
        int,
    ),
    _named(
        "level: national framework",
        "nqf_scheme",
        f"{_ANNEX}nqfLevel].targetFramework",
        f"{_SPEC}.educationLevel.inScheme.prefLabel",
    ),
    _named(
        "assessment",
        "assessment_type",
        f"{_ACHIEVEMENT}.resultDescription[resultType=RawScore].name",
        f"{_CLAIM}.provenBy.title",
    ),
    Row("participation", "mode", f"{_ANNEX}mode].targetCode", f"{_SPEC}.mode.id", from_elm=_mode),
    _named(
        "quality assurance", "qa_type", f"{_ANNEX}qualityAssurance].targetName", f"{_SPEC}.additionalNote.noteLiteral"
    ),
    Row(
        "grade",
        "grade_x100",
        "credentialSubject.result[0].value",
        f"{_CLAIM}.provenBy.grade.noteLiteral",
        _scaled,
        Decimal,
        lambda texts: Decimal(_only(texts)),
    ),
    Row(
        "grade: scale",
        "grade_scale",
        f"{_ACHIEVEMENT}.resultDescription[resultType=RawScore]",
        f"{_CLAIM}.provenBy.specifiedBy.gradingScheme.title",
        _range,
        _scale,
        from_elm=_only,
    ),
    _named("prerequisites", None, f"{_ANNEX}prerequisites].targetName", f"{_SPEC}.entryRequirement.noteLiteral"),
    _flagged(
        "identity check",
        "id_verified",
        f"{_ANNEX}identityVerified].targetCode",
        f"{_CLAIM}.provenBy.idVerification.id",
        lambda uri: bool(uri.endswith(":verified")),
    ),
    _flagged("stackability", "stackable", f"{_ANNEX}stackable].targetCode", f"{_SPEC}.isPartialQualification"),
)
# Said only together with the element that they are about: without credits, or a level, they mean nothing.
DEPENDENT = {
    "workload: scheme of the national credits": "workload: national credits",
    "level: national framework": "level: national",
}
