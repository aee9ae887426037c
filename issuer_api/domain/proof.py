"""A proof request: what an employer asks, the state of the answer, and the verdict on it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from issuer_api.domain.fields import choice, document, key, moment


class ProofState(StrEnum):
    """`refused`: a check failed. `unknown`: none failed, and not all could be made. `declined`: the holder would not or
    could not answer, which proves nothing either way. `expired`, `cancelled`: taken back before it was answered."""

    ASKED = "asked"
    VERIFIED = "verified"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class ProofRequest(SQLModel):
    """One question to one holder, answered at most once."""

    id: UUID = key()
    policy: dict[str, object] = document()
    state: ProofState = choice(ProofState, ProofState.ASKED)
    pres_ex_id: str | None = Field(default=None, index=True)
    invitation: dict[str, object] | None = document(None)
    invitation_url: str | None = None
    verdict: dict[str, object] | None = document(None)
    asked_by: str
    created_at: datetime = moment()
    answered_at: datetime | None = moment(None)
