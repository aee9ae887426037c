"""Hands bytes to the parsers of `verification`. Where a digest or a signature stands before what is parsed, it is also
made anew, so that what lies behind it is reached."""

import base64
import json
import struct
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from issuer_api.adapters.fetcher import HttpFetcher
from issuer_api.adapters.qr import read_qr
from issuer_api.cli.policy import read_policy
from issuer_api.domain.told import told
from tests.fuzz.seeds import APPROVALS, INSTITUTION, WATCHED, WORLD, dumped, library
from tests.unit.verification.conftest import NOW, key
from tests.unit.verification.signed_world import LATER, SIGNED
from verification import did_id, did_web, encoding, issuer_key, strict_json
from verification.attested_resource import open_resource
from verification.baked import read_badge
from verification.baked_png import SIGNATURE
from verification.canonical_graph import canonical_graph
from verification.dev_hosts import HostMap
from verification.did_webvh import read_log, scid_of, version_id_of
from verification.did_witness import Witnesses, wants_witnesses
from verification.errors import (
    BakedError,
    DidLogError,
    EncodingError,
    ProofError,
    ResourceError,
    StrictJsonError,
    VerificationError,
)
from verification.json_ld import to_quads
from verification.policy import ProofPolicy
from verification.rdf_canon import canonicalize
from verification.vc_jwt import period_of_token, read_jwt

_NODES = ("_:a", "_:b", "_:c", "_:d", "_:e", "<urn:x>", '"1"')
_TEXT_READERS: tuple[Callable[[str], object], ...] = (
    *(did_id.parse_did, did_id.did_of, did_id.digest_of, did_id.resource_url, did_id.log_url, did_id.witness_url),
    did_web.document_url,
    *(encoding.from_multibase, encoding.from_ed25519_multikey, encoding.multikey_of_did_key),
    lambda did: list(issuer_key.urls_of(issuer_key.controller_of(did), {})),
    lambda did: issuer_key.find_key(did, "assertionMethod", at=SIGNED, library=library(), now=LATER),
)


def text_of(data: bytes) -> str:
    """Any bytes as text, half characters included."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def json_text(data: bytes) -> None:
    """Also: what is taken is what the standard reader takes, and its canonical form means the same."""
    value = strict_json.loads(data)
    assert value == json.loads(data.decode())
    with suppress(EncodingError):
        assert json.loads(encoding.canonical(value), parse_int=float) == value  # there every number is a double


def badge(data: bytes) -> None:
    found = read_badge(data)
    if found.form == "json":
        strict_json.loads_object(found.credential)


def image(data: bytes) -> None:
    """As it is, and with the length and checksum that each chunk should have."""
    with suppress(BakedError):
        badge(data)
    badge(SIGNATURE + _rechecked(data.removeprefix(SIGNATURE)))


def _rechecked(data: bytes) -> bytes:
    made = []
    while len(data) >= 8:
        length = min(struct.unpack_from(">I", data)[0], max(0, len(data) - 12))
        named = data[4 : 8 + length]
        made.append(struct.pack(">I", length) + named + struct.pack(">I", zlib.crc32(named)))
        data = data[12 + length :]
    return b"".join(made)


def jwt(data: bytes) -> None:
    """A token, or a header and a payload on a line each, which are made one."""
    header, line, payload = data.partition(b"\n")
    parts = [base64.urlsafe_b64encode(part).rstrip(b"=") for part in (header, payload, bytes(64))]
    text = (b".".join(parts) if line else data).decode("latin-1")
    with suppress(VerificationError):
        read_jwt(text, "vp")
    token = read_jwt(text)
    period_of_token(token)
    token.check_signature(bytes(range(32)))


def graph(data: bytes) -> None:
    """Also: the order of members means nothing, and the road by templates leads where the plain one does."""
    document = strict_json.loads_object(data)
    text = canonicalize(to_quads(document), max_work=20_000).text
    assert canonicalize(to_quads(_reversed(document)), max_work=40_000).text == text
    assert {canonical_graph(document) for _ in range(3)} == {text}


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _reversed(value[name]) for name in reversed(value)}
    return [_reversed(item) for item in value] if isinstance(value, list) else value


def quads(data: bytes) -> None:
    """A graph of five blank nodes, written from the bytes; under other labels its canonical form is the same."""
    ends = [(_NODES[byte % 6], _NODES[(byte >> 3) % 7], byte >> 6) for byte in data[:24]]
    other = {name: f"_:{9 - place}" for place, name in enumerate(_NODES[:5])}
    one = [(s, f"<urn:p{p}>", o, "") for s, o, p in ends]
    two = [(other.get(s, s), p, other.get(o, o), g) for s, p, o, g in reversed(one)]
    assert canonicalize(one, max_work=20_000).text == canonicalize(two, max_work=40_000).text


def did_log(data: bytes) -> None:
    """As it is, and with hashes and signatures that hold."""
    wants_witnesses(data)
    with suppress(DidLogError):
        read_log(data, now=LATER)
    history = read_log(_chained(data), now=LATER)
    with suppress(DidLogError):
        history.key(f"{history.did}#key-1", "assertionMethod", history.versions[0].time)
    assert all(version.document for version in history.versions)


def _chained(jsonl: bytes) -> bytes:
    """The same log with hashes and signatures that hold; as it is where it cannot have them."""
    try:
        entries = [strict_json.loads_object(line) for line in jsonl.splitlines()[:4]]
        before = scid_of(entries[0], scid := entries[0]["parameters"]["scid"])
        entries = json.loads(json.dumps(entries).replace(scid, before))
        for number, entry in enumerate(entries, 1):
            before = entry["versionId"] = version_id_of(entry, number, before)
            entry["proof"] = [_attested(entry, number)]
    except (VerificationError, IndexError, KeyError, TypeError, ValueError):
        return jsonl
    return b"".join(json.dumps(entry).encode() + b"\n" for entry in entries)


def _attested(entry: Mapping[str, Any], number: int) -> Any:
    method = encoding.did_key_url(key(number).multikey)
    unsigned = {name: value for name, value in entry.items() if name != "proof"}
    return key(number).attest(unsigned, verification_method=method, created=NOW)["proof"]


def witness_proofs(data: bytes) -> None:
    """Nobody but its witnesses can sign: of what is taken for the log, their signatures are part."""
    with suppress(StrictJsonError, DidLogError):
        Witnesses.parse(strict_json.loads(data))
    read_log(dumped(WATCHED), now=LATER, witness_proofs=data)
    proofs = [proof for entry in strict_json.loads(data) for proof in entry.get("proof", [])]
    assert all(any(proof.get("proofValue") == one["proofValue"] for proof in proofs) for one in APPROVALS)


def did_document(data: bytes) -> None:
    document = did_web.read_document(WORLD.did_web, data)
    did_web.also_known_as(document)
    did_web.method_key(document, f"{WORLD.did_web}#key-1", "assertionMethod")


def resource(data: bytes) -> None:
    """As it is, and with the name and the signature that its content should have."""
    document = strict_json.loads_object(data)
    with suppress(ResourceError, ProofError, DidLogError):
        open_resource(document, expected_id=str(document.get("id")), history=INSTITUTION.history)
    name = encoding.digest_multibase(document.get("content"))
    document["id"] = f"{INSTITUTION.did}/resources/{name}"
    if isinstance(document.get("metadata"), dict):
        document["metadata"]["resourceId"] = name
    signed = INSTITUTION.sign({member: value for member, value in document.items() if member != "proof"})
    open_resource(signed, expected_id=document["id"], history=INSTITUTION.history)


def identifiers(data: bytes) -> None:
    """Every reader of DIDs, their URLs and what they are written in."""
    text = text_of(data)
    for read in _TEXT_READERS:
        with suppress(VerificationError):
            read(text)
    with suppress(VerificationError):
        assert encoding.multibase(encoding.from_multibase(text)) == text
    assert encoding.from_multibase(encoding.multibase(data[:180])) == data[:180]


def policy(data: bytes) -> None:
    """A policy in JSON comes back as it was written."""
    found = ProofPolicy.from_json(strict_json.loads(data))
    assert ProofPolicy.from_json(json.loads(json.dumps(found.to_json()))) == found


def picture(data: bytes) -> None:
    """As what a camera sees, where there may be a code."""
    read_qr(data)


def self_description(data: bytes) -> None:
    """What a credential of whatever kind says of itself, for people."""
    document = strict_json.loads_object(data)
    for lang in ("es", "pt", "en"):
        said = told(document, lang)
        assert all(isinstance(text, str) and len(text) <= 1000 for text in (said.title or "", said.issuer or ""))


def policy_file(data: bytes) -> None:
    """A policy in YAML."""
    with NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        read_policy(Path(file.name))


def hosts(data: bytes) -> None:
    found = HostMap.parse(text_of(data))
    for origin in found.origins:
        assert found.apply(f"{origin}/a?b#c").endswith("/a?b#c")


def address(data: bytes) -> None:
    """Whatever address is asked of the fetcher: no host is looked up but that of an https address, and where every host
    is at home (loopback) nothing comes back."""
    asked: list[str] = []

    def look_up(host: str) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    text = text_of(data)
    assert HttpFetcher(HostMap(), lookup=look_up)(text) is None
    assert not asked or text.lower().lstrip().startswith("https:")
