"""What a gradebook comes to: rows that can be issued, and problems of the rows that cannot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from issuer_api.domain.gradebook.sentences import row_sentence


@dataclass(frozen=True, slots=True)
class Scale:
    """The course's grade scale. Below `pass_mark` a row is not issued."""

    minimum: Decimal
    maximum: Decimal
    pass_mark: Decimal

    def __post_init__(self) -> None:
        if not self.minimum <= self.pass_mark <= self.maximum or self.minimum == self.maximum:
            raise ValueError(f"no grade scale: {self.minimum} ≤ {self.pass_mark} ≤ {self.maximum}")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. `max_unpacked_bytes` bounds what an .xlsx (a zip) unfolds to."""

    max_rows: int = 50_000
    max_bytes: int = 20 * 2**20
    max_unpacked_bytes: int = 200 * 2**20


@dataclass(frozen=True, slots=True)
class GradebookRow:
    """One learner who can be issued. `row` is the row of the spreadsheet, headings being row 1."""

    row: int
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    id_number: str = field(repr=False)
    email: str = field(repr=False)
    grade: Decimal
    completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row is not issued. `column` is the heading in the file, '' where the whole row is meant."""

    row: int
    column: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict, repr=False)

    def message(self, lang: str) -> str:
        """What is wrong, where, and how to mend it; Spanish, Portuguese or English ('es', 'pt', 'en')."""
        return row_sentence(self.code, lang, self.row, self.column, self.facts)


@dataclass(frozen=True, slots=True)
class Gradebook:
    """Every row that is not blank is in `rows` or has at least one of the `problems`, never both."""

    rows: tuple[GradebookRow, ...]
    problems: tuple[RowProblem, ...]
    total_rows: int
    encoding: str
    filename: str

    @property
    def rejected_rows(self) -> tuple[int, ...]:
        return tuple(sorted({problem.row for problem in self.problems}))
