"""An AnonCreds revocation registry: its capacity, the indexes wanted revoked, the indexes published as revoked.

    registry = RevReg("did:…/resources/zQm…", capacity=1000, wanted=frozenset({7}), published=frozenset())
    registry.missing        # frozenset({7}): told to be revoked, not yet in the list
    registry.agrees         # False

Terms and the form of a list: AnonCreds v1.0, "Revocation Status List object"; index 0 is never issued.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from revocation.errors import RevocationError


@dataclass(frozen=True, slots=True)
class RevReg:
    """Raises RevocationError where an index lies outside 1 … capacity - 1."""

    rev_reg_id: str
    capacity: int
    wanted: frozenset[int]
    published: frozenset[int]

    def __post_init__(self) -> None:
        for index in self.wanted | self.published:
            if not 0 < index < self.capacity:
                raise RevocationError(f"index {index} is outside registry {self.rev_reg_id} (1 to {self.capacity - 1})")

    @property
    def missing(self) -> frozenset[int]:
        """Wanted revoked and not published as such: the ones that must not be forgotten."""
        return self.wanted - self.published

    @property
    def agrees(self) -> bool:
        """Everything wanted is published."""
        return not self.missing


def revoked_indexes(revocation_list: Sequence[object]) -> frozenset[int]:
    """The indexes whose entry is 1. Raises RevocationError for an entry that is neither 0 nor 1."""
    for index, entry in enumerate(revocation_list):
        if entry not in (0, 1) or isinstance(entry, bool):
            raise RevocationError(f"entry {index} of the list is {entry!r}; it must be 0 or 1")
    return frozenset(index for index, entry in enumerate(revocation_list) if entry == 1)


def revives(former: Sequence[object], later: Sequence[object]) -> frozenset[int]:
    """The indexes that the later list would make valid again: a list that has any is refused."""
    return revoked_indexes(former) - revoked_indexes(later)
