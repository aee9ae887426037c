"""A badge comes out of the file it was baked into as it went in, and out of nothing else."""

import io
import json
import struct
import time
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from issuer_api.domain.baking import bake_png, bake_svg, credential_text
from verification.baked import MAX_CREDENTIAL, MAX_FILE, read_badge
from verification.baked_png import KEYWORD, SIGNATURE, chunks
from verification.errors import BakedError

BADGE = {"@context": ["https://www.w3.org/ns/credentials/v2"], "name": "Gestión «]]>» ñandú 😀", "proof": {}}
OTHER = {**BADGE, "name": "another"}
JWS = "eyJhbGciOiJFZERTQSJ9.eyJuYW1lIjoieCJ9.c2lnbmF0dXJl"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
BADGES = st.dictionaries(TEXTS, st.one_of(TEXTS, st.integers(-1000, 1000), st.lists(TEXTS, max_size=3)), max_size=5)


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (2, 2), "white").save(buffer, "PNG")
    return buffer.getvalue()


PNG = png()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(kind: bytes, data: bytes, image: bytes = PNG) -> bytes:
    """The chunk before IEND, which is the last twelve bytes."""
    return image[:-12] + chunk(kind, data) + image[-12:]


def pdf(*attachments: bytes, more: bytes = b"", filtered: bool = False) -> bytes:
    parts = [b"%PDF-1.7\n"]
    for number, content in enumerate(attachments, 1):
        raw = zlib.compress(content) if filtered else content
        dictionary = b"<</Type /EmbeddedFile /Params <</Size %d>> /Length %d%s>>" % (
            len(content),
            len(raw),
            b" /Filter /FlateDecode" if filtered else b"",
        )
        parts.append(b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, dictionary, raw))
    return b"".join([*parts, more, b"%%EOF\n"])


def refused(data: bytes) -> str:
    with pytest.raises(BakedError) as caught:
        read_badge(data)
    return caught.value.code


@given(BADGES)
def test_whatever_is_baked_is_read_back(badge: dict[str, Any]) -> None:
    for image in (bake_png(PNG, badge), bake_svg(SVG, badge).encode(), pdf(credential_text(badge).encode())):
        found = read_badge(image)
        assert found.form == "json"
        assert json.loads(found.credential) == badge


def test_a_jws_too() -> None:
    for image in (bake_png(PNG, JWS), bake_svg(SVG, JWS).encode(), pdf(JWS.encode()), JWS.encode()):
        assert read_badge(image).form == "jws"
        assert read_badge(image).credential == JWS
    assert f'verify="{JWS}"' in bake_svg(SVG, JWS)


def test_as_the_specification_says() -> None:
    """Keyword, no compression, no language; `svg` has the namespace and the element is its first child."""
    (data,) = [data for kind, data in chunks(bake_png(PNG, BADGE)) if kind == b"iTXt"]
    assert data.startswith(b"openbadgecredential\0\0\0\0\0{")
    assert Image.open(io.BytesIO(bake_png(PNG, BADGE))).info["openbadgecredential"] == credential_text(BADGE)
    baked = bake_svg(SVG, BADGE)
    assert 'viewBox="0 0 1 1" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">' in baked
    assert baked.index("<openbadges:credential><![CDATA[{") < baked.index("<rect")
    assert baked.count("]]>") == 1


def test_the_image_itself_stays_as_it_is() -> None:
    baked = [item for item in chunks(bake_png(PNG, BADGE)) if item[0] != b"iTXt"]
    assert baked == list(chunks(PNG))
    assert Image.open(io.BytesIO(bake_png(PNG, BADGE))).tobytes() == Image.open(io.BytesIO(PNG)).tobytes()


@pytest.mark.parametrize("second", [OTHER, JWS])
def test_baking_again_replaces(second: Any) -> None:
    assert bake_png(bake_png(PNG, BADGE), second) == bake_png(PNG, second)
    assert bake_svg(bake_svg(SVG, BADGE), second) == bake_svg(SVG, second)


def test_two_badges_are_one_too_many() -> None:
    again = KEYWORD + b"\0\0\0\0\0{}"
    assert refused(with_chunk(b"iTXt", again, bake_png(PNG, BADGE))) == "badge-doubled"
    baked = bake_svg(SVG, BADGE)
    element = baked[baked.index("<openbadges") : baked.index("<rect")]
    assert refused(baked.replace("</svg>", f"{element}</svg>").encode()) == "badge-doubled"
    assert refused(baked.replace("credential>", f'credential verify="{JWS}">', 1).encode()) == "badge-doubled"
    assert refused(pdf(b"{}", b"{}")) == "badge-doubled"
    assert refused(b'{"a": 1, "a": 2}') == "badge-not-json"


def test_none_is_none() -> None:
    assert refused(PNG) == "badge-absent"
    assert refused(with_chunk(b"iTXt", b"openbadges\0\0\0\0\0{}")) == "badge-absent"
    assert refused(SVG.encode()) == "badge-absent"
    assert refused(pdf()) == "badge-absent"
    elsewhere = bake_svg(SVG, BADGE).replace("https://purl.imsglobal.org/ob/v3p0", "https://example.org/")
    assert refused(elsewhere.encode()) == "badge-absent"
    for junk in (b"", b"GIF89a", b"\xff\xd8\xff", b"hello", b"a.b.c.d", b"\xef\xbb\xbf{}"):
        assert refused(junk) in ("badge-file-unknown", "badge-not-json")


@pytest.mark.parametrize("size", [MAX_FILE + 1, 20 * 1024 * 1024])
def test_too_large(size: int) -> None:
    for start in (b"", SIGNATURE, b"%PDF-", b"<svg>", b"{"):
        assert refused(start + b" " * size) == "badge-too-large"


def test_a_credential_too_large() -> None:
    big = {"name": "x" * MAX_CREDENTIAL}
    for image in (bake_png(PNG, big), bake_svg(SVG, big).encode(), pdf(credential_text(big).encode())):
        assert refused(image) == "badge-too-large"


def test_bombs_are_not_lit() -> None:
    """A thousand to one: in a chunk nothing is inflated, in a PDF no more than may be read."""
    bomb = zlib.compress(b"{" * 4 * MAX_FILE)
    assert refused(with_chunk(b"iTXt", KEYWORD + b"\0\x01\0\0\0" + bomb)) == "badge-compressed"
    assert refused(pdf(b" " * 4 * MAX_FILE, filtered=True)) == "badge-too-large"
    assert refused(with_chunk(b"zTXt", KEYWORD + b"\0\0" + bomb)) == "badge-absent"
    nested = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    assert refused(nested) == "badge-not-json"


@pytest.mark.parametrize(
    "spoiled",
    [
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + bake_svg(SVG, BADGE),
        '<!DOCTYPE svg SYSTEM "file:///etc/hostname">' + bake_svg(SVG, BADGE),
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + SVG,
        bake_svg(SVG, BADGE).replace("<rect", "&a;<rect"),
        bake_svg(SVG, BADGE).replace("</svg>", ""),
        bake_svg(SVG, BADGE).replace("</svg>", "</svg><svg/>"),
        bake_svg(SVG, BADGE).replace("svg", "html"),
        bake_svg(SVG, BADGE).replace("<openbadges:credential>", "<openbadges:credential><g/>"),
        SVG.replace("<rect", "<g>" * 65 + "<rect").replace("</svg>", "</g>" * 65 + "</svg>"),
        SVG.replace("</svg>", "<g/>" * 100_001 + "</svg>"),
        '<?xml version="1.0" encoding="utf-7"?>' + SVG,
        '<?xml version="1.0" encoding="no-such-thing"?>' + SVG,
        "<svg",
    ],
)
def test_an_svg_with_more_to_it_than_an_image(spoiled: str) -> None:
    assert refused(spoiled.encode()) == "badge-file-broken"


@given(st.integers(0, len(bake_png(PNG, BADGE)) - 1), st.integers(1, 255))
def test_a_png_changed_anywhere_is_refused(where: int, by: int) -> None:
    """Its checksums are no signature; yet no reader is to see another badge than this one."""
    data = bytearray(bake_png(PNG, BADGE))
    data[where] ^= by
    assert refused(bytes(data)) in ("badge-file-broken", "badge-file-unknown", "badge-not-json")


@given(st.integers(0, len(bake_png(PNG, BADGE)) - 1))
def test_a_png_cut_off_anywhere_is_refused(where: int) -> None:
    assert refused(bake_png(PNG, BADGE)[:where])


def test_nothing_follows_the_end_and_nothing_comes_before_the_beginning() -> None:
    assert refused(bake_png(PNG, BADGE) + chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0{}")) == "badge-file-broken"
    assert refused(SIGNATURE + chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0{}")) == "badge-file-broken"
    assert refused(SIGNATURE + chunk(b"IHDR", b"") + chunk(b"tEXt", b"") * 30_000) == "badge-file-broken"
    assert refused(with_chunk(b"iTXt", KEYWORD + b"\0\0")) == "badge-file-broken"
    assert refused(with_chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0\xff")) == "badge-not-json"


@pytest.mark.parametrize(
    "spoiled",
    [
        pdf(b"{}").replace(b"/Length 2", b"/Length 9999"),
        pdf(b"{}").replace(b"/Length 2", b"/Length 1"),
        pdf(b"{}").replace(b"/Length 2", b"/Length 7 0 R"),
        pdf(b"{}").replace(b"/Length 2", b""),
        pdf(b"{}").replace(b"/Length 2", b"/Length 2 /Filter [/ASCII85Decode /FlateDecode]"),
        pdf(b"{}").replace(b"/Length 2", b"/Length 2 /Filter /FlateDecode"),
        pdf(b"{}" * 50, filtered=True).replace(b"endstream", b"", 1),
        pdf(b"{}", more=b"trailer <</Encrypt 5 0 R>>"),
    ],
)
def test_a_pdf_that_is_not_what_it_says(spoiled: bytes) -> None:
    assert refused(spoiled) == "badge-file-broken"


@pytest.mark.parametrize(
    "piece",
    [
        b"obj<<",
        b"obj<<>>",
        b"obj << a",
        b"1 0 obj <</a<</b ",
        b"<" * 50,
        b"obj" + b" " * 500,
        b"obj<<" + b"x" * 1990,
        b">>",
    ],
)
def test_a_pdf_made_to_be_slow_is_not(piece: bytes) -> None:
    began = time.process_time()
    refused(pdf(more=piece * ((MAX_FILE - 100) // len(piece))))
    assert time.process_time() - began < 5


BEGINNINGS = (b"", SIGNATURE, SIGNATURE + chunk(b"IHDR", b""), b"%PDF-1 obj<</Type /EmbeddedFile>>stream\n", b"<svg ")


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300))
def test_any_bytes_are_refused_in_one_way(start: bytes, data: bytes) -> None:
    assert refused(start + data).startswith("badge-")
