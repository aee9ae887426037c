"""JSON as a verifier must read it: one meaning, bounded cost.

    >>> loads(b'{"a": 1}')
    {'a': 1}

The standard reader keeps the last of two equal keys, takes NaN, and has no bound. A signature over
a document that two readers understand differently proves nothing, so all of these are refused, and
so is half a surrogate pair, which has no UTF-8 form (RFC 8259 section 4, RFC 7493 I-JSON section 2.1).
"""

import json
import math
import re
from typing import Any, Never

from verification.errors import StrictJsonError

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 64
MAX_NESTED = 1_000_000  # arrays and objects: three bytes of text may be two hundred of memory
MAX_VALUES = 2_500_000
_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # an escape for half of a surrogate pair, which may have its other half


def loads(data: bytes | str, *, limit: int = MAX_BYTES) -> Any:
    """Parse UTF-8 JSON of at most `limit` bytes; raises `StrictJsonError` with the reason as `code`.

    Codes: json-too-large, json-not-utf8, json-malformed, json-duplicate-key, json-not-a-number,
    json-too-deep.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > limit:
        raise StrictJsonError("json-too-large", f"{len(raw)} bytes of JSON, at most {limit} are read")
    _check_count(raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise StrictJsonError("json-not-utf8", "the JSON is not UTF-8") from exc
    value = _parse(text)
    _check_depth(value)
    if _HALF.search(text):
        _check_texts(value)
    return value


def loads_object(data: bytes | str, *, limit: int = MAX_BYTES) -> dict[str, Any]:
    """As `loads`, and the outermost value must be an object (json-not-an-object)."""
    value = loads(data, limit=limit)
    if not isinstance(value, dict):
        raise StrictJsonError("json-not-an-object", "the JSON is not an object")
    return value


def _check_count(raw: bytes) -> None:
    """Before anything is made of them; what stands in texts counts too."""
    if raw.count(b"[") + raw.count(b"{") > MAX_NESTED or raw.count(b",") > MAX_VALUES:
        raise StrictJsonError("json-too-large", f"more than {MAX_NESTED} arrays and objects, or {MAX_VALUES} values")


def _parse(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_not_a_number, parse_float=_finite)
    except RecursionError as exc:
        raise StrictJsonError("json-too-deep", f"nested deeper than {MAX_DEPTH}") from exc
    except ValueError as exc:
        raise StrictJsonError("json-malformed", f"not JSON: {exc}") from exc


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise StrictJsonError("json-duplicate-key", "an object holds the same key twice")
    return value


def _not_a_number(text: str) -> Never:
    raise StrictJsonError("json-not-a-number", f"{text} is not a JSON number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise StrictJsonError("json-not-a-number", "a number is too large to be held exactly")
    return value


def _check_depth(value: Any) -> None:
    """Walk level by level; only arrays and objects count."""
    level = _nested([value])
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in _nested(node)]
        if not level:
            return
    raise StrictJsonError("json-too-deep", f"nested deeper than {MAX_DEPTH}")


def _check_texts(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as exc:
        raise StrictJsonError("json-malformed", "not JSON: a text holds half of a surrogate pair") from exc


def _nested(node: dict[str, Any] | list[Any]) -> list[Any]:
    values = node.values() if isinstance(node, dict) else node
    return [value for value in values if isinstance(value, dict | list)]
