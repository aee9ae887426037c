"""The iTXt chunk of a PNG that holds a badge (PNG third edition, sections 5 and 11.3.3.4; Open Badges 3.0, "PNG").

    >>> itxt_credential(image)[:1]
    b'{'

The chunks are walked, the image is never decoded. Every checksum is checked up to the end of the image, and nothing may
follow it: a file that two readers cut differently shows each of them another badge.
"""

import struct
import zlib
from collections.abc import Iterator

from verification.errors import BakedError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
_MAX_CHUNKS = 20_000


def itxt_credential(png: bytes) -> bytes:
    """The text of the one chunk; raises BakedError (badge-file-broken, -absent, -doubled, -compressed)."""
    mine = [data for kind, data in chunks(png) if kind == b"iTXt" and data.split(b"\0", 1)[0] == KEYWORD]
    if not mine:
        raise BakedError("badge-absent", "no credential is baked into this PNG")
    if len(mine) > 1:
        raise BakedError("badge-doubled", "more than one credential is baked into this PNG")
    return _text(mine[0])


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk as (type, data), IEND included, the last; raises BakedError (badge-file-broken)."""
    at, count = len(SIGNATURE), 0
    while True:
        kind, data, at = _chunk(png, at)
        count += 1
        if (count == 1) != (kind == b"IHDR") or count > _MAX_CHUNKS:
            raise _broken("it does not begin with IHDR, or has too many chunks")
        yield kind, data
        if kind == b"IEND":
            break
    if at != len(png):
        raise _broken("something follows its end")


def _chunk(png: bytes, at: int) -> tuple[bytes, bytes, int]:
    """The chunk that begins at `at`, and where the next one begins."""
    if at + 12 > len(png):
        raise _broken("it is cut off")
    length, kind = struct.unpack_from(">I4s", png, at)
    end = at + 12 + length
    if length >= 2**31 or end > len(png):
        raise _broken("a chunk is longer than the file")
    (checksum,) = struct.unpack_from(">I", png, end - 4)
    if zlib.crc32(png[at + 4 : end - 4]) != checksum:
        raise _broken("a chunk's checksum is wrong")
    return kind, png[at + 8 : end - 4], end


def _text(data: bytes) -> bytes:
    """keyword ␀ flag method language ␀ translated keyword ␀ text"""
    rest = data[len(KEYWORD) + 1 :]
    if len(rest) < 2 or rest.count(b"\0", 2) < 2:
        raise _broken("its iTXt chunk is cut off")
    if rest[0] != 0:
        raise BakedError("badge-compressed", "the credential is compressed, which Open Badges 3.0 forbids")
    return rest[2:].split(b"\0", 2)[2]


def _broken(what: str) -> BakedError:
    return BakedError("badge-file-broken", f"this is no whole PNG: {what}")
