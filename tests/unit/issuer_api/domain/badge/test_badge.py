"""The badge: what the specifications ask of it, and every term of it defined by the contexts that are kept here."""

import re
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings

from issuer_api.domain.award import Award
from issuer_api.domain.badge import CONTEXTS, achievement_document, identity_hash, open_badge
from issuer_api.domain.mapping import at
from tests.unit.issuer_api.domain.awards import AWARDS, DID, DIGCOMP, ESCO, HOST, PLACE, SALT, award, badge
from verification.encoding import canonical
from verification.json_ld import to_quads
from verification.known_contexts import context

Json = dict[str, Any]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# What the specification's "Data Model" asks of each class: the members that may not be left out.
REQUIRED = {
    "Achievement": {"id", "type", "criteria", "description", "name"},
    "Alignment": {"type", "targetName", "targetUrl"},
    "ResultDescription": {"id", "type", "name", "resultType"},
    "Result": {"type"},
    "IdentityObject": {"type", "hashed", "identityHash", "identityType"},
    "Profile": {"id", "type"},
    "Address": {"type"},
    "BitstringStatusListEntry": {"type", "statusPurpose", "statusListIndex", "statusListCredential"},
}


def objects(value: Any) -> list[Json]:
    """Every object of a document."""
    if isinstance(value, list):
        return [found for item in value for found in objects(item)]
    if not isinstance(value, dict):
        return []
    return [value, *(found for item in value.values() for found in objects(item))]


def alignments(document: Json) -> list[Json]:
    found: list[Json] = at(document, "credentialSubject.achievement.alignment")
    return found


@settings(max_examples=40, deadline=None)
@given(AWARDS)
def test_every_term_is_defined_and_every_number_the_same_for_all(found: Award) -> None:
    """An undefined term, or a value that has no place in RDF, is refused by `to_quads`."""
    document = open_badge(found, salt=SALT, place=PLACE)
    assert to_quads(document)
    assert to_quads(achievement_document(found.elements, found.design_id, host=HOST, did=DID, name=found.awarding_body))
    assert canonical(document)
    numbers = [value for item in objects(document) for value in item.values() if isinstance(value, float)]
    assert all(value != int(value) for value in numbers), "a whole number is written without a point"


@settings(max_examples=40, deadline=None)
@given(AWARDS)
def test_what_the_specification_requires_is_there(found: Award) -> None:
    document = open_badge(found, salt=SALT, place=PLACE)
    assert {"@context", "id", "type", "issuer", "validFrom", "credentialSubject"} <= document.keys()
    for item in objects(document):
        kinds = item.get("type", [])
        for kind in [kinds] if isinstance(kinds, str) else kinds:
            assert REQUIRED.get(kind, set()) <= item.keys(), kind
            assert all(item[name] not in ("", None, []) for name in item)
    assert at(document, "credentialSubject.achievement.description")


def test_the_contexts_are_the_pinned_ones() -> None:
    assert badge()["@context"] == list(CONTEXTS)
    assert all(context(url) for url in CONTEXTS)


def test_a_badge_as_people_would_read_it() -> None:
    found = badge()
    assert found["id"] == "urn:uuid:00000000-0000-0000-0000-000000000005"
    assert found["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert found["issuer"]["id"] == f"did:web:{HOST}"
    assert found["issuer"]["address"]["addressCountryCode"] == "GT"
    assert found["validFrom"] == found["awardedDate"] == "2026-11-23T12:00:00Z"
    assert "validUntil" not in found
    subject = found["credentialSubject"]
    assert subject["activityEndDate"] == "2026-11-20T12:00:00Z"
    assert subject["creditsEarned"] == 3
    achievement = subject["achievement"]
    assert achievement["id"] == f"https://{HOST}/achievements/00000000-0000-0000-0000-000000000006"
    assert achievement["achievementType"] == "MicroCredential"
    assert (achievement["inLanguage"], achievement["creditsAvailable"]) == ("es", 3)
    (result,), (description,) = subject["result"], achievement["resultDescription"]
    assert result["resultDescription"] == description["id"]
    assert (result["value"], description["valueMax"], description["requiredValue"]) == ("87.5", "100", "60")
    assert all(MOMENT.fullmatch(found[name]) for name in ("validFrom", "awardedDate"))


def test_a_period_ends() -> None:
    assert badge(valid_months=1)["validUntil"] == "2026-12-23T12:00:00Z"


def test_the_status_stands_at_one_index_of_each_purposes_list() -> None:
    entries = badge()["credentialStatus"]
    assert [entry["statusPurpose"] for entry in entries] == ["revocation", "suspension", "refresh"]
    assert {entry["statusListIndex"] for entry in entries} == {str(PLACE.index)}
    for entry in entries:
        assert entry["statusListCredential"] == f"https://{HOST}/status/{PLACE.list_id}/{entry['statusPurpose']}"


def test_skills_and_frameworks() -> None:
    skill, entry, *_ = alignments(badge(alignments=[ESCO, DIGCOMP]))
    assert (skill["targetType"], skill["targetUrl"], skill["targetFramework"]) == ("ext:ESCOSkill", ESCO["url"], "ESCO")
    assert (entry["targetCode"], entry["targetFramework"]) == ("3.1", "DigComp 2.2")
    assert "targetType" not in entry


def test_extensions_are_named_as_the_specification_allows() -> None:
    kinds = [item["targetType"] for item in alignments(badge(nqf_level=5)) if "targetType" in item]
    assert all(re.fullmatch(r"ext:[A-Za-z0-9.\-_]+", kind) for kind in kinds)
    assert len(set(kinds)) == len(kinds)


@pytest.mark.parametrize(("language", "mode"), [("es", "Semipresencial"), ("pt", "Semipresencial"), ("en", "Blended")])
def test_what_people_see_is_in_the_designs_language(language: str, mode: str) -> None:
    found = at(badge(language=language), "credentialSubject.achievement.alignment[targetType=ext:mode]")
    assert found["targetName"] == mode


@pytest.mark.parametrize(("language", "credits"), [("es", "2,5 créditos ECTS"), ("en", "2.5 credits ECTS")])
def test_decimals_are_written_as_the_language_does(language: str, credits: str) -> None:
    found = at(badge(language=language, ects="2.50"), "credentialSubject.achievement.alignment[targetType=ext:ects]")
    assert (found["targetName"], found["targetCode"]) == (credits, "2.5")


def test_the_learner_is_not_named() -> None:
    text = canonical(badge(email="Ana@Example.edu")).decode()
    assert "Begoña" not in text
    assert "example.edu" not in text.lower().replace(HOST, "")
    assert identity_hash("ana@example.edu", SALT) in text
    assert identity_hash("x", "y") == "sha256$" + sha256(b"xy").hexdigest()


def test_a_hash_is_the_specifications() -> None:
    """The example under "IdentityHash" in Open Badges 3.0."""
    expected = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    assert identity_hash("a@example.com", "Kosher") == expected


def test_an_achievement_by_itself_is_the_badges() -> None:
    found = award()
    alone = achievement_document(found.elements, found.design_id, host=HOST, did=DID, name="Universidad de Ejemplo")
    inside = badge()["credentialSubject"]["achievement"]
    assert inside.items() <= alone.items()
    assert alone.keys() - inside.keys() == {"@context", "creator"}
