"""Whether a status list is the one that the chain knows: rolled back, two-faced, or the same for everybody.

    >>> judge_anchored(shown, as_of).code                  # against the log of anchors up to a proven block
    'list-anchored'
    >>> judge_pair(mine, yours).code                       # against what somebody else was shown
    'lists-agree'
    >>> judge_versions(url, versions, as_of).code          # every version an issuer owns up to, against the log
    'versions-anchored'

Each change of a list is anchored as a STATUS_LIST entry: subject sha256(URL), digest sha256(uncompressed bits). A
signature that is renewed is no change. Lists given here are proven: their signatures were checked by the caller.

A copy that was kept, by the reader or by a cache between, may rightly be older than the newest that is anchored, for as
long as its time to live; so an older list is first of all *superseded*, and must be fetched again. It is *rolled back*
where no cache explains it: fetched later than that, or signed after a change that cannot be undone was anchored.
"""

from collections.abc import Sequence
from hashlib import sha256

from anchoring.log import Kind
from verification.stamps import stamp_of
from verification.status_evidence import AsOf
from verification.status_list import TOKEN, ShownList
from verification.verdict import Check

FINAL = frozenset({"revocation", "refresh"})  # what is set in these is never unset
PATIENCE = 2 * 60 * 60  # seconds after which a published list should be in a block
_NAME = "status-anchor"


def judge_anchored(shown: ShownList, as_of: AsOf, fetched: int | None = None) -> Check:
    """The newest that was anchored up to the block, an older one, or none of them. `fetched`: when the caller had it
    from the issuer, in Unix seconds; None where that is not known."""
    digests, mine = _anchored(shown.url, as_of), sha256(shown.bits).digest()
    signed = shown.valid_from or 0
    if digests and digests[-1] == mine:
        return Check.of(_NAME, "list-anchored", as_of=stamp_of(as_of.time))
    if mine in digests and _rolled_back(shown, as_of, fetched):
        return Check.of(_NAME, "list-rolled-back", as_of=stamp_of(as_of.time))
    if mine in digests and signed <= as_of.time:
        return Check.of(_NAME, "list-superseded", as_of=stamp_of(as_of.time))
    if signed > as_of.time - PATIENCE:
        return Check.of(_NAME, "list-anchor-pending", as_of=stamp_of(as_of.time))
    return Check.of(_NAME, "list-not-anchored", as_of=stamp_of(as_of.time))


def _rolled_back(shown: ShownList, as_of: AsOf, fetched: int | None) -> bool:
    """Of a list that was once the newest: nobody's cache explains why it is shown now."""
    signed_anew = shown.valid_from is not None and shown.valid_from > as_of.time
    withheld = fetched is not None and fetched > as_of.time + shown.ttl and not signed_anew
    return withheld or (signed_anew and FINAL.issuperset(shown.purposes))


def judge_pair(one: ShownList, other: ShownList) -> Check:
    """Two lists that the issuer signed for the same URL, whoever was shown them and whenever.

    What was revoked may not be valid again in the later one (rolled back); and where each has something that the other
    has not, as two lists with as many changes and different bits, they were never states of one list (two-faced).
    """
    if (one.url, one.purposes, one.width) != (other.url, other.purposes, other.width):
        return Check.of(_NAME, "list-of-another")
    earlier, later = sorted((one, other), key=lambda shown: shown.valid_from or 0)
    first, last = _set_for_ever(earlier), _set_for_ever(later)
    if first & ~last and last & ~first:
        return Check.of(_NAME, "list-two-faced", as_of=stamp_of(later.valid_from or 0))
    if first & ~last and earlier.valid_from != later.valid_from:
        return Check.of(_NAME, "list-rolled-back", as_of=stamp_of(later.valid_from or 0))
    return Check.of(_NAME, "lists-agree")


def _set_for_ever(shown: ShownList) -> int:
    """The list's final statuses as one number; nothing of a list in which all can be undone."""
    number = int.from_bytes(shown.bits, "big")
    if shown.purposes == (TOKEN,) and shown.width == 2:
        return number & int.from_bytes(b"\x55" * len(shown.bits), "big") & ~(number >> 1)  # INVALID is 01
    return number if FINAL.issuperset(shown.purposes) else 0


def judge_versions(url: str, versions: Sequence[bytes], as_of: AsOf) -> Check:
    """Every version that an issuer hands out, oldest first, as uncompressed bits: the chain's own, one for one. Later
    ones than the block may follow; one that is missing or another is a list shown to some and not to all."""
    digests = _anchored(url, as_of)
    mine = [sha256(bits).digest() for bits in versions]
    for number, digest in enumerate(digests, start=1):
        if len(mine) < number:
            return Check.of(_NAME, "list-rolled-back", as_of=stamp_of(as_of.time))
        if mine[number - 1] != digest:
            return Check.of(_NAME, "versions-differ", seq=number)
    if not digests:
        return Check.of(_NAME, "list-not-anchored", as_of=stamp_of(as_of.time))
    return Check.of(_NAME, "versions-anchored", count=len(digests), as_of=stamp_of(as_of.time))


def _anchored(url: str, as_of: AsOf) -> list[bytes]:
    subject = sha256(url.encode()).digest()
    return [entry.digest for entry in as_of.entries if entry.kind is Kind.STATUS_LIST and entry.subject == subject]
