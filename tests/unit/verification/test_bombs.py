"""A file made to cost far more than it weighs is refused, with its reason, before it costs it."""

import resource
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest

from verification import bundle, strict_json
from verification.baked import MAX_FILE, read_badge
from verification.baked_png import KEYWORD, SIGNATURE
from verification.errors import VerificationError

SECONDS = 5.0
MEMORY = 192 * 1024 * 1024
GROWTH = 320 * 1024  # kibibytes: also what the libraries in C take
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"'
LONG = b' xmlns:a="' + b"u" * 2_000_000 + b'"'
LAUGHS = b"".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 10) for n in range(12))
MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Of time and of memory, Python's and the process'."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()
    began = time.process_time()
    try:
        yield
        assert time.process_time() - began < SECONDS
        assert tracemalloc.get_traced_memory()[1] < MEMORY
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH
    finally:
        tracemalloc.stop()


def refused(read: Callable[[bytes], object], data: bytes) -> str:
    with pytest.raises(VerificationError) as caught:
        read(data)
    return caught.value.code


def gigabytes(wbits: int = 15) -> bytes:
    """Two of zeros, in two megabytes: what a full flush ends is the same again and again."""
    packer, zeros = zlib.compressobj(9, zlib.DEFLATED, wbits), bytes(16 * MIB)
    first, again = (packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * 127


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes) -> bytes:
    return b"".join([SIGNATURE, chunk(b"IHDR", bytes(13)), *chunks, chunk(b"IEND", b"")])


def stream(kind: bytes, data: bytes) -> bytes:
    return b"1 0 obj\n<</Type /%s /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream\n" % (kind, len(data), data)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: png(chunk(b"iTXt", KEYWORD + b"\0\x01\0\0\0" + gigabytes())), "badge-compressed"),
        (lambda: png(chunk(b"zTXt", KEYWORD + b"\0\0" + gigabytes())), "badge-absent"),
        (lambda: png(chunk(b"IDAT", gigabytes())), "badge-absent"),
        (lambda: png(chunk(b"iCCP", b"a\0\0" + gigabytes())), "badge-absent"),
        (lambda: png(chunk(b"iTXt", bytes(MAX_FILE - 100))), "badge-absent"),
        (lambda: png(chunk(b"tEXt", b"") * (MAX_FILE // 12 - 10)), "badge-file-broken"),
        (lambda: png(chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0{}") * 19_000), "badge-doubled"),
        (lambda: png(b"\x7f\xff\xff\xffiTXt" + KEYWORD), "badge-file-broken"),
        (lambda: png(b"\xff\xff\xff\xffiTXt" + KEYWORD), "badge-file-broken"),
        (lambda: png(struct.pack(">I4s", 0, b"iTXt")), "badge-file-broken"),
    ],
    ids=range(10),
)
def test_a_png(make: Callable[[], bytes], code: str) -> None:
    assert refused(read_badge, make()) == code


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b'<!DOCTYPE svg [<!ENTITY a0 "a">' + LAUGHS + b"]>" + SVG + b">&a12;</svg>", "badge-file-broken"),
        (
            lambda: b'<!DOCTYPE svg [<!ENTITY a "' + b"a" * MIB + b'">]>' + SVG + b">" + b"&a;" * MIB + b"</svg>",
            "badge-file-broken",
        ),
        (
            lambda: b'<!DOCTYPE svg [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>' + SVG + b"/>",
            "badge-file-broken",
        ),
        (
            lambda: b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///dev/zero">]>' + SVG + b">&a;</svg>",
            "badge-file-broken",
        ),
        (lambda: SVG + b">" + b"<g>" * 2_500_000, "badge-file-broken"),
        (lambda: SVG + b">" + b"<g/>" * 2_000_000 + b"</svg>", "badge-file-broken"),
        (lambda: SVG + b" " + b" ".join(b'a%d=""' % n for n in range(300_000)) + b"/>", "badge-file-broken"),
        (lambda: SVG + LONG + b">" + b"<a:g/>" * 90_000 + b"</svg>", "badge-file-broken"),
        (
            lambda: SVG + LONG + b"><g " + b" ".join(b'a:b%d=""' % n for n in range(250)) + b"/></svg>",
            "badge-file-broken",
        ),
        (
            lambda: SVG + LONG[:1_000_000].replace(b"u" * 6, b"&#117;") + b'">' + b"<a:g/>" * 90_000 + b"</svg>",
            "badge-file-broken",
        ),
        (
            lambda: b'<s xmlns="https://purl.imsglobal.org/ob/v3p0">'.join([SVG + b">", b"&amp;" * MIB]),
            "badge-file-broken",
        ),
        (
            lambda: (
                SVG
                + b'><o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0">'
                + b"&amp;" * 1_500_000
                + b"</o:credential></svg>"
            ),
            "badge-too-large",
        ),
    ],
    ids=range(12),
)
def test_an_svg(make: Callable[[], bytes], code: str) -> None:
    assert refused(read_badge, make()) == code


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: stream(b"EmbeddedFile", gigabytes()), "badge-too-large"),
        (lambda: stream(b"EmbeddedFile", zlib.compress(gigabytes())), "badge-too-large"),
        (lambda: stream(b"ObjStm", gigabytes()), "badge-absent"),
        (lambda: stream(b"XRef", gigabytes()), "badge-absent"),
        (
            lambda: stream(b"EmbeddedFile", gigabytes()).replace(b"/FlateDecode", b"[" + b"/FlateDecode " * 5 + b"]"),
            "badge-file-broken",
        ),
        (lambda: b"1 0 obj\n<</Type /EmbeddedFile /Length 1 0 R>>\nstream\n{}\nendstream\n", "badge-file-broken"),
        (
            lambda: b"1 0 obj\n<</Type /EmbeddedFile /Length 9999999999>>\nstream\n{}\nendstream\n",
            "badge-file-broken",
        ),
        (
            lambda: b"1 0 obj <</Kids [1 0 R] /Parent 1 0 R>> endobj trailer <</Root 1 0 R /Prev 9>> startxref 9",
            "badge-absent",
        ),
        (lambda: b"xref\n0 9999999999\n" + b"0000000009 65535 n \n" * 400_000, "badge-absent"),
        (lambda: b"1 0 obj<</Type /EmbeddedFile /Length 0>>stream\n\nendstream\n" * 130_000, "badge-doubled"),
        (lambda: b"/Encrypt " + b"1" * 8_000_000, "badge-absent"),
    ],
    ids=range(11),
)
def test_a_pdf(make: Callable[[], bytes], code: str) -> None:
    assert refused(read_badge, b"%PDF-1.7\n" + make()) == code


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"[" * 4 * MIB, "json-too-large"),
        (lambda: b"[" * 900_000, "json-too-deep"),
        (lambda: b"[" + b"[]," * 1_300_000 + b"1]", "json-too-large"),
        (lambda: b"[" + b'{"":0},' * 8_000_000 + b"1]", "json-too-large"),
        (lambda: b"[" + b"0," * 20_000_000 + b"1]", "json-too-large"),
        (lambda: b"[" + (b"[" * 64 + b"]" * 64 + b",") * 32_000 + b"1]", "json-too-large"),
        (lambda: b"[" + b"9" * 4_000_000 + b"]", "json-malformed"),
        (lambda: b"[1e" + b"9" * 4_000_000 + b"]", "json-not-a-number"),
        (lambda: b" " * 70 * MIB, "json-too-large"),
    ],
    ids=range(9),
)
def test_json(make: Callable[[], bytes], code: str) -> None:
    data = make()
    assert refused(lambda data: strict_json.loads(data, limit=bundle.MAX_BYTES), data) == code
    assert refused(bundle.read_bundle, data) == "bundle-malformed"


def test_numbers_that_cost_nothing_are_read() -> None:
    for number in (b"0." + b"9" * 4_000_000, b"0e" + b"9" * 4_000_000, b"1e-" + b"9" * 4_000_000):
        assert 0 <= strict_json.loads(b"[" + number + b"]")[0] <= 1
