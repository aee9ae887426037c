"""Bakes a credential into an image (Open Badges 3.0, "Baked Badge"). `verification.baked` takes it out again.

    bake_png(image, credential)
    bake_svg(image, credential)

A credential is JSON (a dict with its proof inside) or a compact JWS (a str). Baking again replaces what was there.
JSON is written in ASCII: simple readers take either chunk for Latin-1, and look for the end of a CDATA section by hand.
"""

import json
import re
import struct
import zlib
from collections.abc import Mapping
from typing import Any

from issuer_api.domain.errors import Invalid
from verification.baked import COMPACT_JWS
from verification.baked_png import KEYWORD, SIGNATURE, chunks
from verification.baked_svg import NAMESPACE

type Credential = Mapping[str, Any] | str

_SVG_TAG = re.compile(r"<svg(?=[\s>])[^>]*(?<!/)>")
_BAKED = re.compile(r"\s*<openbadges:credential(?=[\s>])[^>]*>.*?</openbadges:credential>", re.DOTALL)
_DECLARED = re.compile(r"""\sxmlns:openbadges=("[^"]*"|'[^']*')""")


def bake_png(image: bytes, credential: Credential) -> bytes:
    """The PNG with one iTXt chunk, uncompressed, after its header. The image is one of ours, hence whole."""
    kept = [(kind, data) for kind, data in chunks(image) if not _holds_badge(kind, data)]
    text = b"\0".join((KEYWORD, b"\0\0", b"", _text(credential).encode()))
    kept.insert(1, (b"iTXt", text))  # where readers find it before any pixel
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in kept)


def bake_svg(image: str, credential: Credential) -> str:
    """The SVG with one `openbadges:credential` directly after its `svg` tag; Invalid without such a tag."""
    bare = _BAKED.sub("", image)
    tag = _SVG_TAG.search(bare)
    if tag is None:
        raise Invalid("svg-without-tag", "There is no svg element to bake a badge into.")
    opened = _DECLARED.sub("", tag[0])
    opened = f'{opened[:-1]} xmlns:openbadges="{NAMESPACE}">'
    text = _text(credential)
    if isinstance(credential, str):
        element = f'<openbadges:credential verify="{text}"></openbadges:credential>'
    else:
        element = f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"
    return f"{bare[: tag.start()]}{opened}\n{element}{bare[tag.end() :]}"


def credential_text(credential: Mapping[str, Any]) -> str:
    """The JSON as it is written into files: ASCII, one line, and nowhere the end of a CDATA section."""
    return json.dumps(credential, separators=(",", ":")).replace("]]>", "]]\\u003e")  # only ever inside a string


def _text(credential: Credential) -> str:
    if not isinstance(credential, str):
        return credential_text(credential)
    if not COMPACT_JWS.fullmatch(credential):
        raise Invalid("not-a-jws", "A credential that is no JSON object must be a compact JWS.")
    return credential


def _holds_badge(kind: bytes, data: bytes) -> bool:
    return kind == b"iTXt" and data.split(b"\0", 1)[0] == KEYWORD


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))
