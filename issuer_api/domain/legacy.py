"""A badge in the older profile: the same achievement as a credential of VC Data Model 1.1 for tools that read no other.

    legacy_form(badge, issuer="did:key:z6Mk…", now=clock())["@context"][0]
    'https://www.w3.org/2018/credentials/v1'

The older profile cannot say what ours says: its contexts have no status list, and its library resolves no did:web
without the internet. So it is issued by the institution's key itself, and ends soon: whoever wants it longer asks
again, and is refused once the credential is withdrawn (docs/adr/0019).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from verification.stamps import stamp

LASTS = timedelta(days=30)
CONTEXTS = (
    "https://www.w3.org/2018/credentials/v1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
    "https://w3id.org/security/suites/ed25519-2020/v1",
)
_SAME = ("id", "type", "name", "description")
_LATER = frozenset({"inLanguage"})  # terms that the first context of Open Badges 3.0 does not have
_OF_ISSUER = ("type", "name", "url")


def legacy_form(badge: Mapping[str, Any], *, issuer: str, now: datetime) -> dict[str, Any]:
    """The unsigned credential, from an Open Badge of VCDM 2.0. It ends LASTS from `now`, or when the badge does."""
    former = badge["issuer"] if isinstance(badge["issuer"], dict) else {}
    ends = now + LASTS
    if "validUntil" in badge:
        ends = min(ends, datetime.fromisoformat(badge["validUntil"]))
    return {
        "@context": list(CONTEXTS),
        **{name: badge[name] for name in _SAME if name in badge},
        "credentialSubject": _earlier(badge["credentialSubject"]),
        "issuer": {"id": issuer, **{name: former[name] for name in _OF_ISSUER if name in former}},
        "issuanceDate": badge["validFrom"],
        "expirationDate": stamp(ends),
    }


def _earlier(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _earlier(inner) for name, inner in value.items() if name not in _LATER}
    return [_earlier(inner) for inner in value] if isinstance(value, list) else value
