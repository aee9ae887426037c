"""The AnonCreds attributes of a microcredential: which there are, and how a design and a learner fill them.

A predicate compares 32-bit integers, so decimals are scaled by 100, dates are YYYYMMDD, and an absent
number is `ABSENT`, below every real value. A demand of the form "at most" must therefore also ask for
"at least 0" (`Elements` and `ask_proof` see to it).
"""

from datetime import date
from decimal import Decimal

from issuer_api.domain.design import Elements

ABSENT = -1
SCHEMA_NAME = "Microcredential"
SCHEMA_VERSION = "1.0"
NUMBERS = (
    "issued_dateint",
    "completed_dateint",
    "hours",
    "ects_x100",
    "national_credits_x100",
    "eqf_level",
    "nqf_level",
    "grade_x100",
    "id_verified",
    "stackable",
)
TEXTS = (
    "given_name",
    "family_name",
    "title",
    "issuer_country",
    "awarding_body",
    "outcomes_uri",
    "credit_scheme",
    "nqf_scheme",
    "assessment_type",
    "mode",
    "qa_type",
    "grade_scale",
)
ATTRIBUTES = tuple(sorted(NUMBERS + TEXTS))


def dateint(day: date) -> int:
    """YYYYMMDD, so that later is greater."""
    return day.year * 10_000 + day.month * 100 + day.day


def _x100(value: Decimal | None) -> int:
    """A third decimal is cut off: nobody gets more than there was."""
    return ABSENT if value is None else int(value * 100)


def attribute_values(
    elements: Elements,
    *,
    given_name: str,
    family_name: str,
    grade: Decimal,
    completed: date,
    issued: date,
    awarding_body: str,
    country: str,
) -> dict[str, str]:
    """Every attribute of the schema as the string that is signed."""
    scale = elements.grade_scale
    numbers = {
        "issued_dateint": dateint(issued),
        "completed_dateint": dateint(completed),
        "hours": elements.hours,
        "ects_x100": _x100(elements.ects),
        "national_credits_x100": _x100(elements.national_credits),
        "eqf_level": ABSENT if elements.eqf_level is None else elements.eqf_level,
        "nqf_level": ABSENT if elements.nqf_level is None else elements.nqf_level,
        "grade_x100": _x100(grade),
        "id_verified": int(elements.id_verified),
        "stackable": int(elements.stackable),
    }
    texts = {
        "given_name": given_name,
        "family_name": family_name,
        "title": elements.title,
        "issuer_country": country,
        "awarding_body": awarding_body,
        "outcomes_uri": str(elements.outcomes_uri or ""),
        "credit_scheme": elements.credit_scheme,
        "nqf_scheme": elements.nqf_scheme,
        "assessment_type": elements.assessment_type,
        "mode": elements.mode,
        "qa_type": elements.qa_type,
        "grade_scale": f"{scale.minimum:f}-{scale.maximum:f}",
    }
    return {name: str(numbers[name]) if name in numbers else texts[name] for name in ATTRIBUTES}
