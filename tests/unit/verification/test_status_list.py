"""Proven lists read into one form, and what a token list says of an entry: bad input is refused, nothing fails open."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer_api.domain.status_list import TTL, list_credential, token_claims, valid_until
from revocation import bitstring, token_status_list
from revocation.errors import RevocationError
from revocation.status_list import SIZE, lists_of
from verification import strict_json
from verification.errors import StrictJsonError, VerificationError
from verification.outcome import Outcome
from verification.status_list import SKEW, ShownList, judge_token, read_document, read_token

ISSUER, NOW = "did:web:salud.example.edu", 1_795_000_000
URL = "https://salud.example.edu/status/0123456789abcdef"
ENTRIES = [(7, True, False, False), (8, False, True, False), (9, True, True, True)]
LISTS = lists_of(SIZE, ENTRIES)
CREDENTIAL = list_credential(f"{URL}/revocation", ISSUER, "revocation", LISTS["revocation"], NOW)
CLAIMS = token_claims(f"{URL}/token", ISSUER, LISTS["token"], NOW)
TOKEN = read_token(CLAIMS)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


def entry(index: object = 0, uri: object = TOKEN.url) -> dict[str, Any]:
    return {"status_list": {"idx": index, "uri": uri}}


def test_what_the_node_publishes_is_read_as_it_was_meant() -> None:
    shown = read_document(json.loads(json.dumps(CREDENTIAL)))
    assert shown == ShownList(
        url=f"{URL}/revocation",
        issuer=ISSUER,
        purposes=("revocation",),
        bits=LISTS["revocation"],
        width=1,
        valid_from=NOW,
        valid_until=valid_until(NOW),
        ttl=int(TTL.total_seconds()),
    )
    assert (TOKEN.valid_from, TOKEN.valid_until, TOKEN.ttl) == (shown.valid_from, shown.valid_until, shown.ttl)
    assert TOKEN.issuer == ISSUER
    assert TOKEN.bits == LISTS["token"]


def test_a_kept_list_is_good_for_its_time_to_live_and_never_beyond_its_end() -> None:
    assert TOKEN.keep_until(NOW) == NOW + TTL.total_seconds()
    assert TOKEN.keep_until(valid_until(NOW) - 1) == valid_until(NOW)


@pytest.mark.parametrize(
    ("index", "code"), [(7, "list-revoked"), (8, "list-suspended"), (9, "list-revoked"), (10, "list-valid")]
)
def test_a_token_list_says_of_an_entry(index: int, code: str) -> None:
    check = judge_token(entry(index), TOKEN, issuer=ISSUER, at=NOW)
    assert check.code == code
    assert check.detail["as_of"] == "2026-11-18T11:06:40Z"


@pytest.mark.parametrize(
    ("at", "fetched", "code"),
    [
        (NOW + 10, NOW, "list-valid"),
        (NOW - SKEW, None, "list-valid"),
        (NOW - SKEW - 1, None, "list-stale"),
        (valid_until(NOW) - 1, None, "list-valid"),
        (valid_until(NOW), None, "list-stale"),
        (NOW + TOKEN.ttl, NOW, "list-valid"),
        (NOW + TOKEN.ttl + 1, NOW, "list-stale"),
    ],
)
def test_a_list_speaks_only_while_it_holds_and_may_be_kept(at: int, fetched: int | None, code: str) -> None:
    assert judge_token(entry(10), TOKEN, issuer=ISSUER, at=at, fetched=fetched).code == code
    suspended = judge_token(entry(8), TOKEN, issuer=ISSUER, at=at, fetched=fetched)
    assert suspended.code == ("list-suspended" if code == "list-valid" else "list-stale")
    assert judge_token(entry(7), TOKEN, issuer=ISSUER, at=at, fetched=fetched).code == "list-revoked"


@pytest.mark.parametrize(
    ("status", "shown", "issuer", "code"),
    [
        (entry(10), None, ISSUER, "list-unread"),
        (entry(10, f"{URL}/other"), TOKEN, ISSUER, "list-of-another"),
        (entry(10), TOKEN, "did:web:other.example.edu", "list-of-another"),
        (entry(10, f"{URL}/revocation"), read_document(CREDENTIAL), ISSUER, "list-of-another"),
        (entry(SIZE), TOKEN, ISSUER, "list-broken"),
        (entry(2**70), TOKEN, ISSUER, "list-broken"),
        (entry(-1), TOKEN, ISSUER, "list-broken"),
        (entry(True), TOKEN, ISSUER, "list-broken"),
        (entry("10"), TOKEN, ISSUER, "list-broken"),
        (entry(10, None), TOKEN, ISSUER, "list-broken"),
        ({"identifier_list": {}}, TOKEN, ISSUER, "list-kind-unknown"),
        (None, TOKEN, ISSUER, "list-kind-unknown"),
    ],
)
def test_what_does_not_belong_together_says_nothing(
    status: object, shown: ShownList | None, issuer: str, code: str
) -> None:
    check = judge_token(status, shown, issuer=issuer, at=NOW)
    assert check.code == code
    assert check.outcome is not Outcome.PASSED


def test_a_list_that_names_no_issuer_is_taken_as_that_of_whoever_signed_it() -> None:
    unnamed = read_token({name: value for name, value in CLAIMS.items() if name != "iss"})
    assert judge_token(entry(10), unnamed, issuer=ISSUER, at=NOW).code == "list-valid"


def test_a_status_that_only_its_issuer_understands_is_unknown() -> None:
    packed = token_status_list.pack(64, 2, {5: 3})
    shown = read_token({**CLAIMS, "status_list": {"bits": 2, "lst": token_status_list.encode(packed)}})
    assert judge_token(entry(5), shown, issuer=ISSUER, at=NOW).code == "list-status-unknown"


@given(status=ANYTHING | st.dictionaries(st.just("status_list"), ANYTHING))
def test_an_entry_of_any_type_never_passes_for_valid(status: object) -> None:
    assert judge_token(status, TOKEN, issuer=ISSUER, at=NOW).outcome is not Outcome.PASSED


MEMBERS = st.sampled_from([*CREDENTIAL, "proof", "credentialStatus"])
SUBJECT = st.sampled_from([*CREDENTIAL["credentialSubject"], "statusSize"])


@given(member=MEMBERS, value=ANYTHING)
def test_a_credentials_member_of_any_type_is_read_or_refused(member: str, value: object) -> None:
    _read({**CREDENTIAL, member: value})


@given(member=SUBJECT, value=ANYTHING)
def test_a_lists_member_of_any_type_is_read_or_refused(member: str, value: object) -> None:
    _read({**CREDENTIAL, "credentialSubject": {**CREDENTIAL["credentialSubject"], member: value}})


@given(ANYTHING)
def test_anything_else_is_refused(value: Any) -> None:
    with pytest.raises((VerificationError, RevocationError)):
        read_document(value)
    with pytest.raises((VerificationError, RevocationError)):
        read_token(value)


def _read(document: dict[str, Any]) -> None:
    try:
        shown = read_document(document)
    except (VerificationError, RevocationError):
        return
    assert shown.bits == LISTS["revocation"]
    assert isinstance(shown.url, str)
    assert all(isinstance(purpose, str) for purpose in shown.purposes)


@pytest.mark.parametrize("missing", ["id", "type", "issuer", "credentialSubject"])
def test_a_list_without_what_it_must_have_is_refused(missing: str) -> None:
    with pytest.raises(VerificationError):
        read_document({name: value for name, value in CREDENTIAL.items() if name != missing})


def test_dates_at_the_ends_of_time_are_dates_or_refused() -> None:
    first = read_document({**CREDENTIAL, "validFrom": "0001-01-01T00:00:00Z"})
    last = read_document({**CREDENTIAL, "validUntil": "9999-12-31T23:59:59Z"})
    assert first.valid_from == 0
    assert last.valid_until == 253_402_300_799
    for member, beyond in (("validFrom", "0001-01-01T00:00:00+14:00"), ("validUntil", "9999-12-31T23:59:59-14:00")):
        with pytest.raises(VerificationError):
            read_document({**CREDENTIAL, member: beyond})


def test_twenty_megabytes_are_refused_before_they_are_read() -> None:
    padded = {**CREDENTIAL, "description": "a" * 20_000_000}
    with pytest.raises(StrictJsonError) as raised:
        strict_json.loads(json.dumps(padded).encode())
    assert raised.value.code == "json-too-large"
    with pytest.raises(RevocationError):
        bitstring.decode("u" + "A" * 23_000_000)
