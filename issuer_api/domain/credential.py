"""One credential on its way to a wallet, and the states it passes; and what revokes it.

    planned → invited → connected → offering → offered → issued → accepted
                                                      ↘ declined      any before issued → cancelled

A state only moves forward: news that arrives late, twice or out of order changes nothing.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from issuer_api.domain.fields import choice, document, key, moment, refers_to, texts


class CredentialState(StrEnum):
    """In the order in which they are passed."""

    PLANNED = "planned"
    INVITED = "invited"
    CONNECTED = "connected"
    OFFERING = "offering"
    OFFERED = "offered"
    ISSUED = "issued"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"


FIRST_LOOK, LAST_LOOK = timedelta(seconds=15), timedelta(days=1)
_ORDER = list(CredentialState)
OPEN_STATES = (CredentialState.CONNECTED, CredentialState.OFFERING, CredentialState.OFFERED, CredentialState.ISSUED)


class Credential(SQLModel):
    """One learner's credential of one batch. `rev_reg_id` and `cred_rev_id` are known once it is issued."""

    id: UUID = key()
    batch_id: UUID = refers_to("batch")
    learner_id: UUID = refers_to("learner")
    leaf_id: UUID = refers_to("leaf", unique=True)
    row: int
    attributes: dict[str, str] = document()
    state: CredentialState = choice(CredentialState, CredentialState.PLANNED)
    invitation: dict[str, object] | None = document(None)
    invitation_url: str | None = None
    invitation_msg_id: str | None = Field(default=None, index=True)
    former_invitations: list[str] = texts()
    connection_id: str | None = Field(default=None, index=True)
    cred_ex_id: str | None = Field(default=None, index=True)
    rev_reg_id: str | None = Field(default=None, index=True)
    cred_rev_id: int | None = None
    created_at: datetime = moment()
    changed_at: datetime = moment()
    look_at: datetime = moment()
    looks: int = 0
    issued_at: datetime | None = moment(None)
    accepted_at: datetime | None = moment(None)

    def look_later(self, now: datetime) -> None:
        """Nothing moved: look again after twice the time, at most a day."""
        self.looks += 1
        self.look_at = now + min(FIRST_LOOK * 2 ** min(self.looks, 20), LAST_LOOK)

    def advance(self, state: CredentialState, now: datetime) -> bool:
        """Move forward to `state`; False, and nothing changes, where it is not forward."""
        ended = self.state in (CredentialState.DECLINED, CredentialState.CANCELLED)
        if ended or _ORDER.index(state) <= _ORDER.index(self.state):
            return False
        declining = state in (CredentialState.DECLINED, CredentialState.CANCELLED)
        if declining and self.state in (CredentialState.ISSUED, CredentialState.ACCEPTED):
            return False
        self.state, self.changed_at, self.looks, self.look_at = state, now, 0, now + FIRST_LOOK
        if state is CredentialState.ISSUED or (state is CredentialState.ACCEPTED and self.issued_at is None):
            self.issued_at = now
        if state is CredentialState.ACCEPTED:
            self.accepted_at = now
        return True


class RevocationState(StrEnum):
    """`wanted`: recorded, not yet in the published list. `published`: in it."""

    WANTED = "wanted"
    PUBLISHED = "published"


class Reason(StrEnum):
    """Why a credential no longer holds."""

    ISSUED_IN_ERROR = "issued-in-error"
    ACADEMIC_MISCONDUCT = "academic-misconduct"
    SUPERSEDED = "superseded"
    HOLDER_REQUEST = "holder-request"
    KEY_COMPROMISE = "key-compromise"


class Revocation(SQLModel):
    """The intent to revoke one credential, recorded before anything is done about it."""

    id: UUID = key()
    credential_id: UUID = refers_to("credential", unique=True)
    reason: Reason = choice(Reason)
    note: str = ""
    requested_by: str
    requested_at: datetime = moment()
    state: RevocationState = choice(RevocationState, RevocationState.WANTED)
    announced: bool = False
    published_at: datetime | None = moment(None)
