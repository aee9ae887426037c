"""What a microcredential says, for people: on its image, on its page, in its PDF.

    facts(award, "es")      # [Fact("Fecha de emisión", "23 de noviembre de 2026"), …]

The grade is left out: whoever needs it reads it in the credential, and what is shown to everybody does not tell it.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from issuer_api.domain.award import Award, plain

type Language = Literal["es", "pt", "en"]


class Fact(NamedTuple):
    """A label and what it says."""

    label: str
    text: str


def facts(award: Award, lang: Language) -> list[Fact]:
    """Everything but title, learner, institution and outcomes, in the order in which people look for it."""
    words, elements, until = WORDS[lang], award.elements, award.valid_until
    said = (
        ("issued", day(award.issued.date(), lang)),
        ("completed", day(award.completed, lang)),
        ("until", day(until.date(), lang) if until else ""),
        ("workload", workload(award, lang)),
        ("credits", academic_credits(award, lang)),
        ("level", level(award)),
        ("mode", words[elements.mode]),
        ("assessment", elements.assessment_type),
        ("quality", elements.qa_type),
    )
    return [Fact(words[name], text) for name, text in said if text]


def workload(award: Award, lang: Language) -> str:
    """`75 horas`."""
    return f"{award.elements.hours} {WORDS[lang]['hours']}"


def academic_credits(award: Award, lang: Language) -> str:
    """`3 ECTS · 5 SCT`; empty where the design declares none."""
    elements = award.elements
    national = None if elements.credit_scheme == "none" else elements.national_credits
    kinds = ((elements.ects, "ECTS"), (national, elements.credit_scheme))
    return " · ".join(f"{_number(value, lang)} {name}" for value, name in kinds if value is not None)


def level(award: Award) -> str:
    """`EQF 6 · MNC 4`; empty where the design declares none."""
    elements = award.elements
    levels = ((elements.eqf_level, "EQF"), (elements.nqf_level, elements.nqf_scheme or "NQF"))
    return " · ".join(f"{name} {value}" for value, name in levels if value is not None)


def day(value: date, lang: Language) -> str:
    """A date as people write it: `23 de noviembre de 2026`, `23 November 2026`."""
    month = _MONTHS[lang].split()[value.month - 1]
    return f"{value.day} {month} {value.year}" if lang == "en" else f"{value.day} de {month} de {value.year}"


def _number(value: Decimal, lang: Language) -> str:
    return plain(value) if lang == "en" else plain(value).replace(".", ",")


_MONTHS: Mapping[Language, str] = {
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "en": "January February March April May June July August September October November December",
}
WORDS: Mapping[Language, Mapping[str, str]] = {
    "es": {
        "kind": "Microcredencial",
        "issued": "Fecha de emisión",
        "completed": "Fecha de finalización",
        "until": "Válida hasta",
        "workload": "Carga de trabajo",
        "hours": "horas",
        "credits": "Créditos",
        "level": "Nivel",
        "mode": "Modalidad",
        "online": "En línea",
        "onsite": "Presencial",
        "blended": "Semipresencial",
        "assessment": "Evaluación",
        "quality": "Aseguramiento de la calidad",
    },
    "pt": {
        "kind": "Microcredencial",
        "issued": "Data de emissão",
        "completed": "Data de conclusão",
        "until": "Válida até",
        "workload": "Carga de trabalho",
        "hours": "horas",
        "credits": "Créditos",
        "level": "Nível",
        "mode": "Modalidade",
        "online": "On-line",
        "onsite": "Presencial",
        "blended": "Semipresencial",
        "assessment": "Avaliação",
        "quality": "Garantia da qualidade",
    },
    "en": {
        "kind": "Microcredential",
        "issued": "Date of issue",
        "completed": "Date of completion",
        "until": "Valid until",
        "workload": "Workload",
        "hours": "hours",
        "credits": "Credits",
        "level": "Level",
        "mode": "Mode of study",
        "online": "Online",
        "onsite": "On site",
        "blended": "Blended",
        "assessment": "Assessment",
        "quality": "Quality assurance",
    },
}
