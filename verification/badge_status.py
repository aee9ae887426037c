"""Judges whether a badge is revoked or suspended by status lists that somebody kept.

    >>> judge_badge_status(claim, claim.status, bundle.status_lists, history, as_of).code
    'kept-in-force'

As `status_evidence` does for an AnonCreds list: each list must be the issuer's own, and its bits the newest of its
address that the log holds up to the proven block. A list's signature is renewed long before it ends, and only a change
of bits is anchored; so a list that has ended since still says what held then.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from anchoring.log import Kind
from revocation import bitstring
from revocation.errors import RevocationError
from verification.badge_evidence import check_signature, issuer_in
from verification.bundle import StatusList
from verification.claim import Claim, ListEntry
from verification.did_history import DidHistory
from verification.errors import EvidenceError, VerificationError
from verification.stamps import stamp_of
from verification.status_evidence import AsOf
from verification.vcdm import check_credential, period_of
from verification.verdict import Check

_NAME = "status"
_SAID = {"revocation": "kept-revoked", "suspension": "kept-suspended"}
_GRAVEST = (
    "status-list-broken",
    "status-list-of-another",
    "kept-revoked",
    "kept-suspended",
    "status-not-kept",
    "status-list-superseded",
    "kept-in-force-unanchored",
    "kept-in-force",
)


def judge_badge_status(
    claim: Claim, entries: Sequence[ListEntry], kept: Sequence[StatusList], history: DidHistory, as_of: AsOf
) -> Check:
    """One check for all purposes: the gravest, and of equal ones that of the earliest time."""
    by_url = {str(found.document.get("id")): found for found in kept}
    checks = [_judge(claim, entry, by_url.get(entry.url), history, as_of) for entry in entries]
    checks = checks or [Check.of(_NAME, "status-not-kept")]
    return min(checks, key=lambda check: (_GRAVEST.index(check.code), str(check.detail.get("as_of", ""))))


def _judge(claim: Claim, entry: ListEntry, kept: StatusList | None, history: DidHistory, as_of: AsOf) -> Check:
    if kept is None:
        return Check.of(_NAME, "status-not-kept")
    try:
        check_credential(kept.document)
        if issuer_in(kept.document) != claim.issuer:
            return Check.of(_NAME, "status-list-of-another")
        check_signature(kept.document, history)
        bits, published = _bits(kept.document, entry.purpose), _published(kept.document)
        value = bitstring.bit(bits, entry.index)
    except (VerificationError, RevocationError) as exc:
        return Check.of(_NAME, "status-list-broken", reason=getattr(exc, "code", "list-broken"))
    if value:
        return Check.of(_NAME, _SAID[entry.purpose], as_of=stamp_of(published))
    return _in_force(entry, sha256(bits).digest(), published, kept.fetched, as_of)


def _in_force(entry: ListEntry, mine: bytes, published: int, fetched: str, as_of: AsOf) -> Check:
    subject = sha256(entry.url.encode()).digest()
    anchored = [item.digest for item in as_of.entries if item.kind is Kind.STATUS_LIST and item.subject == subject]
    if not anchored or mine not in anchored:
        return Check.of(_NAME, "kept-in-force-unanchored", as_of=stamp_of(published), fetched=fetched)
    if mine != anchored[-1]:
        return Check.of(_NAME, "status-list-superseded", as_of=stamp_of(published))
    return Check.of(_NAME, "kept-in-force", as_of=stamp_of(max(as_of.time, published)), fetched=fetched)


def _bits(document: Mapping[str, Any], purpose: str) -> bytes:
    """Bitstring Status List v1.0, section 2.2: the uncompressed list, of the purpose that the entry names."""
    subject, types = document["credentialSubject"], document["type"]
    named = isinstance(subject, dict) and subject.get("type") == "BitstringStatusList"
    if "BitstringStatusListCredential" not in types or not named or subject.get("statusPurpose") != purpose:
        raise EvidenceError("list-not-a-list", "what the entry names is no status list of its purpose")
    return bitstring.decode(subject.get("encodedList"))


def _published(document: Mapping[str, Any]) -> int:
    start, _ = period_of(document)
    if start is None:
        raise EvidenceError("list-not-a-list", "the list does not say since when it holds")
    return int(start.timestamp())
