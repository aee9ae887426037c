"""What a W3C Verifiable Credential or Presentation must look like (VC Data Model 2.0 and 1.1), before any proof.

    >>> check_credential(badge)
    <Version.V2: '2.0'>

Every "MUST" of the model that a program can see is held to, and what breaks one raises `CredentialError` with a code of
its own. Section numbers are those of version 2.0. Proofs, keys, times and statuses are judged in `credential`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from verification.errors import CredentialError
from verification.vcdm_status import check_entry
from verification.vcdm_values import contexts, language_value, objects, time_stamp, types, url, url_or_object

V2_CONTEXT = "https://www.w3.org/ns/credentials/v2"
V1_CONTEXT = "https://www.w3.org/2018/credentials/v1"
ENVELOPED = "EnvelopedVerifiableCredential"
MAX_CREDENTIALS = 50  # of one presentation

type Object = Mapping[str, Any]
type Terms = Mapping[str, str | None]

_SRI = re.compile(r"sha(256|384|512)-[A-Za-z0-9+/]+={0,2}( sha(256|384|512)-[A-Za-z0-9+/]+={0,2})*")
_MULTIBASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+/=-]+")


class Version(StrEnum):
    """Of the data model."""

    V2 = "2.0"
    V1 = "1.1"


_PERIOD = {Version.V2: ("validFrom", "validUntil"), Version.V1: ("issuanceDate", "expirationDate")}
_CODES = {"validFrom": "valid-from", "validUntil": "valid-until"}
_CODES |= {"issuanceDate": "issuance-date", "expirationDate": "expiration-date"}


def version_of(document: Object) -> Version:
    """By the first context (section 4.3): context-missing, context-malformed, context-order-wrong, context-mixed."""
    named = document.get("@context")
    if named is None:
        raise CredentialError("context-missing", "there is no @context")
    if not isinstance(named, list) or not named:
        raise CredentialError("context-malformed", "@context is not a list of URLs and objects")
    if V1_CONTEXT in named and V2_CONTEXT in named:
        raise CredentialError("context-mixed", "@context names both versions of the data model")
    if named[0] not in (V1_CONTEXT, V2_CONTEXT):
        raise CredentialError("context-order-wrong", f"@context does not begin with {V2_CONTEXT}")
    return Version.V1 if named[0] == V1_CONTEXT else Version.V2


def check_credential(document: Any) -> Version:
    """A credential, with or without its proof. Raises CredentialError; its version."""
    if not isinstance(document, dict):
        raise CredentialError("credential-not-an-object", "the credential is not a JSON object")
    version = version_of(document)
    terms = contexts(document["@context"], V1_CONTEXT if version is Version.V1 else V2_CONTEXT)
    _check_type(document, terms, "VerifiableCredential")
    _optional(document, "id", lambda value: url(value, "id-malformed"))
    _check_issuer(document)
    _check_subjects(document)
    period_of(document)
    _check_texts(document)
    _check_typed(document, terms)
    _optional(document, "relatedResource", _check_related)
    _optional(document, "proof", _check_proofs)
    return version


def check_presentation(document: Any) -> Version:
    """A presentation and each credential in it (section 4.13). Raises CredentialError; its version."""
    if not isinstance(document, dict):
        raise CredentialError("presentation-not-an-object", "the presentation is not a JSON object")
    version = version_of(document)
    terms = contexts(document["@context"], V1_CONTEXT if version is Version.V1 else V2_CONTEXT)
    _check_type(document, terms, "VerifiablePresentation")
    _optional(document, "id", lambda value: url(value, "id-malformed"))
    _optional(document, "holder", lambda value: url_or_object(value, "holder-malformed"))
    _optional(document, "proof", _check_proofs)
    for credential in credentials_of(document):
        if is_enveloped(credential):
            check_envelope(credential)
        else:
            check_credential(credential)
    return version


def credentials_of(presentation: Object) -> list[dict[str, Any]]:
    """What a presentation presents: objects, never texts or URLs (credentials-malformed)."""
    if "verifiableCredential" not in presentation:
        return []
    found = objects(presentation["verifiableCredential"], "credentials-malformed")
    if len(found) > MAX_CREDENTIALS:
        raise CredentialError("credentials-too-many", f"more than {MAX_CREDENTIALS} credentials are presented at once")
    return found


def is_enveloped(document: Object) -> bool:
    """Whether it says it is an EnvelopedVerifiableCredential."""
    named = document.get("type")
    return named == ENVELOPED or (isinstance(named, list) and ENVELOPED in named)


def check_envelope(document: Object) -> str:
    """The compact JWT of an EnvelopedVerifiableCredential (section 4.13.1). Codes: envelope-context-wrong,
    envelope-malformed, envelope-media-type-unknown."""
    named = document.get("@context")
    if named != V2_CONTEXT and (not isinstance(named, list) or V2_CONTEXT not in named[:1]):
        raise CredentialError("envelope-context-wrong", f"the envelope's @context does not begin with {V2_CONTEXT}")
    link = document.get("id")
    if not is_enveloped(document) or not isinstance(link, str) or not link.startswith("data:") or "," not in link:
        raise CredentialError("envelope-malformed", "the envelope's id is not a data: URL that holds the credential")
    media_type, _, token = link.removeprefix("data:").partition(",")
    if media_type not in ("application/vc+jwt", "application/jwt"):
        raise CredentialError("envelope-media-type-unknown", "only application/vc+jwt is read")
    return token


def issuer_of(credential: Object) -> str:
    """The issuer's id (section 4.7): issuer-missing, issuer-malformed."""
    if "issuer" not in credential:
        raise CredentialError("issuer-missing", "the credential names no issuer")
    return url_or_object(credential["issuer"], "issuer-malformed")


def period_of(credential: Object) -> tuple[datetime | None, datetime | None]:
    """From when and until when it holds (section 4.9; in 1.1 issuanceDate and expirationDate).

    Codes: valid-from-malformed, valid-until-malformed, issuance-date-missing, issuance-date-malformed,
    expiration-date-malformed, validity-reversed, member-of-another-version.
    """
    version = version_of(credential)
    if version is Version.V1 and "issuanceDate" not in credential:
        raise CredentialError("issuance-date-missing", "a credential of version 1.1 has an issuanceDate")
    other = Version.V1 if version is Version.V2 else Version.V2
    if any(name in credential for name in _PERIOD[other]):
        raise CredentialError("member-of-another-version", "the credential dates itself as another version does")
    start, end = (_time(credential, name) for name in _PERIOD[version])
    if start and end and start > end:
        raise CredentialError("validity-reversed", "the credential would end before it begins")
    return start, end


def _time(credential: Object, name: str) -> datetime | None:
    return time_stamp(credential[name], f"{_CODES[name]}-malformed") if name in credential else None


def _optional(document: Object, name: str, check: Callable[[Any], object]) -> None:
    if name in document:
        check(document[name])


def _check_type(document: Object, terms: Terms, wanted: str) -> None:
    if "type" not in document:
        raise CredentialError("type-missing", "there is no type")
    if wanted not in types(document["type"], terms, "type-malformed"):
        raise CredentialError("type-not-named", f"the type does not include {wanted}")


def _check_issuer(document: Object) -> None:
    issuer_of(document)
    if isinstance(document["issuer"], dict):
        _check_texts(document["issuer"])


def _check_texts(document: Object) -> None:
    for name in ("name", "description"):
        _optional(document, name, lambda value, name=name: language_value(value, f"{name}-malformed"))  # type: ignore[misc]


def _check_subjects(document: Object) -> None:
    if "credentialSubject" not in document:
        raise CredentialError("subject-missing", "the credential has no credentialSubject")
    for subject in objects(document["credentialSubject"], "subject-malformed"):
        if not subject:
            raise CredentialError("subject-empty", "a credentialSubject says nothing")
        _optional(subject, "id", lambda value: url(value, "subject-id-malformed"))


def _check_typed(document: Object, terms: Terms) -> None:
    """Sections 4.10, 4.11, 5.4 to 5.6: objects with a type, and an id that is a URL."""
    for name, needs_id in _TYPED.items():
        code = f"{_TYPED_CODES[name]}-malformed"
        for item in objects(document[name], code) if name in document else []:
            if "type" not in item:
                raise CredentialError(f"{_TYPED_CODES[name]}-untyped", f"a {name} has no type")
            types(item["type"], terms, code)
            if needs_id or "id" in item:
                url(item.get("id"), f"{_TYPED_CODES[name]}-id-malformed")
            if name == "credentialStatus":
                check_entry(item)


_TYPED = {"credentialStatus": False, "credentialSchema": True}
_TYPED |= {"termsOfUse": False, "evidence": False, "refreshService": False}
_TYPED_CODES = {"credentialStatus": "status", "credentialSchema": "schema"}
_TYPED_CODES |= {"termsOfUse": "terms-of-use", "evidence": "evidence", "refreshService": "refresh-service"}


def _check_related(value: Any) -> None:
    """Section 5.3: each resource once, and at least one digest of it."""
    found = objects(value, "related-resource-malformed")
    names = sorted(url(item.get("id"), "related-resource-malformed") for item in found)
    if any(one == next_one for one, next_one in pairwise(names)):
        raise CredentialError("related-resource-repeated", "a related resource is named twice")
    for item in found:
        _check_digests(item)


def _check_digests(item: Object) -> None:
    if "digestSRI" not in item and "digestMultibase" not in item:
        raise CredentialError("related-resource-no-digest", "a related resource has no digest")
    for name, form in (("digestSRI", _SRI), ("digestMultibase", _MULTIBASE)):
        if name in item and (not isinstance(item[name], str) or not form.fullmatch(item[name])):
            raise CredentialError("related-resource-digest-malformed", f"a {name} is no digest")


def _check_proofs(value: Any) -> None:
    """Section 4.12: each proof is an object with a type."""
    if any(not isinstance(item.get("type"), str) or not item["type"] for item in objects(value, "proof-malformed")):
        raise CredentialError("proof-untyped", "a proof has no type")
