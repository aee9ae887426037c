"""What anybody may ask a holder without an account: a proof request that ends by itself, and who asked it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Field, SQLModel

from issuer_api.domain.fields import moment

KEPT = timedelta(days=7)
DAY = timedelta(days=1)
THRESHOLDS = 3  # of one attribute, by one asker in a day


class PublicAsk(SQLModel):
    """`id` is that of its proof request. `short`: the last part of the link that a wallet opens. `asker`: a MAC of the
    client's address. `statement`: what is asked, as a compact JWS by the institution."""

    id: UUID = Field(primary_key=True)
    short: str = Field(unique=True)
    asker: str = Field(index=True)
    statement: str
    created_at: datetime = moment()
    expires_at: datetime = moment()
    opened_at: datetime | None = moment(None)
