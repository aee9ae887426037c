"""One way to judge whatever somebody hands in: a badge in any file, a presentation, a bundle.

    >>> handed_in = read_file(Path("insignia.pdf").read_bytes())
    >>> library = {}
    >>> while addresses := wanted_by(handed_in, library):
    ...     library |= {address: fetch(address) for address in addresses}       # None for what cannot be had
    >>> judge_file(handed_in, library, now=datetime.now(UTC), policy=policy).outcome
    <Outcome.PASSED: 'passed'>

Checks: those of the form (`credential`, `credential_presentation`, `evidence`), and of a policy
`issuer` and `criteria`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from verification import strict_json
from verification.baked import read_badge
from verification.bundle import MAX_BYTES, read_bundle
from verification.credential import judge_credential, wanted
from verification.credential_presentation import Judged, judge_presented, wanted_presented
from verification.credential_proof import read
from verification.criteria import judge_criteria
from verification.errors import BakedError, StrictJsonError, VerificationError
from verification.evidence import judge_bundle
from verification.issuer_key import Library, urls_of
from verification.policy import Policy
from verification.trust import judge_trust, wanted_for_trust
from verification.vcdm import credentials_of, issuer_of
from verification.verdict import Check, Outcome, Verdict

type Kind = Literal["credential", "presentation", "bundle", "unreadable"]
_BY_THE_KEY = ("credential-signed", "issuer-key-itself", "issuer-key-on-web", "issuer-key-in-history")
_NAMES = ("history", "issuer")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """`value`: the JSON object or the compact JWT; of a bundle its bytes; of what is unreadable the reason's code."""

    kind: Kind
    value: Any


def read_file(data: bytes) -> HandedIn:
    """What a file is, unverified. Never raises: what cannot be read is judged as that."""
    found = _object(data)
    if found is not None and "@context" not in found:
        return HandedIn("bundle", data)
    if found is not None and "VerifiablePresentation" in _types(found):
        return HandedIn("presentation", found)
    try:
        badge = read_badge(data)
    except BakedError as exc:
        cut_off = data.lstrip().startswith(b"{") and exc.code == "badge-not-json"
        return HandedIn("bundle", data) if cut_off else HandedIn("unreadable", exc.code)
    return HandedIn("credential", strict_json.loads(badge.credential) if badge.form == "json" else badge.credential)


def wanted_by(
    handed_in: HandedIn, library: Library, policy: Policy | None = None, *, now: datetime | None = None
) -> frozenset[str]:
    """The https addresses that nobody has asked yet and that judging needs. A bundle brings all it needs, but who
    vouches for its issuer: that a policy with endorsers asks for, as of `now`."""
    found: frozenset[str] = frozenset()
    if handed_in.kind == "credential":
        found = wanted(handed_in.value, library)
    elif handed_in.kind == "presentation":
        found = wanted_presented(handed_in.value, library)
    if policy is None or now is None or not policy.endorsers:
        return found
    return found | {address for one in documents_of(handed_in) for address in _vouched(one, policy, library, now)}


def _vouched(document: Mapping[str, Any], policy: Policy, library: Library, now: datetime) -> frozenset[str]:
    names = set(urls_of(issuer_of(document), library)) - library.keys()
    return wanted_for_trust(document, policy, library, now=now) | names


def judge_file(
    handed_in: HandedIn,
    library: Library,
    *,
    now: datetime,
    policy: Policy | None = None,
    trusted: Collection[bytes] = (),
    on_chain: Collection[bytes] = (),
) -> Verdict:
    """`trusted`, `on_chain`: see `judge_bundle`. Every credential of a presentation is held to the policy."""
    match handed_in.kind:
        case "unreadable":
            return Verdict((Check.of("file", handed_in.value),))
        case "bundle":
            found = judge_bundle(handed_in.value, now=now, trusted=trusted, on_chain=on_chain)
            return _held_to(policy, found, _bundled(handed_in.value), library, now)
        case "credential":
            found = judge_credential(handed_in.value, library, now=now)
            return _held_to(policy, found, _document(handed_in.value), library, now)
    judged = judge_presented(handed_in.value, library, now=now)
    checks = list(judged.presentation.checks)
    if policy and not judged.credentials:
        checks.append(Check.of("issuer", "issuer-unnamed"))
    for value, verdict in zip(_presented(handed_in.value, judged), judged.credentials, strict=True):
        checks.extend(_held_to(policy, verdict, _document(value), library, now).checks)
    return Verdict(tuple(checks))


def documents_of(handed_in: HandedIn) -> list[Mapping[str, Any]]:
    """The credentials that were handed in, in their order, unverified; what cannot be read is left out."""
    match handed_in.kind:
        case "credential":
            found = [_document(handed_in.value)]
        case "bundle":
            found = [_bundled(handed_in.value)]
        case "presentation":
            found = _presented_documents(handed_in.value)
        case _:
            found = []
    return [document for document in found if document is not None]


def _presented_documents(value: Any) -> list[Mapping[str, Any] | None]:
    try:
        return [_document(one) for one in credentials_of(read(value, "vp").document)]
    except VerificationError:
        return []


def _presented(value: Any, judged: Judged) -> list[Any]:
    return credentials_of(read(value, "vp").document) if judged.credentials else []


def _held_to(
    policy: Policy | None, verdict: Verdict, document: Mapping[str, Any] | None, library: Library, now: datetime
) -> Verdict:
    if policy is None or document is None:
        return verdict
    signers = _signers(verdict)
    asked = [
        _issuer(policy, signers, document, library, now),
        judge_criteria(policy, document, authentic=bool(signers)),
    ]
    return Verdict((*verdict.checks, *(check for check in asked if check)))


def _signers(verdict: Verdict) -> list[str]:
    """The names that the signing key proves to be the issuer's; none where that is not known."""
    unproven = {check.name for check in verdict.checks if check.outcome is not Outcome.PASSED}
    if unproven & {"structure", "proof", "issuer", "did", "credential"}:
        return []
    names = [check.detail.get(name) for check in verdict.checks if check.code in _BY_THE_KEY for name in _NAMES]
    return [name for name in dict.fromkeys(names) if isinstance(name, str)]


def _issuer(
    policy: Policy, signers: list[str], document: Mapping[str, Any], library: Library, now: datetime
) -> Check | None:
    if not policy.names_issuers:
        return None
    if not signers:
        return Check.of("issuer", "issuer-unproven")
    return judge_trust(policy, signers, document, library, now=now)


def _document(value: Any) -> Mapping[str, Any] | None:
    try:
        document = read(value).document
        issuer_of(document)
    except VerificationError:
        return None
    return document


def _bundled(data: bytes) -> Mapping[str, Any] | None:
    try:
        return read_bundle(data).credential
    except VerificationError:
        return None


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        return strict_json.loads_object(data, limit=MAX_BYTES)
    except StrictJsonError:
        return None


def _types(document: Mapping[str, Any]) -> list[Any]:
    found = document.get("type")
    return found if isinstance(found, list) else [found]
