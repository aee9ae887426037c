"""Hands bytes to the parsers of `anchoring`, `revocation` and the gradebook. Where something is packed or hashed, bytes
are also packed and hashed here, so that what lies behind it is reached."""

import json
from contextlib import suppress
from io import BytesIO
from zipfile import ZipFile

from eth_utils.crypto import keccak
from pydantic import ValidationError

from anchoring.checkpoint import Receipt
from anchoring.errors import AnchoringError
from anchoring.header import Header
from anchoring.log import Log
from anchoring.note import Note, VerifierKey
from anchoring.storage_proof import HeadProof, lookup, proven_head
from anchoring.tlog import TreeHead
from issuer_api.domain.gradebook import Limits, read_gradebook
from revocation import bitstring, token_status_list
from revocation.errors import StatusListError
from revocation.packed import GZIP, ZLIB, base64url, deflated
from tests.fuzz.documents import text_of
from tests.fuzz.seeds import SHEET, XLSX
from tests.unit.issuer_api.gradebooks import SCALE, TODAY
from verification import strict_json

_LIMIT = 64 * 1024
_LIMITS = Limits()
_KEY = bytes(20)


def bits(data: bytes) -> None:
    """`encodedList`: as it is, and of these bytes compressed."""
    for text in (text_of(data), "u" + base64url(data), "u" + base64url(deflated(data, GZIP))):
        with suppress(StatusListError):
            found = bitstring.decode(text, limit=_LIMIT)
            assert len(found) <= _LIMIT
            assert bitstring.decode(bitstring.encode(found)) == found


def token_list(data: bytes) -> None:
    """A token's claims, and `lst`: as it is, and of these bytes compressed."""
    for text in (text_of(data), base64url(data), base64url(deflated(data, ZLIB))):
        with suppress(StatusListError):
            found = token_status_list.decode(text, limit=_LIMIT)
            assert len(found) <= _LIMIT
            assert token_status_list.decode(token_status_list.encode(found)) == found
    claims = token_status_list.read(strict_json.loads(data))
    claims.status(0)


def receipt(data: bytes) -> None:
    found = Receipt.from_json(strict_json.loads(data))
    assert Receipt.from_json(json.loads(json.dumps(found.to_json()))) == found
    assert found.holds in (True, False)


def note(data: bytes) -> None:
    """A note, the checkpoint in it, and a key's line."""
    text = text_of(data)
    with suppress(AnchoringError):
        assert str(VerifierKey.parse(text.strip())) == text.strip()
    found = Note.parse(text)
    assert str(found) == text
    TreeHead.parse(found.text)


def header(data: bytes) -> None:
    assert Header.read(data).hash == keccak(data)


def head_proof(data: bytes) -> None:
    given = strict_json.loads_object(data)
    try:
        log, proof = Log.model_validate(given.get("log")), HeadProof.model_validate(given.get("proof"))
    except ValidationError:
        return
    proven_head(log, proof)


def trie(data: bytes) -> None:
    """The bytes as the node that a root names, which leads to whatever stands in it."""
    lookup(keccak(data), _KEY, [data])


def gradebook(data: bytes) -> None:
    book = read_gradebook(data, "calificaciones.csv", SCALE, today=TODAY, limits=_LIMITS)
    for problem in book.problems[:20]:
        for lang in ("es", "pt", "en"):
            assert problem.message(lang)


def sheet(data: bytes) -> None:
    """The bytes as the sheet in a workbook that is otherwise whole."""
    packed = BytesIO()
    with ZipFile(BytesIO(XLSX)) as whole, ZipFile(packed, "w") as spoilt:
        for name in whole.namelist():
            spoilt.writestr(name, data if name == SHEET else whole.read(name))
    gradebook(packed.getvalue())
