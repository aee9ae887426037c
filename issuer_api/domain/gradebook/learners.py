"""Two rows for one learner, known by the ID number or by the e-mail address."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as far as it could be read: `grade` is None where there was no usable one."""

    row: int
    grade: Decimal | None


@dataclass(slots=True)
class Learners:
    """The learners met so far. Rows that are rejected for something else count too: a doubt is a doubt."""

    _by_number: dict[str, Seen] = field(default_factory=dict)
    _by_email: dict[str, Seen] = field(default_factory=dict)

    def add(self, seen: Seen, number: str | None, email: str | None) -> tuple[Seen, ...]:
        """The earlier rows of the same learner, first rows first; empty for a learner not met before."""
        return tuple(sorted(self._earlier(seen, number, email), key=lambda other: other.row))

    def _earlier(self, seen: Seen, number: str | None, email: str | None) -> Iterator[Seen]:
        found = set()
        for key, known in ((number, self._by_number), (email, self._by_email)):
            if key is not None:
                other = known.setdefault(key.casefold(), seen)
                if other is not seen and other.row not in found:
                    found.add(other.row)
                    yield other
