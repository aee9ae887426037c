"""W3C Bitstring Status List v1.0: one bit an entry, the first entry in the most significant bit. Pure.

    >>> bits = pack(MIN_ENTRIES, {7})
    >>> encode(bits)[:6]
    'uH4sIA'
    >>> bit(decode(encode(bits)), 7), bit(bits, 8)
    (True, False)

A list is its uncompressed bytes, and an entry's index counts from 0. `encode` and `decode` are the specification's
"Bitstring Generation" and "Bitstring Expansion" (sections 3.3 and 3.4) with statusSize 1: multibase `u`, then
unpadded base64url, of one GZIP member. Every refusal is a `StatusListError` with the code named here.
"""

from collections.abc import Iterable
from itertools import compress

from revocation.errors import StatusListError
from revocation.packed import GZIP, MAX_BYTES, base64url, deflated, inflated, unbase64url

MIN_ENTRIES = 131_072  # 16 KiB: one entry is then one among many (section 3.4, step 3; section 5.2)
_MULTIBASE = "u"


def pack(size: int, set_entries: Iterable[int]) -> bytes:
    """The list of `size` entries in which these are set (list-too-short, list-size-odd, index-out-of-range)."""
    _check_size(size)
    packed = bytearray(size // 8)
    for index in set_entries:
        if not 0 <= index < size:
            raise StatusListError("index-out-of-range", f"index {index} is not in a list of {size} entries")
        packed[index >> 3] |= 0x80 >> (index & 7)
    return bytes(packed)


def bit(bits: bytes, index: int) -> bool:
    """Whether an entry is set (index-out-of-range)."""
    if not 0 <= index < len(bits) * 8:
        raise StatusListError("index-out-of-range", f"index {index} is not in a list of {len(bits) * 8} entries")
    return bool(bits[index >> 3] & 0x80 >> (index & 7))


def set_entries(bits: bytes) -> list[int]:
    """The indices of the entries that are set, in order."""
    return [
        position * 8 + offset
        for position in compress(range(len(bits)), bits)
        for offset in range(8)
        if bits[position] & 0x80 >> offset
    ]


def encode(bits: bytes) -> str:
    """`encodedList` (list-too-short). The same bits always give the same text."""
    _check_size(len(bits) * 8)
    return _MULTIBASE + base64url(deflated(bits, GZIP))


def decode(encoded: object, *, limit: int = MAX_BYTES) -> bytes:
    """The bits of an `encodedList`; what would inflate beyond `limit` bytes is refused without being inflated.

    Codes: list-not-text, list-not-multibase-u, list-too-large, list-not-base64url, list-not-compressed, list-cut-short,
    list-has-more, list-too-short.
    """
    if not isinstance(encoded, str):
        raise StatusListError("list-not-text", "encodedList is not a string")
    if not encoded.startswith(_MULTIBASE):
        raise StatusListError("list-not-multibase-u", "encodedList is not multibase base64url: it begins with no u")
    bits = inflated(unbase64url(encoded[1:], limit=limit), GZIP, limit=limit)
    _check_size(len(bits) * 8)
    return bits


def _check_size(size: int) -> None:
    if size < MIN_ENTRIES:
        raise StatusListError("list-too-short", f"a list has at least {MIN_ENTRIES} entries; this one has {size}")
    if size % 8 or size > MAX_BYTES * 8:
        raise StatusListError("list-size-odd", f"a list of {size} entries is no whole number of bytes, or too many")
