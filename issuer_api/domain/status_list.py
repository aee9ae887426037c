"""Status lists before they are signed: where they stand, what they say, how long that is good for.

    >>> credential_status("salud.example.edu", "3f9a…", 94_567)[0]["statusListIndex"]
    '94567'

W3C Bitstring Status List v1.0 and IETF Token Status List, over one space of indexes: the n-th entry of each list of a
`StatusList` is about the same credential. A list holds for a day, so a node that is down longer leaves its badges
unknown, never in force; whoever fetches one may keep it for TTL and no longer.
"""

from datetime import timedelta
from typing import Any

from revocation import bitstring, token_status_list
from revocation.status_list import TOKEN_BITS
from verification.stamps import stamp_of

PURPOSES = ("revocation", "suspension", "refresh")
TOKEN = "token"  # noqa: S105 - the name of a kind of list
LISTS = (*PURPOSES, TOKEN)
TTL = timedelta(minutes=5)
HOLDS = timedelta(days=1)
RENEWED = HOLDS / 2  # before it ends
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"


def list_url(host: str, list_id: str, purpose: str) -> str:
    """Where the list stands, and its name in the log of anchors."""
    return f"https://{host}/status/{list_id}/{purpose}"


def credential_status(host: str, list_id: str, index: int) -> list[dict[str, str]]:
    """`credentialStatus` of a badge: an entry for each purpose, at one index."""
    return [
        {
            "id": f"{list_url(host, list_id, purpose)}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(index),
            "statusListCredential": list_url(host, list_id, purpose),
        }
        for purpose in PURPOSES
    ]


def token_status(host: str, list_id: str, index: int) -> dict[str, Any]:
    """The `status` claim of a JWT (Token Status List, section 6.2)."""
    return {"status_list": {"idx": index, "uri": list_url(host, list_id, TOKEN)}}


def list_credential(url: str, issuer: str, purpose: str, bits: bytes, valid_from: int) -> dict[str, Any]:
    """The unsigned BitstringStatusListCredential (section 2.2); `ttl` is in milliseconds."""
    return {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": stamp_of(valid_from),
        "validUntil": stamp_of(valid_until(valid_from)),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": bitstring.encode(bits),
            "ttl": int(TTL / timedelta(milliseconds=1)),
        },
    }


def token_claims(url: str, issuer: str, packed: bytes, valid_from: int) -> dict[str, Any]:
    """The claims of the Status List Token (section 5.1); `ttl` is in seconds."""
    until, ttl = valid_until(valid_from), int(TTL.total_seconds())
    listed = token_status_list.payload(url, packed, TOKEN_BITS, iat=valid_from, exp=until, ttl=ttl)
    return {"iss": issuer, **listed}


def valid_until(valid_from: int) -> int:
    """Unix seconds, not included in what the list holds for."""
    return valid_from + int(HOLDS.total_seconds())
