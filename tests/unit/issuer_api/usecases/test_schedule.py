"""When checkpoints are due: at whole multiples of the period, wherever the clock stands."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from issuer_api.usecases.anchor import last_time


def test_times_are_whole_hours_for_a_period_of_an_hour() -> None:
    assert last_time(datetime(2026, 11, 23, 9, 59, 59, 999_999, UTC), timedelta(hours=1)).isoformat() == (
        "2026-11-23T09:00:00+00:00"
    )


@given(st.datetimes(datetime(2026, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), st.integers(1, 10_080))
def test_the_last_time_is_at_most_a_period_ago_and_the_same_until_the_next(now: datetime, minutes: int) -> None:
    every = timedelta(minutes=minutes)
    last = last_time(now, every)
    assert last <= now < last + every
    assert last_time(last, every) == last
    assert last_time(last + every, every) == last + every
