"""A proven status list, whichever form it came in, and what a token list says of an entry.

    >>> shown = read_document(json.loads(body))            # its proof was checked before, see `credential_status`
    >>> shown.keep_until(fetched)                          # Unix seconds: from then on it must be fetched again
    >>> judge_token(claims["status"], shown, at=now)
    Check(name='status', … 'list-valid' …)

Whoever fetches lists may keep one until `keep_until` and answer from it: a change is then seen at most `ttl` after it
was published. What is kept longer says nothing any more. Whether the chain knows it: `status_anchor`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from revocation import bitstring, token_status_list
from revocation.errors import StatusListError
from verification.errors import CredentialError
from verification.stamps import stamp_of
from verification.vcdm import check_credential, issuer_of, period_of
from verification.verdict import Check

TOKEN = "token"  # noqa: S105 - the name of a kind of list
LIST = "BitstringStatusListCredential"
SKEW = 60  # seconds by which a list may be ahead of the reader's clock
_NAME = "status"
_DEFAULT_TTL = 300  # seconds (Bitstring Status List v1.0 section 2.2: 300,000 ms)
_SAID = {
    token_status_list.VALID: "list-valid",
    token_status_list.INVALID: "list-revoked",
    token_status_list.SUSPENDED: "list-suspended",
}


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list as somebody was shown it. `bits` is uncompressed, with `width` bits an entry; `issuer` is None where a
    token names none. Times are Unix seconds, `ttl` is in seconds."""

    url: str
    issuer: str | None
    purposes: tuple[str, ...]
    bits: bytes
    width: int
    valid_from: int | None
    valid_until: int | None
    ttl: int

    def keep_until(self, fetched: int) -> int:
        """Until when what was fetched then may be used: its time to live, and never beyond what it holds for."""
        kept = fetched + self.ttl
        return kept if self.valid_until is None else min(kept, self.valid_until)


def read_document(document: Mapping[str, Any]) -> ShownList:
    """A BitstringStatusListCredential, the payload of its JWT form too. Raises CredentialError and StatusListError."""
    check_credential(document)
    subject, url = document.get("credentialSubject"), document.get("id")
    if not isinstance(subject, dict) or not isinstance(url, str) or LIST not in _listed(document.get("type")):
        raise CredentialError("list-not-a-list", f"no {LIST} with one subject and an id that is its address")
    purposes, ttl = _listed(subject.get("statusPurpose")), subject.get("ttl", _DEFAULT_TTL * 1000)
    if not purposes or not all(isinstance(purpose, str) and purpose for purpose in purposes):
        raise CredentialError("list-not-a-list", "a status list says what it is for")
    if type(ttl) is not int or ttl < 0:
        raise CredentialError("list-ttl-malformed", "a status list's ttl is not a number of milliseconds")
    start, end = period_of(document)
    return ShownList(
        url=url,
        issuer=issuer_of(document),
        purposes=tuple(purposes),
        bits=bitstring.decode(subject.get("encodedList")),
        width=1,
        valid_from=_seconds(start),
        valid_until=_seconds(end),
        ttl=ttl // 1000,
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _seconds(moment: datetime | None) -> int | None:
    """Unix seconds, never before 1970: no list is older."""
    return max(0, int(moment.timestamp())) if moment else None


def read_token(claims: object) -> ShownList:
    """The claims of a Status List Token. Raises StatusListError and CredentialError."""
    listed = token_status_list.read(claims)
    issuer = claims.get("iss") if isinstance(claims, dict) else None
    if issuer is not None and not isinstance(issuer, str):
        raise CredentialError("list-issuer-malformed", "a token's iss is not a text")
    return ShownList(
        url=listed.sub,
        issuer=issuer,
        purposes=(TOKEN,),
        bits=listed.packed,
        width=listed.bits,
        valid_from=listed.iat,
        valid_until=listed.exp,
        ttl=listed.ttl or _DEFAULT_TTL,
    )


def judge_token(status: object, shown: ShownList | None, *, issuer: str, at: int, fetched: int | None = None) -> Check:
    """The `status` claim of a token by `issuer` (draft-ietf-oauth-status-list section 8.3). `shown`: the list, proven
    to be by the issuer it names, or by the credential's where it names none; None where it could not be read.

    What is revoked is revoked however old the list is; nothing else is said by a list that has ended or was kept too
    long. A status that only its issuer understands is unknown.
    """
    entry = status.get("status_list") if isinstance(status, dict) else None
    if not isinstance(entry, dict):
        return Check.of(_NAME, "list-kind-unknown")
    index, url = entry.get("idx"), entry.get("uri")
    if type(index) is not int or index < 0 or not isinstance(url, str):
        return Check.of(_NAME, "list-broken", reason="entry-malformed")
    if shown is None:
        return Check.of(_NAME, "list-unread")
    if shown.url != url or shown.issuer not in (None, issuer) or shown.purposes != (TOKEN,):
        return Check.of(_NAME, "list-of-another")
    try:
        value = token_status_list.status(shown.bits, shown.width, index)
    except StatusListError as exc:
        return Check.of(_NAME, "list-broken", reason=exc.code)
    as_of = stamp_of(shown.valid_from or at)
    if value != token_status_list.INVALID and not _in_time(shown, at, fetched):
        return Check.of(_NAME, "list-stale", as_of=as_of)
    return Check.of(_NAME, _SAID.get(value, "list-status-unknown"), as_of=as_of)


def _in_time(shown: ShownList, at: int, fetched: int | None) -> bool:
    """It has begun, has not ended, and was not kept longer than it allows."""
    begun = shown.valid_from is None or shown.valid_from <= at + SKEW
    ended = shown.valid_until is not None and shown.valid_until <= at
    kept = fetched is not None and shown.keep_until(fetched) < at
    return begun and not ended and not kept
