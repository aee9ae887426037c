"""What a row may be: legitimate names of any kind, and every way to be rejected, each with its own reason."""

import io
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from issuer_api.domain.gradebook import Scale
from issuer_api.domain.gradebook.sentences import LANGUAGES
from tests.unit.issuer_api.gradebooks import ENGLISH, GOOD, SPANISH, as_csv, as_xlsx, codes, good, read

GIVEN, FAMILY, NUMBER, EMAIL, GRADE = SPANISH

NAMES = [
    "Ñ", "O'Higgins", "D’Angelo", "García-Huidobro", "de la Peña y Lillo", "Nguyễn Thị Minh Khai", "محمد",
    "李小龍", "Αλέξης", "Иван", "María José", "Þórbjörg", "X Æ", "Ng", "'t Hooft", "Jr.", "Ka‘ahumanu",
    "Ixb’alanke", "Li-Mei", "J. R.", "Núñez (de) Arce", "3rd", "می‌خواهم",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_legitimate_name_is_never_rejected(name: str) -> None:
    book = read(as_csv([good(given=name, family=name)]))
    assert codes(book) == []
    assert book.rows[0].family_name == name


def test_names_are_normalised() -> None:
    book = read(as_csv([good(given="  Maria\u0301 \u00a0 Jose\u0301\u200b ", family="Pen\u0303a\t")]))
    assert (book.rows[0].given_name, book.rows[0].family_name) == ("Mariá José", "Peña")


BAD_CELLS = [
    ("given", "", GIVEN, "missing-value"),
    ("given", "-", GIVEN, "missing-value"),
    ("family", "  \u200b", FAMILY, "missing-value"),
    ("number", "", NUMBER, "missing-value"),
    ("email", "", EMAIL, "missing-value"),
    ("given", "N" * 10_000, GIVEN, "too-long"),
    ("number", "1" * 101, NUMBER, "too-long"),
    ("given", '=HYPERLINK("http://evil.example","x")', GIVEN, "formula"),
    ("given", "=1+1", GIVEN, "formula"),
    ("family", "+cmd|' /C calc'!A0", FAMILY, "formula"),
    ("family", "@SUM(A1)", FAMILY, "formula"),
    ("family", "-2+3+cmd", FAMILY, "formula"),
    ("family", "'=1", FAMILY, "formula"),
    ("family", "  =1", FAMILY, "formula"),
    ("number", "＝1+1", NUMBER, "formula"),
    ("email", "=a@example.edu", EMAIL, "formula"),
    ("number", "#N/A", NUMBER, "formula"),
    ("grade", "=50+50", GRADE, "formula"),
    ("given", "Ana\nMaría", GIVEN, "control-character"),
    ("given", "Ana\x00", GIVEN, "control-character"),
    ("given", "Ana\x1b[31m", GIVEN, "control-character"),
    ("given", "Ana\u202eairaM", GIVEN, "control-character"),
    ("given", "Bego\ufffda", GIVEN, "garbled-text"),
    ("given", "BegoÃ±a", GIVEN, "garbled-text"),
    ("given", "Bego?a", GIVEN, "garbled-text"),
    ("family", "García".encode().decode("cp1252"), FAMILY, "garbled-text"),
    ("grade", "", GRADE, "grade-missing"),
    ("grade", "-", GRADE, "grade-missing"),
    ("grade", "Aprobado", GRADE, "grade-not-a-number"),
    ("grade", "85,00 %", GRADE, "grade-not-a-number"),
    ("grade", "NaN", GRADE, "grade-not-a-number"),
    ("grade", "1e1", GRADE, "grade-not-a-number"),
    ("grade", "٨٥", GRADE, "grade-not-a-number"),
    ("grade", "105,00", GRADE, "grade-out-of-range"),
    ("grade", "100.00001", GRADE, "grade-out-of-range"),
    ("grade", "-1", GRADE, "grade-out-of-range"),
    ("grade", "59,99", GRADE, "not-passed"),
    *(
        ("email", email, EMAIL, "malformed-email")
        for email in (
            "ana", "ana@", "ana@@example.edu", "ana@example", "ana@example..edu", "ana@.edu",
            "a b@example.edu", "ana.@example.edu", ".ana@example.edu", "a..b@example.edu", "ana@exa_mple.edu",
            "ana@-x.edu", "a@b.edu, c@d.edu", "Ana <ana@example.edu>", "ana@example.e", "ana@example.123",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("field", "text", "column", "code"), BAD_CELLS)
def test_a_bad_cell_is_named_by_row_column_and_reason(field: str, text: str, column: str, code: str) -> None:
    other = good(number="EJ-0002", email="b@example.edu")
    book = read(as_csv([good(**{field: text}), other]))
    assert codes(book) == [(2, column, code)]
    assert [row.row for row in book.rows] == [3]
    (problem,) = book.problems
    sentences = [problem.message(lang) for lang in LANGUAGES]
    assert len(set(sentences)) == 3
    assert all("2" in sentence and column in sentence for sentence in sentences)
    assert all(len(sentence) < 300 and sentence.isprintable() for sentence in sentences)


@pytest.mark.parametrize("email", ["josé@example.edu", "a+b@x.example.edu", "o'h@ñandú.cl", "a_b-c@example.museum"])
def test_an_unusual_email_is_accepted(email: str) -> None:
    assert read(as_csv([good(email=email)])).rows[0].email == email


@pytest.mark.parametrize(("text", "grade"), [("85,00", "85"), ("85.5", "85.5"), ("100", "100"), ("60,00", "60")])
def test_a_grade_has_a_decimal_comma_or_point(text: str, grade: str) -> None:
    assert read(as_csv([good(grade=text)])).rows[0].grade == Decimal(grade)


def test_the_scale_is_the_courses_own() -> None:
    chilean = Scale(Decimal("1.0"), Decimal("7.0"), Decimal("4.0"))
    rows = [good(number=text, email=f"p{n}@example.edu", grade=text) for n, text in enumerate(["4,0", "3,9", "7,1"])]
    book = read(as_csv(rows), scale=chilean)
    assert [row.grade for row in book.rows] == [Decimal("4.0")]
    assert [problem.code for problem in book.problems] == ["not-passed", "grade-out-of-range"]


@pytest.mark.parametrize("numbers", [(0, 100, 101), (100, 0, 60), (5, 5, 5)])
def test_a_scale_is_in_order(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no grade scale"):
        Scale(*map(Decimal, numbers))


def test_every_bad_cell_of_a_row_is_told_at_once() -> None:
    book = read(as_csv([["", "Díaz", "1", "no", "-"]]))
    assert [column for _, column, _ in codes(book)] == [GIVEN, EMAIL, GRADE]
    assert book.rejected_rows == (2,)


def test_the_later_of_two_rows_with_one_number_is_rejected() -> None:
    book = read(as_csv([GOOD, good(number="ej-0001", email="other@example.edu")]))
    assert codes(book) == [(3, NUMBER, "duplicate-learner")]
    assert "fila 2" in book.problems[0].message("es")


def test_the_later_of_two_rows_with_one_email_is_rejected() -> None:
    book = read(as_csv([GOOD, good(number="EJ-0002", email="BEGONA@example.edu")]))
    assert codes(book) == [(3, NUMBER, "duplicate-learner")]


@pytest.mark.parametrize("grade", ["90,00", "10,00", "105,00", "-"])
def test_two_rows_with_different_grades_are_both_rejected(grade: str) -> None:
    for rows in ([GOOD, good(grade=grade)], [good(grade=grade), GOOD]):
        book = read(as_csv(rows))
        assert book.rows == ()
        conflicts = {(p.row, p.facts["other"]) for p in book.problems if p.code == "duplicate-conflict"}
        assert conflicts == {(2, 3), (3, 2)}


def test_a_row_that_joins_two_learners_names_both() -> None:
    rows = [
        GOOD,
        good(number="EJ-0002", email="two@example.edu"),
        good(number="EJ-0001", email="two@example.edu"),
    ]
    book = read(as_csv(rows))
    assert [(p.row, p.facts["other"]) for p in book.problems] == [(4, 2), (4, 3)]
    assert [row.row for row in book.rows] == [2, 3]


def test_a_decimal_comma_without_quotes_is_not_read_as_another_grade() -> None:
    data = as_csv([]) + b"Ana,Diaz,1,a@example.edu,85,00\r\n"
    assert [code for _, _, code in codes(read(data))] == ["extra-cells"]


def test_a_short_row_lacks_its_last_cells() -> None:
    book = read(as_csv([GOOD[:3]]))
    assert codes(book) == [(2, EMAIL, "missing-value"), (2, GRADE, "grade-missing")]


@pytest.mark.parametrize(
    ("heading", "text", "outcome"),
    [
        ("Fecha de término", "2026-11-23", "2026-11-23"),
        ("Fecha de término", "03/04/2026", "2026-04-03"),
        ("Data de conclusão", "3.4.2026", "2026-04-03"),
        ("Completed on", "2026-04-03", "2026-04-03"),
        ("Completed on", "23/11/2026", "2026-11-23"),
        ("Completed on", "03/04/2026", "date-ambiguous"),
        ("Fecha de término", "", "None"),
        ("Fecha de término", "-", "None"),
        ("Fecha de término", "2026-11-24", "date-in-future"),
        ("Fecha de término", "2026-02-30", "date-invalid"),
        ("Fecha de término", "31/04/2026", "date-invalid"),
        ("Fecha de término", "mañana", "date-invalid"),
        ("Fecha de término", "20261123", "date-invalid"),
        ("Fecha de término", "0026-11-23", "date-invalid"),
        ("Fecha de término", "=HOY()", "formula"),
    ],
)
def test_a_completion_date(heading: str, text: str, outcome: str) -> None:
    book = read(as_csv([[*GOOD, text]], [*SPANISH, heading]))
    if book.rows:
        assert str(book.rows[0].completed_on) == outcome
    else:
        assert codes(book) == [(2, heading, outcome)]


def test_formulas_of_a_workbook_are_refused_not_computed() -> None:
    array = ArrayFormula("C4", '="EJ-"&"2"')
    rows = [
        ["Ana", "Díaz", 1, "a@example.edu", "=50+40"],
        ['=CONCAT("A","na")', "Díaz", 2, "b@example.edu", 90],
        ["Ana", "Díaz", array, "c@example.edu", 90],
    ]
    book = read(as_xlsx(rows, ENGLISH))
    assert [(row, code) for row, _, code in codes(book)] == [(2, "formula"), (3, "formula"), (4, "formula")]


def test_text_of_a_workbook_that_looks_like_a_formula_is_refused() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(as_xlsx([GOOD])))
    cell = workbook.worksheets[0]["A2"]
    cell.value, cell.data_type = "=1+1", "s"
    file = io.BytesIO()
    workbook.save(file)
    assert codes(read(file.getvalue())) == [(2, GIVEN, "formula")]


def test_a_problem_keeps_the_learners_data_out_of_its_repr() -> None:
    book = read(as_csv([good(email="secreta"), good(number="EJ-2", email="b@example.edu")]))
    assert "secreta" not in repr(book)
    assert "b@example.edu" not in repr(book)
    assert "Ñáñez" not in repr(book)
