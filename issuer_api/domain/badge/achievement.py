"""What was achieved, the same for every learner: the Achievement of Open Badges 3.0 ("Data Model").

Annex I has elements for which Open Badges has no member. Each is an Alignment whose `targetType` is an extension of
the AlignmentTargetType (`ext:…`), whose `targetUrl` is the European Learning Model's term for it or the entry of a
European list, and whose `targetCode` is the value; so that programs can read it, people see it, and no context has to
be added. A free text is the `targetName` itself.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from issuer_api.domain.award import plain
from issuer_api.domain.design import Alignment, Elements
from issuer_api.domain.terms import ECTS, ELM, EQF, MODES, WORDS

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
ESCO_TYPE = "ext:ESCOSkill"
type Json = dict[str, Any]


def achievement(elements: Elements, achievement_id: str) -> Json:
    """The Achievement, with the language of its texts in `inLanguage`."""
    available = credits_of(elements)
    return {
        "id": achievement_id,
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "name": elements.title,
        "description": elements.description or elements.title,
        "inLanguage": elements.language,
        "criteria": _criteria(elements),
        **({"creditsAvailable": number(available)} if available is not None else {}),
        "alignment": [*map(_alignment, elements.alignments), *_annex(elements)],
        "resultDescription": [_result_description(elements, achievement_id)],
    }


def achievement_document(elements: Elements, design_id: UUID, *, host: str, did: str, name: str) -> Json:
    """The Achievement by itself, as anybody may read it at its address; its creator is named by the DID."""
    found = achievement(elements, f"https://{host}/achievements/{design_id}")
    creator = {"id": did, "type": ["Profile"], "name": name, "url": f"https://{host}"}
    return {"@context": list(CONTEXTS), **found, "creator": creator}


def credits_of(elements: Elements) -> Decimal | None:
    """What `creditsAvailable` counts: ECTS where they are declared, else the national credits."""
    return elements.ects if elements.ects is not None else elements.national_credits


def number(value: Decimal) -> int | float:
    """The JSON number, a whole one without a point: others would canonicalize 3.0 and 3 differently."""
    return int(value) if value == value.to_integral_value() else float(value)


def result_id(achievement_id: str) -> str:
    """What the learner's result refers to."""
    return f"{achievement_id}#grade"


def _criteria(elements: Elements) -> Json:
    words = WORDS[elements.language]
    lines = [words.outcomes, "", *(f"- {outcome}" for outcome in elements.outcomes), ""]
    lines.append(words.assessment.format(elements.assessment_type.rstrip(".")))
    if elements.prerequisites:
        lines.append(words.prerequisites.format(elements.prerequisites.rstrip(".")))
    uri = {"id": str(elements.outcomes_uri)} if elements.outcomes_uri else {}
    return {**uri, "narrative": "\n".join(lines)}


def _result_description(elements: Elements, achievement_id: str) -> Json:
    scale = elements.grade_scale
    return {
        "id": result_id(achievement_id),
        "type": ["ResultDescription"],
        "name": elements.assessment_type,
        "resultType": "RawScore",
        "valueMin": plain(scale.minimum),
        "valueMax": plain(scale.maximum),
        "requiredValue": plain(scale.pass_mark),
    }


def _alignment(found: Alignment) -> Json:
    kind = {"targetType": ESCO_TYPE} if found.type == "esco" else {}
    framework = found.framework or ("ESCO" if found.type == "esco" else "")
    return _entry(found.name, str(found.url), found.code, framework) | kind


def _annex(elements: Elements) -> list[Json]:
    """The elements without a member of their own; what is absent in the design is absent here."""
    words = WORDS[elements.language]
    entries = [
        ("hours", words.hours.format(elements.hours), f"{ELM}volumeOfLearning", f"PT{elements.hours}H", "ISO 8601"),
        ("mode", words.modes[elements.mode], MODES[elements.mode], elements.mode, ""),
        ("qualityAssurance", elements.qa_type, f"{ELM}accreditation", "", ""),
        (
            "identityVerified",
            words.identity[elements.id_verified],
            f"{ELM}idVerification",
            _flag(elements.id_verified),
            "",
        ),
        (
            "stackable",
            words.stackable[elements.stackable],
            f"{ELM}isPartialQualification",
            _flag(elements.stackable),
            "",
        ),
        *_levels(elements),
        *_credits(elements),
    ]
    if elements.prerequisites:
        entries.append(("prerequisites", elements.prerequisites, f"{ELM}entryRequirement", "", ""))
    return [
        _entry(name, url, code, framework) | {"targetType": f"ext:{kind}"}
        for kind, name, url, code, framework in entries
    ]


def _levels(elements: Elements) -> list[tuple[str, str, str, str, str]]:
    words, eqf, nqf = WORDS[elements.language], elements.eqf_level, elements.nqf_level
    found = []
    if eqf is not None:
        framework = "European Qualifications Framework"
        found.append(("eqfLevel", words.eqf.format(eqf), f"{EQF}{eqf}", str(eqf), framework))
    if nqf is not None:
        found.append(("nqfLevel", words.nqf.format(nqf), f"{ELM}NQFLevel", str(nqf), elements.nqf_scheme))
    return found


def _credits(elements: Elements) -> list[tuple[str, str, str, str, str]]:
    words, found = WORDS[elements.language], []
    if elements.ects is not None:
        value = plain(elements.ects)
        found.append(
            (
                "ects",
                words.credits.format(_shown(value, elements), "ECTS"),
                ECTS,
                value,
                "European Credit Transfer System",
            )
        )
    if elements.national_credits is not None:
        value = plain(elements.national_credits)
        scheme = "" if elements.credit_scheme == "none" else elements.credit_scheme
        name = words.credits.format(_shown(value, elements), scheme).strip()
        found.append(("nationalCredits", name, f"{ELM}creditPoint", value, scheme))
    return found


def _shown(value: str, elements: Elements) -> str:
    return value if elements.language == "en" else value.replace(".", ",")


def _entry(name: str, url: str, code: str, framework: str) -> Json:
    optional = {"targetCode": code, "targetFramework": framework}
    return {
        "type": ["Alignment"],
        "targetName": name,
        "targetUrl": url,
        **{member: value for member, value in optional.items() if value},
    }


def _flag(value: bool) -> str:
    return "true" if value else "false"
