"""Whatever the bytes are: a gradebook or a GradebookError, and what was written is what is read."""

import string
import unicodedata
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from issuer_api.domain.gradebook import GradebookError
from tests.unit.issuer_api.gradebooks import GOOD, SPANISH, as_csv, as_xlsx, good, read

ACCENTED = "áéíóúüñçãõâêôàÁÉÍÓÚÜÑÇÃÕÂÊÔÀ"
syllables = st.builds(str.__add__, st.sampled_from(string.ascii_letters), st.sampled_from(ACCENTED + "aeiou"))
words = st.lists(syllables, min_size=1, max_size=5).map("".join)
western_names = st.lists(words, min_size=1, max_size=4).map(" ".join)
WINDOWS_1252_LETTERS = "".join(
    letter for letter in bytes(range(256)).decode("cp1252", "ignore") if letter.isalpha() and letter not in "ÃÂ"
)
any_names = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Lm", "Mn"]), min_size=1, max_size=60).filter(
    lambda name: len(unicodedata.normalize("NFC", name)) <= 200 and not {"Ã", "Â"} & set(name)
)


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_a_gradebook_or_a_gradebook_error(data: bytes) -> None:
    with suppress(GradebookError):
        read(data)


@settings(deadline=None)
@given(st.text(max_size=500), st.sampled_from(["utf-8", "utf-16"]))
def test_any_text_under_good_headings_is_read_or_refused(text: str, encoding: str) -> None:
    data = (",".join(SPANISH) + "\n" + text).encode(encoding, "surrogatepass")
    with suppress(GradebookError):
        book = read(data)
        assert len(book.rows) + len(book.rejected_rows) == book.total_rows
        for problem in book.problems:
            assert all(problem.message(lang).isprintable() for lang in ("es", "pt", "en"))


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 6000), st.binary(min_size=1, max_size=20))
def test_a_damaged_workbook_is_read_or_refused(place: int, damage: bytes) -> None:
    data = WORKBOOK[:place] + damage + WORKBOOK[place + len(damage) :]
    with suppress(GradebookError):
        read(data)


WORKBOOK = as_xlsx([GOOD])


@settings(deadline=None)
@given(
    western_names,
    western_names,
    st.sampled_from(["cp1252", "utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(",;\t"),
)
def test_western_names_are_read_back_in_every_encoding(first: str, last: str, encoding: str, delimiter: str) -> None:
    book = read(as_csv([good(given=first, family=last)], delimiter=delimiter, encoding=encoding))
    assert [(row.given_name, row.family_name) for row in book.rows] == [(first, last)]


@settings(deadline=None)
@given(st.text(WINDOWS_1252_LETTERS, min_size=1, max_size=60))
def test_any_windows_1252_letters_are_read_back_under_spanish_headings(name: str) -> None:
    book = read(as_csv([good(given=name)], encoding="cp1252"))
    assert [row.given_name for row in book.rows] == [name]


@settings(deadline=None)
@given(any_names)
def test_names_in_any_script_are_read_back_in_utf_8(name: str) -> None:
    book = read(as_csv([good(given=name)]))
    assert [row.given_name for row in book.rows] == [unicodedata.normalize("NFC", name)]
