"""An input with something wrong in it, of bytes or of JSON; the same generator spoils it the same way."""

import json
from random import Random
from typing import Any

_TOKENS = (
    *(b"null", b"true", b"-0", b"1e400", b"NaN", b"9" * 25, b"\\ud800", b"\\u0000", b'"', b"{}", b"[]", b"[[[[", b","),
    *(
        b"\x00",
        b"\xff\xff\xff\xff",
        b"\x80\x00\x00\x00",
        b"\xf8\xff",
        b"\xc0",
        b"\xb8\x38",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
    ),
    *(
        b"did:",
        b"did:key:z6Mk",
        b"https://[",
        b"https://a:99999",
        b"#",
        b":",
        b"\n",
        b"\r\n",
        b"<",
        b">",
        b"<!DOCTYPE a>",
    ),
)
_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        -0.0,
        1e308,
        2**31,
        2**53,
        2**64,
        10**40,
        "",
        " ",
        "\x00",
        "\ud800",
        "ñ😀",
        "a" * 300,
    ),
    *(
        [],
        {},
        [[]],
        [None],
        [""],
        {"": None},
        {"id": 0},
        {"@id": "_:b"},
        "did:web:",
        "did:key:z#z",
        "https://[",
        "#",
        "0x",
    ),
    *(
        "2026-02-30T00:00:00Z",
        "9999-12-31T23:59:59+00:01",
        "0001-01-01T00:00:00+23:59",
        "@type",
        "_:b0",
        "z",
        "1" * 5000,
    ),
)


def mutated(data: bytes, chance: Random, *, most: int = 65_536) -> bytes:
    """One to four changes; at most `most` bytes."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = (chance.random() < 0.6 and _in_json(data, chance)) or _in_bytes(data, chance)
    return data[:most]


def _in_json(data: bytes, chance: Random) -> bytes | None:
    """A value changed in one line that is JSON; None where it is not."""
    lines = data.split(b"\n")
    place = chance.randrange(len(lines))
    try:
        value = json.loads(lines[place])
        lines[place] = json.dumps(_changed(value, chance)).encode()
    except (ValueError, RecursionError):
        return None
    return b"\n".join(lines)


def _changed(value: Any, chance: Random) -> Any:
    if not isinstance(value, dict | list) or not value or chance.random() < 0.05:
        return _other(value, chance)
    step = chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
    act = chance.random()
    if act < 0.08:
        del value[step]
    elif act < 0.14 and isinstance(value, list):
        value.insert(step, value[chance.randrange(len(value))])
    elif act < 0.2 and isinstance(value, dict):
        value[chance.choice(("", "id", "type", "@id", "@context", step + "x"))] = value[step]
    else:
        value[step] = _changed(value[step], chance)
    return value


def _other(value: Any, chance: Random) -> Any:
    if isinstance(value, str) and value and chance.random() < 0.6:
        at = chance.randrange(len(value))
        put = chance.choice(("", value[at] * 2, chr(chance.randrange(0x100)), chance.choice(":#/.-0zZ\u0130\ud800")))
        return value[:at] + put + value[at + 1 :]
    if isinstance(value, int) and chance.random() < 0.5:
        return value + chance.choice((-1, 1, 2**32, -(2**63)))
    return [value] if chance.random() < 0.1 else chance.choice(_VALUES)


def _in_bytes(data: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.choice((0, 1, 2, 8, 64)))
    kept = data[start:end]
    put = chance.choice(
        (
            b"",
            chance.randbytes(max(1, end - start)),
            chance.choice(_TOKENS),
            kept * 2,
            bytes(len(kept)),
            data[end : end + 16],
        )
    )
    return data[:start] + put + data[end:]
