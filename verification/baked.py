"""Takes an Open Badge out of the file it travels in: a PNG or SVG image it was baked into, or a PDF.

    >>> read_badge(Path("insignia.png").read_bytes()).credential[:9]
    '{"@context'

Open Badges 3.0, "Open Badges Document Formats": in a PNG an iTXt chunk, in an SVG an element, the credential itself
being JSON or a compact JWS. A file holds exactly one: what another reader would find second is refused here, and so is
whatever costs more to read than it should. No pixel is decoded and nothing is inflated but a PDF's attachment.
"""

import re
from dataclasses import dataclass
from typing import Literal

from verification import strict_json
from verification.baked_pdf import attached
from verification.baked_png import itxt_credential
from verification.baked_svg import element_credential
from verification.errors import BakedError, StrictJsonError

MAX_FILE = 8 * 1024 * 1024
MAX_CREDENTIAL = 1024 * 1024
_PNG, _PDF = b"\x89PNG\r\n\x1a\n", b"%PDF-"
COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")

type Form = Literal["json", "jws"]


@dataclass(frozen=True, slots=True)
class BakedBadge:
    """`credential`: the JSON of a credential with its proof inside, or a compact JWS; unverified, as it was found."""

    form: Form
    credential: str


def read_badge(data: bytes) -> BakedBadge:
    """The one credential in a PNG, SVG, PDF, JSON or JWS file.

    Raises BakedError: badge-too-large, badge-file-unknown, badge-file-broken, badge-absent, badge-doubled,
    badge-compressed, badge-not-json.
    """
    if len(data) > MAX_FILE:
        raise BakedError("badge-too-large", f"the file has {len(data)} bytes, at most {MAX_FILE} are read")
    if data.startswith(_PNG):
        text = itxt_credential(data)
    elif data.startswith(_PDF):
        text = attached(data, limit=MAX_CREDENTIAL)
    elif _is_svg(data):
        text = element_credential(data)
    else:
        text = data
    return _credential(text)


def _is_svg(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(b"<")


def _credential(raw: bytes) -> BakedBadge:
    if len(raw) > MAX_CREDENTIAL:
        raise BakedError("badge-too-large", f"the credential has {len(raw)} bytes, at most {MAX_CREDENTIAL} are read")
    try:
        text = raw.decode().strip(" \t\r\n")
    except UnicodeDecodeError:
        raise BakedError("badge-not-json", "the credential is not UTF-8") from None
    if not text.startswith("{"):
        if COMPACT_JWS.fullmatch(text):
            return BakedBadge("jws", text)
        raise BakedError("badge-file-unknown", "neither a PNG, SVG or PDF with a badge in it, nor JSON, nor a JWS")
    try:
        strict_json.loads_object(text, limit=MAX_CREDENTIAL)
    except StrictJsonError as exc:
        raise BakedError("badge-not-json", f"the credential is not strict JSON: {exc.code}") from exc
    return BakedBadge("json", text)
