"""The first sheet of an .xlsx workbook as numbered rows of cells; bounded, and no formula is computed."""

import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from issuer_api.domain.gradebook.errors import BinaryFileError, BrokenFileError, FileTooLargeError
from issuer_api.domain.gradebook.tables import Cells, NumberedRows

ZIP_MARK = b"PK\x03\x04"
_MAX_MEMBERS = 1_000
_MAX_COLUMNS = 256
_MAX_EMPTY_ROWS = 10_000


def xlsx_rows(data: bytes, max_unpacked_bytes: int) -> NumberedRows:
    """Raises BinaryFileError for a zip that is no workbook, FileTooLargeError, BrokenFileError."""
    _check_zip(data, max_unpacked_bytes)
    row = empty = 0
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # the size a file states need not be true
        for row, cells in enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS), start=1):
            texts = _texts(cells)
            empty = 0 if texts else empty + 1
            if empty > _MAX_EMPTY_ROWS:
                return
            yield row, texts
    except Exception as exc:  # a damaged workbook makes openpyxl raise nearly anything
        raise BrokenFileError(row=row + 1) from exc


def _check_zip(data: bytes, max_unpacked_bytes: int) -> None:
    """The zip's own word for each size is enough: unpacking stops where that size is reached."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as exc:
        raise BrokenFileError(row=1) from exc
    names = {member.filename.lstrip("/") for member in members}
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise BinaryFileError
    unpacked = sum(member.file_size for member in members)
    if unpacked > max_unpacked_bytes or len(members) > _MAX_MEMBERS:
        raise FileTooLargeError(limit_mib=max_unpacked_bytes // 2**20)


def _texts(cells: Iterable[Any]) -> Cells:
    """Each cell as text, without the empty ones at the end."""
    texts = [_text(cell.value, cell.data_type) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(value: object, data_type: str) -> str:
    """A formula keeps its '=', so that it is refused as one. Dates become ISO 8601, numbers decimals."""
    if value is None:
        return ""
    if data_type == "f":
        return "=" + str(getattr(value, "text", value) or "").removeprefix("=")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return format(round(value, 5), "f").rstrip("0").rstrip(".")
    return str(value)
