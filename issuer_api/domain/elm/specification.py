"""What was to be learnt, the same for every learner: outcomes, workload, level, mode, quality, entry.

A national level stands in `educationLevel`, for `nqfLevel` takes European frameworks alone; quality assurance in a
note, for an Accreditation names who accredited, and a design does not know that.
"""

from typing import Any

from issuer_api.domain.award import plain
from issuer_api.domain.design import Alignment, Elements
from issuer_api.domain.elm.concepts import (
    ESCO_SKILLS,
    Json,
    concept,
    ects,
    eqf,
    language_of,
    mode,
    note,
    own_concept,
    text,
)
from issuer_api.domain.terms import WORDS


def specification(elements: Elements, achievement_id: str) -> Json:
    """The Qualification; with `isPartialQualification` where it counts towards a larger one."""
    language = elements.language
    page = {"id": "urn:epass:webResource:2", "type": "WebResource", "contentURL": str(elements.outcomes_uri)}
    optional: dict[str, Any] = {
        "description": text(elements.description, language) if elements.description else None,
        "homepage": page if elements.outcomes_uri else None,
        "entryRequirement": note("entry", elements.prerequisites, language) if elements.prerequisites else None,
        "eqfLevel": eqf(elements.eqf_level, language) if elements.eqf_level is not None else None,
        "educationLevel": _national_level(elements),
        "creditPoint": _credits(elements) or None,
    }
    return {
        "id": achievement_id,
        "type": "Qualification",
        "title": text(elements.title, language),
        "language": language_of(language),
        "learningOutcome": _outcomes(elements),
        "volumeOfLearning": f"PT{elements.hours}H",
        "mode": mode(elements.mode, language),
        "isPartialQualification": elements.stackable,
        "additionalNote": note("quality", elements.qa_type, language),
        **{name: value for name, value in optional.items() if value is not None},
    }


def _outcomes(elements: Elements) -> list[Json]:
    """The design's own, then one for each skill that they are known as elsewhere."""
    language = elements.language
    own = [{"title": text(title, language)} for title in elements.outcomes]
    known = [{"title": text(found.name, language), **_skill(found, elements)} for found in elements.alignments]
    return [
        {"id": f"urn:epass:learningOutcome:{number}", "type": "LearningOutcome", **outcome}
        for number, outcome in enumerate([*own, *known], start=1)
    ]


def _skill(found: Alignment, elements: Elements) -> Json:
    scheme = ESCO_SKILLS if found.type == "esco" else f"urn:epass:conceptScheme:{_slug(found.framework)}"
    entry = concept(str(found.url), scheme, text(found.name, elements.language))
    entry |= {"notation": found.code} if found.code else {}
    return {"relatedESCOSkill" if found.type == "esco" else "relatedSkill": entry}


def _credits(elements: Elements) -> list[Json]:
    found = []
    if elements.ects is not None:
        found.append(_points("ects", ects(), plain(elements.ects)))
    if elements.national_credits is not None:
        scheme = elements.credit_scheme
        framework = own_concept(f"credit:{scheme}", text(scheme, elements.language), notation=scheme)
        found.append(_points("national", framework, plain(elements.national_credits)))
    return found


def _points(name: str, framework: Json, points: str) -> Json:
    return {"id": f"urn:epass:creditPoint:{name}", "type": "CreditPoint", "framework": framework, "point": points}


def _national_level(elements: Elements) -> Json | None:
    if elements.nqf_level is None:
        return None
    label = WORDS[elements.language].nqf.format(elements.nqf_level)
    found = own_concept(f"nqf:{elements.nqf_level}", text(label, elements.language), notation=str(elements.nqf_level))
    if elements.nqf_scheme:
        found["inScheme"]["prefLabel"] = text(elements.nqf_scheme, elements.language)
    return found


def _slug(name: str) -> str:
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in name).strip("-").lower()
