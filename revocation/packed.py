"""What the two status lists share: base64url in one spelling, and inflating that never exceeds its bound. Pure.

    >>> unbase64url(base64url(b"abc"))
    b'abc'

Knows neither list's order of bits. Every refusal is a `StatusListError` with the code named here.
"""

import re
import zlib
from base64 import b64decode, urlsafe_b64encode
from typing import Literal

from revocation.errors import StatusListError

MAX_BYTES = 16 * 1024 * 1024  # uncompressed: 134,217,728 entries of one bit
GZIP: Literal[31] = 31  # what zlib calls wbits: RFC 1952, with its checksum verified
ZLIB: Literal[15] = 15  # RFC 1950
_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")
_LEVEL = 6


def base64url(data: bytes) -> str:
    """RFC 4648 section 5, without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unbase64url(text: object, *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of unpadded base64url in its one spelling (list-not-text, list-too-large, list-not-base64url)."""
    if not isinstance(text, str):
        raise StatusListError("list-not-text", "the encoded list is not a string")
    if len(text) > _longest(limit):
        raise StatusListError("list-too-large", f"{len(text)} characters encode no list of at most {limit} bytes")
    if not _ALPHABET.fullmatch(text) or len(text) % 4 == 1:
        raise StatusListError("list-not-base64url", "the encoded list is not base64url without padding")
    data = b64decode(text + "=" * (-len(text) % 4), altchars=b"-_")
    if base64url(data) != text:
        raise StatusListError("list-not-base64url", "the encoded list is not the one spelling of its bytes")
    return data


def _longest(limit: int) -> int:
    """Characters of base64url that `limit` bytes come to where DEFLATE cannot shrink them: it adds 5 bytes to each
    block of 16 KiB, and a header and a checksum to the whole."""
    return (limit + 5 * (limit // 16_384 + 1) + 64) * 4 // 3 + 4


def deflated(data: bytes, wbits: int) -> bytes:
    """One GZIP member or ZLIB stream; the same bytes give the same stream.

    A status list is runs of zeros and rare bits. To look for runs alone (Z_RLE) is many times faster than zlib's
    level 6; with 1 entry in 20 set, in 100 or in 1,000 a bitstring comes out smaller, a token list a tenth larger.
    """
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, wbits, zlib.DEF_MEM_LEVEL, zlib.Z_RLE)
    return compressor.compress(data) + compressor.flush()


def inflated(stream: bytes, wbits: int, *, limit: int = MAX_BYTES) -> bytes:
    """What one GZIP member or ZLIB stream holds, never more than `limit` + 1 bytes of it in memory.

    Codes: list-not-compressed (not such a stream, or its checksum is wrong), list-too-large, list-cut-short,
    list-has-more (bytes, or another member, follow).
    """
    inflater = zlib.decompressobj(wbits)
    try:
        data = inflater.decompress(stream, limit + 1)
    except zlib.error as exc:
        raise StatusListError("list-not-compressed", "the list is not compressed as it must be, or damaged") from exc
    if len(data) > limit:
        raise StatusListError("list-too-large", f"the list inflates to more than {limit} bytes")
    if not inflater.eof:
        raise StatusListError("list-cut-short", "the compressed list ends before its end")
    if inflater.unused_data:
        raise StatusListError("list-has-more", "something follows the compressed list")
    return data
