"""A CSV text as numbered rows of cells, whichever of the usual delimiters it has."""

import csv
import io
from collections.abc import Iterator

from issuer_api.domain.gradebook.errors import BrokenFileError
from issuer_api.domain.gradebook.headings import known_columns

type Cells = list[str]
type NumberedRows = Iterator[tuple[int, Cells]]

_DELIMITERS = ",;\t"


def csv_rows(text: str) -> NumberedRows:
    """Rows as a spreadsheet shows them: a line break within quotes starts no row, a blank line is one.

    Raises BrokenFileError where a quote is never closed: rows would be swallowed by a cell in silence.
    """
    delimiter = max(_DELIMITERS, key=lambda candidate: _columns_under(text, candidate))
    return _records(text, delimiter)


def _columns_under(text: str, delimiter: str) -> int:
    try:
        headings = next((cells for _, cells in _records(text, delimiter) if any(cells)), [])
    except BrokenFileError:
        return 0
    return sum(column is not None for column in known_columns(headings))


def _records(text: str, delimiter: str) -> NumberedRows:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            yield row, cells
    except csv.Error as exc:
        raise BrokenFileError(row=row + 1) from exc
