"""The attachment of a PDF that holds a badge (ISO 32000-2, sections 7.3.8 and 7.11.4).

    >>> attached(document, limit=1_000_000)[:1]
    b'{'

Only what an attachment is made of is looked for: streams of the type EmbeddedFile. The PDF's own tables are not
followed and no other stream is opened, so a document that hides, doubles or encrypts its attachment is refused and not
guessed at.
"""

import re
import zlib

from verification.errors import BakedError

_HEX = rb"<[0-9A-Fa-f\s]{0,200}>"
_NESTED = rb"<<(?:[^<>]|" + _HEX + rb"){0,500}>>"
_DICTIONARY = rb"<<((?:[^<>]|" + _NESTED + rb"|" + _HEX + rb"){0,2000}?)>>"
_STREAM = re.compile(rb"\bobj\s*" + _DICTIONARY + rb"\s*stream(?:\r\n|\n)")
_EMBEDDED = re.compile(rb"/Type\s*/EmbeddedFile\b")
_LENGTH = re.compile(rb"/Length\s+(\d{1,10})(?!\s+\d+\s+R)\b")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]{0,100}\]|/[A-Za-z0-9]{1,40})")
_ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R")
_END = re.compile(rb"\s*endstream\b")


def attached(pdf: bytes, *, limit: int) -> bytes:
    """The one attached file, at most `limit` bytes; raises BakedError (badge-file-broken, -absent, -doubled,
    -too-large)."""
    if _ENCRYPTED.search(pdf):
        raise _broken("it is encrypted")
    found = [match for match in _STREAM.finditer(pdf) if _EMBEDDED.search(match[1])]
    if not found:
        raise BakedError("badge-absent", "no credential is attached to this PDF")
    if len(found) > 1:
        raise BakedError("badge-doubled", "more than one file is attached to this PDF")
    return _content(pdf, found[0], limit)


def _content(pdf: bytes, stream: re.Match[bytes], limit: int) -> bytes:
    length = _LENGTH.search(stream[1])
    if length is None:
        raise _broken("its attachment does not say how long it is")
    end = stream.end() + int(length[1])
    if not _END.match(pdf, end):
        raise _broken("its attachment is cut off")
    raw = pdf[stream.end() : end]
    named = _FILTER.search(stream[1])
    applied = named[1].strip(b"[] \r\n\t") if named else b""
    if applied not in (b"", b"/FlateDecode"):
        raise _broken("its attachment is stored in a way that is not read")
    content = _inflated(raw, limit) if applied else raw
    if len(content) > limit:
        raise BakedError("badge-too-large", f"the attachment is longer than the {limit} bytes that are read")
    return content


def _inflated(raw: bytes, limit: int) -> bytes:
    """At most one byte more than `limit` is ever inflated."""
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(raw, limit + 1)
    except zlib.error:
        raise _broken("its attachment does not decompress") from None
    if len(content) <= limit and not inflater.eof:
        raise _broken("its attachment is cut off")
    return content


def _broken(what: str) -> BakedError:
    return BakedError("badge-file-broken", f"this PDF cannot be read: {what}")
