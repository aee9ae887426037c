"""IETF Token Status List (draft-ietf-oauth-status-list): 1, 2, 4 or 8 bits an entry, the first in the least
significant bits. Pure.

    >>> packed = pack(8, 2, {1: SUSPENDED})
    >>> packed.hex(), status(packed, 2, 1)
    ('0800', 2)
    >>> claims = payload("https://…/token", packed, 2, iat=1_790_000_000, exp=1_790_086_400, ttl=300)
    >>> read(claims).packed == packed
    True

`payload` and `read` are the claims of a Status List Token in JWT form (section 5.1); whoever signed them is for others
to say. The CBOR form (section 4.3) carries the same bytes without base64: `inflate` reads its `lst`.
Times are Unix seconds, `ttl` is in seconds. Every refusal is a `StatusListError` with the code named here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from revocation.errors import StatusListError
from revocation.packed import MAX_BYTES, ZLIB, base64url, deflated, inflated, unbase64url

VALID, INVALID, SUSPENDED = 0, 1, 2  # section 7.1
_BITS = (1, 2, 4, 8)
_LAST_MOMENT = 253_402_300_800  # the year 10000


@dataclass(frozen=True, slots=True)
class TokenStatusList:
    """The claims of a token. `exp` and `ttl` may be absent."""

    sub: str
    iat: int
    exp: int | None
    ttl: int | None
    bits: int
    packed: bytes

    def status(self, index: int) -> int:
        """An entry's status (index-out-of-range)."""
        return status(self.packed, self.bits, index)


def pack(size: int, bits: int, statuses: Mapping[int, int]) -> bytes:
    """A list of `size` entries, VALID where nothing else is said (bits-unknown, index-out-of-range,
    status-out-of-range)."""
    _check_bits(bits)
    packed = bytearray((size * bits + 7) // 8)
    for index, value in statuses.items():
        if not 0 <= index < size:
            raise StatusListError("index-out-of-range", f"index {index} is not in a list of {size} entries")
        if not 0 <= value < 1 << bits:
            raise StatusListError("status-out-of-range", f"status {value} does not fit into {bits} bits")
        packed[index * bits >> 3] |= value << (index * bits & 7)
    return bytes(packed)


def status(packed: bytes, bits: int, index: int) -> int:
    """An entry's status (bits-unknown, index-out-of-range)."""
    _check_bits(bits)
    size = len(packed) * 8 // bits
    if not 0 <= index < size:
        raise StatusListError("index-out-of-range", f"index {index} is not in a list of {size} entries")
    return packed[index * bits >> 3] >> (index * bits & 7) & (1 << bits) - 1


def encode(packed: bytes) -> str:
    """`lst` in JSON: unpadded base64url of a ZLIB stream."""
    return base64url(deflated(packed, ZLIB))


def decode(lst: object, *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a JSON `lst`; what would inflate beyond `limit` bytes is refused without being inflated.

    Codes: list-not-text, list-too-large, list-not-base64url, list-not-compressed, list-cut-short, list-has-more.
    """
    return inflate(unbase64url(lst, limit=limit), limit=limit)


def inflate(lst: bytes, *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a CBOR `lst` (list-too-large, list-not-compressed, list-cut-short, list-has-more)."""
    return inflated(lst, ZLIB, limit=limit)


def payload(sub: str, packed: bytes, bits: int, *, iat: int, exp: int, ttl: int) -> dict[str, Any]:
    """The claims of a Status List Token for the list that stands at the address `sub` (bits-unknown)."""
    _check_bits(bits)
    return {"sub": sub, "iat": iat, "exp": exp, "ttl": ttl, "status_list": {"bits": bits, "lst": encode(packed)}}


def read(claims: object) -> TokenStatusList:
    """The list in a token's claims (claims-malformed, bits-unknown, and the codes of `decode`)."""
    if not isinstance(claims, dict) or not isinstance(listed := claims.get("status_list"), dict):
        raise StatusListError("claims-malformed", "the token holds no status_list")
    sub = claims.get("sub")
    if not isinstance(sub, str) or not sub:
        raise StatusListError("claims-malformed", "sub is not the address of a list")
    ttl = _moment(claims, "ttl")
    if ttl == 0:
        raise StatusListError("claims-malformed", "ttl is not a positive number")
    return TokenStatusList(
        sub=sub,
        iat=_needed(_moment(claims, "iat"), "iat"),
        exp=_moment(claims, "exp"),
        ttl=ttl,
        bits=_check_bits(listed.get("bits")),
        packed=decode(listed.get("lst")),
    )


def _moment(claims: Mapping[str, Any], name: str) -> int | None:
    """A number of seconds, whole or not, as JWT dates are (RFC 7519, NumericDate); None where there is none."""
    if name not in claims:
        return None
    value = claims[name]
    if type(value) not in (int, float) or not 0 <= value < _LAST_MOMENT:
        raise StatusListError("claims-malformed", f"{name} is not a number of seconds")
    return int(value)


def _needed(value: int | None, name: str) -> int:
    if value is None:
        raise StatusListError("claims-malformed", f"the token has no {name}")
    return value


def _check_bits(bits: object) -> int:
    if type(bits) is not int or bits not in _BITS:
        raise StatusListError("bits-unknown", "a list has 1, 2, 4 or 8 bits an entry")
    return bits
