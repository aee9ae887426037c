"""What makes a whole gradebook file unusable.

GradebookError            (an Invalid: `code`, `detail` in English, `message(lang)` in es, pt, en)
├── EmptyFileError        no bytes, or blanks alone
├── NoRowsError           headings and nothing under them
├── FileTooLargeError     more bytes than the limit, packed or unpacked
├── TooManyRowsError      more rows than the limit
├── BinaryFileError       neither text nor .xlsx
├── UnknownEncodingError  text, in none of the encodings that are read
├── BrokenFileError       a quote never closed, a damaged workbook
├── MissingColumnsError   names the columns that are not there
└── DoubledColumnsError   names the headings that stand for the same column
"""

from typing import ClassVar

from issuer_api.domain.errors import Invalid
from issuer_api.domain.gradebook.sentences import file_sentence


class GradebookError(Invalid):
    """Root of the tree. `facts` fill the sentence: numbers, headings, an encoding; nothing personal."""

    kind: ClassVar[str] = "gradebook"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        messages = {lang: self.message(lang) for lang in ("es", "pt", "en")}
        super().__init__(self.kind, messages["en"], message=messages, **facts)

    def message(self, lang: str) -> str:
        """What is wrong, where, and how to mend it; Spanish, Portuguese or English ('es', 'pt', 'en')."""
        return file_sentence(self.kind, lang, self.facts)


class EmptyFileError(GradebookError):
    kind = "empty-file"


class NoRowsError(GradebookError):
    kind = "no-rows"


class FileTooLargeError(GradebookError):
    """`limit_mib`: mebibytes."""

    kind = "file-too-large"


class TooManyRowsError(GradebookError):
    """`limit`: rows."""

    kind = "too-many-rows"


class BinaryFileError(GradebookError):
    kind = "binary-file"


class UnknownEncodingError(GradebookError):
    """`guess`: what the bytes look like, or '?'."""

    kind = "unknown-encoding"


class BrokenFileError(GradebookError):
    """`row`: the first row of the spreadsheet that could not be read."""

    kind = "broken-file"


class MissingColumnsError(GradebookError):
    """`columns`: names of `headings.Column`; the sentence shows them as Moodle heads them."""

    kind = "missing-columns"


class DoubledColumnsError(GradebookError):
    """`columns`: the headings as the file has them."""

    kind = "doubled-columns"
