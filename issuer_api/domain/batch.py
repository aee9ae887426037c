"""A batch is a cohort being issued: a gradebook that was read row by row, and what came of each row."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from issuer_api.domain.fields import choice, document, key, moment, refers_to


class BatchState(StrEnum):
    """`checked`: read, nothing issued yet. `issuing`: credentials and their leaves are written."""

    CHECKED = "checked"
    ISSUING = "issuing"


class Batch(SQLModel):
    """One submitted gradebook. `accepted` and `rejected` hold the rows that can and cannot be issued; once they are
    issued the accepted ones, which are personal, are in the learners' records alone."""

    id: UUID = key()
    design_id: UUID = refers_to("design")
    state: BatchState = choice(BatchState, BatchState.CHECKED)
    idempotency_key: str = Field(unique=True)
    filename: str
    file_sha256: str
    total_rows: int
    accepted_rows: int
    accepted: list[dict[str, object]] = document()
    rejected: list[dict[str, object]] = document()
    submitted_by: str
    created_at: datetime = moment()
    issued_at: datetime | None = moment(None)


class Learner(SQLModel):
    """A person, found by the MAC of the institution's own number. `sealed` is their `domain.record.Person`; both are
    None once they are erased."""

    id: UUID = key()
    number_mac: str | None = Field(unique=True)
    sealed: bytes | None
    created_at: datetime = moment()
