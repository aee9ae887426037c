"""One truth in three forms: each element of Annex I is read back from each format, and none contradicts another."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from issuer_api.domain.attributes import ATTRIBUTES
from issuer_api.domain.award import Award, award_again, hundredths
from issuer_api.domain.badge import identity_hash, open_badge
from issuer_api.domain.elm import elm_credential
from issuer_api.domain.mapping import DEPENDENT, ROWS, Row, Value, at
from tests.unit.issuer_api.domain.awards import AWARDS, PLACE, SALT, award

BY_NAME = {row.name: row for row in ROWS}


def readings(found: Award) -> dict[str, tuple[Value, Value, Value]]:
    """What each format says of each element."""
    attributes, badge = found.attributes(), open_badge(found, salt=SALT, place=PLACE)
    elm = elm_credential(found)
    return {row.name: (row.in_attributes(attributes), row.in_badge(badge), row.in_elm(elm)) for row in ROWS}


@settings(max_examples=150, deadline=None)
@given(AWARDS)
def test_no_format_says_what_another_contradicts(found: Award) -> None:
    said = readings(found)
    for row in ROWS:
        told = [
            value
            for value, place in zip(said[row.name], (row.attribute, row.badge, row.elm), strict=True)
            if place is not None
        ]
        about = DEPENDENT.get(row.name)
        if about and said[about][1] is None:
            assert told[1:] == [None, None], row.name
        else:
            assert all(value == told[0] for value in told), (row.name, told)


@settings(max_examples=50, deadline=None)
@given(AWARDS)
def test_what_is_read_is_what_was_awarded(found: Award) -> None:
    said, elements = readings(found), found.elements
    expected: dict[str, Value] = {
        "learner: given name": found.given_name,
        "learner: family name": found.family_name,
        "title": elements.title,
        "country of the issuer": found.country,
        "awarding body": found.awarding_body,
        "date of issue": found.issued.date(),
        "date of completion": found.completed,
        "learning outcomes": elements.outcomes,
        "workload: hours": elements.hours,
        "workload: ECTS": elements.ects,
        "workload: national credits": elements.national_credits,
        "level: EQF": elements.eqf_level,
        "level: national": elements.nqf_level,
        "assessment": elements.assessment_type,
        "participation": elements.mode,
        "quality assurance": elements.qa_type,
        "grade": found.grade,
        "prerequisites": elements.prerequisites or None,
        "identity check": elements.id_verified,
        "stackability": elements.stackable,
    }
    for name, value in expected.items():
        assert said[name][2] == value, name


@given(AWARDS)
def test_the_learner_is_recognised_by_name_and_not_named(found: Award) -> None:
    identifiers = at(open_badge(found, salt=SALT, place=PLACE), "credentialSubject.identifier")
    hashes = {item["identityType"]: item["identityHash"] for item in identifiers}
    attributes = found.attributes()
    assert hashes["name"] == identity_hash(f"{attributes['given_name']} {attributes['family_name']}", SALT)
    assert hashes["emailAddress"] == identity_hash(found.email, SALT)


@given(AWARDS)
def test_an_award_comes_back_from_what_the_credential_keeps(found: Award) -> None:
    again = award_again(
        found.attributes(),
        credential_id=found.credential_id,
        design_id=found.design_id,
        elements=found.elements,
        issued=found.issued,
        host=found.host,
        did=found.did,
    )
    assert again.attributes() == found.attributes()
    assert elm_credential(again) == elm_credential(found)


def test_each_attribute_has_a_row() -> None:
    assert {row.attribute for row in ROWS if row.attribute} == set(ATTRIBUTES)
    assert len(BY_NAME) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_page_for_people_shows_the_table(row: Row) -> None:
    page = (Path(__file__).parents[4] / "docs" / "formats.md").read_text()
    cells = [f"`{place}`" if place else "—" for place in (row.attribute, row.badge, row.elm)]
    assert f"| {row.name} | {' | '.join(cells)} |" in page


def test_a_grade_of_more_decimals_is_the_same_everywhere() -> None:
    found = Award(**{name: getattr(award(), name) for name in Award.__slots__} | {"grade": Decimal("59.999")})
    assert set(readings(found)["grade"]) == {Decimal("59.99")} == {hundredths(Decimal("59.999"))}
