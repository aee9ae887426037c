"""Field types that every stored model shares: moments with a time zone, JSON documents, random identifiers."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import DateTime, Enum
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field


def key() -> Any:
    """A random (version 4) UUID primary key: says nothing about order or number."""
    return Field(default_factory=uuid4, primary_key=True)


def moment(default: datetime | Any | None = ...) -> Any:
    """A moment in time, always with a time zone."""
    return Field(default=default, sa_type=DateTime(timezone=True))


def document(default: Any = ...) -> Any:
    """A JSON document, kept as `jsonb`."""
    return Field(default=default, sa_type=JSONB)


def texts() -> Any:
    """A list of texts, empty at first, kept as `jsonb`."""
    return Field(default_factory=list, sa_type=JSONB)


def refers_to(table: str, *, default: UUID | Any | None = ..., unique: bool = False) -> Any:
    """A reference to another table's `id`."""
    return Field(default=default, foreign_key=f"{table}.id", index=True, unique=unique)


def choice(kind: type[StrEnum], default: StrEnum | Any = ...) -> Any:
    """One of an enumeration's values, kept as text (a new value needs no new database type)."""
    values = Enum(kind, native_enum=False, length=32, values_callable=lambda members: [m.value for m in members])
    return Field(default=default, sa_type=values, index=True)
