"""The small things that the European Learning Model's documents are made of: concepts of lists, notes, texts."""

from typing import Any

from issuer_api.domain.elm.countries import alpha_3
from issuer_api.domain.terms import ECTS, EQF, MODES, SNB, WORDS, Language

AUTHORITY = "http://publications.europa.eu/resource/authority/"
ESCO_SKILLS = "http://data.europa.eu/esco/concept-scheme/skills"
OWN = "urn:epass:concept:"  # of no European list
type Json = dict[str, Any]


def text(value: str, language: Language) -> dict[str, str]:
    """A text in one language."""
    return {language: value}


def concept(uri: str, scheme: str, label: dict[str, str]) -> Json:
    """An entry of a list."""
    return {
        "id": uri,
        "type": "Concept",
        "inScheme": {"id": scheme, "type": "ConceptScheme"},
        "prefLabel": label,
    }


def own_concept(name: str, label: dict[str, str], notation: str = "") -> Json:
    """Something for which Europe has no list, or none that holds it: a national framework, say."""
    found = concept(f"{OWN}{name}", f"urn:epass:conceptScheme:{name.partition(':')[0]}", label)
    return found | ({"notation": notation} if notation else {})


def snb(uri: str, label: dict[str, str]) -> Json:
    """An entry of one of the lists under data.europa.eu/snb."""
    return concept(uri, f"{uri.rpartition('/')[0]}/25831c2", label)


def mode(value: str, language: Language) -> Json:
    """How the learner took part."""
    return snb(MODES[value], text(WORDS[language].modes[value], language))


def eqf(level: int, language: Language) -> Json:
    """A level of the European Qualifications Framework."""
    return snb(f"{EQF}{level}", text(WORDS[language].eqf.format(level), language))


def ects() -> Json:
    """The European credit system."""
    return snb(ECTS, text("European Credit Transfer System", "en"))


def language_of(language: Language) -> Json:
    """A language of the authority table."""
    words = WORDS[language]
    found = concept(f"{AUTHORITY}language/{words.languages}", f"{AUTHORITY}language", text(words.language, language))
    return found | {"notation": "language"}


def country(alpha_2: str) -> Json:
    """A country of the authority table; one that it does not know keeps its two letters."""
    code = alpha_3(alpha_2) or alpha_2
    found = concept(f"{AUTHORITY}country/{code}", f"{AUTHORITY}country", text(alpha_2, "en"))
    return found | {"notation": "country"}


def note(name: str, value: str, language: Language) -> Json:
    """A free text."""
    return {"id": f"urn:epass:note:{name}", "type": "Note", "noteLiteral": text(value, language)}


def generic_profile() -> Json:
    """The credential profile."""
    return snb(f"{SNB}credential/e34929035b", text("Generic", "en"))


def png() -> Json:
    """The two concepts that say that a picture is a PNG in base64."""
    encoding = snb(f"{SNB}encoding/6146cde7dd", text("base64", "en"))
    kind = concept(f"{AUTHORITY}file-type/PNG", f"{AUTHORITY}file-type", text("PNG", "en")) | {"notation": "file-type"}
    return {"contentEncoding": encoding, "contentType": kind}
