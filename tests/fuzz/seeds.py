"""Whole inputs to begin with, made by the node's own code, and the published vectors where they are."""

import io
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import qrcode
from fpdf import FPDF

from anchoring.tlog import TreeHead
from issuer_api.domain.baking import bake_png, bake_svg, credential_text
from revocation import bitstring, token_status_list
from tests.unit.anchoring.keys import NoteKey
from tests.unit.issuer_api.gradebooks import ENGLISH, GOOD, PORTUGUESE, as_csv, as_xlsx, good
from tests.unit.verification import test_presentation as answered
from tests.unit.verification.conftest import VECTORS, Institution, approval, key
from tests.unit.verification.matrix import bundled, cases_jwt
from tests.unit.verification.matrix.issued import Shown, listless, older
from tests.unit.verification.signed_world import present
from tests.unit.verification.test_baked import PNG, SVG, pdf
from tests.unit.verification.test_did_log import genesis
from verification.credential import wanted
from verification.encoding import did_key_url

SHEET = "xl/worksheets/sheet1.xml"
XLSX = as_xlsx([GOOD, good(grade="59,9"), ["", None, 7, 1.5, True]])
INSTITUTION = Institution()
INSTITUTION.update()
SHOWN = Shown()
WORLD = SHOWN.world
WATCHED = genesis(witness={"threshold": 2, "witnesses": [{"id": f"did:key:{key(n).multikey}"} for n in (9, 10)]})
"""A DID log of one entry, which two witnesses must approve."""
APPROVALS = [approval(key(number), WATCHED["versionId"]) for number in (9, 10)]
type Seeds = Callable[[], list[bytes]]


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


@cache
def tokens() -> tuple[str, str]:
    """The badge as the payload of a JWT, and a credential of version 1.1 in a JWT."""
    return cases_jwt.modern().document, cases_jwt.legacy().document


@cache
def badges() -> tuple[Any, ...]:
    """As it is issued, by another suite, without lists, of version 1.1, and in tokens."""
    by_jcs = listless().sign(suite="eddsa-jcs-2022").document
    return SHOWN.document, by_jcs, listless().document, older().document, *tokens()


@cache
def presentations() -> tuple[Any, ...]:
    enveloped = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{tokens()[0]}",
    }
    return present([SHOWN.document]), present([SHOWN.document, older().document]), present([enveloped])


@cache
def library() -> dict[str, bytes | None]:
    """All that judging any of these needs."""
    found: dict[str, bytes | None] = {}
    for badge in badges():
        while addresses := wanted(badge, found):
            found |= {address: WORLD.pages.get(address) for address in addresses}
    return found


def _published(pattern: str, most: int) -> list[bytes]:
    """Files of the published vectors, the small ones first; none where the vectors are not."""
    found = sorted(VECTORS.glob(pattern), key=lambda path: (path.stat().st_size, path.name))
    return [path.read_bytes() for path in found[:most]]


def credentials() -> list[bytes]:
    return [dumped(badge) for badge in badges()]


def presented() -> list[bytes]:
    return [dumped(one) for one in presentations()]


def json_texts() -> list[bytes]:
    numbers = b'{"a": [-0.0, 1E400, 1e-320, 9007199254740993, "\\ud83d\\ude00"], "\xc3\xb1": null}'
    return [*credentials()[:1], numbers, *_published("jcs-rfc8785/testdata/input/*.json", 6)]


def jwts() -> list[bytes]:
    """Also taken apart: header and payload on a line each."""
    claims = {"status": {"status_list": {"idx": 0, "uri": "https://a.example.edu/l"}}}
    apart = [dumped({"alg": "EdDSA", "typ": "vc+jwt", "kid": "#key-1"}) + b"\n" + dumped(SHOWN.unsigned | claims)]
    return [token.encode() for token in tokens()] + apart


def images() -> list[bytes]:
    return [bake_png(PNG, badges()[2]), bake_png(PNG, tokens()[0]), PNG]


def pictures() -> list[bytes]:
    """Codes, small."""
    made = []
    for form in ("PNG", "JPEG", "WEBP"):
        qrcode.make("https://salud.example.edu/credential#x", box_size=3).get_image().convert("L").save(
            out := io.BytesIO(), form
        )
        made.append(out.getvalue())
    return made


def drawings() -> list[bytes]:
    return [bake_svg(SVG, badges()[2]).encode(), bake_svg(SVG, tokens()[0]).encode(), SVG.encode()]


def pdfs() -> list[bytes]:
    made = FPDF()
    made.add_page()
    text = credential_text(badges()[2]).encode()
    made.embed_file(bytes=text, basename="credential.json")
    return [pdf(text), pdf(text, filtered=True), bytes(made.output())]


def files() -> list[bytes]:
    kinds = [images()[0], drawings()[0], *pdfs()[1:]]
    return [*kinds, *credentials(), *presented(), *(token.encode() for token in tokens()), *bundles()]


@cache
def sent() -> tuple[bundled.Sent, bundled.Sent]:
    return bundled.of_wallet(), bundled.of_badge()


def bundles() -> list[bytes]:
    return [dumped(one.value) for one in sent()]


def receipts() -> list[bytes]:
    return [dumped(one.value["receipt"]) for one in sent()]


def proofs() -> list[bytes]:
    """Of a log's head, and which log it is."""
    return [dumped({"log": one.log["log"], "proof": one.log["proof"]}) for one in sent()]


def headers() -> list[bytes]:
    return [bytes.fromhex(one.log["proof"]["header"][2:]) for one in sent()]


def nodes() -> list[bytes]:
    proof = sent()[0].log["proof"]
    named = [value for value in proof.values() if isinstance(value, list)]
    return [bytes.fromhex(node[2:]) for nodes in named for node in nodes if isinstance(node, str)]


def graphs() -> list[bytes]:
    return [dumped(SHOWN.unsigned), dumped(older().unsigned), *_published("ob3-spec/**/*.json", 8)]


def quads() -> list[bytes]:
    return [bytes([0, 9, 18, 27, 36]), bytes(range(0, 240, 10)), b"\x48\x52\x5b\x64\x2d"]


def logs() -> list[bytes]:
    return [INSTITUTION.log, WORLD.institution.log, *_published("didwebvh-positive/vectors/*/*/did.jsonl", 12)]


def witness_proofs() -> list[bytes]:
    """Of `WATCHED`, and its own list of witnesses."""
    version_id = WATCHED["versionId"]
    return [dumped([{"versionId": version_id, "proof": APPROVALS}]), dumped(WATCHED["parameters"]["witness"])]


def documents() -> list[bytes]:
    return [dumped(WORLD.web())]


def pages() -> list[bytes]:
    """Which page, then what it says."""
    return [bytes([place]) + (body or b"") for place, body in enumerate(library().values())]


def resources() -> list[bytes]:
    lists = INSTITUTION.status_list(1795449863)
    return [dumped(one) for one in (INSTITUTION.schema(), lists, INSTITUTION.rev_reg_def(lists))]


def texts() -> list[bytes]:
    names = (
        *(WORLD.did_webvh, WORLD.did_web, f"{WORLD.did_web}:a:b", INSTITUTION.schema()["id"]),
        *(did_key_url(INSTITUTION.assertion["key-1"].multikey), INSTITUTION.assertion["key-1"].multikey),
    )
    return [name.encode() for name in names]


def addresses() -> list[bytes]:
    return [
        *(b"https://salud.example.edu/a?b#c", b"https://127.0.0.1:443/", b"https://[::1]/", b"http://a.example"),
        *(b"https://u:p@a.example/", "https://ñ.example/".encode(), b"https://169.254.169.254/latest/meta-data"),
    ]


def hosts() -> list[bytes]:
    return [b'{"https://salud.example.edu": "http://127.0.0.1:8010"}', b"", b'{"https://[::1]": "https://a.example"}']


def answers() -> list[bytes]:
    return [dumped(answered.ANSWER)]


def policies() -> list[bytes]:
    asked = dumped(answered.POLICY.to_json())
    written = b"issuers:\n  - did:web:salud.example.edu\npredicates:\n  - ects_x100 >= 300\n  - eqf_level > 5\n"
    return [asked, written, b"predicates: [{name: eqf_level, op: '>=', value: 6}]\n", b"issuers: &a [2026-11-24, *a]\n"]


def bits() -> list[bytes]:
    packed = bitstring.pack(bitstring.MIN_ENTRIES, (3, 94567))
    return [bitstring.encode(packed).encode(), bytes(64), b"\x01\x02"]


def token_lists() -> list[bytes]:
    packed = token_status_list.encode(bytes(64))
    lists = {"sub": "https://a.example.edu/l", "iat": 1795449863, "status_list": {"bits": 1, "lst": packed}}
    return [dumped(lists), packed.encode(), bytes(64)]


def notes() -> list[bytes]:
    key = NoteKey()
    head = TreeHead.of("salud.example.edu", [bytes([number]) * 32 for number in range(7)])
    return [
        str(head.note("salud.example.edu", key)).encode(),
        b"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKa",
    ]


def gradebooks() -> list[bytes]:
    rows = [GOOD, good(grade="59,9"), good(email="nobody"), ["=1+1", "", "\x85", "@", "1e9"]]
    tables = [as_csv(rows), as_csv(rows, ENGLISH, ";"), as_csv(rows, PORTUGUESE, "\t", "utf-16")]
    return [*tables, as_csv(rows[:3], encoding="cp1252"), XLSX]


def sheets() -> list[bytes]:
    with ZipFile(io.BytesIO(XLSX)) as whole:
        return [whole.read(SHEET)]


def folder_of(root: Path, name: str, seeds: Seeds) -> Path:
    """The seeds as files in a folder, as libFuzzer wants them."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()):
        (folder / f"{number}").write_bytes(seed)
    return folder
