"""Where words stand in the clear in a database, whatever its tables and columns: a new one is looked into by itself."""

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Engine, text


def places_of(engine: Engine, words: Iterable[str | bytes]) -> dict[str, set[str]]:
    """`table.column` of every cell that holds one of the words, as it stands or as JSON escapes it; and the words."""
    forms = {form for word in words for form in _forms(word)}
    found: dict[str, set[str]] = {}
    with engine.connect() as connection:
        for place, cell in _cells(connection):
            if here := {form.decode(errors="replace") for form in forms if form in cell}:
                found.setdefault(place, set()).update(here)
    return found


def _forms(word: str | bytes) -> set[bytes]:
    """UTF-8, JSON's escapes, hex; a digest in hex too."""
    if isinstance(word, bytes):
        return {word, word.hex().encode()}
    return {word.encode(), json.dumps(word)[1:-1].encode(), word.encode().hex().encode()}


def _cells(connection: Connection) -> Iterator[tuple[str, bytes]]:
    columns = connection.execute(
        text("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
    ).all()
    assert columns
    for table, column in columns:
        for (value,) in connection.execute(text(f'SELECT "{column}" FROM "{table}"')):  # noqa: S608
            yield f"{table}.{column}", _as_bytes(value)


def _as_bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).encode()
    return str(value).encode()
