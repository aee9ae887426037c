"""What the evidence of a credential says, in any format: who issued it, what was anchored, what tells its status."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatusBit:
    """Which entry of which AnonCreds revocation registry stands for a credential."""

    rev_reg_id: str
    index: int


@dataclass(frozen=True, slots=True)
class ListEntry:
    """Which entry of which W3C status list speaks of a credential: `purpose` is revocation or suspension.
    Without a `url` it is one that is not read here, of which nothing is known."""

    purpose: str
    url: str
    index: int


@dataclass(frozen=True, slots=True)
class Claim:
    """`issuer` is a DID, `digest` 32 bytes. `status`: a bit of an AnonCreds registry, or entries of status lists."""

    issuer: str
    digest: bytes
    status: StatusBit | tuple[ListEntry, ...] | None
