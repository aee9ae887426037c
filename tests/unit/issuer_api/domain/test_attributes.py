"""The attributes that are signed: integers where a predicate will compare them, and their digest that is anchored."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer_api.domain.attributes import ABSENT, ATTRIBUTES, NUMBERS, TEXTS, attribute_values, dateint
from issuer_api.domain.design import Elements, GradeScale
from issuer_api.domain.evidence import credential_digest
from issuer_api.routes.designs import EXAMPLE
from verification.encoding import canonical

DID = "did:webvh:QmX:salud.example.edu"
CREDITS = st.none() | st.decimals(0, 1000, places=2)
LEVELS = st.none() | st.integers(1, 8)
DAYS = st.dates(date(1900, 1, 1), date(9999, 12, 31))


def values(grade: Decimal = Decimal("85.00"), completed: date = date(2026, 11, 20), **changes: Any) -> dict[str, str]:
    return attribute_values(
        Elements.model_validate(EXAMPLE | changes),
        given_name="Begoña",
        family_name="Ñáñez",
        grade=grade,
        completed=completed,
        issued=date(2026, 11, 23),
        awarding_body="Universidad de Ejemplo",
        country="GT",
    )


def test_the_schema_is_the_numbers_and_the_texts_and_each_is_filled() -> None:
    assert len(ATTRIBUTES) == len(set(ATTRIBUTES)) == len(NUMBERS) + len(TEXTS)
    assert tuple(values()) == ATTRIBUTES
    assert all(isinstance(value, str) for value in values().values())


def test_a_credential_as_people_would_read_it() -> None:
    found = values()
    assert (found["given_name"], found["family_name"], found["issuer_country"]) == ("Begoña", "Ñáñez", "GT")
    assert (found["ects_x100"], found["grade_x100"], found["grade_scale"]) == ("300", "8500", "0-100")
    assert (found["completed_dateint"], found["issued_dateint"]) == ("20261120", "20261123")
    assert (found["id_verified"], found["stackable"], found["eqf_level"]) == ("1", "1", "6")


@given(
    ects=CREDITS,
    national_credits=CREDITS,
    eqf_level=LEVELS,
    nqf_level=LEVELS,
    grade=st.decimals(0, 1_000_000, places=5),
    completed=DAYS,
)
def test_every_number_is_a_32_bit_integer(grade: Decimal, completed: date, **changes: Any) -> None:
    found = values(grade, completed, grade_scale={"maximum": "1000000"}, **changes)
    for name in NUMBERS:
        assert -(2**31) <= int(found[name]) < 2**31
        assert str(int(found[name])) == found[name]


@given(ects=CREDITS, eqf_level=LEVELS)
def test_what_is_absent_is_below_every_real_value(ects: Decimal | None, eqf_level: int | None) -> None:
    found = values(ects=ects, eqf_level=eqf_level)
    assert int(found["ects_x100"]) == (ABSENT if ects is None else ects * 100)
    assert int(found["eqf_level"]) == (ABSENT if eqf_level is None else eqf_level)
    assert ABSENT < 0


def test_zero_credits_are_not_absent_credits() -> None:
    assert values(ects="0")["ects_x100"] == "0"
    assert values(ects=None)["ects_x100"] == "-1"


@pytest.mark.parametrize(("grade", "scaled"), [("59.999", "5999"), ("60", "6000"), ("0", "0"), ("92.5", "9250")])
def test_a_grade_is_cut_off_and_never_rounded_up(grade: str, scaled: str) -> None:
    assert values(Decimal(grade))["grade_x100"] == scaled


@given(DAYS, DAYS)
def test_a_later_day_is_a_greater_number(one: date, other: date) -> None:
    assert (dateint(one) < dateint(other)) == (one < other)
    assert date.fromisoformat(str(dateint(one))) == one


def test_a_scale_is_written_in_plain_digits() -> None:
    scale = GradeScale(minimum=Decimal("1E+1"), maximum=Decimal("1E+2"), pass_mark=Decimal("51.5"))
    assert values(grade_scale=scale.model_dump(mode="json"))["grade_scale"] == "10-100"


def test_the_digest_is_of_the_issuer_and_all_that_the_credential_says() -> None:
    found = values()
    digest = credential_digest(DID, found)
    assert digest == sha256(canonical({"issuer": DID, "attributes": found})).digest()
    assert digest == credential_digest(DID, dict(reversed(found.items()))), "order is nothing"
    assert digest != credential_digest(DID + "x", found)
    for name in found:
        assert credential_digest(DID, found | {name: found[name] + "0"}) != digest
