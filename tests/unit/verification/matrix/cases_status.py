"""Badges whose status lists say something against them, say nothing, or are not what they should be."""

import gzip
import json
from typing import Any

from revocation import bitstring
from revocation.packed import MAX_BYTES, base64url
from tests.unit.verification.conftest import key
from tests.unit.verification.matrix.case import Table, case, listed, unsigned
from tests.unit.verification.matrix.issued import LIST_ID, LOG, Shown
from tests.unit.verification.signed_world import HOLDER_DID, INDEX, LATER
from verification.data_integrity import JCS

REVOCATION = f"https://salud.example.edu/status/{LIST_ID}/revocation"
BEYOND = str(bitstring.MIN_ENTRIES)
ENDED = {"validUntil": "2026-11-23T13:59:59Z"}


def encoded(bits: bytes) -> str:
    return "u" + base64url(gzip.compress(bits))


def moved(shown: Shown, index: str) -> Shown:
    return shown.put("credentialStatus/0/statusListIndex", index).sign()


def altered(body: bytes) -> bytes:
    """A bit is unset by whoever serves the list."""
    document: dict[str, Any] = json.loads(body)
    document["credentialSubject"]["encodedList"] = bitstring.encode(bitstring.pack(bitstring.MIN_ENTRIES, (1,)))
    return json.dumps(document).encode()


def unproven(body: bytes) -> bytes:
    document: dict[str, Any] = json.loads(body)
    return json.dumps({name: value for name, value in document.items() if name != "proof"}).encode()


def swapped(shown: Shown) -> None:
    """The address of one list answers another list of the same issuer."""
    shown.world.pages[REVOCATION] = shown.world.pages[REVOCATION.replace("revocation", "suspension")]


def at(shown: Shown, address: str) -> Shown:
    """The list is at this address, and whole."""
    pages = shown.list(id=address).world.pages
    pages[address] = pages[REVOCATION]
    return shown.put("credentialStatus/0/statusListCredential", address).sign()


def said(shown: Shown, **subject: Any) -> Shown:
    return shown.list(subject=subject)


LISTS = Table(
    "lists",
    Shown,
    Shown.judge,
    (
        case("revoked", lambda s: s.list("revocation", INDEX), listed("list-revoked")),
        case("suspended", lambda s: s.list("suspension", INDEX), listed("list-suspended")),
        case("revoked-and-ended", lambda s: s.list("revocation", INDEX, **ENDED), listed("list-revoked")),
        case("suspended-and-ended", lambda s: s.list("suspension", INDEX, **ENDED), listed("list-stale")),
        case("neighbour-revoked", lambda s: s.list("revocation", INDEX - 1, INDEX + 1)),
        case("ended", lambda s: s.list(**ENDED), listed("list-stale")),
        case("not-begun", lambda s: s.list(validFrom="2026-11-23T14:00:01Z"), listed("list-stale")),
        case("gone", lambda s: s.gone(REVOCATION), listed("list-unread")),
        case("elsewhere", lambda s: at(s, "https://listas.example.org/revocation"), listed("list-elsewhere")),
        case("above", lambda s: at(s, "https://example.edu/status/revocation"), listed("list-elsewhere")),
        case("nearly-there", lambda s: at(s, "https://notsalud.example.edu/revocation"), listed("list-elsewhere")),
        case("in-the-clear", lambda s: at(s, REVOCATION.replace("https:", "http:")), listed("list-elsewhere")),
        case("below", lambda s: at(s, "https://estado.salud.example.edu/revocation")),
        case("of-another-issuer", lambda s: s.list(issuer=HOLDER_DID), listed("list-of-another")),
        case("of-another-address", lambda s: s.list(id=f"{REVOCATION}2"), listed("list-of-another")),
        case("swapped", swapped, listed("list-of-another")),
        case("purpose-differs", lambda s: said(s, statusPurpose="refresh"),
             listed("list-broken", "list-purpose-differs")),
        case("not-a-list", lambda s: s.list(type=["VerifiableCredential"]), listed("list-broken", "list-not-a-list")),
        case("other-subject", lambda s: s.list(subject={"type": "https://example.org/L"}, how={"suite": JCS}),
             listed("list-broken", "list-not-a-list")),
        case("bit-unset", lambda s: s.page(REVOCATION, altered), listed("list-broken", "proof-signature-wrong")),
        case("no-proof", lambda s: s.page(REVOCATION, unproven), listed("list-broken", "proof-missing")),
        case("by-a-stranger", lambda s: s.by(key(666)).list(), listed("list-broken", "proof-signature-wrong")),
        case("by-unknown-key", lambda s: s.list(how={"method": "did:web:salud.example.edu#key-9"}),
             listed("list-broken", "key-not-in-log")),
        case("garbage", lambda s: s.page(REVOCATION, lambda _: b"<html>"), listed("list-broken", "json-malformed")),
        case("doubled-member", lambda s: s.page(REVOCATION, lambda body: b'{"id":"x",' + body[1:]),
             listed("list-broken", "json-duplicate-key")),
        case("too-short", lambda s: said(s, encodedList=encoded(bytes(16))), listed("list-broken", "list-too-short")),
        case("bomb", lambda s: said(s, encodedList=encoded(bytes(MAX_BYTES + 1))),
             listed("list-broken", "list-too-large")),
        case("cut-short", lambda s: said(s, encodedList=encoded(bytes(16384))[:-8]),
             listed("list-broken", "list-cut-short")),
        case("not-compressed", lambda s: said(s, encodedList="u" + base64url(bytes(16384))),
             listed("list-broken", "list-not-compressed")),
        case("other-multibase", lambda s: said(s, encodedList="zH4s"), listed("list-broken", "list-not-multibase-u")),
        case("index-beyond", lambda s: moved(s, BEYOND), listed("list-broken", "index-out-of-range")),
        case("other-kind", lambda s: s.put("credentialStatus/0/type", "https://example.org/Other").sign(suite=JCS),
             listed("list-kind-unknown")),
        case("other-purpose", lambda s: s.put("credentialStatus/0/statusPurpose", "message").put(
                "credentialStatus/0/statusMessage",
                [{"status": "0x0", "message": "a"}, {"status": "0x1", "message": "b"}],
             ).sign(), listed("list-purpose-unknown")),
        case("history-gone", lambda s: s.gone(LOG), ("issuer", "issuer-key-history-unseen", ""), listed("list-unread"),
             why="the lists are signed with the keys of the same history"),
        case("lists-outlived", lambda s: setattr(s, "now", LATER.replace(day=30)), listed("list-stale")),
        case("index-of-another", lambda s: s.put("credentialStatus/0/statusListIndex", "1"),
             unsigned("proof-signature-wrong")),
    ),
)  # fmt: skip

TABLES = (LISTS,)
