"""Judges a W3C Verifiable Presentation: who presents it, for whom, and each credential in it.

    >>> judged = judge_presented(presentation, library, now=now, challenge="u4f…", domain="empleo.example.com")
    >>> judged.outcome, judged.presentation.outcome, [one.outcome for one in judged.credentials]

The holder signs with a key for authentication, over the challenge and the domain that the verifier chose: without them
a presentation could be shown again by whoever saw it. A credential without a proof is the holder's own word, and counts
only where issuer and holder are one (VC Data Model 2.0, section 4.13.2).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from verification.credential import KINDS, judge_credential, unsound, wanted
from verification.credential_proof import Secured, judge_proof, methods_of, read
from verification.data_integrity import CREDENTIAL_SUITES, Demands
from verification.errors import VerificationError
from verification.issuer_key import Library, controller_of, urls_of
from verification.vcdm import check_presentation, credentials_of, is_enveloped, issuer_of
from verification.vcdm_values import url_or_object
from verification.verdict import Check, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """The presentation's own verdict, and one for each credential in its order."""

    presentation: Verdict
    credentials: tuple[Verdict, ...]

    @property
    def outcome(self) -> Outcome:
        """Of all together."""
        return Verdict(tuple(check for verdict in self._all for check in verdict.checks)).outcome

    @property
    def unsound(self) -> bool:
        """Whether the presentation, or a credential in it, is none at all or is not signed as it says."""
        return any(unsound(verdict) for verdict in self._all)

    @property
    def _all(self) -> tuple[Verdict, ...]:
        return (self.presentation, *self.credentials)


def judge_presented(
    value: Any,
    library: Library,
    *,
    now: datetime,
    challenge: str | None = None,
    domain: str | None = None,
    kinds: Collection[str] = KINDS,
) -> Judged:
    """`challenge` and `domain`: what the verifier asked for; None where it asked for none, and then a presentation made
    for one is refused."""
    try:
        secured = read(value, "vp")
        check_presentation(secured.document)
    except VerificationError as exc:
        return Judged(Verdict((Check.of("structure", "structure-broken", reason=exc.code),)), ())
    demands = Demands(CREDENTIAL_SUITES, "authentication", now, domain, challenge)
    proof = judge_proof(secured, None, demands, library, now, "presentation")
    holder = _holder(secured)
    signers = {controller_of(method) for method in methods_of(secured)}
    if holder and signers and signers != {holder}:
        proof.append(Check.of("holder", "holder-differs", issuer=holder))
    own = holder if all(check.outcome is Outcome.PASSED for check in proof) else None
    verdicts = [_judge(one, own, library, now, kinds) for one in credentials_of(secured.document)]
    return Judged(Verdict((Check.of("structure", "structure-sound"), *proof)), tuple(verdicts))


def wanted_presented(value: Any, library: Library, *, statuses: bool = True) -> frozenset[str]:
    """As `wanted`, for a presentation and all in it."""
    try:
        secured = read(value, "vp")
        check_presentation(secured.document)
    except VerificationError:
        return frozenset()
    found = {address for method in methods_of(secured) for address in urls_of(controller_of(method), library)}
    for one in credentials_of(secured.document):
        found |= wanted(one, library, statuses=statuses)
    return frozenset(found - library.keys())


def _judge(value: Any, holder: str | None, library: Library, now: datetime, kinds: Collection[str]) -> Verdict:
    own_word = not is_enveloped(value) and "proof" not in value and holder is not None and issuer_of(value) == holder
    return judge_credential(value, library, now=now, kinds=[kind for kind in kinds if kind != "proof" or not own_word])


def _holder(secured: Secured) -> str | None:
    named = secured.document.get("holder")
    return None if named is None else url_or_object(named, "holder-malformed")
