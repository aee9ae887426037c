"""One cell at a time: text to a value, or to the reason why it cannot be one."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from issuer_api.domain.gradebook.model import Scale

MAX_NAME = 200
MAX_ID_NUMBER = 100
MAX_EMAIL = 254
NO_GRADE = "-"

_SHOWN = 40
_FORMULA = re.compile(r"""['"]?\s*[=@＝＠]|['"]?\s*[+\-＋－](?![0-9]+(?:[.,][0-9]+)?$)""")
_SHEET_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|N/D|¡REF!|¡VALOR!|¡DIV/0!|¿NOMBRE\?)")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
# The replacement character, and UTF-8 that was once read as Windows-1252 ('PeÃ±a').
_GARBLED = re.compile("\ufffd|[ÃÂ][\u00a1-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_LOST_LETTER = re.compile(r"\?")
_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"\\.]+(\.[^\s@<>()\[\],;:\"\\.]+)*"
    r"@([^\W_](([^\W_]|-){0,61}[^\W_])?\.)+[^\W\d_](([^\W_]|-){0,61}[^\W_])"
)
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}([.,][0-9]{1,9})?")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


class CellError(Exception):
    """Stays within this package: the reader makes a RowProblem of it."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, object] = facts


def read_name(text: str) -> str:
    """A given or family name, NFC, single spaces. Any script, any letter, one word or many."""
    name = _clean(text, MAX_NAME)
    if _LOST_LETTER.search(name):
        raise CellError("garbled-text", value=shown(name))
    return name


def read_id_number(text: str) -> str:
    return _clean(text, MAX_ID_NUMBER)


def read_email(text: str) -> str:
    """As written. Plausible is enough: the claim link proves the rest."""
    email = _clean(text, MAX_EMAIL)
    if not _EMAIL.fullmatch(email):
        raise CellError("malformed-email", value=shown(email))
    return email


def read_grade(text: str, scale: Scale) -> Decimal:
    """A number on the scale, passed or not; decimal point or comma."""
    try:
        plain = _clean(text, MAX_ID_NUMBER)
    except CellError as exc:
        if exc.code == "missing-value":
            raise CellError("grade-missing") from exc
        raise
    if not _NUMBER.fullmatch(plain):
        raise CellError("grade-not-a-number", value=shown(plain))
    grade = Decimal(plain.replace(",", "."))
    if not scale.minimum <= grade <= scale.maximum:
        raise CellError("grade-out-of-range", value=plain, minimum=scale.minimum, maximum=scale.maximum)
    return grade


def read_date(text: str, today: date, *, month_may_come_first: bool) -> date | None:
    """ISO 8601, or day first as Spanish and Portuguese write it; None for an empty cell."""
    try:
        plain = _clean(text, MAX_ID_NUMBER)
    except CellError as exc:
        if exc.code == "missing-value":
            return None
        raise
    found = _date(plain, month_may_come_first=month_may_come_first)
    if found > today:
        raise CellError("date-in-future", value=found.isoformat())
    return found


def shown(text: str) -> str:
    """The beginning of a cell, fit to be shown to the person who uploaded it."""
    visible = "".join(letter if letter.isprintable() else "␣" for letter in text[:_SHOWN])
    return visible + "…" if len(text) > _SHOWN else visible


def _date(plain: str, *, month_may_come_first: bool) -> date:
    if match := _ISO_DATE.fullmatch(plain):
        year, month, day = map(int, match.groups())
    elif match := _DAY_FIRST.fullmatch(plain):
        day, month, year = map(int, match.groups())
        if month_may_come_first and day <= 12 and day != month:
            raise CellError("date-ambiguous", value=shown(plain))
    else:
        raise CellError("date-invalid", value=shown(plain))
    try:
        found = date(year, month, day)
    except ValueError as exc:
        raise CellError("date-invalid", value=shown(plain)) from exc
    if found.year < 1900:
        raise CellError("date-invalid", value=shown(plain))
    return found


def _clean(text: str, limit: int) -> str:
    """Normal form C, trimmed, single spaces; refuses what is no plain text."""
    plain = text.strip()
    if _CONTROL.search(plain):
        raise CellError("control-character", value=shown(plain))
    if _GARBLED.search(plain):
        raise CellError("garbled-text", value=shown(plain))
    plain = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", plain)).split())
    if plain in ("", NO_GRADE):
        raise CellError("missing-value")
    if _FORMULA.match(plain) or _SHEET_ERROR.match(plain):
        raise CellError("formula", value=shown(plain))
    if len(plain) > limit:
        raise CellError("too-long", length=len(plain), limit=limit)
    return plain
