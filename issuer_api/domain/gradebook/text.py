"""Bytes to text: UTF-8, UTF-16 or Windows-1252, and a refusal of all else rather than broken accents."""

import codecs
import re

from charset_normalizer import from_bytes

from issuer_api.domain.gradebook.errors import BinaryFileError, UnknownEncodingError
from issuer_api.domain.gradebook.headings import ACCENTED

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŠšŽžŒœŸ"
# Other 8-bit encodings decode as Windows-1252 without an error. What gives them away: symbols that touch
# letters (cp850 'Mu¤oz', Macintosh 'Mu–oz'), and runs of accented letters that no Western word has
# (Cyrillic 'Èâàíîâ').
_IMPLAUSIBLE = re.compile(
    rf"[{_LETTER}][¤¢£¥¦¨¬¯¸‚„†‡ˆ˜ƒ‹]|[¤¢£¥¦¨¬¯¸‚„†‡ˆ˜ƒ›][{_LETTER}]"
    rf"|[{_LETTER}][¡±²³µ¶¹¼½¾×÷§][{_LETTER}]|[a-zß-öø-ÿ][–—Ž][a-zß-öø-ÿ]|[À-ÖØ-öø-ÿŠšŽžŒœŸ]{{4}}"
)
_HEADINGS_WITHIN = 4_000
_NEIGHBOURS = ("cp850", "mac_roman")
_GUESSED = [
    "cp850",
    "mac_roman",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
]


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises BinaryFileError, UnknownEncodingError."""
    encoding = _marked(data) or _utf16_without_mark(data)
    if encoding:
        return _decode_marked(data, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if _is_binary(text or data.decode("latin-1")):
        raise BinaryFileError
    return (text, "utf-8") if text else (_decode_western(data), "cp1252")


def _marked(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _utf16_without_mark(data: bytes) -> str | None:
    """Latin headings in UTF-16 have a zero in every other byte."""
    head = data[:64]
    if len(head) < 8 or len(head) % 2:
        return None
    even, odd = head[::2], head[1::2]
    if not any(odd) and all(even):
        return "utf-16-le"
    return "utf-16-be" if not any(even) and all(odd) else None


def _decode_marked(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise UnknownEncodingError(guess=encoding) from exc
    if _is_binary(text):
        raise BinaryFileError
    return text, encoding


def _decode_western(data: bytes) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as exc:
        raise UnknownEncodingError(guess=_guess(data)) from exc
    if _names_a_column(text):
        return text
    for other in _NEIGHBOURS:
        if _names_a_column(data[:_HEADINGS_WITHIN].decode(other)):
            raise UnknownEncodingError(guess=other)
    if _IMPLAUSIBLE.search(text):
        raise UnknownEncodingError(guess=_guess(data))
    return text


def _names_a_column(text: str) -> bool:
    """An accented heading that reads right settles the encoding."""
    head = text[:_HEADINGS_WITHIN].casefold()
    return any(heading in head for heading in ACCENTED)


def _guess(data: bytes) -> str:
    """For the sentence alone: nothing is read by a guess."""
    best = from_bytes(data[:20_000], cp_isolation=_GUESSED).best()
    return best.encoding if best else "?"


def _is_binary(text: str) -> bool:
    """A stray control character is a problem of its row; many make the file no text."""
    head = text[:65_536]
    return len(_CONTROLS.findall(head)) > max(5, len(head) // 50)
