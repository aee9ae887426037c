import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.verification.conftest import key
from verification import encoding
from verification.errors import EncodingError

MULTIKEY = key(1).multikey


@given(st.binary(max_size=64))
def test_bytes_come_back_from_multibase(data: bytes) -> None:
    assert encoding.from_multibase(encoding.multibase(data)) == data


@given(st.binary(min_size=32, max_size=32))
def test_keys_come_back_from_multikeys(public: bytes) -> None:
    multikey = encoding.ed25519_multikey(public)
    assert multikey.startswith("z6Mk")
    assert encoding.from_ed25519_multikey(multikey) == public


@pytest.mark.parametrize(
    "text", ["", "m" + MULTIKEY[1:], MULTIKEY + " ", MULTIKEY + "\n", "z0OIl", "zñ", "z" * 300, None, 5]
)
def test_a_second_spelling_or_another_base_is_refused(text: object) -> None:
    with pytest.raises(EncodingError) as refusal:
        encoding.from_multibase(text)
    assert refusal.value.code == "multibase-malformed"


@pytest.mark.parametrize("data", [b"\xed\x01" + bytes(31), b"\xe7\x01" + bytes(33), bytes(34)])
def test_only_whole_ed25519_keys_are_multikeys(data: bytes) -> None:
    with pytest.raises(EncodingError) as refusal:
        encoding.from_ed25519_multikey(encoding.multibase(data))
    assert refusal.value.code == "key-malformed"
    with pytest.raises(EncodingError):
        encoding.ed25519_multikey(data)


@pytest.mark.parametrize(
    "url", [f"did:key:{MULTIKEY}", f"did:key:{MULTIKEY}#{key(2).multikey}", f"did:web:{MULTIKEY}#x", None]
)
def test_a_did_key_names_its_own_key(url: object) -> None:
    with pytest.raises(EncodingError) as refusal:
        encoding.multikey_of_did_key(url)
    assert refusal.value.code == "did-key-malformed"


def test_an_update_key_is_committed_to_as_the_specification_says() -> None:
    # nextKeyHashes of the published pre-rotation vector, whose next key has the seed 2.
    assert encoding.next_key_hash(key(2).multikey) == "Qmf2V5jB2UwPcFL5bvmKed7VvY3CSQ1RXyDdtip7ufpQ3R"
