"""Asks for what judging needs, round by round: what was fetched says what else is needed. The asking is the caller's.

>>> library = gather(lambda known: wanted_by(handed_in, known), fetch)
"""

from collections.abc import Callable, Collection

from verification.issuer_key import Library

# Issuer, its history and lists, its endorsements, their issuers, their lists, those histories, their witnesses.
ROUNDS = 7
MAX_FETCHES = 24

type Fetch = Callable[[str], bytes | None]


def gather(wants: Callable[[Library], Collection[str]], fetch: Fetch) -> Library:
    """`fetch` gives None for what cannot be had. What exceeds the limits is not asked for, and so not known."""
    library: dict[str, bytes | None] = {}
    for _ in range(ROUNDS):
        addresses = sorted(wants(library))
        if not addresses:
            return library
        for address in addresses:
            library[address] = fetch(address) if len(library) < MAX_FETCHES else None
    return library
