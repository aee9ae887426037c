"""The European form: every member a term of the application profile, and what its shapes ask for."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from issuer_api.domain.award import Award
from issuer_api.domain.elm import elm_credential, uploadable
from issuer_api.domain.elm.countries import alpha_3
from tests.unit.issuer_api.domain.awards import AWARDS, DIGCOMP, ESCO, award
from tests.unit.issuer_api.domain.badge.test_badge import objects

VECTORS = Path(__file__).parents[6] / "shared" / "vectors" / "elm"
CONTEXT = VECTORS / "rdf" / "ap" / "edc" / "edc-ap-context.jsonld"
SAMPLE = VECTORS / "Credentials" / "JSON-LD Examples (ELM v3)" / "Sample-MC-Annex1-unsigned-uploadable.json"
OF_VCDM = {  # of the Verifiable Credentials Data Model's own context
    "@context",
    "id",
    "type",
    "issuer",
    "issued",
    "issuanceDate",
    "validFrom",
    "validUntil",
    "expirationDate",
    "credentialSchema",
    "credentialSubject",
}
TEXTS = {  # whose members are languages
    "title",
    "description",
    "prefLabel",
    "legalName",
    "givenName",
    "familyName",
    "fullName",
    "noteLiteral",
}
PNG = b"\x89PNG\r\n\x1a\n"
LABELS = {"es", "pt", "en"}


def members(value: Any) -> set[str]:
    """Every member's name, languages apart."""
    return {name for item in objects(value) if not item.keys() <= LABELS for name in item}


@pytest.mark.skipif(not CONTEXT.exists(), reason="the vectors of elm are not here")
@settings(max_examples=40, deadline=None)
@given(AWARDS)
def test_every_member_is_the_application_profiles(found: Award) -> None:
    terms = json.loads(CONTEXT.read_text())["@context"].keys()
    document = elm_credential(found, picture=PNG)
    assert members(document) <= terms | OF_VCDM
    types = {item["type"] for item in objects(document) if isinstance(item.get("type"), str)}
    assert types <= terms


@pytest.mark.skipif(not SAMPLE.exists(), reason="the vectors of elm are not here")
def test_it_has_what_the_published_sample_has() -> None:
    """Of the sample's Annex I elements none is missing, at the same places."""
    theirs = json.loads(SAMPLE.read_text())["credential"]
    ours = uploadable(elm_credential(award(prerequisites="Saber leer"), picture=PNG))["credential"]
    assert theirs.keys() - ours.keys() == {"identifier"}
    assert ours["@context"] == theirs["@context"]
    assert ours["type"] == theirs["type"]
    assert ours["credentialSchema"] == theirs["credentialSchema"]
    assert ours["credentialProfiles"] == theirs["credentialProfiles"]
    mine, sample = (document["credentialSubject"]["hasClaim"] for document in (ours, theirs))
    assert sample.keys() - mine.keys() == {"influencedBy"}
    wanted = {"eqfLevel", "creditPoint", "entryRequirement", "learningOutcome", "mode", "volumeOfLearning", "language"}
    assert wanted <= mine["specifiedBy"].keys() & sample["specifiedBy"].keys()
    assert sample["provenBy"].keys() - mine["provenBy"].keys() == {"assessedBy"}


@settings(max_examples=40, deadline=None)
@given(AWARDS)
def test_every_thing_has_an_address_and_each_address_is_one_thing(found: Award) -> None:
    """The same id twice is the same object, or RDF would make one thing of two."""
    seen: dict[str, Any] = {}
    for item in objects(elm_credential(found)):
        if "id" in item:
            assert seen.setdefault(item["id"], item) == item, item["id"]
        elif "type" in item:
            raise AssertionError(item)


def test_skills_are_outcomes_of_their_own() -> None:
    found = elm_credential(award(alignments=[ESCO, DIGCOMP]))
    *own, skill, entry = found["credentialSubject"]["hasClaim"]["specifiedBy"]["learningOutcome"]
    assert all("relatedESCOSkill" not in outcome for outcome in own)
    assert skill["relatedESCOSkill"]["id"] == ESCO["url"]
    assert skill["relatedESCOSkill"]["inScheme"]["id"] == "http://data.europa.eu/esco/concept-scheme/skills"
    assert (entry["relatedSkill"]["id"], entry["relatedSkill"]["notation"]) == (DIGCOMP["url"], "3.1")


def test_countries() -> None:
    assert [alpha_3(code) for code in ("GT", "CL", "MX", "XX")] == ["GTM", "CHL", "MEX", None]
    country = elm_credential(award())["issuer"]["location"]["address"]["countryCode"]
    assert country["id"].endswith("/authority/country/GTM")
