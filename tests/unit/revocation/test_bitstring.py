"""W3C Bitstring Status List: what is encoded comes back, and what is no list is refused with its reason."""

import gzip
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revocation.bitstring import MIN_ENTRIES, bit, decode, encode, pack, set_entries
from revocation.errors import StatusListError
from revocation.packed import MAX_BYTES
from tests.unit.revocation.bounded import peak_of_decoding

INDEXES = st.frozensets(st.integers(0, MIN_ENTRIES - 1), max_size=50)
EMPTY = bytes(MIN_ENTRIES // 8)


def spelled(stream: bytes) -> str:
    return "u" + urlsafe_b64encode(stream).rstrip(b"=").decode()


@given(chosen=INDEXES)
def test_what_is_set_is_what_comes_back(chosen: frozenset[int]) -> None:
    bits = decode(encode(pack(MIN_ENTRIES, chosen)))
    assert set_entries(bits) == sorted(chosen)
    assert all(bit(bits, index) for index in chosen)
    assert len(bits) * 8 == MIN_ENTRIES


@given(seed=st.integers(), more=st.integers(0, 64))
def test_any_bytes_come_back(seed: int, more: int) -> None:
    bits = Random(seed).randbytes(MIN_ENTRIES // 8 + more)
    assert decode(encode(bits)) == bits


def test_the_first_entry_is_the_leftmost_bit() -> None:
    assert pack(MIN_ENTRIES, {0})[0] == 0b1000_0000
    assert pack(MIN_ENTRIES, {7, 8})[:2] == bytes([0b0000_0001, 0b1000_0000])


def test_the_same_bits_are_the_same_text_whenever_they_are_encoded() -> None:
    text = encode(EMPTY)
    stream = urlsafe_b64decode(text[1:] + "=" * (-(len(text) - 1) % 4))
    assert gzip.decompress(stream) == EMPTY
    assert stream[4:8] == bytes(4)  # RFC 1952: MTIME, not given


def test_a_list_that_another_gzip_made_is_read() -> None:
    named = gzip.compress(pack(MIN_ENTRIES, {5}), mtime=1_790_000_000)
    assert set_entries(decode(spelled(named))) == [5]


@pytest.mark.parametrize("index", [-1, MIN_ENTRIES, 2**70])
def test_an_index_outside_the_list_is_refused(index: int) -> None:
    for refused in (lambda: bit(EMPTY, index), lambda: pack(MIN_ENTRIES, {index})):
        with pytest.raises(StatusListError) as raised:
            refused()
        assert raised.value.code == "index-out-of-range"


WHOLE = gzip.compress(EMPTY, mtime=0)
DAMAGED = WHOLE[:-5] + bytes([WHOLE[-5] ^ 1]) + WHOLE[-4:]


@pytest.mark.parametrize(
    ("encoded", "code"),
    [
        (None, "list-not-text"),
        (7, "list-not-text"),
        (b"uH4sI", "list-not-text"),
        ([spelled(WHOLE)], "list-not-text"),
        ("", "list-not-multibase-u"),
        (spelled(WHOLE)[1:], "list-not-multibase-u"),
        ("z" + spelled(WHOLE)[1:], "list-not-multibase-u"),
        (spelled(WHOLE) + "=", "list-not-base64url"),
        (spelled(WHOLE)[:20] + "\n" + spelled(WHOLE)[20:], "list-not-base64url"),
        (spelled(WHOLE)[:20] + "+" + spelled(WHOLE)[21:], "list-not-base64url"),
        (spelled(WHOLE)[:20] + "ñ" + spelled(WHOLE)[21:], "list-not-base64url"),
        ("uA", "list-not-base64url"),
        ("uH4sI", "list-cut-short"),
        ("uAB", "list-not-base64url"),
        ("u", "list-cut-short"),
        (spelled(b"not compressed"), "list-not-compressed"),
        (spelled(zlib.compress(EMPTY)), "list-not-compressed"),
        (spelled(DAMAGED), "list-not-compressed"),
        (spelled(WHOLE[:-1]), "list-cut-short"),
        (spelled(WHOLE[:12]), "list-cut-short"),
        (spelled(WHOLE + b"\0"), "list-has-more"),
        (spelled(WHOLE + WHOLE), "list-has-more"),
        (spelled(gzip.compress(EMPTY[:-1], mtime=0)), "list-too-short"),
        (spelled(gzip.compress(b"", mtime=0)), "list-too-short"),
        (spelled(gzip.compress(bytes(MAX_BYTES + 1), mtime=0)), "list-too-large"),
        ("u" + "A" * (2 * MAX_BYTES), "list-too-large"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_no_list_is_refused_with_its_reason(encoded: object, code: str) -> None:
    with pytest.raises(StatusListError) as raised:
        decode(encoded)
    assert raised.value.code == code


def test_the_largest_list_is_read_however_badly_it_compresses() -> None:
    largest = bytes(MAX_BYTES)
    assert decode(encode(largest)) == largest
    stored = zlib.compressobj(0, zlib.DEFLATED, 31)
    assert decode(spelled(stored.compress(largest) + stored.flush())) == largest


def test_a_list_that_inflates_to_gigabytes_is_refused_in_bounded_memory() -> None:
    peak, code = peak_of_decoding("revocation.bitstring", wbits=31, gibibytes=2, prefix="u")
    assert code == "list-too-large"
    assert peak < 4 * MAX_BYTES


@given(st.text(max_size=200) | st.binary(max_size=200).map(spelled))
def test_anything_else_is_refused_and_nothing_else_is_raised(text: str) -> None:
    with pytest.raises(StatusListError):
        decode(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=5,
    )
)
def test_a_value_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(StatusListError):
        decode(value)
