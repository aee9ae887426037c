"""Moments as proofs, badges, lists and verdicts write them: RFC 3339 in UTC, with whole seconds. Pure.

>>> stamp_of(1795478400)
'2026-11-24T00:00:00Z'
"""

from datetime import UTC, datetime

END_OF_TIME = 2**37
"""Unix seconds, in the year 6325: no time that is read is that late, and `datetime` says every one before it."""


def stamp(moment: datetime) -> str:
    """A moment of any time zone, what is less than a second cut off."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_of(seconds: int) -> str:
    """Unix seconds."""
    return stamp(datetime.fromtimestamp(seconds, UTC))
