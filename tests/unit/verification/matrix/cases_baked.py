"""Badges baked into an image or attached to a PDF, as a learner's file comes: read first, then judged."""

import json
import struct
from collections.abc import Callable
from functools import cache
from typing import Any

from issuer_api.domain.baking import bake_png, bake_svg, credential_text
from tests.unit.verification.matrix.case import Finding, Table, case, unsigned
from tests.unit.verification.matrix.issued import Shown, listless
from tests.unit.verification.test_baked import JWS, PNG, SVG, pdf, with_chunk
from verification.baked import MAX_CREDENTIAL, MAX_FILE, read_badge
from verification.baked_png import KEYWORD
from verification.credential import judge_credential
from verification.errors import BakedError
from verification.verdict import Check, Verdict

TEXT = KEYWORD + b"\0\0\0\0\0"


@cache
def issued() -> Shown:
    return listless()


def png() -> bytes:
    return bake_png(PNG, issued().document)


def svg() -> bytes:
    return bake_svg(SVG, issued().document).encode()


def attached() -> bytes:
    return pdf(credential_text(issued().document).encode(), filtered=True)


def judge(data: bytes) -> Verdict:
    """As the node's `verify` does with a file."""
    try:
        badge = read_badge(data)
    except BakedError as exc:
        return Verdict((Check.of("file", exc.code),))
    document: Any = json.loads(badge.credential) if badge.form == "json" else badge.credential
    shown = issued()
    return judge_credential(document, shown.world.library(document), now=shown.now)


def found(code: str) -> Finding:
    return "file", code, ""


def raised() -> dict[str, Any]:
    """With a better grade, baked in again."""
    document: dict[str, Any] = json.loads(json.dumps(issued().document))
    document["credentialSubject"]["result"][0]["value"] = "100"
    return document


def after(old: str, new: str, count: int = -1) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old.encode(), new.encode(), count)


def element(data: bytes) -> bytes:
    """The element of the badge once more, at the end of the image."""
    start, end = data.index(b"<openbadges:credential"), data.index(b"</openbadges:credential>") + 24
    return data.replace(b"</svg>", data[start:end] + b"</svg>")


def compressed(data: bytes) -> bytes:
    """The chunk says that it is compressed."""
    return with_chunk(b"iTXt", KEYWORD + b"\0\x01\0\0\0x", PNG)


def checksum(data: bytes) -> bytes:
    """A digit of the grade changed in the file, its checksum left as it was."""
    return data.replace(b'"value":"87.5"', b'"value":"97.5"')


def long(data: bytes) -> bytes:
    """A chunk that says it is longer than the file."""
    return data[:8] + struct.pack(">I", 2**30) + data[12:]


PNGS = Table(
    "png",
    png,
    judge,
    (
        case("grade-raised", lambda _: bake_png(PNG, raised()), unsigned("proof-signature-wrong")),
        case("plain", lambda _: PNG, found("badge-absent")),
        case("doubled", lambda data: with_chunk(b"iTXt", TEXT + b"{}", data), found("badge-doubled")),
        case("after-the-end", lambda data: data + data[-12:], found("badge-file-broken")),
        case("checksum", checksum, found("badge-file-broken")),
        case("cut-off", lambda data: data[:-20], found("badge-file-broken")),
        case("chunk-too-long", long, found("badge-file-broken")),
        case("compressed", compressed, found("badge-compressed")),
        case("not-json", lambda _: with_chunk(b"iTXt", TEXT + b"{'a': 1}"), found("badge-not-json")),
        case("doubled-member", lambda _: with_chunk(b"iTXt", TEXT + b'{"a":1,"a":2}'), found("badge-not-json")),
        case("too-large", lambda _: bake_png(PNG, {"a": "x" * MAX_CREDENTIAL}), found("badge-too-large")),
        case("file-too-large", lambda data: data + bytes(MAX_FILE), found("badge-too-large")),
        case("a-photograph", lambda _: b"\xff\xd8\xff\xe0", found("badge-not-json")),
        case("a-text", lambda _: b"insignia", found("badge-file-unknown")),
    ),
)

SVGS = Table(
    "svg",
    svg,
    judge,
    (
        case("grade-raised", after('"value":"87.5"', '"value":"100"'), unsigned("proof-signature-wrong")),
        case("plain", lambda _: SVG.encode(), found("badge-absent")),
        case("doubled", element, found("badge-doubled")),
        case("attribute-too", after("credential>", f'credential verify="{JWS}">', 1), found("badge-doubled")),
        case("other-namespace", after("purl.imsglobal.org/ob/v3p0", "example.org", 1), found("badge-absent")),
        case("document-type", lambda data: b"<!DOCTYPE svg>" + data, found("badge-file-broken")),
        case("not-closed", after("</svg>", ""), found("badge-file-broken")),
        case("elements-inside", after("<![CDATA[", "<g/><![CDATA["), found("badge-file-broken")),
        case("a-web-page", after("svg", "html"), found("badge-file-broken")),
        case("not-json", after("<![CDATA[{", "<![CDATA[{{"), found("badge-not-json")),
    ),
)

PDFS = Table(
    "pdf",
    attached,
    judge,
    (
        case("grade-raised", lambda _: pdf(credential_text(raised()).encode()), unsigned("proof-signature-wrong")),
        case("plain", lambda _: pdf(), found("badge-absent")),
        case("doubled", lambda _: pdf(b"{}", b"{}"), found("badge-doubled")),
        case("encrypted", lambda data: data + b"trailer <</Encrypt 5 0 R>>", found("badge-file-broken")),
        case("cut-off", after("endstream", ""), found("badge-file-broken")),
        case("other-filter", after("/FlateDecode", "/LZWDecode"), found("badge-file-broken")),
        case("bomb", lambda _: pdf(b" " * 2 * MAX_FILE, filtered=True), found("badge-too-large")),
        case("not-json", lambda _: pdf(b"{]", filtered=True), found("badge-not-json")),
    ),
)

TABLES = (PNGS, SVGS, PDFS)
