"""How the achievement was proven: the assessment, its day, its grade and scale, and whether identity was checked."""

from issuer_api.domain.award import Award, noon, plain
from issuer_api.domain.elm.concepts import Json, note, own_concept, text
from issuer_api.domain.terms import WORDS


def assessment(award: Award, awarded: Json) -> Json:
    """The LearningAssessment; `dateIssued` is the day on which the learner completed it."""
    elements, language = award.elements, award.elements.language
    verified = elements.id_verified
    identity = own_concept(
        f"identity:{'verified' if verified else 'not-verified'}", text(WORDS[language].identity[verified], language)
    )
    return {
        "id": "urn:epass:learningAssessment:1",
        "type": "LearningAssessment",
        "title": text(elements.assessment_type, language),
        "awardedBy": awarded,
        "dateIssued": noon(award.completed),
        "grade": note("grade", plain(award.grade), language),
        "idVerification": identity,
        "specifiedBy": {
            "id": "urn:epass:learningAssessmentSpec:1",
            "type": "LearningAssessmentSpecification",
            "title": text(elements.assessment_type, language),
            "gradingScheme": _scale(award),
        },
    }


def _scale(award: Award) -> Json:
    scale, language = award.elements.grade_scale, award.elements.language
    low, high, needed = plain(scale.minimum), plain(scale.maximum), plain(scale.pass_mark)
    return {
        "id": "urn:epass:gradingScheme:1",
        "type": "GradingScheme",
        "title": text(f"{low}-{high}", language),
        "description": text(WORDS[language].scale.format(low, high, needed), language),
    }
