"""Judges one W3C credential: badge, micro-credential or any other, in VCDM 2.0 or 1.1, as JSON or as a JWT.

    >>> library = {}
    >>> while addresses := wanted(badge, library):
    ...     library |= {address: fetch(address) for address in addresses}       # None for what cannot be had
    >>> judge_credential(badge, library, now=datetime.now(UTC)).outcome
    <Outcome.PASSED: 'passed'>

Checks: structure, proof, issuer, validity, status (one an entry), achievement (Open Badges 3.0). Nothing is fetched
here, and what was not there to be read is unknown.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from verification.credential_proof import Secured, judge_proof, methods_of, read
from verification.credential_status import entries_of, judge_entry, list_urls, read_list
from verification.data_integrity import CREDENTIAL_SUITES, Demands
from verification.errors import CredentialError, VerificationError
from verification.issuer_key import Library, controller_of, urls_of
from verification.open_badge import check_badge, is_badge
from verification.stamps import stamp
from verification.vc_jwt import period_of_token
from verification.vcdm import check_credential, issuer_of, period_of
from verification.verdict import Check, Outcome, Verdict

KINDS = ("proof", "validity", "status", "achievement")


def judge_credential(value: Any, library: Library, *, now: datetime, kinds: Collection[str] = KINDS) -> Verdict:
    """The verdict on a credential: an object, an EnvelopedVerifiableCredential, or a compact JWT.

    `kinds`: what to judge beyond the structure, which is always judged; `proof` brings `issuer` with it.
    """
    try:
        secured = read(value)
        check_credential(secured.document)
    except VerificationError as exc:
        return Verdict((Check.of("structure", "structure-broken", reason=exc.code),))
    checks = [Check.of("structure", "structure-sound")]
    for kind in KINDS:
        if kind in kinds:
            checks.extend(_JUDGES[kind](secured, library, now))
    return Verdict(tuple(checks))


def wanted(value: Any, library: Library, *, statuses: bool = True) -> frozenset[str]:
    """The https addresses that nobody has asked yet and that judging needs. Empty: judge with what there is."""
    try:
        secured = read(value)
        check_credential(secured.document)
    except VerificationError:
        return frozenset()
    found = {address for method in methods_of(secured) for address in urls_of(controller_of(method), library)}
    if statuses:
        found.update(list_urls(secured.document))
        found.update(address for body in _lists(secured, library) for address in _needs(body, library))
    return frozenset(found - library.keys())


def _lists(secured: Secured, library: Library) -> list[bytes]:
    return [body for address in list_urls(secured.document) if (body := library.get(address))]


def _needs(body: bytes, library: Library) -> set[str]:
    try:
        listed = read_list(body)
    except VerificationError:
        return set()
    return {address for method in methods_of(listed) for address in urls_of(controller_of(method), library)}


def _proof(secured: Secured, library: Library, now: datetime) -> list[Check]:
    demands = Demands(CREDENTIAL_SUITES, at=now)
    return judge_proof(secured, issuer_of(secured.document), demands, library, now)


def _validity(secured: Secured, _library: Library, now: datetime) -> list[Check]:
    start, end = period_of_token(secured.token) if secured.token else period_of(secured.document)
    if start and now < start:
        return [Check.of("validity", "validity-not-begun", time=stamp(start))]
    if end and (now > end or (secured.token and now == end)):  # RFC 7519, section 4.1.4: on or after `exp`
        return [Check.of("validity", "validity-over", time=stamp(end))]
    return [Check.of("validity", "validity-running")]


def _status(secured: Secured, library: Library, now: datetime) -> list[Check]:
    issuer = issuer_of(secured.document)
    found = [judge_entry(entry, issuer=issuer, library=library, now=now) for entry in entries_of(secured.document)]
    return [check for checks in found for check in checks]


def _achievement(secured: Secured, _library: Library, _now: datetime) -> list[Check]:
    if not is_badge(secured.document):
        return []
    try:
        check_badge(secured.document)
    except CredentialError as exc:
        return [Check.of("achievement", "badge-malformed", reason=exc.code)]
    return [Check.of("achievement", "badge-sound")]


_JUDGES: Mapping[str, Callable[[Secured, Library, datetime], list[Check]]] = {
    "proof": _proof,
    "validity": _validity,
    "status": _status,
    "achievement": _achievement,
}


def unsound(verdict: Verdict) -> bool:
    """Whether it is not a credential at all, or not signed by its issuer: different from one that no longer counts."""
    return any(
        check.outcome is Outcome.FAILED and check.name in ("structure", "proof", "issuer") for check in verdict.checks
    )
