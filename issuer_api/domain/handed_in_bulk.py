"""The documents in a ZIP or an NDJSON file, one after the other, within limits.

    with open("insignias.zip", "rb") as file:
        for found in documents_in(file):
            found.name, found.data          # data is None for what is not to be read

No more than one document is in memory, and the archive's directory. Nothing is unpacked onto a disk.
"""

import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple

from issuer_api.domain.errors import Invalid

MAX_DOCUMENTS = 20_000
MAX_DOCUMENT = 8 * 2**20
MAX_RATIO = 100  # of all that comes out, to all that was handed in
_FREE = 64 * 2**20  # inflated without being asked for the ratio
_DIRECTORY = 8 * 2**20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, ValueError)
_NOT_TEXT = (b"%PDF", b"\x89PNG", b"\x1f\x8b")


class Document(NamedTuple):
    """`code`: why there is no data (badge-too-large, badge-file-broken), as `verification.outcome` knows it."""

    name: str
    data: bytes | None
    code: str = ""


def documents_in(file: IO[bytes]) -> Iterator[Document]:
    """Raises Invalid: bulk-empty, bulk-form, bulk-broken, bulk-too-many, bulk-too-much."""
    start = file.read(4096)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not start.strip():
        raise Invalid("bulk-empty", "The file is empty. Send a ZIP of credentials, or one credential a line (NDJSON).")
    found = _zipped(file, size) if start.startswith(b"PK") else _lines(file, start)
    count = 0
    for count, one in enumerate(found, start=1):
        if count > MAX_DOCUMENTS:
            raise _too_many()
        yield one
    if not count:
        raise Invalid("bulk-empty", "There is no file in this ZIP.")


def _too_many() -> Invalid:
    return Invalid("bulk-too-many", f"At most {MAX_DOCUMENTS:,} credentials at once. Split the file into several.")


class _Careful:
    """The archive for `zipfile`, which reads a directory at once, however large it says that it is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size > _DIRECTORY:
            raise _too_many()
        return self._file.read(_DIRECTORY if size < 0 else size)


def _zipped(file: IO[bytes], size: int) -> Iterator[Document]:
    try:
        archive = zipfile.ZipFile(_Careful(file))
    except (*_BROKEN, OSError, KeyError) as exc:
        raise Invalid("bulk-broken", "The ZIP is damaged or incomplete. Make it anew, and send it again.") from exc
    left = max(_FREE, MAX_RATIO * size)
    members = [member for member in archive.infolist() if not _is_clutter(member)]
    if len(members) > MAX_DOCUMENTS:
        raise _too_many()
    for member in members:
        found, inflated = _member(archive, member)
        left -= inflated
        if left < 0:
            raise Invalid("bulk-too-much", f"What is in the ZIP is more than {MAX_RATIO} times its size.")
        yield found


def _is_clutter(member: zipfile.ZipInfo) -> bool:
    parts = member.filename.split("/")
    return member.is_dir() or parts[0] == "__MACOSX" or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[Document, int]:
    """And how many bytes came out."""
    name = member.filename
    if member.flag_bits & 1 or member.compress_type not in _METHODS:
        return Document(name, None, "badge-file-broken"), 0
    try:
        with archive.open(member) as opened:
            data = opened.read(MAX_DOCUMENT + 1)
    except (*_BROKEN, RuntimeError, OSError):
        return Document(name, None, "badge-file-broken"), MAX_DOCUMENT
    if len(data) > MAX_DOCUMENT:
        return Document(name, None, "badge-too-large"), len(data)
    nested = data.startswith(b"PK\x03\x04")
    return Document(name, None if nested else data, "badge-file-broken" if nested else ""), len(data)


def _lines(file: IO[bytes], start: bytes) -> Iterator[Document]:
    """A line's name is its number. Empty lines do not count."""
    if start.startswith(_NOT_TEXT) or b"\0" in start:
        raise Invalid("bulk-form", "Send a ZIP of credentials, or text with one credential a line (NDJSON).")
    number = 0
    while line := file.readline(MAX_DOCUMENT + 1):
        number += 1
        if len(line) > MAX_DOCUMENT:
            while line and not line.endswith(b"\n"):
                line = file.readline(2**20)
            yield Document(str(number), None, "badge-too-large")
        elif text := line.removeprefix(b"\xef\xbb\xbf" if number == 1 else b"").strip():
            yield Document(str(number), _unquoted(text))


def _unquoted(line: bytes) -> bytes:
    """A JWT may be written as a JSON string."""
    if not line.startswith(b'"'):
        return line
    try:
        found = json.loads(line)
    except ValueError:
        return line
    return found.encode(errors="replace") if isinstance(found, str) else line
