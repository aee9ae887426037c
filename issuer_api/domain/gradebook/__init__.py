"""Reads a gradebook as Moodle exports it (Spanish, Portuguese, English; CSV, XLSX): what is wrong, and where.

    scale = Scale(Decimal(0), Decimal(100), pass_mark=Decimal(60))
    book = read_gradebook(data, "calificaciones.csv", scale, today=date.today())
    for row in book.rows: ...                                # rows that can be issued
    for problem in book.problems: print(problem.message("es"))

Knows headings, encodings, cells and rows. Knows nothing of designs, credentials or earlier batches, keeps
nothing, and reads no clock: today is given to it. What makes the whole file unusable raises GradebookError;
what makes a row unusable is a RowProblem.
"""

from issuer_api.domain.gradebook.errors import (
    BinaryFileError,
    BrokenFileError,
    DoubledColumnsError,
    EmptyFileError,
    FileTooLargeError,
    GradebookError,
    MissingColumnsError,
    NoRowsError,
    TooManyRowsError,
    UnknownEncodingError,
)
from issuer_api.domain.gradebook.model import Gradebook, GradebookRow, Limits, RowProblem, Scale
from issuer_api.domain.gradebook.reader import read_gradebook

__all__ = [
    "BinaryFileError",
    "BrokenFileError",
    "DoubledColumnsError",
    "EmptyFileError",
    "FileTooLargeError",
    "Gradebook",
    "GradebookError",
    "GradebookRow",
    "Limits",
    "MissingColumnsError",
    "NoRowsError",
    "RowProblem",
    "Scale",
    "TooManyRowsError",
    "UnknownEncodingError",
    "read_gradebook",
]
