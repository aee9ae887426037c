"""Who vouches for an issuer: endorsements by institutions whose word the verifier accepts. No registry is asked.

    >>> judge_trust(policy, ("did:web:salud.example.edu",), document, library, now=now).code
    'issuer-vouched'

The issuer's DID document names, as a LinkedVerifiablePresentation (DIF Linked Verifiable Presentation 1.0), where the
EndorsementCredentials (Open Badges 3.0, section "EndorsementCredential") stand that it was given. Each is judged as any
credential is: signed by the endorser's key, in its time, not revoked. One level only: whoever vouches must be named by
the verifier, and is not vouched for in turn. Who publishes them needs no trust: each names whom it is for.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from verification import strict_json
from verification.credential import judge_credential, wanted
from verification.did_host import stands_with
from verification.did_id import parse_did
from verification.did_web import document_url, read_document
from verification.errors import (
    CredentialError,
    DidDocumentError,
    DidLogError,
    KeyNotShownError,
    StrictJsonError,
    VerificationError,
)
from verification.issuer_key import Library, read_history
from verification.policy import Policy
from verification.vcdm import Version, check_credential, check_presentation, credentials_of, issuer_of
from verification.verdict import Check, Outcome

SERVICE = "LinkedVerifiablePresentation"
MAX_BYTES = 1024 * 1024
MAX_PAGES = 2
MAX_READ = 20  # endorsements of one issuer, by those whom the verifier accepts
_WHOIS = "#whois"  # every did:webvh has that one, and it says nothing of who vouches


def judge_trust(
    policy: Policy, names: Collection[str], document: Mapping[str, Any], library: Library, *, now: datetime
) -> Check:
    """Whether the issuer of `document` is accepted, or vouched for. `names`: those that its key proves to be its own,
    at least one. Unknown where what could not be read might have made up the number."""
    accepted = [name for name in names if name in policy.issuers]
    if accepted:
        return Check.of("issuer", "issuer-accepted", issuer=accepted[0])
    issuer = next(reversed(list(names)))
    if not policy.endorsers:
        return Check.of("issuer", "issuer-not-accepted", issuer=issuer)
    known, unread = _published(issuer_of(document), policy, library, now)
    by, open_ = _vouching(known, policy, names, library, now)
    told = {"issuer": issuer, "endorsers": sorted(by.values())}
    if len(by) >= policy.endorsements:
        return Check.of("issuer", "issuer-vouched", **told)
    in_doubt = unread or len(by) + len(open_ - by.keys()) >= policy.endorsements
    return Check.of("issuer", "issuer-vouching-unchecked" if in_doubt else "issuer-not-vouched", issuer=issuer)


def wanted_for_trust(document: Mapping[str, Any], policy: Policy, library: Library, *, now: datetime) -> frozenset[str]:
    """The addresses that `judge_trust` needs beyond those of the credential itself, and that nobody has asked yet."""
    issuer = issuer_of(document)
    if not policy.endorsers or issuer in policy.issuers:
        return frozenset()
    found = set(_pages(issuer, library, now) or ())
    for endorsement in _published(issuer, policy, library, now)[0]:
        found |= wanted(endorsement, library)
    return frozenset(found - library.keys())


def subject_of(endorsement: Mapping[str, Any]) -> str | None:
    """The DID that an EndorsementCredential is about; None of what is no endorsement, or not of one institution."""
    return _subject(endorsement) if _is_endorsement(endorsement) else None


def _vouching(
    endorsements: list[dict[str, Any]], policy: Policy, names: Collection[str], library: Library, now: datetime
) -> tuple[dict[str, str], set[str]]:
    """Those who vouch, by the one name that an institution's two DIDs share; and those of whom it is not known."""
    by: dict[str, str] = {}
    unknown: set[str] = set()
    own = {_host_name(name) for name in names}
    for endorsement in endorsements:
        if _host_name(issuer_of(endorsement)) in own or _subject(endorsement) not in names:
            continue
        verdict = judge_credential(endorsement, library, now=now)
        proven = {str(check.detail.get(name)) for check in verdict.checks for name in ("issuer", "history")}
        accepted = sorted(proven & set(policy.endorsers))
        who = _host_name(issuer_of(endorsement))
        if verdict.outcome is Outcome.PASSED and accepted:
            by.setdefault(who, accepted[0])
        elif verdict.outcome is Outcome.UNKNOWN:
            unknown.add(who)
    return by, unknown


def _published(issuer: str, policy: Policy, library: Library, now: datetime) -> tuple[list[dict[str, Any]], bool]:
    """The endorsements that the issuer shows, by those whom the policy names; and whether more may be there, unread."""
    pages = _pages(issuer, library, now)
    bodies = [library.get(page) for page in pages or ()]
    hosts = {_host_name(endorser) for endorser in policy.endorsers}
    shown = [one for body in bodies if body is not None for one in _read(body) if _host_name(issuer_of(one)) in hosts]
    return shown[:MAX_READ], pages is None or None in bodies


def _read(body: bytes) -> Iterator[dict[str, Any]]:
    """The endorsements in a presentation; whatever else is in it is passed over."""
    try:
        presentation = strict_json.loads_object(body, limit=MAX_BYTES)
        check_presentation(presentation)
        found = credentials_of(presentation)
    except (StrictJsonError, VerificationError):
        return
    yield from (one for one in found if _is_endorsement(one))


def _is_endorsement(credential: Mapping[str, Any]) -> bool:
    try:
        version = check_credential(credential)
    except CredentialError:
        return False
    return version is Version.V2 and "EndorsementCredential" in _names(credential["type"])


def _subject(credential: Mapping[str, Any]) -> str | None:
    """Whom an endorsement is for: one subject, an EndorsementSubject with an id."""
    subject = credential["credentialSubject"]
    if isinstance(subject, dict) and "EndorsementSubject" in _names(subject.get("type")):
        named = subject.get("id")
        return named if isinstance(named, str) else None
    return None


def _pages(did: str, library: Library, now: datetime) -> list[str] | None:
    """Where the presentations stand that the DID document names; None where there is no document to be read."""
    try:
        document = _document(did, library, now)
    except KeyNotShownError:
        return None
    except (DidDocumentError, DidLogError):
        return []
    if document is None:
        return None
    services = document.get("service", [])
    linked = [
        page
        for service in (services if isinstance(services, list) else [])
        if isinstance(service, dict) and SERVICE in _names(service.get("type"))
        if not str(service.get("id")).endswith(_WHOIS)
        for page in _names(service.get("serviceEndpoint"))
    ]
    return [page for page in dict.fromkeys(linked) if stands_with(page, did)][:MAX_PAGES]


def _document(did: str, library: Library, now: datetime) -> Mapping[str, Any] | None:
    if did.startswith("did:webvh:"):
        return read_history(did, library, now).current
    if did.startswith("did:web:"):
        body = library.get(document_url(did))
        return None if body is None else read_document(did, body)
    return {}


def _host_name(did: str) -> str:
    """One name for both DIDs of an institution, so that nobody counts twice."""
    try:
        return did.replace(f"did:webvh:{parse_did(did).scid}:", "did:web:") if did.startswith("did:webvh:") else did
    except DidLogError:
        return did


def _names(value: Any) -> list[str]:
    return [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]
