"""What a credential's status lists say of it (W3C Bitstring Status List v1.0, section 3.2).

    >>> judge_entry(entry, issuer="did:web:salud.example.edu", library=library, now=now)
    [Check(name='status', … 'list-not-revoked' …)]

A list is a credential itself, by the same issuer, and is judged like one. What was not there to be read, has ended, or
is of a kind not known here is unknown; a list that does not hold, or is not the one the entry means, is a failure.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from revocation import bitstring
from revocation.errors import RevocationError
from verification import strict_json
from verification.credential_proof import Secured, judge_proof, read
from verification.data_integrity import CREDENTIAL_SUITES, Demands
from verification.did_host import stands_with
from verification.errors import CredentialError, VerificationError
from verification.issuer_key import Library
from verification.stamps import stamp
from verification.vc_jwt import period_of_token
from verification.vcdm import check_credential, issuer_of, period_of
from verification.vcdm_status import BITSTRING
from verification.verdict import Check, Outcome

LIST = "BitstringStatusListCredential"
MAX_BYTES = 4 * 1024 * 1024
_SAID = {
    "revocation": ("list-not-revoked", "list-revoked"),
    "suspension": ("list-not-suspended", "list-suspended"),
    "refresh": ("list-not-refreshed", "list-refreshed"),
}


def entries_of(credential: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every entry of `credentialStatus`."""
    value = credential.get("credentialStatus", [])
    return [entry for entry in (value if isinstance(value, list) else [value]) if isinstance(entry, dict)]


def list_urls(credential: Mapping[str, Any]) -> Iterator[str]:
    """The https addresses of the lists that judge it, on the servers of its issuer."""
    for entry in entries_of(credential):
        address = entry.get("statusListCredential")
        if isinstance(address, str) and readable(entry) and stands_with(address, issuer_of(credential)):
            yield address


def read_list(body: bytes) -> Secured:
    """A list as it was fetched: JSON with a proof, or a JWT. Raises VerificationError."""
    if body[:2] == b"ey":
        return read(body.decode("ascii", "replace").strip())
    return read(strict_json.loads_object(body, limit=MAX_BYTES))


def judge_entry(entry: Mapping[str, Any], *, issuer: str, library: Library, now: datetime) -> list[Check]:
    """One check, or none where the entry is a note that changes nothing."""
    purpose = entry.get("statusPurpose")
    if not readable(entry):
        return [Check.of("status", "list-kind-unknown")]
    if purpose not in _SAID:
        return [Check.of("status", "list-purpose-unknown")]
    address = str(entry.get("statusListCredential"))
    if not stands_with(address, issuer):
        return [Check.of("status", "list-elsewhere")]
    body = library.get(address)
    if body is None:
        return [Check.of("status", "list-unread")]
    try:
        return [_judge(entry, str(purpose), issuer, body, library, now)]
    except (VerificationError, RevocationError) as exc:
        return [Check.of("status", "list-broken", reason=getattr(exc, "code", "list-broken"))]


def readable(entry: Mapping[str, Any]) -> bool:
    """Whether it is an entry of the one kind that is read here: one bit of a bitstring."""
    return entry.get("type") in (BITSTRING, [BITSTRING]) and entry.get("statusSize", 1) == 1


def _judge(entry: Mapping[str, Any], purpose: str, issuer: str, body: bytes, library: Library, now: datetime) -> Check:
    secured = read_list(body)
    document = secured.document
    check_credential(document)
    if (
        issuer_of(document) != issuer
        or document.get("id", entry["statusListCredential"]) != entry["statusListCredential"]
    ):
        return Check.of("status", "list-of-another")
    proof = judge_proof(secured, issuer, Demands(CREDENTIAL_SUITES, at=now), library, now)
    if any(check.outcome is Outcome.FAILED for check in proof):
        return Check.of("status", "list-broken", reason=str(proof[0].detail.get("reason", proof[0].code)))
    if any(check.outcome is Outcome.UNKNOWN for check in proof):
        return Check.of("status", "list-unread")
    subject = _subject(document, purpose)
    start, end = period_of_token(secured.token) if secured.token else period_of(document)
    as_of = stamp(start or now)
    bits = bitstring.decode(subject.get("encodedList"))
    said = bitstring.bit(bits, int(entry["statusListIndex"]))
    ended = bool((start and start > now) or (end and end < now))
    final = said and purpose == "revocation"  # a revocation is not undone by the list's end
    return Check.of("status", "list-stale" if ended and not final else _SAID[purpose][said], as_of=as_of)


def _subject(document: Mapping[str, Any], purpose: str) -> Mapping[str, Any]:
    """Section 2.2: one list, of the purpose that the entry names."""
    types, subject = document["type"], document["credentialSubject"]
    if LIST not in (types if isinstance(types, list) else [types]):
        raise CredentialError("list-not-a-list", f"what the entry names is no {LIST}")
    if not isinstance(subject, dict) or subject.get("type") not in ("BitstringStatusList", ["BitstringStatusList"]):
        raise CredentialError("list-not-a-list", "the list's subject is no BitstringStatusList")
    purposes = subject.get("statusPurpose")
    if purpose not in (purposes if isinstance(purposes, list) else [purposes]):
        raise CredentialError("list-purpose-differs", "the list is for another purpose than the entry")
    return subject
