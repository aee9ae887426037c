"""Whether a credential holds: what was asked and why, and the entry of each list that says so.

    valid ⇄ suspended → revoked          a revocation is final, a suspension can be undone

A change is recorded before anything is done about it, in one transaction with what is wanted of every list.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from issuer_api.domain.fields import choice, key, moment, refers_to


class Standing(StrEnum):
    """What is wanted of a credential since the last change."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Act(StrEnum):
    """What a change does."""

    REVOKE = "revoke"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"


class ChangeState(StrEnum):
    """`wanted`: recorded, not yet in every published list. `published`: in all of them."""

    WANTED = "wanted"
    PUBLISHED = "published"


class Reason(StrEnum):
    """Why a credential does not hold, or holds again."""

    ISSUED_IN_ERROR = "issued-in-error"
    ACADEMIC_MISCONDUCT = "academic-misconduct"
    SUPERSEDED = "superseded"
    HOLDER_REQUEST = "holder-request"
    KEY_COMPROMISE = "key-compromise"
    UNDER_REVIEW = "under-review"
    REVIEW_ENDED = "review-ended"


class StatusChange(SQLModel):
    """The intent to change one credential's standing: what, why, by whom, when."""

    id: UUID = key()
    credential_id: UUID = refers_to("credential")
    act: Act = choice(Act)
    reason: Reason = choice(Reason)
    note: str = ""
    requested_by: str
    requested_at: datetime = moment()
    state: ChangeState = choice(ChangeState, ChangeState.WANTED)
    announced: bool = False
    published_at: datetime | None = moment(None)


class StatusList(SQLModel):
    """One space of indexes, shared by every course of one issuer (a DID). `id` is random and stands in its URLs."""

    id: str = Field(primary_key=True)
    issuer: str
    size: int
    created_at: datetime = moment()


class StatusEntry(SQLModel):
    """What is wanted of one index of one list: a status list's `id`, or an AnonCreds revocation registry's.

    It is there for every index that was given to a credential, stays when the credential is erased, and so is never
    given to another.
    """

    list_id: str = Field(primary_key=True)
    index: int = Field(primary_key=True)
    revoked: bool = False
    suspended: bool = False
    refresh: bool = False


class StatusListVersion(SQLModel):
    """The bits of a list as once published, for ever: `bits` is the raw bitstring under zlib, `number` counts from 1
    for each list and purpose (revocation, suspension, refresh, token)."""

    id: UUID = key()
    list_id: str = Field(foreign_key="status_list.id", index=True)
    purpose: str
    number: int
    digest: str
    bits: bytes
    created_at: datetime = moment()


class PublishedList(SQLModel):
    """The newest signed form of a list, as anybody may fetch it; times in unix seconds.

    `document` is the JSON text of the credential with its Data Integrity proof, None for a token; `jwt` the same as a
    JWT. `number` is that of the version whose bits it shows: a signature that is renewed keeps it.
    """

    list_id: str = Field(primary_key=True, foreign_key="status_list.id")
    purpose: str = Field(primary_key=True)
    number: int
    document: str | None = None
    jwt: str
    valid_from: int = Field(sa_type=BigInteger)
    valid_until: int = Field(sa_type=BigInteger)
