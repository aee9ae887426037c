"""Who the node is: its DID, the log of that DID, what it published under it, and who may use the node."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from issuer_api.domain.fields import document, key, moment


class Institution(SQLModel):
    """The one institution of this node (`id` is always 1). `chain` is a CAIP-2 id."""

    id: int = Field(default=1, primary_key=True)
    did: str
    host: str
    name: str
    country: str
    chain: str
    contract: str
    anchor_address: str
    start_block: int = Field(sa_type=BigInteger)
    created_at: datetime = moment()
    schema_id: str | None = None
    cred_def_id: str | None = None


class DidVersion(SQLModel):
    """One line of did.jsonl, exactly as published."""

    number: int = Field(primary_key=True)
    line: str
    created_at: datetime = moment()


class PublishedResource(SQLModel):
    """An attested resource as anybody may fetch it. For a status list, the registry it belongs to and its time."""

    digest: str = Field(primary_key=True)
    resource_type: str
    content: dict[str, object] = document()
    document: dict[str, object] = document()
    rev_reg_id: str | None = Field(default=None, index=True)
    timestamp: int | None = Field(default=None, sa_type=BigInteger)
    created_at: datetime = moment()


class TailsFile(SQLModel):
    """An AnonCreds tails file, kept whole under its base58 SHA-256."""

    hash: str = Field(primary_key=True)
    body: bytes
    created_at: datetime = moment()


class Token(SQLModel):
    """An API token: who it stands for, and the SHA-256 of its secret (the secret itself is nowhere)."""

    id: UUID = key()
    name: str = Field(unique=True)
    secret_sha256: str = Field(unique=True)
    created_at: datetime = moment()
