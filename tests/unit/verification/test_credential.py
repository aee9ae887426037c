"""One credential judged: what passes, what fails, and what stays unknown."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer_api.domain.badge.achievement import CONTEXTS
from issuer_api.domain.did_web import parallel_document
from tests.unit.verification.conftest import ANYTHING, NOW, key, spoil
from tests.unit.verification.signed_world import HOLDER_DID, INDEX, LATER, LIST, SIGNED, Json, World, present
from verification.credential import judge_credential, unsound, wanted
from verification.credential_presentation import judge_presented, wanted_presented
from verification.encoding import did_key_url
from verification.vcdm import V2_CONTEXT
from verification.verdict import Outcome, Verdict

WEB = "https://salud.example.edu/.well-known/did.json"
LOG = "https://salud.example.edu/.well-known/did.jsonl"


@pytest.fixture
def world() -> World:
    return World()


def judge(world: World, document: Any, **without: Any) -> Verdict:
    library = {**world.library(document), **without}
    return judge_credential(document, library, now=LATER)


def codes(verdict: Verdict) -> dict[str, str]:
    return {check.name: check.code for check in verdict.checks}


def reason(verdict: Verdict, name: str = "proof") -> Any:
    return next(check.detail.get("reason") for check in verdict.checks if check.name == name)


def test_a_credential_in_force(world: World) -> None:
    verdict = judge(world, world.badge())
    assert verdict.outcome is Outcome.PASSED
    assert codes(verdict) == {
        "structure": "structure-sound",
        "proof": "credential-signed",
        "issuer": "issuer-key-in-history",
        "validity": "validity-running",
        "status": "list-not-revoked",
    }
    assert not unsound(verdict)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("form", ["did:web", "did:webvh"])
def test_either_suite_and_either_form_of_the_issuer(world: World, suite: str, form: str) -> None:
    issuer = world.did_web if form == "did:web" else world.did_webvh
    document = world.credential(issuer=issuer)
    del document["credentialStatus"]
    verdict = judge(world, world.sign(document, suite=suite, method=f"{issuer}#key-1"))
    assert verdict.outcome is Outcome.PASSED


def test_everything_that_is_read_is_asked_for_once_and_by_https(world: World) -> None:
    badge = world.badge()
    assert wanted(badge, {}) == {WEB, LIST}
    assert set(world.library(badge)) == {WEB, LOG, LIST}


@pytest.mark.parametrize(
    ("change", "name", "code"),
    [
        ({"validUntil": "2026-11-23T13:59:59Z"}, "validity", "validity-over"),
        ({"validFrom": "2026-11-23T14:00:01Z"}, "validity", "validity-not-begun"),
        ({"credentialStatus": {"type": "https://example.org/#Other"}}, "status", "list-kind-unknown"),
    ],
)
def test_what_does_not_count_is_sound_all_the_same(world: World, change: Json, name: str, code: str) -> None:
    verdict = judge(world, world.badge(**change))
    assert codes(verdict)[name] == code
    assert verdict.outcome is not Outcome.PASSED
    assert not unsound(verdict)


def test_each_word_of_a_list(world: World) -> None:
    badge = world.badge()
    world.put_list((INDEX,))
    assert codes(judge(world, badge))["status"] == "list-revoked"
    world.put_list((INDEX + 1,))
    assert codes(judge(world, badge))["status"] == "list-not-revoked"
    world.put_list((INDEX,), "suspension")
    assert reason(judge(world, badge), "status") == "list-purpose-differs"
    entry = {**badge["credentialStatus"], "statusPurpose": "suspension"}
    assert codes(judge(world, world.badge(credentialStatus=entry)))["status"] == "list-suspended"
    world.put_list((), issuer=HOLDER_DID)
    assert codes(judge(world, badge))["status"] == "list-of-another"
    world.put_list((), validUntil="2026-11-23T13:59:59Z")
    assert codes(judge(world, badge))["status"] == "list-stale"
    world.put_list((INDEX,), validUntil="2026-11-23T13:59:59Z")
    assert codes(judge(world, badge))["status"] == "list-revoked"  # which is final
    world.put_list(())
    world.pages[LIST] = world.pages[LIST].replace(b'"encodedList": "uH4s', b'"encodedList": "uH4t')
    assert codes(judge(world, badge))["status"] == "list-broken"


def test_an_index_beyond_the_list_and_a_list_too_short_are_no_answer(world: World) -> None:
    entry = {**world.credential()["credentialStatus"], "statusListIndex": str(131_072)}
    assert reason(judge(world, world.badge(credentialStatus=entry)), "status") == "index-out-of-range"
    subject = {
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": "uH4sIAAAAAAAAA2MAAI3vAtIBAAAA",
    }
    world.put_list((), credentialSubject=subject)
    assert reason(judge(world, world.badge()), "status") == "list-too-short"


@pytest.mark.parametrize("missing", [WEB, LIST, LOG])
def test_what_was_not_there_to_be_read_is_unknown(world: World, missing: str) -> None:
    verdict = judge(world, world.badge(), **{missing: None})
    assert verdict.outcome is Outcome.UNKNOWN
    assert not unsound(verdict)


def test_a_forged_credential(world: World) -> None:
    badge = world.badge()
    assert reason(judge(world, {**badge, "validUntil": "2036-11-23T12:00:00Z"})) == "proof-signature-wrong"
    world.signer = key(666)
    assert reason(judge(world, world.badge())) == "proof-signature-wrong"
    method = did_key_url(key(666).multikey)
    assert reason(judge(world, world.sign(world.credential(), method=method))) == "key-of-another"
    assert unsound(judge(world, {**badge, "proof": []}))
    assert reason(judge(world, world.credential())) == "proof-missing"


def test_a_proof_for_another_purpose_or_another_time(world: World) -> None:
    badge = world.badge()
    early = world.sign(world.credential(), at=NOW - timedelta(days=1))
    assert reason(judge(world, early)) == "did-not-yet-created"
    late = world.sign(world.credential(), at=LATER + timedelta(minutes=6))
    assert reason(judge(world, late)) == "proof-in-the-future"
    wrong = {**badge, "proof": {**badge["proof"], "proofPurpose": "authentication"}}
    assert reason(judge(world, wrong)) == "proof-purpose-wrong"


def test_a_key_that_was_rotated_out_still_proves_what_it_signed_before(world: World) -> None:
    old = world.sign(world.credential(), at=NOW)
    world.institution.assertion = {"key-1": key(101)}
    world.institution.update()
    world.publish()
    assert codes(judge_credential(old, world.library(old), now=LATER, kinds=("proof",)))["issuer"] == (
        "issuer-key-in-history"
    )
    assert reason(judge(world, world.sign(world.credential(), at=SIGNED))) == "proof-signature-wrong"


def test_a_web_server_that_names_its_history_cannot_show_another_key(world: World) -> None:
    document = json.loads(json.dumps(world.web()).replace(key(100).multikey, key(666).multikey))
    world.put_web(document)
    assert reason(judge(world, world.badge())) == "history-differs"
    world.signer = key(666)
    assert judge(world, world.badge()).outcome is Outcome.FAILED


def test_the_history_must_name_the_did_web_that_names_it(world: World) -> None:
    state = json.loads(world.institution.lines[-1])["state"]
    assert world.did_web in state["alsoKnownAs"]
    other = json.dumps(parallel_document(state)).replace("salud.example.edu", "otra.example.edu")
    forged = {**json.loads(other), "alsoKnownAs": [world.did_webvh]}
    world.pages["https://otra.example.edu/.well-known/did.json"] = json.dumps(forged).encode()
    document = world.credential(issuer="did:web:otra.example.edu")
    del document["credentialStatus"]
    signed = world.sign(document, method="did:web:otra.example.edu#key-1")
    # A host has no say in the history of another: it stands on its own web server, and says no more than that.
    assert codes(judge(world, signed))["issuer"] == "issuer-key-on-web"


def test_did_key_stands_for_itself(world: World) -> None:
    method = did_key_url(world.signer.multikey)
    document = world.credential(issuer=method.partition("#")[0])
    del document["credentialStatus"]
    assert codes(judge(world, world.sign(document, method=method)))["issuer"] == "issuer-key-itself"


def test_a_method_not_known_here_is_unknown(world: World) -> None:
    document = world.credential(issuer="did:example:issuer")
    del document["credentialStatus"]
    verdict = judge(world, world.sign(document, method="did:example:issuer#key-1"))
    assert codes(verdict)["proof"] == "credential-signature-unchecked"
    assert verdict.outcome is Outcome.UNKNOWN


def test_a_list_as_a_jwt_counts_as_much(world: World) -> None:
    listed = json.loads(world.pages[LIST])
    listed.pop("proof")
    header = {"typ": "vc+jwt", "cty": "vc", "kid": f"{world.did_web}#key-1"}
    world.pages[LIST] = world.signer.jws(header, listed).encode()
    assert codes(judge(world, world.badge()))["status"] == "list-not-revoked"


def test_an_open_badge_says_what_was_achieved(world: World) -> None:
    achievement = {
        "id": "https://salud.example.edu/achievements/1",
        "type": ["Achievement"],
        "name": "Salud digital comunitaria",
        "description": "Planifica una intervención",
        "criteria": {"narrative": "Proyecto"},
    }
    subject = {"type": ["AchievementSubject"], "achievement": achievement}
    kind = {"@context": list(CONTEXTS), "type": ["VerifiableCredential", "OpenBadgeCredential"]}
    assert codes(judge(world, world.badge(**kind, credentialSubject=subject)))["achievement"] == "badge-sound"
    less = {**subject, "achievement": {name: achievement[name] for name in achievement if name != "criteria"}}
    verdict = judge(world, world.badge(**kind, credentialSubject=less))
    assert reason(verdict, "achievement") == "achievement-criteria-malformed"
    assert verdict.outcome is Outcome.FAILED


class TestPresentations:
    CHALLENGE = "u4f0cJYyNzVvS"
    DOMAIN = "empleo.example.com"

    def judge(self, world: World, document: Any, **asked: Any) -> Any:
        library: dict[str, bytes | None] = {}
        while addresses := wanted_presented(document, library):
            library |= {address: world.pages.get(address) for address in addresses}
        return judge_presented(document, library, now=LATER, **asked)

    def test_a_presentation_for_this_verifier(self, world: World) -> None:
        shown = present([world.badge(), world.badge(id="urn:x:2")], challenge=self.CHALLENGE, domain=self.DOMAIN)
        judged = self.judge(world, shown, challenge=self.CHALLENGE, domain=self.DOMAIN)
        assert judged.outcome is Outcome.PASSED
        assert len(judged.credentials) == 2

    @pytest.mark.parametrize(
        "asked",
        [{}, {"challenge": "another", "domain": DOMAIN}, {"challenge": CHALLENGE, "domain": "otra.example.com"}],
    )
    def test_a_presentation_for_another_is_none(self, world: World, asked: Json) -> None:
        shown = present([world.badge()], challenge=self.CHALLENGE, domain=self.DOMAIN)
        judged = self.judge(world, shown, **asked)
        assert judged.outcome is Outcome.FAILED
        assert judged.unsound

    def test_a_presentation_without_the_challenge_that_was_asked_for(self, world: World) -> None:
        assert self.judge(world, present([world.badge()]), challenge=self.CHALLENGE).unsound

    def test_one_bad_credential_spoils_it(self, world: World) -> None:
        spoilt = {**world.badge(), "id": "urn:x:3"}
        judged = self.judge(world, present([world.badge(), spoilt]))
        assert [one.outcome for one in judged.credentials] == [Outcome.PASSED, Outcome.FAILED]
        assert judged.unsound

    def test_signed_by_somebody_else(self, world: World) -> None:
        judged = self.judge(world, present([world.badge()], signer=key(8)))
        assert codes(judged.presentation)["holder"] == "holder-differs"
        assert judged.outcome is Outcome.FAILED

    def test_the_holders_own_word(self, world: World) -> None:
        own = {
            "@context": [V2_CONTEXT],
            "type": ["VerifiableCredential"],
            "issuer": HOLDER_DID,
            "credentialSubject": {"id": HOLDER_DID},
        }
        assert self.judge(world, present([own])).outcome is Outcome.PASSED
        assert self.judge(world, present([own], holder=None)).unsound
        assert self.judge(world, present([own], holder="did:example:alice")).unsound
        assert self.judge(world, present([{**own, "issuer": world.did_web}])).unsound

    def test_a_presentation_without_a_proof(self, world: World) -> None:
        shown = present([world.badge()])
        del shown["proof"]
        assert self.judge(world, shown).unsound

    def test_no_signature_for_assertions_is_a_presentation(self, world: World) -> None:
        shown = present([world.badge()])
        del shown["proof"]
        signed = world.sign({**shown, "holder": world.did_web})
        assert reason(self.judge(world, signed).presentation) == "proof-purpose-wrong"


WORLD = World()
BADGE = WORLD.badge()
LIBRARY = WORLD.library(BADGE)
PRESENTED = present([BADGE])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_nothing_spoilt_passes(data: st.DataObject) -> None:
    for document in (json.loads(json.dumps(BADGE)), json.loads(json.dumps(PRESENTED))):
        if spoil(document, data):
            assert judge_credential(document, LIBRARY, now=LATER).outcome is not Outcome.PASSED
            assert judge_presented(document, LIBRARY, now=LATER).outcome is not Outcome.PASSED


@given(ANYTHING)
def test_anything_is_judged_and_nothing_passes(value: Any) -> None:
    assert judge_credential(value, {}, now=LATER).outcome is Outcome.FAILED
    assert judge_presented(value, {}, now=LATER).outcome is Outcome.FAILED
    assert wanted(value, {}) == wanted_presented(value, {}) == frozenset()


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(LIBRARY)), st.binary(max_size=40) | ANYTHING.map(lambda value: json.dumps(value).encode())
)
def test_whatever_a_server_answers_nothing_passes(address: str, body: bytes) -> None:
    assert judge_credential(BADGE, {**LIBRARY, address: body}, now=LATER).outcome is not Outcome.PASSED
