"""The columns a gradebook is read by, under the headings that Moodle gives them in each language."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from issuer_api.domain.gradebook.errors import DoubledColumnsError, MissingColumnsError


class Column(StrEnum):
    GIVEN_NAME = "given-name"
    FAMILY_NAME = "family-name"
    ID_NUMBER = "id-number"
    EMAIL = "email"
    GRADE = "grade"
    COMPLETED_ON = "completed-on"


REQUIRED = tuple(column for column in Column if column is not Column.COMPLETED_ON)

_HEADINGS = {
    Column.GIVEN_NAME: "Nombre, Nombres, Nombre(s), First name, Given name, Nome, Nome próprio, Primeiro nome",
    Column.FAMILY_NAME: "Apellido(s), Apellidos, Apellido, Last name, Surname, Family name, "
    "Sobrenome, Apelido, Apelido(s), Apelidos",
    Column.ID_NUMBER: "Número de ID, Número de identificación, ID number, Número de identificação, Número ID",
    Column.EMAIL: "Dirección de correo, Dirección Email, Dirección de correo electrónico, "
    "Correo electrónico, Email address, E-mail address, Email, E-mail, "
    "Endereço de email, Endereço de e-mail, Correio eletrónico",
    Column.GRADE: "Total del curso (Real), Total del curso, Course total (Real), Course total, "
    "Total do curso (Real), Total do curso, Total da disciplina (Real), Total da disciplina",
    Column.COMPLETED_ON: "Fecha de término, Fecha de finalización, Completed on, Completion date, "
    "Date completed, Data de conclusão, Data de término, Concluído em",
}
_MONTH_MAY_COME_FIRST = "Completed on, Completion date, Date completed"


def _plain(heading: str) -> str:
    """Without accents, case or punctuation: 'Número de ID' → 'numero de id'."""
    letters = unicodedata.normalize("NFKD", heading.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


_COLUMN_OF: Mapping[str, Column] = {
    _plain(heading): column for column, headings in _HEADINGS.items() for heading in headings.split(", ")
}
_AMBIGUOUS = frozenset(map(_plain, _MONTH_MAY_COME_FIRST.split(", ")))


ACCENTED = frozenset(
    heading.casefold() for headings in _HEADINGS.values() for heading in headings.split(", ") if not heading.isascii()
)


def known_columns(headings: Sequence[str]) -> list[Column | None]:
    """For each heading the column it stands for, or None for a column that is not read."""
    return [_COLUMN_OF.get(_plain(heading)) for heading in headings]


def month_may_come_first(heading: str) -> bool:
    """Under an English heading 03/04/2026 may be March or April."""
    return _plain(heading) in _AMBIGUOUS


def layout(headings: Sequence[str]) -> dict[Column, int]:
    """The place of each column. Raises MissingColumnsError or DoubledColumnsError, naming all of them."""
    places: dict[Column, list[int]] = {}
    for place, column in enumerate(known_columns(headings)):
        if column is not None:
            places.setdefault(column, []).append(place)
    doubled = [headings[place].strip() for found in places.values() if len(found) > 1 for place in found]
    if doubled:
        raise DoubledColumnsError(columns=doubled)
    missing = [column.value for column in REQUIRED if column not in places]
    if missing:
        raise MissingColumnsError(columns=missing)
    return {column: found[0] for column, found in places.items()}
