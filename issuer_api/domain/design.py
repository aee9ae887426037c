"""A microcredential's design: the elements of Annex I of the Council Recommendation 2022/C 243/02.

elements = Elements(title="Salud digital comunitaria", hours=75, ects="3", eqf_level=6, …)
elements.national_credits_x100
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, HttpUrl, StringConstraints, model_validator
from pydantic import Field as Bounded
from sqlmodel import SQLModel

from issuer_api.domain.errors import Conflict, Forbidden
from issuer_api.domain.fields import choice, document, key, moment

Credits = Annotated[Decimal, Bounded(ge=0, le=1000, decimal_places=2)]
Mark = Annotated[Decimal, Bounded(ge=0, le=1_000_000, decimal_places=2)]
ESCO = "http://data.europa.eu/esco/"
_PLAIN = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$"
_LINES = r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$"
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_PLAIN)]


class GradeScale(BaseModel):
    """The course's scale: numbers from `minimum` to `maximum`; below `pass_mark` nothing is issued.

    None is below zero, nor so great that a hundred times it is no 32-bit integer: see `domain.attributes`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    minimum: Mark = Decimal(0)
    maximum: Mark = Decimal(100)
    pass_mark: Mark = Decimal(60)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.minimum <= self.pass_mark <= self.maximum or self.minimum == self.maximum:
            raise ValueError("a scale goes from minimum to maximum, with the pass mark between them")
        return self


class Alignment(BaseModel):
    """What else the microcredential's outcomes are known as: a skill of ESCO, or an entry of another framework.

    `url` is the entry's own address; `framework` names the framework, and ESCO needs none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    type: Literal["esco", "framework"]
    name: Text
    url: HttpUrl
    code: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=_PLAIN)] = ""
    framework: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_PLAIN)] = ""

    @model_validator(mode="after")
    def _of_its_framework(self) -> Self:
        if self.type == "esco" and not str(self.url).startswith(ESCO):
            raise ValueError(f"the address of an ESCO skill begins with {ESCO}")
        if self.type == "framework" and not self.framework:
            raise ValueError("an alignment with a framework names the framework")
        return self


class Elements(BaseModel):
    """Annex I elements. Hours are what the institution declares; credits are never computed from them in silence.

    Where each stands in each format: `domain.mapping`. `prerequisites`: what a learner had to bring. `valid_months`:
    how long a badge holds, None for always. `issuer_form`, `cryptosuite`: by which DID and proof the badge is signed.
    """

    model_config = ConfigDict(extra="forbid")
    title: Text
    description: Annotated[str, StringConstraints(max_length=2000, pattern=_LINES)] = ""
    language: Literal["es", "pt", "en"] = "es"
    outcomes: Annotated[list[Text], Bounded(min_length=1, max_length=20)]
    outcomes_uri: HttpUrl | None = None
    hours: Annotated[int, Bounded(ge=1, le=10_000)]
    ects: Credits | None = None
    national_credits: Credits | None = None
    credit_scheme: Literal["SCT", "SATCA", "MCESCA", "none"] = "none"
    eqf_level: Annotated[int, Bounded(ge=1, le=8)] | None = None
    nqf_level: Annotated[int, Bounded(ge=1, le=10)] | None = None
    nqf_scheme: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=_PLAIN)] = ""
    assessment_type: Text
    mode: Literal["online", "onsite", "blended"]
    qa_type: Text
    grade_scale: GradeScale = GradeScale()
    id_verified: bool = False
    stackable: bool = False
    alignments: Annotated[list[Alignment], Bounded(max_length=20)] = []
    prerequisites: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=_PLAIN)] = ""
    valid_months: Annotated[int, Bounded(ge=1, le=1200)] | None = None
    issuer_form: Literal["did:web", "did:webvh"] = "did:web"
    cryptosuite: Literal["eddsa-rdfc-2022", "eddsa-jcs-2022"] = "eddsa-rdfc-2022"

    def issuer(self, *, did: str, host: str) -> str:
        """The DID that signs: the design's choice of the two that stand for the institution."""
        return did if self.issuer_form == "did:webvh" else f"did:web:{host}"

    @model_validator(mode="after")
    def _each_alignment_once(self) -> Self:
        if len({alignment.url for alignment in self.alignments}) < len(self.alignments):
            raise ValueError("each alignment stands once: two of these have the same url")
        return self


class DesignState(StrEnum):
    """A design is drafted by one person and approved by another; then it no longer changes."""

    DRAFT = "draft"
    APPROVED = "approved"


class Design(SQLModel):
    """One microcredential as the institution offers it."""

    id: UUID = key()
    elements: dict[str, object] = document()
    state: DesignState = choice(DesignState, DesignState.DRAFT)
    author: str
    approver: str | None = None
    created_at: datetime = moment()
    approved_at: datetime | None = moment(None)

    def read(self) -> Elements:
        """The elements, typed."""
        return Elements.model_validate(self.elements)

    def approve(self, by: str, now: datetime) -> None:
        """Protocol step I1: a second person approves. Raises Forbidden for the author, Conflict when done."""
        if self.state is DesignState.APPROVED:
            raise Conflict("design-already-approved", f"This design was approved by {self.approver}.")
        if by == self.author:
            raise Forbidden(
                "second-person-needed", "A design is approved by somebody other than its author. Ask a colleague."
            )
        self.state, self.approver, self.approved_at = DesignState.APPROVED, by, now
