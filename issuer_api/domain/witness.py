"""The institution's log as others see it, and what it remembers of theirs (protocol steps W1 to W5).

W1 the heads of final appends become leaves · W2 the new tree head is signed · W3 peers are asked to cosign it · W4 a
peer that is asked remembers the head, then signs · W5 cosignatures are kept with the head, and shown to everybody.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field, SQLModel

from issuer_api.domain.fields import key, moment


class LogLeaf(SQLModel):
    """One final append of the institution's own log, by the order in which they became final. Never changed."""

    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    head: bytes = Field(sa_type=LargeBinary, unique=True)
    checkpoint_id: int = Field(sa_type=BigInteger, unique=True)


class SignedHead(SQLModel):
    """The institution's tree head of one size: a signed note, with the cosignatures that there are so far."""

    size: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    note: str
    created_at: datetime = moment()


class Peer(SQLModel):
    """Another institution. `followed`: its log is cosigned here. `asked`: it cosigns the log of this node."""

    did: str = Field(primary_key=True)
    log_key: str
    witness_key: str
    followed: bool = False
    asked: bool = False
    cosigned_size: int = Field(default=0, sa_type=BigInteger)
    trouble: str | None = None
    created_at: datetime = moment()


class Remembered(SQLModel):
    """The newest tree head of a log that this node cosigned, or was about to. `cosigned` is the note with both
    signatures, once it was signed."""

    origin: str = Field(primary_key=True)
    size: int = Field(sa_type=BigInteger)
    root: bytes = Field(sa_type=LargeBinary)
    note: str
    cosigned: str | None = None
    seen_at: datetime = moment()


class Contradiction(SQLModel):
    """Two notes of one log, of one size and with two roots, each signed by its key: it shows two histories."""

    id: UUID = key()
    origin: str = Field(index=True)
    size: int = Field(sa_type=BigInteger)
    remembered: str
    shown: str
    created_at: datetime = moment()
