"""Credentials and presentations inside a JWT: VC-JOSE-COSE (VCDM 2.0, `typ` vc+jwt) and the older VC-JWT (VCDM 1.1).

    >>> token = read_jwt(text)
    >>> token.check_signature(public_key)       # None, or ProofError
    >>> token.document["type"]
    ['VerifiableCredential', 'OpenBadgeCredential']

EdDSA with Ed25519 alone (RFC 8037); `none` and every other algorithm are refused, and so is any header that asks for
something not done here. In VCDM 2.0 the payload is the document itself (VC-JOSE-COSE section 3.1); in 1.1 it stands
under `vc` or `vp`, and the registered claims must agree with it (VC Data Model 1.1, section 6.3.1).
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from verification import strict_json
from verification.errors import CredentialError, ProofError, StrictJsonError
from verification.stamps import stamp
from verification.vcdm import V2_CONTEXT, Version, issuer_of, period_of, version_of
from verification.vcdm_values import time_stamp, url, url_or_object

MAX_CHARS = 4 * 1024 * 1024
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})")
_HEADERS = frozenset({"alg", "typ", "kid", "cty", "iss"})
_TYPES = {"vc": ("vc+jwt", "vc"), "vp": ("vp+jwt", "vp")}
_LEGACY = ("JWT", None)  # what `typ` of a VC-JWT is
_NO_DOCUMENT = frozenset({"vc", "vp"})

type Kind = Literal["vc", "vp"]


@dataclass(frozen=True, slots=True)
class Token:
    """What a JWT says. `document` is the credential or presentation in the form that `vcdm` checks; `method` the
    verification method that `kid` and issuer name; `signed_at` when its signer says it was signed, if it is said;
    `claims` the payload as it was signed."""

    method: str
    document: dict[str, Any]
    claims: dict[str, Any]
    signed_at: datetime | None
    signed: bytes
    signature: bytes

    def check_signature(self, public_key: bytes) -> None:
        """Raises ProofError (proof-signature-wrong)."""
        try:
            VerifyKey(public_key).verify(self.signed, self.signature)
        except BadSignatureError as exc:
            raise ProofError("proof-signature-wrong", "the signature does not match the token") from exc


def read_jwt(text: Any, kind: Kind = "vc") -> Token:
    """A compact JWS taken apart, its signature unchecked. Raises ProofError: jwt-malformed, jwt-algorithm-refused,
    jwt-type-wrong, jwt-header-refused, jwt-key-unnamed; CredentialError jwt-claims-differ, and those of `vcdm`."""
    match = _COMPACT.fullmatch(text) if isinstance(text, str) and len(text) <= MAX_CHARS else None
    if match is None:
        raise ProofError("jwt-malformed", "not a compact JWS with an Ed25519 signature")
    header, payload = (_part(match[place]) for place in (1, 2))
    _check_header(header)
    claims = dict(payload)
    modern = header.get("typ") == _TYPES[kind][0]
    if not modern and header.get("typ") not in _LEGACY:
        raise ProofError("jwt-type-wrong", f"the token's typ is neither {_TYPES[kind][0]} nor JWT")
    document = _modern(claims, kind) if modern else _legacy(claims, kind)
    signed_at = _moment(claims, "iat") or _moment(claims, "nbf")
    signed = f"{match[1]}.{match[2]}".encode("ascii")
    return Token(_method(header, document, kind), document, claims, signed_at, signed, _bytes(match[3]))


def _part(text: str) -> dict[str, Any]:
    try:
        return strict_json.loads_object(_bytes(text))
    except StrictJsonError as exc:
        raise ProofError("jwt-malformed", f"a part of the token is not JSON: {exc}") from exc


def _bytes(text: str) -> bytes:
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4)) if len(text) % 4 != 1 else b""
    if urlsafe_b64encode(data).rstrip(b"=").decode("ascii") != text:
        raise ProofError("jwt-malformed", "a part of the token is not the one spelling of its bytes")
    return data


def _check_header(header: Mapping[str, Any]) -> None:
    if header.get("alg") != "EdDSA":
        raise ProofError("jwt-algorithm-refused", "only tokens signed with EdDSA are read")
    if not header.keys() <= _HEADERS:  # crit, b64, jku, x5u and the like ask for what is not done here
        raise ProofError("jwt-header-refused", "the token's header asks for what is not done here")
    if header.get("cty", "vc") not in ("vc", "vp"):
        raise ProofError("jwt-type-wrong", "the token's cty is neither vc nor vp")


def _method(header: Mapping[str, Any], document: Mapping[str, Any], kind: Kind) -> str:
    """An absolute DID URL, or a fragment of the issuer's DID (VC-JOSE-COSE section 4.1)."""
    kid = header.get("kid")
    signer = issuer_of(document) if kind == "vc" else _holder(document)
    if "iss" in header and header["iss"] != signer:
        raise ProofError("jwt-key-unnamed", "the token's header names another issuer than its document")
    if not isinstance(kid, str) or not kid or len(kid) > 2048:
        raise ProofError("jwt-key-unnamed", "the token's header names no key (kid)")
    named = kid if kid.startswith("did:") else f"{signer}{kid if kid.startswith('#') else '#' + kid}"
    if named.startswith("did:key:") and "#" not in named:
        named = f"{named}#{named.removeprefix('did:key:')}"
    if "#" not in named:
        raise ProofError("jwt-key-unnamed", "the token's header names a DID and no key of it")
    return named


def _holder(document: Mapping[str, Any]) -> str:
    return url_or_object(document.get("holder"), "holder-malformed")


def _modern(claims: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """The payload is the document: `vc` and `vp` must not be there (VC-JOSE-COSE section 3.1)."""
    if not _NO_DOCUMENT.isdisjoint(claims):
        raise CredentialError("jwt-claims-differ", "a token of version 2.0 has neither vc nor vp in its payload")
    context = claims.get("@context")
    if not isinstance(context, list) or not context or context[0] != V2_CONTEXT:
        raise CredentialError("context-order-wrong", f"@context does not begin with {V2_CONTEXT}")
    if "proof" in claims:
        raise CredentialError("jwt-claims-differ", "a document in a token carries no other proof")
    _check_names(claims, claims, kind)
    for name in ("exp", "nbf"):
        _moment(claims, name)
    return {name: value for name, value in claims.items() if name not in ("iss", "jti", "sub", "aud", *_TIMES)}


_TIMES = ("exp", "nbf", "iat", "nonce")


def _check_names(claims: Mapping[str, Any], document: Mapping[str, Any], kind: Kind) -> None:
    """`iss`, `jti` and `sub`, where they are there, say what the document says."""
    if "iss" in claims and claims["iss"] != (issuer_of(document) if kind == "vc" else _holder(document)):
        raise CredentialError("jwt-claims-differ", "iss is not the document's issuer")
    if "jti" in claims and claims["jti"] != document.get("id", claims["jti"]):
        raise CredentialError("jwt-claims-differ", "jti is not the document's id")
    if kind == "vc" and "sub" in claims and claims["sub"] != _subject_id(document, claims["sub"]):
        raise CredentialError("jwt-claims-differ", "sub is not the subject's id")


def _legacy(claims: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """VC Data Model 1.1, section 6.3.1, "JWT Decoding": the claims are put into the document, and must not differ."""
    inner = claims.get(kind)
    if not isinstance(inner, dict) or len(_NO_DOCUMENT & claims.keys()) != 1:
        raise CredentialError("jwt-claims-differ", f"the token's payload has no {kind}, or more than that")
    if "proof" in inner or version_of(inner) is not Version.V1:
        raise CredentialError("jwt-claims-differ", "what a token holds so is of version 1.1 and carries no other proof")
    document = dict(inner)
    if kind == "vp":
        document.setdefault("holder", _url(claims, "iss"))
    else:
        _put_issuer(document, claims)
        _put_subject(document, claims)
        _put_times(document, claims)
    if "jti" in claims:
        document.setdefault("id", _url(claims, "jti"))
    _check_names(claims, document, kind)
    return document


def _put_issuer(document: dict[str, Any], claims: Mapping[str, Any]) -> None:
    if "iss" in claims:
        issuer = document.setdefault("issuer", _url(claims, "iss"))
        if isinstance(issuer, dict) and "id" not in issuer:
            document["issuer"] = {**issuer, "id": _url(claims, "iss")}


def _put_subject(document: dict[str, Any], claims: Mapping[str, Any]) -> None:
    subject = document.get("credentialSubject")
    if "sub" in claims and isinstance(subject, dict) and "id" not in subject:
        document["credentialSubject"] = {**subject, "id": _url(claims, "sub")}


def _put_times(document: dict[str, Any], claims: Mapping[str, Any]) -> None:
    for claim, member in (("nbf", "issuanceDate"), ("exp", "expirationDate")):
        moment = _moment(claims, claim)
        if moment is None:
            continue
        written = document.setdefault(member, stamp(moment))
        if time_stamp(written, "jwt-claims-differ").replace(microsecond=0) != moment:
            raise CredentialError("jwt-claims-differ", f"{claim} is not the document's {member}")


def _subject_id(document: Mapping[str, Any], otherwise: Any) -> Any:
    subject = document.get("credentialSubject")
    return subject.get("id", otherwise) if isinstance(subject, dict) else None


def _url(claims: Mapping[str, Any], name: str) -> str:
    return url(claims.get(name), "jwt-claims-differ")


def _moment(claims: Mapping[str, Any], name: str) -> datetime | None:
    """A NumericDate in whole seconds (RFC 7519 section 2); None where it is not there."""
    if name not in claims:
        return None
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 253402300800:
        raise CredentialError("jwt-claims-differ", f"{name} is not a time")
    return datetime.fromtimestamp(int(value), UTC)


def period_of_token(token: Token) -> tuple[datetime | None, datetime | None]:
    """From when and until when the token and its document both hold."""
    start, end = period_of(token.document)
    not_before, expires = _moment(token.claims, "nbf"), _moment(token.claims, "exp")
    starts = [moment for moment in (start, not_before) if moment]
    ends = [moment for moment in (end, expires) if moment]
    return max(starts, default=None), min(ends, default=None)
