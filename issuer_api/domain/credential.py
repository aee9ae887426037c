"""One credential on its way to a wallet, and the states it passes. Whether it holds: `domain.status`.

    planned → invited → connected → offering → offered → issued → accepted
                                                      ↘ declined      any before issued → cancelled

A state only moves forward: news that arrives late, twice or out of order changes nothing.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from issuer_api.domain.fields import choice, document, key, moment, refers_to, texts
from issuer_api.domain.status import Standing


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
    """One learner's microcredential of one batch: an AnonCreds credential, and an Open Badge beside it.

    `sealed` is its `domain.record.Contents`, None once the learner is erased. `rev_reg_id` and `cred_rev_id` are known
    once the wallet's one is issued, `status_list_id` and `status_index` (of the badge) from the beginning.
    `supersedes`: the credential that this one corrects.
    """

    id: UUID = key()
    batch_id: UUID = refers_to("batch")
    learner_id: UUID = refers_to("learner")
    leaf_id: UUID = refers_to("leaf", unique=True)
    badge_leaf_id: UUID | None = refers_to("leaf", default=None, unique=True)
    row: int
    sealed: bytes | None
    standing: Standing = choice(Standing, Standing.VALID)
    supersedes: UUID | None = refers_to("credential", default=None, unique=True)
    state: CredentialState = choice(CredentialState, CredentialState.PLANNED)
    invitation: dict[str, object] | None = document(None)
    invitation_url: str | None = None
    invitation_msg_id: str | None = Field(default=None, index=True)
    former_invitations: list[str] = texts()
    connection_id: str | None = Field(default=None, index=True)
    cred_ex_id: str | None = Field(default=None, index=True)
    rev_reg_id: str | None = Field(default=None, index=True)
    cred_rev_id: int | None = None
    status_list_id: str | None = None
    status_index: int | None = None
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
