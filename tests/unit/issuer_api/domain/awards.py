"""Awards: one to read, and any that there may be (hypothesis)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from issuer_api.domain.award import Award
from issuer_api.domain.badge import StatusPlace, open_badge
from issuer_api.domain.design import Elements
from issuer_api.routes.designs import EXAMPLE

HOST = "salud.example.edu"
DID = f"did:webvh:QmX:{HOST}"
SALT = "00112233445566778899aabbccddeeff"
PLACE = StatusPlace("z6Kd", 94_567)
ESCO = {
    "type": "esco",
    "name": "desarrollar contenidos digitales",
    "url": "http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a",
}
DIGCOMP = {
    "type": "framework",
    "name": "Desarrollo de contenidos digitales",
    "code": "3.1",
    "framework": "DigComp 2.2",
    "url": "https://marcos.example.edu/digcomp/3.1",
}


def award(*, issued: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC), email: str = "", **changes: Any) -> Award:
    """The example of the API, with these elements changed."""
    return Award(
        credential_id=UUID(int=5),
        design_id=UUID(int=6),
        elements=Elements.model_validate(EXAMPLE | changes),
        given_name="Begoña",
        family_name="Ñáñez",
        email=email or "Begona@example.edu",
        grade=Decimal("87.50"),
        completed=date(2026, 11, 20),
        issued=issued,
        awarding_body="Universidad de Ejemplo",
        country="GT",
        host=HOST,
        did=DID,
    )


def badge(**changes: Any) -> dict[str, Any]:
    """Its badge, unsigned."""
    return open_badge(award(**changes), salt=SALT, place=PLACE)


_SIGNS = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"), exclude_characters="\u2028\u2029")
TEXTS = st.text(_SIGNS, min_size=1, max_size=40).map(str.strip).filter(bool)
CREDITS = st.none() | st.decimals(0, 1000, places=2).map(str)
SKILLS = st.uuids().map(lambda skill: ESCO | {"url": f"http://data.europa.eu/esco/skill/{skill}"})
ENTRIES = st.builds(
    lambda name, number: DIGCOMP | {"name": name, "url": f"{DIGCOMP['url']}/{number}"}, TEXTS, st.uuids()
)
SCALES = st.tuples(*[st.decimals(0, 1_000_000, places=2)] * 3).map(sorted).filter(lambda marks: marks[0] < marks[2])
ELEMENTS = st.fixed_dictionaries(
    {
        "title": TEXTS,
        "description": TEXTS | st.just(""),
        "language": st.sampled_from(("es", "pt", "en")),
        "outcomes": st.lists(TEXTS, min_size=1, max_size=5),
        "outcomes_uri": st.none() | st.just("https://salud.example.edu/resultados"),
        "hours": st.integers(1, 10_000),
        "ects": CREDITS,
        "national_credits": CREDITS,
        "credit_scheme": st.sampled_from(("SCT", "SATCA", "MCESCA", "none")),
        "eqf_level": st.none() | st.integers(1, 8),
        "nqf_level": st.none() | st.integers(1, 10),
        "nqf_scheme": TEXTS | st.just(""),
        "assessment_type": TEXTS,
        "mode": st.sampled_from(("online", "onsite", "blended")),
        "qa_type": TEXTS,
        "grade_scale": SCALES.map(lambda m: {"minimum": str(m[0]), "pass_mark": str(m[1]), "maximum": str(m[2])}),
        "id_verified": st.booleans(),
        "stackable": st.booleans(),
        "alignments": st.lists(SKILLS | ENTRIES, max_size=3),
        "prerequisites": TEXTS | st.just(""),
        "valid_months": st.none() | st.integers(1, 1200),
        "issuer_form": st.sampled_from(("did:web", "did:webvh")),
    }
)
AWARDS = st.builds(
    Award,
    credential_id=st.uuids(),
    design_id=st.uuids(),
    elements=ELEMENTS.map(Elements.model_validate),
    given_name=TEXTS,
    family_name=TEXTS,
    email=st.just("ana@example.edu"),
    grade=st.decimals(0, 1_000_000, places=5),
    completed=st.dates(date(1900, 1, 1), date(9000, 12, 31)),
    issued=st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    awarding_body=TEXTS,
    country=st.sampled_from(("GT", "CL", "MX", "ES", "US")),
    host=st.just(HOST),
    did=st.just(DID),
)
