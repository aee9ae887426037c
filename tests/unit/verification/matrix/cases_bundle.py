"""Bundles for one who asks nobody: each part swapped, cut, forged or left out, with one block trusted."""

from collections.abc import Callable
from typing import Any

from tests.unit.verification.bundles import ATTRIBUTES, World
from tests.unit.verification.matrix import bundled
from tests.unit.verification.matrix.bundled import (
    Json,
    Sent,
    badge_issuer,
    changed_world,
    issuer,
    of_badge,
    of_wallet,
    other,
    reissued,
)
from tests.unit.verification.matrix.case import Finding, Table, case
from tests.unit.verification.test_badge_evidence import PLACE


def found(name: str, code: str, reason: str = "") -> Finding:
    return name, code, reason


def put(path: str, value: Any) -> Callable[[Sent], None]:
    """One value of the bundle's JSON changed."""

    def tamper(sent: Sent) -> None:
        *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
        place: Any = sent.value
        for step in steps:
            place = place[step]
        place[last] = value(place[last]) if callable(value) else value

    return tamper


def cut(path: str) -> Callable[[Sent], None]:
    """One member left out."""

    def tamper(sent: Sent) -> None:
        *steps, last = [int(step) if step.lstrip("-").isdigit() else step for step in path.split("/")]
        place: Any = sent.value
        for step in steps:
            place = place[step]
        del place[last]

    return tamper


def resigned(sent: Sent) -> None:
    """Signed by the institution, but never anchored."""
    sent.value["credential"] = issuer().institution.sign(
        {**sent.value["credential"], "attributes": {**ATTRIBUTES, "eqf_level": "8"}}
    )


def outgrown(world: World) -> None:
    """A newer list, in which others were revoked, was anchored."""
    newer = world.institution.status_list(world.anchors[0].block.timestamp, revoked=(1, 2))
    world.append(world.list_entry(newer))


def lists(revocation: tuple[int, ...] = (), suspension: tuple[int, ...] = ()) -> Callable[[Sent], Sent]:
    """The badge's bundle with these lists."""

    def tamper(_: Sent) -> Sent:
        world = badge_issuer()
        kept = (world.list("revocation", *revocation), world.list("suspension", *suspension))
        return Sent.of(world, world.badge_bundle(status_lists=kept))

    return tamper


def swapped(sent: Sent) -> None:
    """Each list under the other's address."""
    first, second = (item["document"] for item in sent.value["statusLists"])
    first["id"], second["id"] = second["id"], first["id"]


def stranger(sent: Sent) -> None:
    """The badge's list as another institution signs it, with its own name."""
    sent.value["statusLists"][0]["document"]["issuer"] = "did:web:otra.example.edu"


def other_kind(badge: Json) -> None:
    badge["credentialStatus"].append(OTHER)


def other_purpose(badge: Json) -> None:
    badge["credentialStatus"].append({**badge["credentialStatus"][0], "statusPurpose": "https://example.org/#lost"})


def several_bits(badge: Json) -> None:
    """Of two bits an entry, which are not read here."""
    meanings = [{"status": hex(value), "message": "?"} for value in range(4)]
    badge["credentialStatus"][0] |= {"statusSize": 2, "statusMessage": meanings}


OTHER = {"type": "https://example.org/#Other", "statusPurpose": "revocation"}
UNSIGNED = found("credential", "credential-not-signed", "proof-signature-wrong")
NOT_IN_LOG, NOT_SHOWN = found("log", "receipt-not-in-log"), found("head", "head-not-shown")
DIFFERS = found("document", "document-differs")
LIST_WRONG = found("status", "status-list-broken", "proof-signature-wrong")
GAP = (found("log", "log-gap"), NOT_IN_LOG, NOT_SHOWN, found("issuer", "genesis-of-another"))
NO_LOG = "a log that does not begin where it began has no first entry, no place for the receipt and no head"
NO_HEAD = "what a proof that does not hold would show is not shown"

WALLET = Table(
    "bundle",
    of_wallet,
    Sent.judge,
    (
        case("no-member", cut("receipt"), found("bundle", "bundle-malformed")),
        case("attribute-raised", put("credential/attributes/eqf_level", "8"), UNSIGNED, DIFFERS,
             why="signature and digest are both of the attributes"),
        case("never-anchored", resigned, DIFFERS),
        case("index-moved", put("credential/status/index", 1), UNSIGNED),
        case("other-format", put("credential/type", "DiplomaSupplement"),
             found("credential", "credential-format-unknown")),
        case("member-added", put("credential/note", "x"), found("credential", "credential-malformed")),
        case("receipt-salted", put("receipt/leaf/salt", "0x" + "11" * 32), found("receipt", "receipt-broken")),
        case("receipt-for-another", put("receipt/leaf/digest", "0x" + "11" * 32), found("receipt", "receipt-broken"),
             DIFFERS, why="the receipt leads from another digest, and so to another root"),
        case("receipt-of-another", lambda s: s.value.update(receipt=other().receipt.to_json()), DIFFERS, NOT_IN_LOG,
             why="another's receipt is for another document, in another log"),
        case("did-log-of-another", lambda s: s.value.update(didLog=other().institution.lines),
             found("did", "did-log-of-another")),
        case("did-log-forged", put("didLog/0", lambda line: line.replace("#key-1", "#key-2")),
             found("did", "did-log-broken", "scid-wrong")),
        case("did-log-cut", bundled.cut_did_log, found("did", "did-log-cut")),
        case("log-cut", cut("logs/0/links/-1"), found("log", "head-differs"), NOT_SHOWN,
             why="the proven head is of the log that was whole"),
        case("log-begun-later", cut("logs/0/links/0"), *GAP, why=NO_LOG),
        case("log-reordered", lambda s: s.log["links"].reverse(), *GAP, why=NO_LOG),
        case("log-entry-changed", put("logs/0/links/1/entries/0/digest", "0x" + "55" * 32),
             found("log", "head-differs"), NOT_SHOWN, why="the proven head is of the log that was whole"),
        case("log-of-another-chain", put("logs/0/log/chain", "eip155:1"), found("issuer", "log-of-another"),
             found("log", "head-differs"), NOT_IN_LOG, NOT_SHOWN, why="a log's name goes into each of its heads"),
        case("begun-by-another", bundled.begun_by_another, found("issuer", "genesis-of-another")),
        case("log-left", changed_world(bundled.after_it_was_left), found("issuer", "log-not-in-force")),
        case("log-after-its-end", changed_world(bundled.after_its_end), found("log", "log-after-end")),
        case("does-not-go-on", bundled.not_going_on, found("log", "log-does-not-go-on")),
        case("no-proof", put("logs/0/proof", None), NOT_SHOWN),
        case("header-forged", bundled.forged_header, found("log", "state-unproven"), NOT_SHOWN,
             why=NO_HEAD),
        case("header-malformed", put("logs/0/proof/header", "0x80"), found("log", "header-broken"), NOT_SHOWN,
             why=NO_HEAD),
        case("proof-of-a-stranger", bundled.proof_of_a_stranger, found("log", "state-unproven"), NOT_SHOWN,
             why=NO_HEAD),
        case("head-before-the-receipt", bundled.stale, found("head", "head-stale")),
        case("block-not-trusted", lambda s: setattr(s, "trusted", (bytes(32),)), found("block", "block-of-another")),
        case("no-block-trusted", lambda s: setattr(s, "trusted", ()), found("block", "block-unvouched")),
        case("revoked", changed_world(lambda _: None, index=2), found("status", "kept-revoked")),
        case("list-superseded", changed_world(outgrown), found("status", "status-list-superseded")),
        case("list-changed", put("statusList/document/content/revocationList", [0, 0, 0, 0]),
             found("status", "status-list-broken", "digest-wrong")),
        case("list-of-another", put("statusList/document", lambda _: other().status_list),
             found("status", "status-list-broken", "log-of-another")),
        case("no-list", put("statusList", None), found("status", "status-not-kept")),
    ),
)  # fmt: skip

BADGE = Table(
    "badge-bundle",
    of_badge,
    Sent.judge,
    (
        case("grade-raised", put("credential/credentialSubject/result/0/value", "100"), UNSIGNED, DIFFERS,
             why="signature and digest are both of the whole badge"),
        case("issuer-replaced", put("credential/issuer/id", "did:web:otra.example.edu"), DIFFERS,
             found("did", "did-log-of-another"), why="the issuer is part of what was anchored"),
        case("signer-replaced", put("credential/proof/verificationMethod", "did:web:otra.example.edu#key-1"),
             found("credential", "credential-not-signed", "key-of-another")),
        case("no-credential", put("credential/type", ["OpenBadgeCredential"]),
             found("credential", "credential-malformed")),
        case("no-proof", cut("credential/proof"),
             found("credential", "credential-not-signed", "proof-missing")),
        case("revoked", lists(revocation=(PLACE.index,)), found("status", "kept-revoked")),
        case("suspended", lists(suspension=(PLACE.index,)), found("status", "kept-suspended")),
        case("list-redated", put("statusLists/0/document/validFrom", "2026-11-23T00:00:00Z"), LIST_WRONG),
        case("lists-swapped", swapped, LIST_WRONG),
        case("list-of-another", stranger, found("status", "status-list-of-another")),
        case("no-lists", put("statusLists", []), found("status", "status-not-kept")),
        case("issued-anew", reissued(lambda badge: None)),
        case("other-kind-of-status", reissued(other_kind), found("status", "status-not-kept")),
        case("other-kind-alone", reissued(lambda badge: badge.update(credentialStatus=OTHER)),
             found("status", "status-not-kept")),
        case("other-purpose", reissued(other_purpose), found("status", "status-not-kept")),
        case("several-bits", reissued(several_bits), found("status", "status-not-kept")),
        case("neighbour-revoked", lists(revocation=(PLACE.index + 1,))),
        case("link-left-out", cut("logs/0/links/0"), *GAP, why=NO_LOG),
    ),
)  # fmt: skip

TABLES = (WALLET, BADGE)
