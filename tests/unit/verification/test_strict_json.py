import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification import strict_json
from verification.encoding import canonical
from verification.errors import EncodingError, StrictJsonError

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


@given(values)
def test_what_is_written_canonically_is_read_back(value: object) -> None:
    assert strict_json.loads(canonical(value)) == value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a": 1, "a": 1}', "json-duplicate-key"),
        (b'{"x": [{"a": 1, "b": 2, "\\u0061": 3}]}', "json-duplicate-key"),
        (b"[NaN]", "json-not-a-number"),
        (b"[-Infinity]", "json-not-a-number"),
        (b"[1e999]", "json-not-a-number"),
        (b"[" * 65 + b"]" * 65, "json-too-deep"),
        (b"[" * 1_000_000, "json-too-deep"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "json-too-deep"),
        (b"{", "json-malformed"),
        (b"", "json-malformed"),
        (b"{} {}", "json-malformed"),
        (b"\xef\xbb\xbf{}", "json-malformed"),
        (b'{"a": ["\\ud83d \\uDE00"]}', "json-malformed"),
        (b'{"\\udc00": 1}', "json-malformed"),
        (b"[" + b"1" * 5000 + b"]", "json-malformed"),
        (b'"\xff"', "json-not-utf8"),
        ("{}".encode("utf-16"), "json-not-utf8"),
        (b" " * (strict_json.MAX_BYTES + 1), "json-too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_ambiguity_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(StrictJsonError) as refusal:
        strict_json.loads(data)
    assert refusal.value.code == code


def test_depth_up_to_the_bound_is_read() -> None:
    assert strict_json.loads(b"[" * 64 + b"]" * 64)


def test_both_halves_of_a_surrogate_pair_are_one_character() -> None:
    assert strict_json.loads(b'["\\ud83d\\uDE00", "\\\\ud800"]') == ["😀", "\\ud800"]


def test_an_object_is_asked_for_where_one_is_needed() -> None:
    with pytest.raises(StrictJsonError, match="not an object"):
        strict_json.loads_object(b"[]")


@pytest.mark.parametrize("value", [2**53, "\ud800", float("nan")])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(EncodingError) as refusal:
        canonical([value])
    assert refusal.value.code == "not-canonicalizable"
