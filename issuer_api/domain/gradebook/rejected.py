"""Rejected rows as a batch keeps them, and the same without what stood in the cells.

batch.rejected = without_values(batch.rejected)      # row, column and reason stay; names and addresses go
"""

from collections.abc import Iterable

from issuer_api.domain.gradebook.model import RowProblem
from issuer_api.domain.gradebook.sentences import LANGUAGES

Rejected = list[dict[str, object]]


class _Unsaid(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"


def rejected_row(problem: RowProblem) -> dict[str, object]:
    """Row, column, code, and the sentence in each language, with the cell's value in it."""
    message = {lang: problem.message(lang) for lang in LANGUAGES}
    return {"row": problem.row, "column": problem.column, "code": problem.code, "message": message}


def without_values(rejected: Iterable[dict[str, object]]) -> Rejected:
    """Each row's sentences anew, with … for all that came from its cells."""
    return [
        rejected_row(RowProblem(int(str(item["row"])), str(item["column"]), str(item["code"]), _Unsaid()))
        for item in rejected
    ]
