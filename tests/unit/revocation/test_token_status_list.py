"""IETF Token Status List: the draft's own vectors, what is packed comes back, and what is no list is refused."""

import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revocation.errors import StatusListError
from revocation.packed import MAX_BYTES
from revocation.token_status_list import INVALID, SUSPENDED, decode, encode, inflate, pack, payload, read, status
from tests.unit.revocation.bounded import peak_of_decoding

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors" / "token-status-list"
WIDTHS = st.sampled_from([1, 2, 4, 8])
CLAIMS = payload("https://salud.example.edu/status/1/token", pack(64, 2, {3: INVALID}), 2, iat=1, exp=9, ttl=5)


def vectors() -> list[dict[str, Any]]:
    if not VECTORS.exists():
        return []
    found: list[dict[str, Any]] = json.loads((VECTORS / "extracted_vectors.json").read_text())
    return found


needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not here: ../shared/vectors")


@needs_vectors
@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["source"])
def test_the_drafts_lists_are_read_as_the_draft_says(vector: dict[str, Any]) -> None:
    packed, bits = decode(vector["lst"]), vector["bits"]
    said = {int(index): value for index, value in vector["statuses"].items()}
    assert {index: status(packed, bits, index) for index in said} == said
    assert pack(len(packed) * 8 // bits, bits, said) == packed  # and every other entry is VALID
    assert decode(encode(packed)) == packed


@needs_vectors
@pytest.mark.parametrize(
    "name", [path.stem for path in sorted(VECTORS.glob("examples/status_list_encoding*_cbor.md"))], ids=str
)
def test_the_drafts_cbor_lists_hold_the_same_bytes_as_its_json_lists(name: str) -> None:
    cbor = bytes.fromhex(_encoded(VECTORS / "examples" / f"{name}.md"))
    json_list = json.loads(_encoded(VECTORS / "examples" / f"{name.removesuffix('_cbor')}_json.md"))
    packed = decode(json_list["lst"])
    stream = cbor[re.search(rb"clst(?:[\x40-\x57]|\x58.|\x59..|\x5a....)", cbor, re.DOTALL).end() :]  # type: ignore[union-attr]
    assert inflate(stream) == packed
    assert cbor.startswith(b"\xa2dbits" + bytes([json_list["bits"]]))


def _encoded(path: Path) -> str:
    """The list as the page prints it, after `encoded:` where it says so, without the lines it is broken into."""
    return "".join(path.read_text().rpartition("encoded:")[2].split())


@given(data=st.data(), bits=WIDTHS, size=st.integers(1, 500))
def test_what_is_packed_comes_back(data: st.DataObject, bits: int, size: int) -> None:
    said = data.draw(st.dictionaries(st.integers(0, size - 1), st.integers(0, (1 << bits) - 1)))
    packed = decode(encode(pack(size, bits, said)))
    assert [status(packed, bits, index) for index in range(size)] == [said.get(index, 0) for index in range(size)]


def test_the_first_entry_is_in_the_least_significant_bits() -> None:
    assert pack(8, 1, {0: 1}) == b"\x01"
    assert pack(4, 2, {0: SUSPENDED, 3: INVALID}) == b"\x42"


@given(bits=WIDTHS, index=st.integers(-5, -1) | st.integers(64, 2**70))
def test_an_index_outside_the_list_is_refused(bits: int, index: int) -> None:
    for refused in (lambda: status(pack(64, bits, {}), bits, index), lambda: pack(64, bits, {index: 1})):
        with pytest.raises(StatusListError) as raised:
            refused()
        assert raised.value.code == "index-out-of-range"


@pytest.mark.parametrize(("bits", "value"), [(1, 2), (2, 4), (8, 256), (2, -1)])
def test_a_status_that_does_not_fit_is_refused(bits: int, value: int) -> None:
    with pytest.raises(StatusListError) as raised:
        pack(64, bits, {0: value})
    assert raised.value.code == "status-out-of-range"


@pytest.mark.parametrize("bits", [0, 3, 16, -1, True, None, "2", 2.0])
def test_a_list_of_another_width_is_refused(bits: Any) -> None:
    for refused in (lambda: pack(8, bits, {}), lambda: status(b"\0", bits, 0), lambda: read(with_list(bits=bits))):
        with pytest.raises(StatusListError) as raised:
            refused()
        assert raised.value.code == "bits-unknown"


def with_list(**changes: object) -> dict[str, Any]:
    return {**CLAIMS, "status_list": {**CLAIMS["status_list"], **changes}}


def test_a_tokens_claims_come_back() -> None:
    listed = read(json.loads(json.dumps(CLAIMS)))
    assert (listed.sub, listed.iat, listed.exp, listed.ttl, listed.bits) == (CLAIMS["sub"], 1, 9, 5, 2)
    assert [listed.status(index) for index in (2, 3)] == [0, INVALID]


def test_expiry_and_time_to_live_may_be_absent_and_times_may_have_fractions() -> None:
    listed = read({**{name: CLAIMS[name] for name in ("sub", "status_list")}, "iat": 7.9})
    assert (listed.iat, listed.exp, listed.ttl) == (7, None, None)


WHOLE = zlib.compress(b"\x0c")


@pytest.mark.parametrize(
    ("lst", "code"),
    [
        (encode(b"\x0c") + "=", "list-not-base64url"),
        (encode(b"\x0c") + " ", "list-not-base64url"),
        ("", "list-cut-short"),
        ("AAAA", "list-not-compressed"),
        (encode(b"\x0c")[:-4], "list-cut-short"),
        (encode(bytes(MAX_BYTES + 1)), "list-too-large"),
    ],
    ids=lambda value: value[:16],
)
def test_what_is_no_list_is_refused_with_its_reason(lst: str, code: str) -> None:
    with pytest.raises(StatusListError) as raised:
        read(with_list(lst=lst))
    assert raised.value.code == code


@pytest.mark.parametrize(("more", "code"), [(b"\0", "list-has-more"), (WHOLE, "list-has-more")])
def test_what_follows_a_list_is_refused(more: bytes, code: str) -> None:
    with pytest.raises(StatusListError) as raised:
        inflate(WHOLE + more)
    assert raised.value.code == code


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(member=st.sampled_from(["sub", "iat", "exp", "ttl", "status_list"]), value=ANYTHING)
def test_a_claim_of_any_type_is_read_as_it_must_be_or_refused(member: str, value: object) -> None:
    try:
        listed = read({**CLAIMS, member: value})
    except StatusListError:
        return
    assert listed.packed == read(CLAIMS).packed
    assert type(value) is (str if member == "sub" else type(value))
    assert not isinstance(value, bool | list | dict | None)


@given(member=st.sampled_from(["bits", "lst"]), value=ANYTHING)
def test_a_lists_member_of_another_type_is_refused(member: str, value: object) -> None:
    if value in (1, 2, 4, 8) and member == "bits" and type(value) is int:
        assert read(with_list(bits=value)).bits == value
        return
    with pytest.raises(StatusListError):
        read(with_list(**{member: value}))


@given(ANYTHING)
def test_claims_of_another_type_are_refused(claims: object) -> None:
    with pytest.raises(StatusListError):
        read(claims)


def test_a_list_that_inflates_to_gigabytes_is_refused_in_bounded_memory() -> None:
    peak, code = peak_of_decoding("revocation.token_status_list", wbits=15, gibibytes=2)
    assert code == "list-too-large"
    assert peak < 4 * MAX_BYTES
