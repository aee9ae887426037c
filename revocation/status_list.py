"""Who gets which place in a status list, and what each list then says.

    >>> taken = frozenset({3})
    >>> places = allocate(131_072, 2, lambda candidates: taken.intersection(candidates))
    >>> len(set(places) - taken)
    2

A place is drawn at random from those that never were anybody's: whoever sees an index learns nothing of when, or with
whom, the credential was issued. Knows indexes and no people, and keeps nothing: what is taken, the caller says.
"""

from collections.abc import Callable, Collection
from random import Random, SystemRandom

from revocation import bitstring, token_status_list
from revocation.errors import StatusListError

type Entry = tuple[int, bool, bool, bool]  # index, revoked, suspended, refresh

SIZE = bitstring.MIN_ENTRIES
TOKEN_BITS = 2
_CHANCE = SystemRandom()
_FEWEST = 64  # candidates asked about at a time


def allocate(
    size: int, count: int, taken: Callable[[list[int]], Collection[int]], chance: Random = _CHANCE
) -> list[int]:
    """`count` different places of 0 … size - 1, each free one as likely as any other, however full the list is.

    `taken` says which of the candidates are somebody's already; nobody else may take any meanwhile. Each round asks
    about twice as many, and the last about all. Raises StatusListError list-full where there are not so many.
    """
    chosen: dict[int, None] = {}
    asked = max(count, _FEWEST)
    while len(chosen) < count:
        asked = min(asked * 2, size)
        candidates = chance.sample(range(size), asked)
        used = set(taken(candidates))
        chosen.update((index, None) for index in candidates if index not in used)
        if asked == size and len(chosen) < count:
            raise StatusListError("list-full", f"the list has {len(chosen)} places left, not {count}")
    return list(chosen)[:count]


def lists_of(size: int, entries: Collection[Entry]) -> dict[str, bytes]:
    """The uncompressed lists by purpose: revocation, suspension, refresh (one bit an entry) and token (two). What is
    revoked is INVALID in the token list, suspended or not."""
    revoked = [index for index, is_revoked, _, _ in entries if is_revoked]
    suspended = [index for index, _, is_suspended, _ in entries if is_suspended]
    statuses = dict.fromkeys(suspended, token_status_list.SUSPENDED)
    statuses |= dict.fromkeys(revoked, token_status_list.INVALID)
    return {
        "revocation": bitstring.pack(size, revoked),
        "suspension": bitstring.pack(size, suspended),
        "refresh": bitstring.pack(size, [index for index, _, _, is_refresh in entries if is_refresh]),
        "token": token_status_list.pack(size, TOKEN_BITS, statuses),
    }
