"""The did:webvh logs that five implementations published, tampered with: each is refused, and says why."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.verification.conftest import NOW, key
from tests.unit.verification.test_did_log import jsonl, write
from tests.unit.verification.test_vectors import LOGS
from verification.did_webvh import read_log
from verification.errors import DidLogError

type Entry = dict[str, Any]
type Tampering = Callable[[list[Entry]], bytes | list[Entry]]
STRANGER = key(666)


def last(change: Callable[[Entry], object]) -> Tampering:
    def tamper(entries: list[Entry]) -> list[Entry]:
        change(entries[-1])
        return entries

    return tamper


def first(change: Callable[[Entry], object]) -> Tampering:
    def tamper(entries: list[Entry]) -> list[Entry]:
        change(entries[0])
        return entries

    return tamper


def proof(entry: Entry) -> Entry:
    found: Entry = entry["proof"][0] if isinstance(entry["proof"], list) else entry["proof"]
    return found


def signed_by_a_stranger(entries: list[Entry]) -> list[Entry]:
    """With everything in its place but the right to write it."""
    before = entries[-2]["versionId"] if len(entries) > 1 else entries[0]["parameters"]["scid"]
    plain = {name: value for name, value in entries[-1].items() if name not in ("proof", "versionId")}
    return [*entries[:-1], write(plain, len(entries), before, STRANGER)]


def one_more_by_a_stranger(entries: list[Entry]) -> list[Entry]:
    newest = entries[-1]
    plain = {"versionTime": "2026-11-23T11:00:00Z", "parameters": {}, "state": newest["state"]}
    return [*entries, write(plain, len(entries) + 1, newest["versionId"], STRANGER)]


def doubled_member(entries: list[Entry]) -> bytes:
    log = jsonl(*entries)
    return log.replace(b'{"', b'{"versionTime": "2020-01-01T00:00:00Z", "', 1)


_HASH = {"scid-wrong", "entry-hash-wrong"}  # of the first entry, whose hash is the SCID; of a later one
TAMPERINGS: dict[str, tuple[Tampering, set[str]]] = {
    "another document": (last(lambda entry: entry["state"].update(alsoKnownAs=["did:web:otra.example"])), _HASH),
    "another time": (last(lambda entry: entry.update(versionTime="2024-01-01T00:00:00Z")), _HASH),
    "another parameter": (last(lambda entry: entry["parameters"].update(ttl=1)), _HASH),
    "another number": (last(lambda entry: entry.update(versionId="7" + entry["versionId"])), {"entry-hash-wrong"}),
    "another scid": (first(lambda entry: entry["parameters"].update(scid="Qm" + "a" * 44)), {"scid-wrong"}),
    "no proof": (last(lambda entry: entry.pop("proof")), {"log-malformed"}),
    "an empty proof": (last(lambda entry: entry.update(proof=[])), {"proof-missing"}),
    "another signature": (
        last(lambda entry: proof(entry).update(proofValue="z" + "2" * 88)),
        {"proof-signature-wrong"},
    ),
    "another suite": (last(lambda entry: proof(entry).update(cryptosuite="eddsa-2022")), {"proof-suite-unknown"}),
    "another purpose": (
        last(lambda entry: proof(entry).update(proofPurpose="authentication")),
        {"proof-purpose-wrong"},
    ),
    "by a stranger": (signed_by_a_stranger, {"proof-unauthorised"}),
    "one more by a stranger": (
        one_more_by_a_stranger,
        {"proof-unauthorised", "entry-after-deactivation", "pre-rotation-broken"},
    ),
    "the first is gone": (lambda entries: entries[1:], {"log-empty", "method-unsupported"}),
    "the last one twice": (
        lambda entries: [*entries, entries[-1]],
        {"parameters-malformed", "entry-hash-wrong", "entry-after-deactivation"},
    ),
    "turned round": (
        lambda entries: entries[::-1] if len(entries) > 1 else entries * 2,
        {"parameters-malformed", "method-unsupported"},
    ),
    "cut off": (lambda entries: jsonl(*entries)[:-30], {"json-malformed"}),
    "a member twice": (doubled_member, {"json-duplicate-key"}),
    "a line that is none": (lambda entries: jsonl(*entries) + b"[]\n", {"json-not-an-object"}),
}


@pytest.mark.parametrize("log", LOGS, ids=lambda log: "-".join(log.parts[-3:-1]))
@pytest.mark.parametrize("name", TAMPERINGS)
def test_each_tampering_is_refused_for_its_own_reason(log: Path, name: str) -> None:
    tamper, codes = TAMPERINGS[name]
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    found = tamper(entries)
    with pytest.raises(DidLogError) as refusal:
        read_log(found if isinstance(found, bytes) else jsonl(*found), now=NOW)
    assert refusal.value.code in codes
