"""Bundles of Open Badges: judged from one file, and each bad one refused with a reason of its own."""

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anchoring.log import Entry, Kind
from issuer_api.domain.badge import StatusPlace, open_badge
from issuer_api.domain.status_list import list_credential, list_url
from revocation import bitstring
from tests.unit.anchoring.chains import START, checkpoint, receipt_of
from tests.unit.issuer_api.domain.awards import SALT, award
from tests.unit.verification.bundles import World
from tests.unit.verification.conftest import spoil
from verification.badge_evidence import badge_digest, names_of, read_credential
from verification.bundle import Bundle, StatusList
from verification.evidence import judge_bundle
from verification.outcome import Outcome
from verification.verdict import Verdict

Json = dict[str, Any]
NOW = START + timedelta(days=400)
PLACE = StatusPlace("0123456789abcdef", 42)


class BadgeWorld(World):
    """An institution whose log holds one badge, and two versions of each of its status lists."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.issuer = f"did:web:{self.host}"
        found = award(issued=START + timedelta(hours=1))
        unsigned = open_badge(found, salt=SALT, place=PLACE) | {"issuer": {"id": self.issuer, "type": ["Profile"]}}
        for entry in unsigned["credentialStatus"]:
            entry["statusListCredential"] = list_url(self.host, PLACE.list_id, entry["statusPurpose"])
            entry["id"] = f"{entry['statusListCredential']}#{PLACE.index}"
        self.badge = self.secure(unsigned)
        entry, self.leaf, self.tree = checkpoint(badge_digest(self.badge))
        empty = [self.bits_entry(purpose, ()) for purpose in ("revocation", "suspension")]
        self.append(entry, *empty)
        self.receipt = receipt_of(self.leaf, self.tree, self.anchors[-1])

    def secure(self, document: Json) -> Json:
        signer = self.institution.assertion["key-1"]
        (signed,) = signer.secure(
            [document], verification_method=f"{self.issuer}#key-1", created=START + timedelta(hours=1)
        )
        return signed

    def bits_entry(self, purpose: str, indexes: tuple[int, ...]) -> Entry:
        url = list_url(self.host, PLACE.list_id, purpose)
        bits = bitstring.pack(bitstring.MIN_ENTRIES, indexes)
        return Entry(kind=Kind.STATUS_LIST, subject=sha256(url.encode()).digest(), digest=sha256(bits).digest())

    def list(self, purpose: str, *indexes: int) -> StatusList:
        url, bits = list_url(self.host, PLACE.list_id, purpose), bitstring.pack(bitstring.MIN_ENTRIES, indexes)
        valid_from = int((START + timedelta(hours=2)).timestamp())
        document = self.secure(list_credential(url, self.issuer, purpose, bits, valid_from))
        return StatusList(fetched="2026-11-23T14:59:00Z", document=document)

    def badge_bundle(self, **changes: Any) -> Bundle:
        lists = (self.list("revocation"), self.list("suspension"))
        parts: Json = {"credential": self.badge, "status_list": None, "status_lists": lists}
        return self.bundle(**(parts | changes))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> BadgeWorld:
    return BadgeWorld(tmp_path_factory.mktemp("badges"))


@pytest.fixture(scope="module")
def whole(world: BadgeWorld) -> Json:
    value: Json = json.loads(json.dumps(world.badge_bundle().to_json()))
    return value


def judged(value: Json, *trusted: bytes) -> Verdict:
    return judge_bundle(json.dumps(value).encode(), now=NOW, trusted=trusted)


def bad(verdict: Verdict) -> set[str]:
    return {check.code for check in verdict.checks if check.outcome is not Outcome.PASSED}


def status_of(bundle: Bundle, world: BadgeWorld) -> str:
    checks = judge_bundle(json.dumps(bundle.to_json()).encode(), now=NOW, trusted=[world.block_hash]).checks
    return next(check.code for check in checks if check.name == "status")


def test_with_one_trusted_block_nothing_has_to_be_believed(world: BadgeWorld, whole: Json) -> None:
    verdict = judged(whole, world.block_hash)
    assert verdict.outcome is Outcome.PASSED, verdict.sentences("en")
    codes = {check.code for check in verdict.checks}
    assert {"credential-signed", "structure-sound", "validity-running", "badge-sound", "kept-in-force"} <= codes
    signed = next(check for check in verdict.checks if check.code == "credential-signed")
    assert signed.detail["issuer"] == world.did, "the history is named, which a verifier can know"
    assert all(verdict.sentences(lang) for lang in ("es", "pt", "en"))


def test_the_digest_is_of_the_badge_without_its_proof(world: BadgeWorld) -> None:
    again = world.badge | {"proof": {"type": "DataIntegrityProof"}}
    assert badge_digest(again) == badge_digest(world.badge) == world.receipt.leaf.digest
    assert badge_digest(world.badge | {"name": "x"}) != badge_digest(world.badge)
    assert read_credential(world.badge).issuer == world.issuer


def test_a_history_answers_for_the_did_web_of_its_host_alone(world: BadgeWorld) -> None:
    assert names_of(world.institution.history) == {world.did, world.issuer}


def change_name(value: Json) -> None:
    value["credential"]["name"] = "Otra cosa"


def change_grade(value: Json) -> None:
    value["credential"]["credentialSubject"]["result"][0]["value"] = "100"


def another_issuer(value: Json) -> None:
    value["credential"]["issuer"]["id"] = "did:web:otra.example.edu"


def another_signer(value: Json) -> None:
    value["credential"]["proof"]["verificationMethod"] = "did:web:otra.example.edu#key-1"


def no_type(value: Json) -> None:
    value["credential"]["type"] = ["OpenBadgeCredential"]


def no_proof(value: Json) -> None:
    del value["credential"]["proof"]


def altered_list(value: Json) -> None:
    value["statusLists"][0]["document"]["validFrom"] = "2026-11-23T00:00:00Z"


def swapped_lists(value: Json) -> None:
    """Each under the other's address."""
    first, second = (item["document"] for item in value["statusLists"])
    first["id"], second["id"] = second["id"], first["id"]


def no_lists(value: Json) -> None:
    value["statusLists"] = []


def an_anchored_version_left_out(value: Json) -> None:
    value["logs"][0]["links"].pop(0)


BAD: list[tuple[Callable[[Json], None], set[str], Outcome]] = [
    (change_name, {"credential-not-signed", "document-differs"}, Outcome.FAILED),
    (change_grade, {"credential-not-signed", "document-differs"}, Outcome.FAILED),
    (another_issuer, {"did-log-of-another"}, Outcome.FAILED),
    (another_signer, {"credential-not-signed"}, Outcome.FAILED),
    (no_type, {"credential-malformed"}, Outcome.FAILED),
    (no_proof, {"credential-not-signed"}, Outcome.FAILED),
    (altered_list, {"status-list-broken"}, Outcome.FAILED),
    (swapped_lists, {"status-list-broken"}, Outcome.FAILED),
    (no_lists, {"status-not-kept"}, Outcome.UNKNOWN),
    (an_anchored_version_left_out, {"receipt-not-in-log"}, Outcome.FAILED),
]


@pytest.mark.parametrize(("change", "codes", "outcome"), BAD, ids=lambda value: getattr(value, "__name__", ""))
def test_each_bad_one_has_a_reason_of_its_own(
    world: BadgeWorld, whole: Json, change: Callable[[Json], None], codes: set[str], outcome: Outcome
) -> None:
    value = copy.deepcopy(whole)
    change(value)
    verdict = judged(value, world.block_hash)
    assert codes <= bad(verdict)
    assert verdict.outcome is outcome


def test_what_a_list_says(world: BadgeWorld) -> None:
    revocation, suspension = world.list("revocation"), world.list("suspension")
    revoked, suspended = world.list("revocation", PLACE.index), world.list("suspension", PLACE.index)
    another = world.list("revocation", PLACE.index + 1)
    assert status_of(world.badge_bundle(status_lists=(revoked, suspension)), world) == "kept-revoked"
    assert status_of(world.badge_bundle(status_lists=(revocation, suspended)), world) == "kept-suspended"
    assert status_of(world.badge_bundle(status_lists=(revoked, suspended)), world) == "kept-revoked"
    assert status_of(world.badge_bundle(status_lists=(revocation,)), world) == "status-not-kept"
    assert status_of(world.badge_bundle(status_lists=(another, suspension)), world) == "kept-in-force-unanchored"


def test_an_older_list_than_the_anchored_one_is_told(tmp_path: Path) -> None:
    world = BadgeWorld(tmp_path)
    world.append(world.bits_entry("revocation", (PLACE.index,)))
    assert status_of(world.badge_bundle(), world) == "status-list-superseded"
    world.append(world.bits_entry("revocation", ()))
    assert status_of(world.badge_bundle(), world) == "kept-in-force", "the same bits again are the newest again"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_badge_spoilt_anywhere_never_passes(world: BadgeWorld, whole: Json, data: st.DataObject) -> None:
    value = copy.deepcopy(whole)
    if spoil(value["credential"], data):
        assert judged(value, world.block_hash).outcome is not Outcome.PASSED


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_list_spoilt_anywhere_never_passes(world: BadgeWorld, whole: Json, data: st.DataObject) -> None:
    value = copy.deepcopy(whole)
    if spoil(value["statusLists"][0]["document"], data):
        assert judged(value, world.block_hash).outcome is not Outcome.PASSED
