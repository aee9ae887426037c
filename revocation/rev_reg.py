"""An AnonCreds revocation registry: its capacity, the indexes wanted revoked, the indexes published as revoked.

    registry = RevReg("did:…/resources/zQm…", capacity=1000, wanted=frozenset({7}), published=frozenset({8}))
    registry.missing        # frozenset({7}): told to be revoked, not yet in the list
    registry.surplus        # frozenset({8}): in the list, and to be valid again
    registry.agrees         # False

Terms and the form of a list: AnonCreds v1.0, "Revocation Status List object"; index 0 is never issued. The list has one
bit for an index: one that is suspended is "revoked" in it until that is undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from revocation.errors import RevocationError


@dataclass(frozen=True, slots=True)
class RevReg:
    """`untold`: revoked for good, and the holder has not been told yet. Raises RevocationError where an index lies
    outside 1 … capacity - 1."""

    rev_reg_id: str
    capacity: int
    wanted: frozenset[int]
    published: frozenset[int]
    untold: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for index in self.wanted | self.published | self.untold:
            if not 0 < index < self.capacity:
                raise RevocationError(f"index {index} is outside registry {self.rev_reg_id} (1 to {self.capacity - 1})")

    @property
    def missing(self) -> frozenset[int]:
        """Wanted revoked and not published as such: the ones that must not be forgotten."""
        return self.wanted - self.published

    @property
    def surplus(self) -> frozenset[int]:
        """Published as revoked and not wanted so: suspensions that were undone."""
        return self.published - self.wanted

    @property
    def agrees(self) -> bool:
        """What is wanted is published, and nothing else."""
        return self.wanted == self.published


def revoked_indexes(revocation_list: Sequence[object]) -> frozenset[int]:
    """The indexes whose entry is 1. Raises RevocationError for an entry that is neither 0 nor 1."""
    for index, entry in enumerate(revocation_list):
        if entry not in (0, 1) or isinstance(entry, bool):
            raise RevocationError(f"entry {index} of the list is {entry!r}; it must be 0 or 1")
    return frozenset(index for index, entry in enumerate(revocation_list) if entry == 1)


def revives(former: Sequence[object], later: Sequence[object]) -> frozenset[int]:
    """The indexes that the later list makes valid again."""
    return revoked_indexes(former) - revoked_indexes(later)
