"""What is awarded: whole seconds, two decimals, calendar days, and periods that end when people expect it."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer_api.domain.award import hundredths, months_later, noon, plain
from tests.unit.issuer_api.domain.awards import DID, HOST, award
from verification.stamps import stamp

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "months", "later"),
    [
        (NOON, 1, datetime(2026, 12, 30, 12, tzinfo=UTC)),
        (NOON, 3, datetime(2027, 2, 28, 12, tzinfo=UTC)),
        (NOON, 15, datetime(2028, 2, 29, 12, tzinfo=UTC)),
        (NOON, 24, datetime(2028, 11, 30, 12, tzinfo=UTC)),
        (datetime(2026, 12, 31, tzinfo=UTC), 12, datetime(2027, 12, 31, tzinfo=UTC)),
    ],
)
def test_a_period_ends_on_the_same_day_or_the_months_last(moment: datetime, months: int, later: datetime) -> None:
    assert months_later(moment, months) == later


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)), st.integers(1, 1200))
def test_a_longer_period_ends_later(moment: datetime, months: int) -> None:
    end = months_later(moment, months)
    assert moment < end < months_later(moment, months + 1)
    assert (end.year - moment.year) * 12 + end.month - moment.month == months


@pytest.mark.parametrize(
    ("value", "text"),
    [("3.00", "3"), ("2.50", "2.5"), ("1E+2", "100"), ("0.00", "0"), ("0.01", "0.01"), ("100", "100")],
)
def test_decimals_are_plain_digits(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@given(st.decimals(0, 1_000_000, places=5))
def test_a_third_decimal_is_cut_off(value: Decimal) -> None:
    assert 0 <= value - hundredths(value) < Decimal("0.01")


def test_a_moment_has_whole_seconds_in_utc() -> None:
    chile = timezone(timedelta(hours=-3))
    found = award(issued=datetime(2026, 11, 23, 22, 30, 15, 999_999, tzinfo=chile))
    assert stamp(found.issued) == "2026-11-24T01:30:15Z"
    assert found.attributes()["issued_dateint"] == "20261124"


@given(st.dates(), st.integers(-11, 11))
def test_a_day_is_the_same_day_in_america_and_europe(day: date, hours: int) -> None:
    if date(1, 1, 2) <= day <= date(9999, 12, 30):
        moment = datetime.fromisoformat(noon(day))
        assert moment.astimezone(timezone(timedelta(hours=hours))).date() == day


def test_the_design_chooses_the_did() -> None:
    assert award().issuer == f"did:web:{HOST}"
    assert award(issuer_form="did:webvh").issuer == DID


def test_it_holds_for_ever_or_for_its_period() -> None:
    assert award().valid_until is None
    assert award(valid_months=24).valid_until == datetime(2028, 11, 23, 12, tzinfo=UTC)
