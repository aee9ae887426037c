"""What is awarded to one learner, before it takes any format: every format is made of this and of nothing else.

award = Award(credential_id=…, design_id=…, elements=design.read(), given_name="Begoña", …)
attribute_values(…), open_badge(award, …), elm_credential(award)

A grade has two decimals in every format, the rest cut off; a moment has whole seconds, in UTC; a day is a calendar day.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import UUID

from issuer_api.domain.attributes import attribute_values
from issuer_api.domain.design import Elements

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Award:
    """One learner's microcredential. `did` is the institution's did:webvh, `host` where it publishes, `country` its
    ISO 3166-1 alpha-2 code; `email` is "" where it is not known any more. `corrects`: the badge that this one takes the
    place of."""

    credential_id: UUID
    design_id: UUID
    elements: Elements
    given_name: str
    family_name: str
    email: str
    grade: Decimal
    completed: date
    issued: datetime
    awarding_body: str
    country: str
    host: str
    did: str
    corrects: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "grade", hundredths(self.grade))
        object.__setattr__(self, "issued", self.issued.astimezone(UTC).replace(microsecond=0))

    @property
    def full_name(self) -> str:
        """Given and family name, one space between them."""
        return f"{self.given_name} {self.family_name}"

    @property
    def achievement_id(self) -> str:
        """Where anybody may read what was achieved."""
        return f"https://{self.host}/achievements/{self.design_id}"

    @property
    def issuer(self) -> str:
        """The DID that signs."""
        return self.elements.issuer(did=self.did, host=self.host)

    @property
    def valid_until(self) -> datetime | None:
        """The last moment of validity; None for always."""
        months = self.elements.valid_months
        return None if months is None else months_later(self.issued, months)

    def attributes(self) -> dict[str, str]:
        """The AnonCreds form."""
        return attribute_values(
            self.elements,
            given_name=self.given_name,
            family_name=self.family_name,
            grade=self.grade,
            completed=self.completed,
            issued=self.issued.date(),
            awarding_body=self.awarding_body,
            country=self.country,
        )


def award_again(
    attributes: Mapping[str, str],
    *,
    credential_id: UUID,
    design_id: UUID,
    elements: Elements,
    issued: datetime,
    host: str,
    did: str,
) -> Award:
    """The award of a credential that was issued at that moment, from what it says."""
    return Award(
        credential_id=credential_id,
        design_id=design_id,
        elements=elements,
        given_name=attributes["given_name"],
        family_name=attributes["family_name"],
        email="",
        grade=Decimal(attributes["grade_x100"]) / 100,
        completed=date.fromisoformat(attributes["completed_dateint"]),
        issued=issued,
        awarding_body=attributes["awarding_body"],
        country=attributes["issuer_country"],
        host=host,
        did=did,
    )


def hundredths(value: Decimal) -> Decimal:
    """Two decimals, the rest cut off: nobody gets more than there was."""
    return value.quantize(_HUNDREDTH, ROUND_DOWN)


def plain(value: Decimal) -> str:
    """In digits, without zeros at the end: 3.00 is 3, 1E+2 is 100."""
    return f"{value.normalize() + 0:f}"


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and time so many months on; the month's last day where it has no such day."""
    years, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    month += 1
    return moment.replace(year=years, month=month, day=min(moment.day, monthrange(years, month)[1]))


def noon(day: date) -> str:
    """A calendar day where a format wants a moment: noon in UTC is that same day from Alaska to New Zealand."""
    return f"{day.isoformat()}T12:00:00Z"
