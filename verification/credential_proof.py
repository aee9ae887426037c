"""Whether a credential or presentation is signed by the one who must have signed it.

    >>> judge_proof(read(badge), demands, library, now)
    [Check(name='proof', … 'credential-signed' …), Check(name='issuer', … 'issuer-key-in-history' …)]

The signer is the issuer of a credential and the holder of a presentation: every proof's verification method must belong
to that DID, and the key must have been in force, for the proof's purpose, when the proof says it was made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from verification.data_integrity import Demands, all_proofs, check_proofs, created_at
from verification.errors import CredentialError, KeyNotShownError, VerificationError
from verification.issuer_key import FoundKey, Library, controller_of, find_key
from verification.vc_jwt import Kind, Token, read_jwt
from verification.vcdm import check_envelope, is_enveloped
from verification.verdict import Check

CLOCK_SKEW = timedelta(minutes=5)
type What = Literal["credential", "presentation"]
_ORDER = ("issuer-key-itself", "issuer-key-in-history", "issuer-key-on-web", "issuer-key-history-unseen")


@dataclass(frozen=True, slots=True)
class Secured:
    """A document as it came: in the clear, with its proofs inside, or in a token."""

    document: dict[str, Any]
    token: Token | None = None


def read(value: Any, kind: Kind = "vc") -> Secured:
    """A JSON object, an EnvelopedVerifiableCredential, or a compact JWT. Raises VerificationError."""
    if isinstance(value, str):
        return _in_token(value, kind)
    if not isinstance(value, dict):
        raise CredentialError("credential-not-an-object", "the credential is neither a JSON object nor a token")
    if kind == "vc" and is_enveloped(value):
        return _in_token(check_envelope(value), kind)
    return Secured(value)


def methods_of(secured: Secured) -> list[str]:
    """The verification methods that its proofs name; none where they cannot be read."""
    if secured.token:
        return [secured.token.method]
    try:
        named = [proof.get("verificationMethod") for proof in all_proofs(secured.document)]
    except VerificationError:
        return []
    return [method for method in named if isinstance(method, str)]


def judge_proof(
    secured: Secured,
    signer: str | None,
    demands: Demands,
    library: Library,
    now: datetime,
    what: What = "credential",
) -> list[Check]:
    """Checks: proof, and issuer where the proof holds. `signer`: the DID that must have signed, None where the document
    names none, and then it is whoever signed."""
    who = signer or next((controller_of(method) for method in methods_of(secured)), "-")
    try:
        found = _check(secured, signer, demands, library, now)
    except KeyNotShownError as exc:
        return [Check.of("proof", f"{what}-signature-unchecked", issuer=who, reason=exc.code)]
    except VerificationError as exc:
        return [Check.of("proof", f"{what}-not-signed", issuer=who, reason=exc.code)]
    weakest = max(found, key=lambda key: _ORDER.index(key.code))
    known_as = {"history": weakest.history} if weakest.history else {}
    return [Check.of("proof", f"{what}-signed", issuer=who), Check.of("issuer", weakest.code, issuer=who, **known_as)]


def _in_token(text: str, kind: Kind) -> Secured:
    token = read_jwt(text, kind)
    return Secured(token.document, token)


def _check(secured: Secured, signer: str | None, demands: Demands, library: Library, now: datetime) -> list[FoundKey]:
    if secured.token:
        return [_check_token(secured.token, signer, demands, library, now)]
    proofs = all_proofs(secured.document)
    found: list[FoundKey] = []

    def key_of(method: str) -> bytes:
        """In force at the time of each proof that names it."""
        times = {_signed_at(proof, now) for proof in proofs if proof.get("verificationMethod") == method}
        found.extend(_key(method, signer, demands.purpose, at, library, now) for at in sorted(times))
        if len({key.key for key in found[-len(times) :]}) != 1:
            raise CredentialError("key-changed-between", "the method had different keys when it signed")
        return found[-1].key

    check_proofs(secured.document, key_of, demands)
    return found


def _check_token(token: Token, signer: str | None, demands: Demands, library: Library, now: datetime) -> FoundKey:
    _check_audience(token.claims, demands)
    found = _key(token.method, signer, demands.purpose, _not_later(token.signed_at or now, now), library, now)
    token.check_signature(found.key)
    return found


def _check_audience(claims: Mapping[str, Any], demands: Demands) -> None:
    """`aud` and `nonce` of a token are what domain and challenge are of a proof (VC Data Model 1.1, section 6.3.1)."""
    audience = claims.get("aud", [])
    named = audience if isinstance(audience, list) else [audience]
    if demands.domain is not None and demands.domain not in named:
        raise CredentialError("proof-domain-wrong", "the token was not made for the domain that was asked for")
    if demands.domain is None and named:
        raise CredentialError("proof-member-unchecked", "the token is for an audience that nobody asked for")
    if claims.get("nonce") != demands.challenge:
        raise CredentialError("proof-challenge-wrong", "the token was not made for the challenge that was asked for")


def _key(method: str, signer: str | None, purpose: str, at: datetime, library: Library, now: datetime) -> FoundKey:
    if signer is not None and controller_of(method) != signer:
        raise CredentialError("key-of-another", "the proof is signed by somebody else")
    return find_key(method, purpose, at=at, library=library, now=now)


def _signed_at(proof: Mapping[str, Any], now: datetime) -> datetime:
    return _not_later(created_at(proof) if "created" in proof else now, now)


def _not_later(at: datetime, now: datetime) -> datetime:
    if at > now + CLOCK_SKEW:
        raise CredentialError("proof-in-the-future", "the proof says it was made at a time that has not come yet")
    return at
