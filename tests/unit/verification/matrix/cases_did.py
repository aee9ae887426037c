"""Badges whose issuer's DID, web server or DID log does not vouch for the key."""

import json
from typing import Any

from issuer_api.adapters.signer import FileSigner
from tests.unit.verification.conftest import NOW, Institution, approval, key
from tests.unit.verification.matrix.case import Table, case, listed, unread, unsigned
from tests.unit.verification.matrix.issued import LOG, WEB, Json, Shown, listless, web_only
from verification.data_integrity import hash_data
from verification.encoding import did_key_url, multibase

KEY_1, KEY_2, KEY_9 = (f"did:web:salud.example.edu#key-{number}" for number in (1, 2, 9))
STRANGER = key(666)
WITNESSES = "https://salud.example.edu/.well-known/did-witness.json"


def other_key(document: Json) -> None:
    document["verificationMethod"][0]["publicKeyMultibase"] = STRANGER.multikey


def forged(shown: Shown) -> None:
    """The web server adds a key to the log, and signs with it."""
    log = shown.world.pages[LOG].replace(key(100).multikey.encode(), STRANGER.multikey.encode())
    shown.world.pages[LOG] = log
    shown.by(STRANGER).sign()


def other_log(shown: Shown) -> None:
    """A log that is whole, of a DID that another SCID names."""
    other = Institution(assertion={"key-1": STRANGER})
    shown.page(LOG, lambda _: other.log).by(STRANGER).sign()


def unnamed(entry: Json) -> None:
    entry["state"] = {name: value for name, value in entry["state"].items() if name != "alsoKnownAs"}


def only_authentication(entry: Json) -> None:
    entry["state"] = {**entry["state"], "assertionMethod": []}


def foreign_controller(entry: Json) -> None:
    strange_controller(entry["state"])


def moved(entry: Json) -> None:
    entry["state"] = json.loads(json.dumps(entry["state"]).replace("salud.example.edu", "otra.example.edu"))


def nothing(_: Json) -> None:
    """The parameters alone are new."""


def raw(shown: Shown, **changes: Any) -> Shown:
    """An entry that is not what its versionId says."""
    first = json.loads(shown.world.institution.lines[0])
    return shown.page(LOG, lambda _: json.dumps(first | changes).encode())


def unlike(shown: Shown, address: str, body: bytes = b"<html>") -> Shown:
    return shown.page(address, lambda _: body)


def cut_log(shown: Shown) -> Shown:
    """The key of the new version signs; who serves the log leaves that version out."""
    shown.rotate().by(key(101)).sign(method=KEY_2)
    return shown.page(LOG, lambda log: log.split(b"\n", 1)[0])


def doubled(document: Json) -> None:
    document["verificationMethod"].append(document["verificationMethod"][0])


def strange_controller(document: Json) -> None:
    document["verificationMethod"][0]["controller"] = "did:web:otra.example.edu"


def two_histories(document: Json) -> None:
    document["alsoKnownAs"].append(f"did:webvh:{'Qm' + '2' * 44}:salud.example.edu")


def late_entry(shown: Shown) -> Shown:
    return shown.entry(lambda entry: entry.update(versionTime="2026-11-23T14:05:01Z"))


def watched(shown: Shown, threshold: int = 1) -> Shown:
    """The second entry of the log names two witnesses, who must approve it."""
    named = [{"id": f"did:key:{key(number).multikey}"} for number in (9, 10)]
    return shown.entry(nothing, witness={"threshold": threshold, "witnesses": named})


def approved(shown: Shown, *signers: FileSigner, threshold: int = 1, entry: int = 1, **changes: Any) -> Shown:
    """Approved by these, with these changes of their proofs."""
    watched(shown, threshold)
    version_id = json.loads(shown.world.institution.lines[entry])["versionId"]
    proofs = [approval(signer, version_id) | changes for signer in signers]
    shown.world.pages[WITNESSES] = json.dumps([{"versionId": version_id, "proof": proofs}]).encode()
    return shown


def for_authentication(shown: Shown) -> Shown:
    """Signed well, and for another purpose."""
    watched(shown)
    version = {"versionId": json.loads(shown.world.institution.lines[-1])["versionId"]}
    options = {name: value for name, value in approval(key(9), "").items() if name != "proofValue"}
    options["proofPurpose"] = "authentication"
    signed = options | {"proofValue": multibase(key(9).sign(hash_data(version, options)))}
    shown.world.pages[WITNESSES] = json.dumps([version | {"proof": [signed]}]).encode()
    return shown


HISTORY = Table(
    "history",
    listless,
    Shown.judge,
    (
        case("signed-before-rotation", lambda s: s.sign(at=NOW).rotate()),
        case("signed-after-rotation", lambda s: s.rotate(), unsigned("key-rotated-out")),
        case("new-key", lambda s: s.rotate().by(key(101)).sign(method=KEY_2)),
        case("new-key-backdated", lambda s: s.rotate().by(key(101)).sign(method=KEY_2, at=NOW),
             unsigned("key-rotated-out")),
        case("never-in-the-log", lambda s: s.sign(method=KEY_9), unsigned("key-not-in-log")),
        case("anchor-key", lambda s: s.sign(method="did:web:salud.example.edu#anchor-1"),
             unsigned("key-purpose-wrong")),
        case("only-authentication", lambda s: s.entry(only_authentication), unsigned("key-purpose-wrong")),
        case("foreign-controller", lambda s: s.entry(foreign_controller), unsigned("key-of-another")),
        case("not-named-back", lambda s: s.entry(unnamed), unsigned("history-not-mutual")),
        case("two-histories", lambda s: s.web(two_histories), unsigned("history-not-mutual")),
        case("history-differs", lambda s: s.web(other_key), unsigned("history-differs")),
        case("deactivated", lambda s: s.entry(nothing, deactivated=True), unsigned("did-deactivated")),
        case("log-cut", cut_log, unsigned("key-not-in-log")),
        case("log-forged", forged, unsigned("scid-wrong")),
        case("log-of-another", other_log, unsigned("did-document-of-another")),
        case("log-moved", lambda s: s.entry(moved), unsigned("did-moved")),
        case("log-of-tomorrow", late_entry, unsigned("time-in-the-future")),
        case("log-backdated", lambda s: s.entry(lambda entry: entry.update(versionTime="2026-11-23T12:00:00Z")),
             unsigned("time-not-increasing")),
        case("witnessed", lambda s: approved(s, key(9))),
        case("witnessed-by-both", lambda s: approved(s, key(9), key(10), threshold=2)),
        case("witnessed-with-more", lambda s: approved(s, STRANGER, key(10))),
        case("witnessed-too-little", lambda s: approved(s, key(9), threshold=2), unsigned("witnesses-missing")),
        case("witnessed-twice-by-one", lambda s: approved(s, key(9), key(9), threshold=2),
             unsigned("witnesses-missing")),
        case("witnessed-by-another", lambda s: approved(s, STRANGER), unsigned("witnesses-missing")),
        case("witnessed-before", lambda s: approved(s, key(9), entry=0), unsigned("witnesses-missing")),
        case("witnessed-in-anothers-name", lambda s: approved(s, STRANGER,
             verificationMethod=did_key_url(key(9).multikey)), unsigned("witnesses-missing")),
        case("witnessed-until-today", lambda s: approved(s, key(9), expires="2026-11-23T13:30:00Z"),
             unsigned("witnesses-missing")),
        case("witnessed-for-authentication", for_authentication, unsigned("witnesses-missing")),
        case("witness-proofs-garbage", lambda s: unlike(approved(s, key(9)), WITNESSES),
             unsigned("witness-proofs-malformed")),
        case("witness-proofs-gone", watched, ("issuer", "issuer-key-history-unseen", "")),
        case("witness-proofs-gone-of-did-webvh", lambda s: watched(s).put("issuer/id", s.world.did_webvh).sign(
                method=f"{s.world.did_webvh}#key-1"), unread("witnesses-required")),
        case("witness-proofs-gone-and-log-broken", lambda s: watched(s).page(LOG, lambda log: log + b"{}\n"),
             unsigned("log-malformed")),
        case("witnesses-malformed", lambda s: s.entry(nothing, witness={"threshold": 0, "witnesses": []}),
             unsigned("parameters-malformed")),
        case("stolen-update-key", lambda s: s.entry(nothing, updateKeys=[key(1).multikey]),
             unsigned("pre-rotation-broken")),
        case("log-empty", lambda s: unlike(s, LOG, b"\n"), unsigned("log-empty")),
        case("log-garbage", lambda s: unlike(s, LOG), unsigned("json-malformed")),
        case("log-unsigned", lambda s: raw(s, proof=[]), unsigned("proof-missing")),
        case("log-member-added", lambda s: raw(s, note="x"), unsigned("log-malformed")),
        case("log-redated", lambda s: raw(s, versionTime="2026-11-23T11:00:00Z"), unsigned("scid-wrong")),
        case("log-gone", lambda s: s.gone(LOG), ("issuer", "issuer-key-history-unseen", "")),
        case("web-gone", lambda s: s.gone(WEB), unread("key-not-shown")),
        case("did-method-unknown", lambda s: s.put("issuer/id", "did:example:u").sign(method="did:example:u#key-1"),
             unread("did-method-unknown")),
        case("did-web-with-port", lambda s: s.put("issuer/id", "did:web:a.edu%3A8").sign(method="did:web:a.edu%3A8#k"),
             unsigned("did-malformed")),
    ),
)  # fmt: skip

WEB_ONLY = Table(
    "web-only",
    web_only,
    Shown.judge,
    (
        case("key-not-there", lambda s: s.sign(method=KEY_9), unsigned("key-not-in-document")),
        case("key-changed", lambda s: s.web(other_key), unsigned("proof-signature-wrong")),
        case("only-authentication", lambda s: s.web(lambda d: d.update(assertionMethod=[])),
             unsigned("key-purpose-wrong")),
        case("foreign-controller", lambda s: s.web(strange_controller),
             unsigned("key-of-another")),
        case("anchor-key", lambda s: s.web(lambda d: d["assertionMethod"].append(f"{d['id']}#anchor-1")).sign(
                method="did:web:salud.example.edu#anchor-1"), unsigned("key-type-unknown")),
        case("document-of-another", lambda s: s.web(lambda d: d.update(id="did:web:b.edu")),
             unsigned("did-document-of-another")),
        case("method-doubled", lambda s: s.web(doubled), unsigned("did-document-doubled")),
        case("document-garbage", lambda s: unlike(s, WEB), unsigned("did-document-malformed")),
    ),
)  # fmt: skip


ENTANGLED = Table(
    "entangled",
    Shown,
    Shown.judge,
    (
        case("log-forged", forged, unsigned("scid-wrong"), listed("list-broken", "scid-wrong"),
             why="the issuer's lists hang on the same DID log as its badge"),
        case("web-gone", lambda s: s.gone(WEB), unread("key-not-shown"), listed("list-unread"),
             why="the issuer's lists hang on the same DID document as its badge"),
    ),
)  # fmt: skip

TABLES = (HISTORY, WEB_ONLY, ENTANGLED)
