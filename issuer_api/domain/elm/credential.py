"""The credential, the person, the institution. What was learnt: `specification`, how it was assessed: `assessment`."""

from base64 import b64encode
from typing import Any

from issuer_api.domain.award import Award
from issuer_api.domain.elm.assessment import assessment
from issuer_api.domain.elm.concepts import Json, country, generic_profile, language_of, png, text
from issuer_api.domain.elm.specification import specification
from verification.stamps import stamp

CONTEXTS = ("https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap")
SCHEMA = "http://data.europa.eu/snb/model/ap/edc-generic-full"


def elm_credential(award: Award, *, picture: bytes | None = None) -> Json:
    """The EuropeanDigitalCredential. `picture`: a PNG of it, which the European platform asks for."""
    until = award.valid_until
    organisation = _organisation(award)
    return {
        "@context": list(CONTEXTS),
        "id": f"urn:credential:{award.credential_id}",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialProfiles": generic_profile(),
        "credentialSchema": {"id": SCHEMA, "type": "ShaclValidator2017"},
        "displayParameter": _display(award, picture),
        "issuer": organisation,
        "issuanceDate": stamp(award.issued),
        "issued": stamp(award.issued),
        "validFrom": stamp(award.issued),
        **({"expirationDate": stamp(until), "validUntil": stamp(until)} if until else {}),
        "credentialSubject": _person(award, organisation),
    }


def uploadable(credential: Json) -> dict[str, Any]:
    """The file that the European platform takes."""
    return {"credential": credential}


def _person(award: Award, organisation: Json) -> Json:
    language = award.elements.language
    return {
        "id": "urn:epass:person:1",
        "type": "Person",
        "givenName": text(award.given_name, language),
        "familyName": text(award.family_name, language),
        "fullName": text(award.full_name, language),
        "hasClaim": _achievement(award, organisation),
    }


def _achievement(award: Award, organisation: Json) -> Json:
    awarded = {
        "id": "urn:epass:awardingProcess:1",
        "type": "AwardingProcess",
        "awardingBody": organisation,
        "awardingDate": stamp(award.issued),
    }
    return {
        "id": f"urn:epass:learningAchievement:{award.credential_id}",
        "type": "LearningAchievement",
        "title": text(award.elements.title, award.elements.language),
        "awardedBy": awarded,
        "provenBy": assessment(award, awarded),
        "specifiedBy": specification(award.elements, award.achievement_id),
    }


def _organisation(award: Award) -> Json:
    address = {"id": "urn:epass:address:1", "type": "Address", "countryCode": country(award.country)}
    return {
        "id": award.did,
        "type": "Organisation",
        "legalName": text(award.awarding_body, award.elements.language),
        "location": {"id": "urn:epass:location:1", "type": "Location", "address": address},
        "homepage": {"id": "urn:epass:webResource:1", "type": "WebResource", "contentURL": f"https://{award.host}"},
    }


def _display(award: Award, picture: bytes | None) -> Json:
    language = award.elements.language
    found = {
        "id": "urn:epass:displayParameter:1",
        "type": "DisplayParameter",
        "title": text(award.elements.title, language),
        "language": language_of(language),
        "primaryLanguage": language_of(language),
    }
    return found | ({"individualDisplay": _page(award, picture)} if picture else {})


def _page(award: Award, picture: bytes) -> Json:
    image = {
        "id": "urn:epass:mediaObject:1",
        "type": "MediaObject",
        "content": b64encode(picture).decode(),
        **png(),
    }
    detail = {"id": "urn:epass:displayDetail:1", "type": "DisplayDetail", "image": image, "page": 1}
    return {
        "id": "urn:epass:individualDisplay:1",
        "type": "IndividualDisplay",
        "language": language_of(award.elements.language),
        "displayDetail": detail,
    }
