"""Our own logs, whole and broken in each way."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer_api.adapters.signer import FileSigner
from tests.unit.verification.conftest import NOW, Institution, commit_to, key, spoil
from verification.did_webvh import PLACEHOLDER, read_log, scid_of, version_id_of
from verification.encoding import canonical, did_key_url
from verification.errors import DidLogError

Entry = dict[str, Any]
FIRST = key(1)
WHOLE = Institution()
WHOLE.update()


def write(entry: Entry, number: int, predecessor: str, signer: FileSigner) -> Entry:
    """An entry with the versionId and the proof it should have, whatever else is wrong with it."""
    unsigned = {**entry, "versionId": version_id_of(entry, number, predecessor)}
    signed = signer.attest(unsigned, verification_method=did_key_url(signer.multikey), created=NOW)
    return {**signed, "proof": [signed["proof"]]}


def genesis(signer: FileSigner = FIRST, host: str = "salud.example.edu", **parameters: Any) -> Entry:
    """A log's first entry; parameters given as None are left out."""
    defaults = {"method": "did:webvh:1.0", "scid": PLACEHOLDER, "updateKeys": [key(1).multikey]}
    draft = {
        "versionId": PLACEHOLDER,
        "versionTime": "2026-11-23T12:00:00Z",
        "parameters": {name: value for name, value in {**defaults, **parameters}.items() if value is not None},
        "state": {"id": f"did:webvh:{PLACEHOLDER}:{host}"},
    }
    scid = scid_of(draft, PLACEHOLDER)
    entry = json.loads(json.dumps(draft).replace(PLACEHOLDER, scid))
    return write(entry, 1, scid, signer)


def after(first: Entry, signer: FileSigner = FIRST, time: str = "2026-11-23T12:00:01Z", **changes: Any) -> Entry:
    entry = {"versionTime": time, "parameters": {}, "state": first["state"], **changes}
    return write(entry, 2, first["versionId"], signer)


def jsonl(*entries: Entry) -> bytes:
    return b"".join(canonical(entry) + b"\n" for entry in entries)


def refused(log: bytes) -> str:
    with pytest.raises(DidLogError) as refusal:
        read_log(log, now=NOW)
    return refusal.value.code


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(WHOLE.log) - 2), st.integers(1, 255))
def test_any_changed_byte_is_refused(position: int, flip: int) -> None:
    log = bytearray(WHOLE.log)
    log[position] ^= flip
    refused(bytes(log))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_changed_value_is_refused_and_never_crashes(data: st.DataObject) -> None:
    entry = json.loads(WHOLE.lines[0])
    if spoil(entry, data):
        refused(canonical(entry))


def test_a_whole_log_gives_its_versions() -> None:
    history = WHOLE.history
    assert history.did == WHOLE.did
    assert [version.id[:2] for version in history.versions] == ["1-", "2-"]
    assert history.at(NOW) == history.versions[0].document
    assert history.at(NOW + timedelta(days=1)) == history.current
    with pytest.raises(DidLogError) as refusal:
        history.at(NOW - timedelta(seconds=1))
    assert refusal.value.code == "did-not-yet-created"


def test_the_last_line_end_may_be_missing() -> None:
    assert read_log(WHOLE.log.removesuffix(b"\n"), now=NOW).did == WHOLE.did


def test_five_minutes_of_clock_skew_are_borne_and_no_more() -> None:
    assert read_log(WHOLE.log, now=NOW - timedelta(minutes=4, seconds=50))
    with pytest.raises(DidLogError) as refusal:
        read_log(WHOLE.log, now=NOW - timedelta(minutes=5, seconds=1))
    assert refusal.value.code == "time-in-the-future"


WITNESS = {"threshold": 1, "witnesses": [{"id": f"did:key:{key(9).multikey}"}]}


@pytest.mark.parametrize(
    ("log", "code"),
    [
        (b"", "log-empty"),
        (b"\n" + jsonl(genesis()), "log-empty"),
        (jsonl(genesis()) + b"\n", "json-malformed"),
        (b"[]\n", "json-not-an-object"),
        (b'{"a":1,"a":1}\n', "json-duplicate-key"),
        (jsonl({**genesis(), "more": 1}), "log-malformed"),
        (jsonl({**genesis(), "state": []}), "log-malformed"),
        (b" " * (4 * 1024 * 1024 + 1), "log-malformed"),
        (jsonl(genesis(method="did:webvh:0.5")), "method-unsupported"),
        (jsonl(genesis(method=None)), "method-unsupported"),
        (jsonl(genesis(updateKeys=None)), "parameters-malformed"),
        (jsonl(genesis(updateKeys=[])), "parameters-malformed"),
        (jsonl(genesis(updateKeys=key(1).multikey)), "parameters-malformed"),
        (jsonl(genesis(ttl=-1)), "parameters-malformed"),
        (jsonl({**genesis(), "parameters": []}), "parameters-malformed"),
        (jsonl(genesis(surprise=True)), "parameters-malformed"),
        (jsonl(genesis(witness=WITNESS)), "witnesses-required"),
        (jsonl(genesis(), after(genesis(), parameters={"witness": WITNESS})), "witnesses-required"),
        (jsonl(genesis(host="salud.example.edu%3A8443")), "did-malformed"),
        (jsonl(genesis(signer=key(2))), "proof-unauthorised"),
        (jsonl({**genesis(), "proof": []}), "proof-missing"),
        (jsonl({**genesis(), "proof": genesis()["proof"][0]}), "proof-missing"),
        (jsonl({**genesis(), "proof": genesis(ttl=5)["proof"]}), "proof-signature-wrong"),
        (jsonl({**genesis(), "versionId": "1-Qm"}), "entry-hash-wrong"),
        (jsonl({**genesis(), "versionTime": "2026-11-23T12:00:01Z"}), "scid-wrong"),
        (jsonl(genesis(), after(genesis(ttl=5))), "entry-hash-wrong"),
        (jsonl(genesis(), after(genesis(), time="2026-11-23T12:00:00Z")), "time-not-increasing"),
        (jsonl(genesis(), after(genesis(), time="2026-11-23")), "time-malformed"),
        (jsonl(genesis(), after(genesis(), time="2026-11-23T13:00:01+01:00")), "time-malformed"),
        (jsonl(genesis(), after(genesis(), time="2026-13-23T12:00:01Z")), "time-malformed"),
        (jsonl(genesis(), after(genesis(), signer=key(2))), "proof-unauthorised"),
        (jsonl(genesis(), after(genesis(), parameters={"scid": "x"})), "parameters-malformed"),
        (jsonl(genesis(), after(genesis(), parameters={"portable": True})), "parameters-malformed"),
        (jsonl(genesis(), after(genesis(), state={"id": "did:example:1"})), "did-malformed"),
        (jsonl(genesis(), after(genesis(), state=genesis(ttl=5)["state"])), "did-moved"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_fault_has_its_name(log: bytes, code: str) -> None:
    assert refused(log) == code


def test_a_rotated_update_key_signs_from_the_next_entry_on() -> None:
    first = genesis()
    rotation = {"updateKeys": [key(2).multikey]}
    assert read_log(jsonl(first, after(first, parameters=rotation)), now=NOW)
    assert refused(jsonl(first, after(first, signer=key(2), parameters=rotation))) == "proof-unauthorised"


def test_under_pre_rotation_only_the_committed_key_writes_the_next_entry() -> None:
    first = genesis(nextKeyHashes=[commit_to(2)])
    rotation = {"updateKeys": [key(2).multikey], "nextKeyHashes": [commit_to(3)]}
    assert read_log(jsonl(first, after(first, signer=key(2), parameters=rotation)), now=NOW)
    assert refused(jsonl(first, after(first, parameters=rotation))) == "proof-unauthorised"
    for broken in (
        {**rotation, "updateKeys": [key(3).multikey]},
        {**rotation, "updateKeys": []},
        {"updateKeys": rotation["updateKeys"]},
        {"nextKeyHashes": rotation["nextKeyHashes"]},
        {},
    ):
        assert refused(jsonl(first, after(first, parameters=broken))) == "pre-rotation-broken"


def test_nothing_follows_a_deactivation() -> None:
    first = genesis()
    last = after(first, parameters={"deactivated": True, "updateKeys": []})
    history = read_log(jsonl(first, last), now=NOW)
    assert history.deactivated
    entry = {"versionTime": "2026-11-23T12:00:02Z", "parameters": {}, "state": first["state"]}
    assert refused(jsonl(first, last, write(entry, 3, last["versionId"], key(1)))) == "entry-after-deactivation"


@pytest.mark.parametrize(("portable", "names_old"), [(True, True), (True, False), (None, True)])
def test_a_did_moves_only_if_portable_and_naming_its_old_id(portable: bool | None, names_old: bool) -> None:
    first = genesis(portable=portable)
    old = first["state"]["id"]
    new = old.replace("salud", "medicina")
    state = {"id": new, "alsoKnownAs": [old] if names_old else []}
    log = jsonl(first, after(first, state=state))
    if portable and names_old:
        assert read_log(log, now=NOW).did == new
    else:
        assert refused(log) == "did-moved"


KEY_1 = f"{WHOLE.did}#key-1"


def _document(change: Callable[[Entry], None]) -> Entry:
    document: Entry = json.loads(json.dumps(WHOLE.history.current).replace(WHOLE.did, genesis()["state"]["id"]))
    change(document)
    return document


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda document: document.update(verificationMethod=[]), "key-not-in-log"),
        (lambda document: document.pop("assertionMethod"), "key-purpose-wrong"),
        (lambda document: document["verificationMethod"][0].update(id=7), "key-not-in-log"),
        (lambda document: document.update(assertionMethod="#key-1"), "key-purpose-wrong"),
        (
            lambda document: document["verificationMethod"][0].update(controller="did:example:1"),
            "key-of-another",
        ),
        (lambda document: document["verificationMethod"][0].update(type="JsonWebKey"), "key-type-unknown"),
        (lambda document: document["verificationMethod"][0].pop("publicKeyMultibase"), "key-type-unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_key_is_taken_only_as_the_document_gives_it(change: Callable[[Entry], None], code: str) -> None:
    history = read_log(jsonl(genesis(), after(genesis(), state=_document(change))), now=NOW)
    with pytest.raises(DidLogError) as refusal:
        history.key(f"{history.did}#key-1", "assertionMethod")
    assert refusal.value.code == code


def test_relative_and_embedded_methods_are_found() -> None:
    def relative(document: Entry) -> None:
        method = document["verificationMethod"].pop(0)
        document["assertionMethod"] = [{**method, "id": "#key-1"}]

    history = read_log(jsonl(genesis(), after(genesis(), state=_document(relative))), now=NOW)
    assert history.key(f"{history.did}#key-1", "assertionMethod") == key(100).public_key


def test_a_key_that_was_rotated_out_is_told_from_one_never_there() -> None:
    institution = Institution()
    institution.assertion = {"key-2": key(101)}
    institution.update()
    history = institution.history
    assert history.key(f"{institution.did}#key-2", "assertionMethod") == key(101).public_key
    assert history.key(f"{institution.did}#key-1", "assertionMethod", NOW) == key(100).public_key
    for method, code in (("key-1", "key-rotated-out"), ("key-9", "key-not-in-log")):
        with pytest.raises(DidLogError) as refusal:
            history.key(f"{institution.did}#{method}", "assertionMethod")
        assert refusal.value.code == code
