"""What a whole file may be: encodings, delimiters, headings, workbooks, and every way to be unusable."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from issuer_api.domain.errors import Invalid
from issuer_api.domain.gradebook import (
    BinaryFileError,
    BrokenFileError,
    DoubledColumnsError,
    EmptyFileError,
    FileTooLargeError,
    GradebookError,
    Limits,
    MissingColumnsError,
    NoRowsError,
    TooManyRowsError,
    UnknownEncodingError,
)
from tests.unit.issuer_api.gradebooks import (
    ENGLISH,
    GOOD,
    PORTUGUESE,
    SPANISH,
    as_csv,
    as_xlsx,
    good,
    read,
)

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("headings", [SPANISH, ENGLISH, PORTUGUESE], ids=["es", "en", "pt"])
def test_accents_come_right(encoding: str, delimiter: str, headings: list[str]) -> None:
    rows = [GOOD, good(given="João Âçé", family="Conceição", number="EJ-0002", email="joao@example.edu")]
    book = read(as_csv(rows, headings, delimiter, encoding))
    assert [(row.given_name, row.family_name) for row in book.rows] == [
        ("Begoña", "Ñáñez O'Higgins"),
        ("João Âçé", "Conceição"),
    ]
    assert book.rows[0].grade == Decimal("85.00")
    assert book.encoding.startswith(encoding[:6])


def test_a_workbook_reads_the_same() -> None:
    book = read(as_xlsx([["Begoña", "Ñáñez", 1234, "begona@example.edu", 85.5]]))
    (row,) = book.rows
    assert (row.given_name, row.family_name, row.id_number, row.grade) == (
        "Begoña",
        "Ñáñez",
        "1234",
        Decimal("85.5"),
    )
    assert book.encoding == "xlsx"


def test_other_columns_and_their_order_do_not_matter() -> None:
    headings = ["Institución", *reversed(SPANISH), "Tarea:Ensayo (Real)", "Última descarga de este curso"]
    book = read(as_csv([["Universidad", *reversed(GOOD), "=1+1", "1795104000"]], headings))
    assert book.rows[0].email == "begona@example.edu"


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    text = as_csv([]).decode() + '\r\n"Ana\nMaría",Díaz,1,a@example.edu,80\r\n,,,,\r\nBea,Díaz,2,b@example.edu,80\r\n'
    book = read(text.encode())
    assert [row.row for row in book.rows] == [5]
    assert book.rejected_rows == (3,)
    assert book.total_rows == 2


def test_the_examples_read_as_their_note_says() -> None:
    book = read((EXAMPLES / "calificaciones-salud-digital.csv").read_bytes())
    assert (book.encoding, book.total_rows, len(book.rows)) == ("cp1252", 26, 24)
    assert [(problem.row, problem.code) for problem in book.problems] == [
        (12, "grade-out-of-range"),
        (19, "malformed-email"),
    ]
    book = read((EXAMPLES / "calificaciones-gestion-de-datos.xlsx").read_bytes())
    assert (book.total_rows, len(book.rows), book.rejected_rows) == (6, 4, (4, 6))


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def repacked(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A good workbook with one member changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx([GOOD]))) as old, zipfile.ZipFile(file, "w", 8) as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member.filename, change(content) if member.filename == name else content)
    return file.getvalue()


def billion_laughs(sheet: bytes) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE worksheet [<!ENTITY l0 "ja">{entities}]>'.encode()
    return doctype + sheet.replace(b"</sheetData>", b"<row><c t='str'><v>&l11;</v></c></row></sheetData>")


SHEET = "xl/worksheets/sheet1.xml"
UNUSABLE: dict[str, tuple[bytes, type[GradebookError]]] = {
    "no bytes": (b"", EmptyFileError),
    "blanks": (b" \r\n\r\n \t", EmptyFileError),
    "commas alone": (b",,,,\r\n,,,,\r\n", EmptyFileError),
    "an empty workbook": (as_xlsx([], []), EmptyFileError),
    "headings alone": (as_csv([]), NoRowsError),
    "headings of a workbook alone": (as_xlsx([]), NoRowsError),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, BinaryFileError),
    "zeros": (bytes(5000), BinaryFileError),
    "an old .xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), BinaryFileError),
    "a zip that is no workbook": (zipped(photo=b"\xff\xd8"), BinaryFileError),
    "a cut zip": (as_xlsx([GOOD])[:900], BrokenFileError),
    "a workbook without its sheet": (repacked(SHEET, lambda _: b""), BrokenFileError),
    "a workbook with broken XML": (repacked(SHEET, lambda xml: xml[:-40]), BrokenFileError),
    "a workbook with entities": (repacked(SHEET, billion_laughs), BrokenFileError),
    "cp850": (as_csv([GOOD], encoding="cp850"), UnknownEncodingError),
    "cp850 under English headings": (as_csv([GOOD], ENGLISH, encoding="cp850"), UnknownEncodingError),
    "Macintosh": (as_csv([GOOD], encoding="mac_roman"), UnknownEncodingError),
    "Macintosh under English headings": (as_csv([GOOD], ENGLISH, encoding="mac_roman"), UnknownEncodingError),
    "Cyrillic": (
        as_csv([good(given="Иванов", family="X")], ENGLISH, encoding="cp1251"),
        UnknownEncodingError,
    ),
    "Greek": (
        as_csv([good(given="Παπαδόπουλος", family="X")], ENGLISH, encoding="iso8859_7"),
        UnknownEncodingError,
    ),
    "Japanese": (
        as_csv([good(given="山田太郎", family="X")], ENGLISH, encoding="shift_jis"),
        UnknownEncodingError,
    ),
    "half of a UTF-16 character": (as_csv([GOOD], encoding="utf-16") + b"\x00", UnknownEncodingError),
    "a letter": ("Estimada señora:\nle escribo, por fin.\n".encode(), MissingColumnsError),
    "a quote never closed": (as_csv([GOOD]) + b'Ana,"Diaz,2,b@example.edu,80\r\n' * 3, BrokenFileError),
}


@pytest.mark.parametrize(("data", "error"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_an_unusable_file_says_so_in_three_languages(data: bytes, error: type[GradebookError]) -> None:
    with pytest.raises(error) as caught:
        read(data)
    sentences = {caught.value.message(lang) for lang in ("es", "pt", "en")}
    assert len(sentences) == 3
    assert not any("{" in sentence for sentence in sentences)
    assert isinstance(caught.value, Invalid)
    assert caught.value.detail == caught.value.message("en")


def test_missing_columns_are_all_named() -> None:
    with pytest.raises(MissingColumnsError) as caught:
        read(as_csv([GOOD[:3]], SPANISH[:3]))
    assert "Dirección de correo, Total del curso (Real)" in caught.value.message("es")
    assert "Email address, Course total (Real)" in caught.value.message("en")
    assert caught.value.extra["columns"] == ["email", "grade"]


def test_doubled_columns_are_named_as_the_file_has_them() -> None:
    with pytest.raises(DoubledColumnsError) as caught:
        read(as_csv([[*GOOD, "x", "y"]], [*SPANISH, "E-mail", "NOMBRE"]))
    assert "Nombre, NOMBRE, Dirección de correo, E-mail" in caught.value.message("es")


def test_a_percentage_is_not_taken_for_the_grade() -> None:
    with pytest.raises(MissingColumnsError):
        read(as_csv([GOOD], [*SPANISH[:4], "Total del curso (Porcentaje)"]))


def many(count: int) -> bytes:
    return as_csv(good(number=f"EJ-{n}", email=f"p{n}@example.edu") for n in range(count))


def test_fifty_thousand_rows_are_read() -> None:
    book = read(many(50_000))
    assert len(book.rows) == 50_000
    assert book.rows[-1].row == 50_001


def test_one_row_over_the_limit_is_refused() -> None:
    assert read(many(10), limits=Limits(max_rows=10)).total_rows == 10
    with pytest.raises(TooManyRowsError, match="more than 10 rows"):
        read(many(11), limits=Limits(max_rows=10))


def test_a_file_over_the_size_limit_is_refused() -> None:
    with pytest.raises(FileTooLargeError, match="limit of 1 MiB"):
        read(bytes(2**20 + 1), limits=Limits(max_bytes=2**20))


def test_a_zip_bomb_is_refused_unopened() -> None:
    bomb = repacked(SHEET, lambda xml: xml + b" " * (3 * 2**20))
    assert len(bomb) < 2**20
    with pytest.raises(FileTooLargeError):
        read(bomb, limits=Limits(max_unpacked_bytes=2 * 2**20))


def test_a_workbook_that_lies_about_its_size_is_read_whole() -> None:
    data = repacked(SHEET, lambda xml: xml.replace(b'ref="A1:E2"', b'ref="A1"'))
    assert len(read(data).rows) == 1
