"""A list beside the chain, and lists beside one another: what shows a rolled-back or a two-faced one."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchoring.log import Entry, Kind
from revocation.status_list import SIZE, lists_of
from verification.outcome import Outcome
from verification.status_anchor import PATIENCE, judge_anchored, judge_pair, judge_versions
from verification.status_evidence import AsOf
from verification.status_list import ShownList

URL = "https://salud.example.edu/status/0123456789abcdef"
BLOCK = 1_795_000_000
DAY, TTL = 86_400, 300
INDEXES = st.frozensets(st.integers(0, SIZE - 1), max_size=6)
NOBODY: frozenset[int] = frozenset()


def shown(
    purpose: str,
    revoked: frozenset[int] = NOBODY,
    suspended: frozenset[int] = NOBODY,
    *,
    signed: int | None = BLOCK - DAY,
) -> ShownList:
    entries = [(index, index in revoked, index in suspended, index in revoked) for index in revoked | suspended]
    return ShownList(
        url=f"{URL}/{purpose}",
        issuer="did:web:salud.example.edu",
        purposes=(purpose,),
        bits=lists_of(SIZE, entries)[purpose],
        width=2 if purpose == "token" else 1,
        valid_from=signed,
        valid_until=None if signed is None else signed + DAY,
        ttl=TTL,
    )


def anchored(*lists: ShownList, time: int = BLOCK) -> AsOf:
    """The log up to a block: these, in this order, among entries of other kinds and about other lists."""
    noise = [
        Entry(kind=Kind.CHECKPOINT, subject=bytes(32), digest=sha256(b"tree").digest()),
        Entry(kind=Kind.STATUS_LIST, subject=sha256(b"https://other.example.edu/").digest(), digest=bytes(32)),
        *(_entry(each, Kind.REVOCATION_LIST) for each in lists[:1]),
    ]
    return AsOf(time, (*noise, *(_entry(each, Kind.STATUS_LIST) for each in lists), *noise))


def _entry(listed: ShownList, kind: Kind) -> Entry:
    subject = sha256(listed.url.encode()).digest()
    return Entry(kind=kind, subject=subject, digest=sha256(listed.bits).digest())


V1, V2, V3 = (shown("revocation", frozenset(range(count))) for count in (0, 1, 2))


def test_the_newest_that_is_anchored_is_the_same_for_everybody() -> None:
    assert judge_anchored(V2, anchored(V1, V2)).code == "list-anchored"


def test_a_signature_that_was_renewed_is_no_change() -> None:
    renewed = shown("revocation", frozenset({0}), signed=BLOCK + DAY)
    assert judge_anchored(renewed, anchored(V1, V2), fetched=BLOCK + 2 * DAY).code == "list-anchored"


@pytest.mark.parametrize(
    ("fetched", "code"),
    [
        (None, "list-superseded"),
        (BLOCK - 10, "list-superseded"),
        (BLOCK + TTL, "list-superseded"),
        (BLOCK + TTL + 1, "list-rolled-back"),
    ],
)
def test_an_older_one_is_rolled_back_where_no_cache_explains_it(fetched: int | None, code: str) -> None:
    assert judge_anchored(V1, anchored(V1, V2), fetched).code == code


def test_an_older_one_signed_after_a_final_change_was_anchored_is_rolled_back() -> None:
    for purpose in ("revocation", "refresh"):
        former, later = shown(purpose), shown(purpose, frozenset({1}))
        again = shown(purpose, signed=BLOCK + 1)
        assert judge_anchored(again, anchored(former, later)).code == "list-rolled-back"


def test_a_suspension_undone_after_the_block_is_no_rollback() -> None:
    former, later = shown("suspension"), shown("suspension", suspended=frozenset({1}))
    undone = shown("suspension", signed=BLOCK + 1)
    assert judge_anchored(undone, anchored(former, later), fetched=BLOCK + DAY).code == "list-anchor-pending"
    assert judge_anchored(undone, anchored(former, later, undone)).code == "list-anchored"


def test_what_is_not_anchored_is_unknown_and_the_later_the_worse() -> None:
    for signed, code in [
        (BLOCK + 1, "list-anchor-pending"),
        (BLOCK - PATIENCE + 1, "list-anchor-pending"),
        (BLOCK - PATIENCE, "list-not-anchored"),
        (None, "list-not-anchored"),
    ]:
        check = judge_anchored(shown("revocation", frozenset({5}), signed=signed), anchored(V1, V2))
        assert check.code == code
        assert check.outcome is Outcome.UNKNOWN
    assert judge_anchored(V1, anchored()).code == "list-not-anchored"


@given(lists=st.lists(INDEXES, min_size=1, max_size=4), mine=INDEXES, fetched=st.none() | st.integers(0, 2 * BLOCK))
def test_only_the_newest_passes(lists: list[frozenset[int]], mine: frozenset[int], fetched: int | None) -> None:
    as_of = anchored(*(shown("revocation", each) for each in lists))
    check = judge_anchored(shown("revocation", mine), as_of, fetched)
    assert (check.outcome is Outcome.PASSED) == (mine == lists[-1])


@given(first=INDEXES, more=INDEXES, purpose=st.sampled_from(["revocation", "refresh", "token"]))
def test_a_list_that_grew_agrees_with_what_it_was(first: frozenset[int], more: frozenset[int], purpose: str) -> None:
    earlier, later = shown(purpose, first), shown(purpose, first | more, signed=BLOCK)
    assert judge_pair(earlier, later).code == judge_pair(later, earlier).code == "lists-agree"


@given(first=INDEXES, lost=INDEXES.filter(bool), purpose=st.sampled_from(["revocation", "refresh", "token"]))
def test_a_later_list_that_lost_something_was_rolled_back(
    first: frozenset[int], lost: frozenset[int], purpose: str
) -> None:
    earlier, later = shown(purpose, first | lost), shown(purpose, first - lost, signed=BLOCK)
    assert judge_pair(earlier, later).code == judge_pair(later, earlier).code == "list-rolled-back"


@given(common=INDEXES, one=INDEXES, other=INDEXES, purpose=st.sampled_from(["revocation", "refresh", "token"]))
def test_lists_of_which_each_has_what_the_other_has_not_are_two_faced(
    common: frozenset[int], one: frozenset[int], other: frozenset[int], purpose: str
) -> None:
    mine, yours = common | one, common | other
    for signed in (BLOCK - DAY, BLOCK):
        check = judge_pair(shown(purpose, mine), shown(purpose, yours, signed=signed))
        assert (check.code == "list-two-faced") == bool(mine - yours and yours - mine)


def test_two_lists_with_as_many_changes_and_different_bits_are_two_faced() -> None:
    for purpose in ("revocation", "token"):
        pair = shown(purpose, frozenset({1, 2})), shown(purpose, frozenset({1, 3}))
        assert judge_pair(*pair).code == "list-two-faced"


@given(one=INDEXES, other=INDEXES)
def test_suspensions_may_come_and_go(one: frozenset[int], other: frozenset[int]) -> None:
    for purpose in ("suspension", "token"):
        pair = shown(purpose, suspended=one), shown(purpose, suspended=other, signed=BLOCK)
        assert judge_pair(*pair).code == "lists-agree"


def test_lists_of_different_addresses_are_not_compared() -> None:
    assert judge_pair(shown("revocation"), shown("refresh")).code == "list-of-another"


HISTORY = [V1.bits, V2.bits, V3.bits]


@pytest.mark.parametrize(
    ("versions", "code"),
    [
        (HISTORY[:2], "versions-anchored"),
        (HISTORY, "versions-anchored"),
        (HISTORY[:1], "list-rolled-back"),
        ([], "list-rolled-back"),
        ([V1.bits, V3.bits], "versions-differ"),
        ([V2.bits, V1.bits], "versions-differ"),
        ([V2.bits], "versions-differ"),
    ],
)
def test_every_anchored_version_must_be_shown(versions: Sequence[bytes], code: str) -> None:
    assert judge_versions(V1.url, versions, anchored(V1, V2)).code == code


def test_versions_of_a_list_that_the_chain_does_not_know_are_unknown() -> None:
    assert judge_versions(f"{URL}/token", HISTORY, anchored(V1, V2)).outcome is Outcome.UNKNOWN
