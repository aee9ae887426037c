"""Details in words: dates, lists, and the comparisons a verifier asks for.

    >>> phrase({"name": "ects_x100", "op": ">=", "value": 300}, "en")
    'ECTS credits: at least 3'

AnonCreds compares integers, so `…_x100` names hold hundredths and `…_dateint` names YYYYMMDD; people read
neither. A name without a label here is shown as it is.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

Language = Literal["es", "pt", "en"]

_LABELS: Mapping[str, Mapping[Language, str]] = {
    "issued_dateint": {"es": "fecha de emisión", "pt": "data de emissão", "en": "date of issue"},
    "completed_dateint": {
        "es": "fecha de finalización",
        "pt": "data de conclusão",
        "en": "date of completion",
    },
    "hours": {"es": "horas", "pt": "horas", "en": "hours"},
    "ects_x100": {"es": "créditos ECTS", "pt": "créditos ECTS", "en": "ECTS credits"},
    "national_credits_x100": {
        "es": "créditos nacionales",
        "pt": "créditos nacionais",
        "en": "national credits",
    },
    "eqf_level": {"es": "nivel EQF", "pt": "nível EQF", "en": "EQF level"},
    "nqf_level": {"es": "nivel del marco nacional", "pt": "nível do quadro nacional", "en": "national level"},
    "grade_x100": {"es": "calificación", "pt": "nota", "en": "grade"},
    "id_verified": {"es": "identidad comprobada", "pt": "identidade verificada", "en": "identity verified"},
    "stackable": {"es": "acumulable", "pt": "acumulável", "en": "stackable"},
    "given_name": {"es": "nombre", "pt": "nome", "en": "given name"},
    "family_name": {"es": "apellidos", "pt": "sobrenome", "en": "family name"},
    "title": {"es": "título", "pt": "título", "en": "title"},
    "awarding_body": {"es": "institución", "pt": "instituição", "en": "awarding body"},
    "issuer_country": {"es": "país de la institución", "pt": "país da instituição", "en": "country of the institution"},
    "outcomes_uri": {
        "es": "resultados de aprendizaje",
        "pt": "resultados de aprendizagem",
        "en": "learning outcomes",
    },
    "credit_scheme": {"es": "clase de créditos", "pt": "tipo de créditos", "en": "kind of credits"},
    "nqf_scheme": {"es": "marco nacional", "pt": "quadro nacional", "en": "national framework"},
    "assessment_type": {"es": "forma de evaluación", "pt": "forma de avaliação", "en": "kind of assessment"},
    "mode": {"es": "modalidad", "pt": "modalidade", "en": "mode of study"},
    "qa_type": {"es": "aseguramiento de la calidad", "pt": "garantia da qualidade", "en": "quality assurance"},
    "grade_scale": {"es": "escala de calificaciones", "pt": "escala de notas", "en": "grading scale"},
}
_COMPARISONS: Mapping[str, Mapping[Language, str]] = {
    ">=": {"es": "al menos {}", "pt": "pelo menos {}", "en": "at least {}"},
    ">": {"es": "más de {}", "pt": "mais de {}", "en": "more than {}"},
    "<=": {"es": "como máximo {}", "pt": "no máximo {}", "en": "at most {}"},
    "<": {"es": "menos de {}", "pt": "menos de {}", "en": "less than {}"},
}
_DATE_COMPARISONS: Mapping[str, Mapping[Language, str]] = {
    ">=": {"es": "desde el {}", "pt": "a partir de {}", "en": "on or after {}"},
    ">": {"es": "después del {}", "pt": "depois de {}", "en": "after {}"},
    "<=": {"es": "hasta el {}", "pt": "até {}", "en": "on or before {}"},
    "<": {"es": "antes del {}", "pt": "antes de {}", "en": "before {}"},
}
_MONTHS = "January February March April May June July August September October November December"
# What is 0 or 1 is asked for as "at least 1", and that is said by the label alone.
_FLAGS = ("id_verified", "stackable")


def readable(detail: Mapping[str, Any], lang: Language) -> dict[str, str]:
    """Every detail of a check as text: times (ISO 8601), lists of names, lists of comparisons."""
    return {name: _text(value, lang) for name, value in detail.items()}


def phrase(comparison: Mapping[str, Any], lang: Language) -> str:
    """A comparison {"name", "op", "value"} as people say it."""
    name, op, value = comparison["name"], comparison["op"], comparison["value"]
    if name in _FLAGS and (op, value) == (">=", 1):
        return label(name, lang)
    day = _day(value, lang) if name.endswith("_dateint") else None
    words = (_DATE_COMPARISONS if day else _COMPARISONS)[op][lang]
    return f"{label(name, lang)}: {words.format(day or _number(name, value, lang))}"


def label(name: str, lang: Language) -> str:
    """An attribute's name as people say it."""
    return _LABELS[name][lang] if name in _LABELS else name


def _text(value: Any, lang: Language) -> str:
    if isinstance(value, list):
        return "; ".join(_text(item, lang) for item in value)
    if isinstance(value, dict):
        return phrase(value, lang)
    if isinstance(value, str):
        return _moment(value, lang) or label(value, lang)
    return str(value)


def _moment(text: str, lang: Language) -> str | None:
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return None
    day = _day(int(moment.strftime("%Y%m%d")), lang)
    hour = moment.strftime("%H:%M UTC")
    return f"{day}, {hour}"


def _day(value: int, lang: Language) -> str | None:
    """A YYYYMMDD date; None where there is no such day."""
    try:
        day = datetime.strptime(str(value), "%Y%m%d")
    except ValueError:
        return None
    return f"{day.day} {_MONTHS.split()[day.month - 1]} {day.year}" if lang == "en" else f"{day:%d/%m/%Y}"


def _number(name: str, value: int, lang: Language) -> str:
    if not name.endswith("_x100"):
        return str(value)
    text = f"{(Decimal(value) / 100).normalize():f}"
    return text if lang == "en" else text.replace(".", ",")
