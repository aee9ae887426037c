"""Gradebooks for the tests, written as Moodle writes them."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import openpyxl

from issuer_api.domain.gradebook import Gradebook, Limits, Scale, read_gradebook

SPANISH = ["Nombre", "Apellido(s)", "Número de ID", "Dirección de correo", "Total del curso (Real)"]
ENGLISH = ["First name", "Last name", "ID number", "Email address", "Course total (Real)"]
PORTUGUESE = ["Nome", "Sobrenome", "Número de identificação", "Endereço de email", "Total do curso (Real)"]
GOOD = ["Begoña", "Ñáñez O'Higgins", "EJ-0001", "begona@example.edu", "85,00"]
SCALE = Scale(Decimal(0), Decimal(100), Decimal(60))
TODAY = date(2026, 11, 23)

type Row = Sequence[object]


def as_csv(rows: Iterable[Row], headings: Row = SPANISH, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([headings, *rows])
    return file.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Row], headings: Row = SPANISH) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in (headings, *rows):
        sheet.append(list(row))
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def read(data: bytes, *, scale: Scale = SCALE, limits: Limits = Limits()) -> Gradebook:  # noqa: B008 - frozen
    return read_gradebook(data, "calificaciones.csv", scale, today=TODAY, limits=limits)


def good(**changes: str) -> list[str]:
    """The good row with some cells changed: given, family, number, email, grade."""
    names = ("given", "family", "number", "email", "grade")
    return [changes.get(name, cell) for name, cell in zip(names, GOOD, strict=True)]


def codes(book: Gradebook) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in book.problems]
