"""The record of one verification: who checked, when, what each check said. A credential like any other
(VCDM 2.0 in a JWT, VC-JOSE-COSE), so that whatever verifies credentials verifies it, years later too.

    claims = receipt_claims(issuer=did, at=now, kind="credential", verdict=verdict, subject=issuer_did, handed_in=data)
    read_receipt(claims).verdict.outcome

It names the issuer of what was checked and never its holder. What was handed in stands in it as a salted digest: who
has the file can show that it was this one, and who has not learns nothing.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from verification.errors import CredentialError
from verification.outcome import OUTCOMES
from verification.policy import Policy
from verification.vcdm import V2_CONTEXT
from verification.verdict import Check, Verdict

TYPE = "urn:mochila:credential:VerificationReceipt"  # no context has a term for it
_CHECKS = 200
_SAID = ("name", "code", "outcome", "detail")  # a sentence is made of these anew


@dataclass(frozen=True, slots=True)
class VerificationReceipt:
    """`subject`: the DID that issued what was checked, as it said. `policy`: what was demanded."""

    at: str
    kind: str
    verdict: Verdict
    subject: str | None
    title: str | None
    policy: Mapping[str, Any] | None
    salt: str | None
    digest: str | None

    def is_of(self, data: bytes) -> bool:
        """Whether these bytes were handed in."""
        return self.salt is not None and self.digest == _digest(self.salt, data)


def receipt_claims(
    *,
    issuer: str,
    at: datetime,
    kind: str,
    verdict: Verdict,
    subject: str | None = None,
    title: str | None = None,
    handed_in: bytes | None = None,
    policy: Policy | None = None,
) -> dict[str, Any]:
    """The payload to sign; `iat` says when (RFC 7519), so that a later rotation of the key takes nothing from it."""
    moment = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    checks = [
        {"name": c.name, "code": c.code, "outcome": c.outcome.value, "detail": dict(c.detail)} for c in verdict.checks
    ]
    said = {
        "verifiedAt": moment,
        "kind": kind,
        "outcome": verdict.outcome.value,
        "checks": [{name: check[name] for name in _SAID} for check in checks],
        "issuerOfVerified": subject,
        "title": title,
        "policy": policy.to_json() if policy else None,
        "handedIn": _sealed(handed_in) if handed_in is not None else None,
    }
    claims = {
        "@context": [V2_CONTEXT],
        "type": ["VerifiableCredential", TYPE],
        "issuer": issuer,
        "validFrom": moment,
        "credentialSubject": {name: value for name, value in said.items() if value is not None},
        "iat": int(at.timestamp()),
    }
    found: dict[str, Any] = json.loads(json.dumps(claims, sort_keys=True))  # the same record has the same bytes
    return found


def is_receipt(document: Mapping[str, Any]) -> bool:
    """Whether a credential is the record of a verification, by its type."""
    types = document.get("type")
    return types == TYPE or (isinstance(types, list) and TYPE in types)


def read_receipt(document: Mapping[str, Any]) -> VerificationReceipt:
    """What it says, its signature unchecked. Raises CredentialError (receipt-malformed)."""
    try:
        said = document["credentialSubject"]
        checks = tuple(_check(one) for one in said["checks"][:_CHECKS])
        sealed = said.get("handedIn") or {}
        found = VerificationReceipt(
            at=str(said["verifiedAt"]),
            kind=str(said["kind"]),
            verdict=Verdict(checks),
            subject=said.get("issuerOfVerified"),
            title=said.get("title"),
            policy=said.get("policy"),
            salt=sealed.get("salt"),
            digest=sealed.get("sha256"),
        )
        if not is_receipt(document) or found.verdict.outcome.value != said["outcome"]:
            raise ValueError("not the outcome of its checks")
        found.verdict.sentences("en")
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as exc:
        raise CredentialError("receipt-malformed", "this is no record of a verification") from exc
    return found


def _check(said: Mapping[str, Any]) -> Check:
    if OUTCOMES[said["code"]].value != said["outcome"]:
        raise ValueError("not the outcome of its code")
    return Check.of(str(said["name"]), said["code"], **said["detail"])


def _sealed(data: bytes) -> dict[str, str]:
    salt = secrets.token_hex(16)
    return {"salt": salt, "sha256": _digest(salt, data)}


def _digest(salt: str, data: bytes) -> str:
    return sha256(salt.encode() + data).hexdigest()
