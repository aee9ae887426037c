"""The whole file, row by row: protocol step I2, without its dry run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial

from issuer_api.domain.gradebook import cells
from issuer_api.domain.gradebook.errors import (
    EmptyFileError,
    FileTooLargeError,
    NoRowsError,
    TooManyRowsError,
)
from issuer_api.domain.gradebook.headings import Column, layout, month_may_come_first
from issuer_api.domain.gradebook.learners import Learners, Seen
from issuer_api.domain.gradebook.model import Gradebook, GradebookRow, Limits, RowProblem, Scale
from issuer_api.domain.gradebook.tables import Cells, NumberedRows, csv_rows
from issuer_api.domain.gradebook.text import decode
from issuer_api.domain.gradebook.workbook import ZIP_MARK, xlsx_rows

DEFAULT_LIMITS = Limits()


def read_gradebook(
    data: bytes, filename: str, scale: Scale, *, today: date, limits: Limits = DEFAULT_LIMITS
) -> Gradebook:
    """Every row, good or with its problems. Raises GradebookError where the file as a whole cannot be read.

    The bytes decide what the file is, not its name.
    """
    rows, encoding = _open(data, limits)
    heading = next(((row, found) for row, found in rows if any(map(str.strip, found))), None)
    if heading is None:
        raise EmptyFileError
    sheet = _Sheet(heading[1], layout(heading[1]), scale, today)
    for row, found in rows:
        if any(map(str.strip, found)):
            if sheet.total_rows == limits.max_rows:
                raise TooManyRowsError(limit=limits.max_rows)
            sheet.read(row, found)
    if not sheet.total_rows:
        raise NoRowsError
    problems = tuple(sorted(sheet.problems, key=lambda problem: problem.row))
    rejected = {problem.row for problem in problems}
    good = tuple(row for row in sheet.good if row.row not in rejected)
    return Gradebook(good, problems, sheet.total_rows, encoding, filename)


def _open(data: bytes, limits: Limits) -> tuple[NumberedRows, str]:
    if len(data) > limits.max_bytes:
        raise FileTooLargeError(limit_mib=limits.max_bytes // 2**20)
    if not data.strip():
        raise EmptyFileError
    if data.startswith(ZIP_MARK):
        return xlsx_rows(data, limits.max_unpacked_bytes), "xlsx"
    text, encoding = decode(data)
    return csv_rows(text), encoding


@dataclass(slots=True)
class _Sheet:
    """What has been read so far."""

    headings: Sequence[str]
    places: dict[Column, int]
    scale: Scale
    today: date
    good: list[GradebookRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    learners: Learners = field(default_factory=Learners)
    total_rows: int = 0

    def read(self, row: int, found: Cells) -> None:
        """One more row: into `good`, or its problems into `problems`."""
        self.total_rows += 1
        before = len(self.problems)

        cell = partial(self._cell, row, found)
        given = cell(Column.GIVEN_NAME, cells.read_name)
        family = cell(Column.FAMILY_NAME, cells.read_name)
        number = cell(Column.ID_NUMBER, cells.read_id_number)
        email = cell(Column.EMAIL, cells.read_email)
        grade = cell(Column.GRADE, self._grade)
        completed = cell(Column.COMPLETED_ON, self._completed)
        self._check_width(row, found)
        self._check_pass_mark(row, found, grade)
        self._check_learner(Seen(row, grade), number, email)
        if given and family and number and email and grade is not None and len(self.problems) == before:
            self.good.append(GradebookRow(row, given, family, number, email, grade, completed))

    def _cell[T](self, row: int, found: Cells, column: Column, reader: Callable[[str], T]) -> T | None:
        """What the cell says; None, and a problem, where it says nothing usable; None for no such column."""
        place = self.places.get(column)
        if place is None:
            return None
        try:
            return reader(found[place] if place < len(found) else "")
        except cells.CellError as exc:
            self._problem(row, self._heading(column), exc.code, **exc.facts)
            return None

    def _grade(self, text: str) -> Decimal:
        return cells.read_grade(text, self.scale)

    def _completed(self, text: str) -> date | None:
        first = month_may_come_first(self._heading(Column.COMPLETED_ON))
        return cells.read_date(text, self.today, month_may_come_first=first)

    def _check_width(self, row: int, found: Cells) -> None:
        if any(map(str.strip, found[len(self.headings) :])):
            self._problem(row, "", "extra-cells", count=len(found), expected=len(self.headings))

    def _check_learner(self, seen: Seen, number: str | None, email: str | None) -> None:
        """The later row is rejected; both are where their grades differ."""
        for other in self.learners.add(seen, number, email):
            code = "duplicate-learner" if other.grade == seen.grade else "duplicate-conflict"
            heading = self._heading(Column.ID_NUMBER)
            self._problem(seen.row, heading, code, other=other.row)
            if code == "duplicate-conflict":
                self._problem(other.row, heading, code, other=seen.row)

    def _check_pass_mark(self, row: int, found: Cells, grade: Decimal | None) -> None:
        if grade is not None and grade < self.scale.pass_mark:
            written = found[self.places[Column.GRADE]].strip()
            heading = self._heading(Column.GRADE)
            self._problem(row, heading, "not-passed", value=written, pass_mark=self.scale.pass_mark)

    def _heading(self, column: Column) -> str:
        return cells.shown(self.headings[self.places[column]].strip())

    def _problem(self, row: int, column: str, code: str, **facts: object) -> None:
        self.problems.append(RowProblem(row, column, code, facts))
