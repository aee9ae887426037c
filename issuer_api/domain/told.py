"""What a credential says of itself, for people who hold it to be true only where the verdict says so.

    told(badge, "es")      # Told("Salud digital comunitaria", "Universidad Ejemplo", [Fact("Créditos", "3 ECTS"), …])

Reads what this node issues and what others do. The holder, the grade and all free text stay out.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from issuer_api.domain.award import plain
from issuer_api.domain.mapping import at
from issuer_api.domain.summary import WORDS, Fact, Language, day
from verification.criteria import numbers_of
from verification.errors import VerificationError
from verification.four_lines import four_lines
from verification.verification_receipt import is_receipt, read_receipt

_LONGEST = 300


class Told(NamedTuple):
    """`title` and `issuer` are None where the document has none that can be shown."""

    title: str | None
    issuer: str | None
    facts: list[Fact]


def told(document: Mapping[str, Any], lang: Language) -> Told:
    """`document`: an OpenBadgeCredential, any other credential, or an `anoncreds_evidence` document."""
    if is_receipt(document):
        return _receipt(document, lang)
    title = _text(document, "credentialSubject.achievement.name") or _text(document, "attributes.title")
    named = _text(document, "issuer.name") or _text(document, "attributes.awarding_body")
    return Told(title, named or _text(document, "issuer.id") or _text(document, "issuer"), _facts(document, lang))


def _receipt(document: Mapping[str, Any], lang: Language) -> Told:
    """The record of a verification says what its verdict was."""
    label, about, when, nothing = _RECEIPT[lang]
    try:
        found = read_receipt(document)
    except VerificationError:
        return Told(label, _text(document, "issuer"), [])
    said = [(when, found.at), (about, str(found.title or found.subject or nothing)[:_LONGEST])]
    said += [(line.title, line.sentence) for line in four_lines(found.verdict, lang)]
    return Told(f"{label}: {found.verdict.summary(lang)}", _text(document, "issuer"), [Fact(*one) for one in said])


_RECEIPT: Mapping[Language, tuple[str, str, str, str]] = {
    "es": ("Constancia de verificación", "Se comprobó", "Cuándo", "—"),
    "pt": ("Comprovante de verificação", "Verificou-se", "Quando", "—"),
    "en": ("Receipt of a verification", "What was checked", "When", "—"),
}


def _facts(document: Mapping[str, Any], lang: Language) -> list[Fact]:
    words, said = WORDS[lang], numbers_of(document)
    found = (
        ("issued", _day(said.get("issued_dateint"), lang)),
        ("completed", _day(said.get("completed_dateint"), lang)),
        ("until", _until(document, lang)),
        ("workload", f"{said['hours']} {words['hours']}" if "hours" in said else ""),
        ("credits", _credits(document, said, lang)),
        ("level", _levels(document, said)),
    )
    return [Fact(words[name], text) for name, text in found if text]


def _credits(document: Mapping[str, Any], said: Mapping[str, int], lang: Language) -> str:
    scheme = _scheme(document, "nationalCredits", "credit_scheme")
    kinds = (("ects_x100", "ECTS"), ("national_credits_x100", scheme))
    return " · ".join(f"{_hundredths(said[name], lang)} {label}".strip() for name, label in kinds if name in said)


def _levels(document: Mapping[str, Any], said: Mapping[str, int]) -> str:
    scheme = _scheme(document, "nqfLevel", "nqf_scheme") or "NQF"
    kinds = (("eqf_level", "EQF"), ("nqf_level", scheme))
    return " · ".join(f"{label} {said[name]}" for name, label in kinds if name in said)


def _scheme(document: Mapping[str, Any], kind: str, attribute: str) -> str:
    where = f"credentialSubject.achievement.alignment[targetType=ext:{kind}].targetFramework"
    return _text(document, where) or _text(document, f"attributes.{attribute}") or ""


def _hundredths(value: int, lang: Language) -> str:
    text = plain(Decimal(value) / 100)
    return text if lang == "en" else text.replace(".", ",")


def _day(number: int | None, lang: Language) -> str:
    """Of a YYYYMMDD; nothing of what is no date."""
    try:
        return day(datetime.strptime(str(number), "%Y%m%d").date(), lang) if number else ""
    except ValueError:
        return ""


def _until(document: Mapping[str, Any], lang: Language) -> str:
    text = _text(document, "validUntil") or _text(document, "expirationDate") or ""
    try:
        return day(date.fromisoformat(text[:10]), lang)
    except ValueError:
        return ""


def _text(document: Mapping[str, Any], path: str) -> str | None:
    found = at(document, path)
    return found.strip()[:_LONGEST] or None if isinstance(found, str) else None
