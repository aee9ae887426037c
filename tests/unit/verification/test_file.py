"""Whatever is handed in, one verdict; and a policy is held against what is proven, not against what is said."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from issuer_api.domain.badge.achievement import ESCO_TYPE
from tests.unit.verification.bundles import World as Chain
from tests.unit.verification.conftest import NOW, key
from tests.unit.verification.signed_world import HOLDER_DID, INDEX, LATER, World, present
from verification.criteria import judge_criteria
from verification.file import HandedIn, judge_file, read_file, wanted_by
from verification.four_lines import four_lines
from verification.gather import MAX_FETCHES, gather
from verification.policy import Policy, Predicate
from verification.vcdm import V2_CONTEXT
from verification.verdict import Check, Language, Outcome, Verdict

WEB = "https://salud.example.edu/.well-known/did.json"
LOG = "https://salud.example.edu/.well-known/did.jsonl"
LEVEL = Predicate(name="eqf_level", op=">=", value=6)


@pytest.fixture
def world() -> World:
    return World()


def judge(world: World, document: Any, policy: Policy | None = None, *, away: tuple[str, ...] = ()) -> Verdict:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    handed_in = read_file(data)
    known = {address: body for address, body in world.pages.items() if address not in away}
    library = gather(lambda found: wanted_by(handed_in, found), known.get)
    return judge_file(handed_in, library, now=LATER, policy=policy)


def codes(verdict: Verdict, name: str) -> list[str]:
    return [check.code for check in verdict.checks if check.name == name]


def level(value: str, **changes: Any) -> dict[str, Any]:
    """A subject whose achievement says its level."""
    entry = {"type": ["Alignment"], "targetName": "EQF", "targetType": "ext:eqfLevel", "targetCode": value, **changes}
    return {"id": HOLDER_DID, "achievement": {"alignment": [{"targetType": ESCO_TYPE, "targetCode": "9"}, entry]}}


def test_what_a_file_is(world: World) -> None:
    badge = world.badge()
    assert read_file(json.dumps(badge).encode()).kind == "credential"
    assert read_file(json.dumps(present([badge])).encode()).kind == "presentation"
    assert read_file(b'{"type": "MochilaBundle"}').kind == "bundle"
    assert read_file(b'{"cut off').kind == "bundle"
    assert read_file(b"\x00\x01") == HandedIn("unreadable", "badge-file-unknown")
    assert judge(world, b"%PDF-1.7").outcome is Outcome.FAILED


def test_without_a_policy_nobody_is_asked_for(world: World) -> None:
    verdict = judge(world, world.badge())
    assert verdict.outcome is Outcome.PASSED
    assert codes(verdict, "criteria") == []


@pytest.mark.parametrize("form", ["did_web", "did_webvh"])
def test_an_accepted_institution_by_either_of_its_names(world: World, form: str) -> None:
    verdict = judge(world, world.badge(), Policy(issuers=(getattr(world, form),)))
    assert verdict.outcome is Outcome.PASSED
    assert codes(verdict, "issuer") == ["issuer-key-in-history", "issuer-accepted"]


def test_an_institution_that_is_not_accepted(world: World) -> None:
    verdict = judge(world, world.badge(), Policy(issuers=("did:web:otra.example.edu",)))
    assert verdict.outcome is Outcome.FAILED
    assert codes(verdict, "issuer") == ["issuer-key-in-history", "issuer-not-accepted"]


def test_a_forger_with_a_website_of_its_own_is_not_the_institution(world: World) -> None:
    forger = World(host="salud-ejemplo.example.com", signer=key(100))
    badge = forger.sign(world.credential(issuer={"id": forger.did_web, "name": "Universidad de Ejemplo"}))
    world.pages |= forger.pages
    assert judge(world, badge, Policy(issuers=(world.did_web, world.did_webvh))).outcome is Outcome.FAILED


@pytest.mark.parametrize("away", [WEB, LOG])
def test_who_cannot_be_asked_is_neither_accepted_nor_refused(world: World, away: str) -> None:
    for issuers in ((world.did_web,), ("did:web:otra.example.edu",)):
        verdict = judge(world, world.badge(), Policy(issuers=issuers), away=(away,))
        assert verdict.outcome is Outcome.UNKNOWN
        assert codes(verdict, "issuer")[-1] == "issuer-unproven"


def test_the_history_alone_answers_for_the_name_of_the_history(world: World) -> None:
    """A did:web whose document names nobody's history is not accepted under a did:webvh."""
    document = {name: value for name, value in world.web().items() if name != "alsoKnownAs"}
    world.put_web(document)
    assert codes(judge(world, world.badge(), Policy(issuers=(world.did_webvh,))), "issuer") == [
        "issuer-key-on-web",
        "issuer-not-accepted",
    ]


@pytest.mark.parametrize(
    ("said", "code"),
    [("6", "criteria-met"), ("7", "criteria-met"), ("5", "criteria-not-met"), ("six", "criteria-not-said")],
)
def test_what_is_said_is_held_against_what_is_asked(said: str, code: str) -> None:
    check = judge_criteria(Policy(predicates=(LEVEL,)), {"credentialSubject": level(said)}, authentic=True)
    assert check is not None
    assert check.code == code


def test_what_is_said_twice_is_not_said() -> None:
    subject = level("6")
    subject["achievement"]["alignment"].append({"targetType": "ext:eqfLevel", "targetCode": "8"})
    check = judge_criteria(Policy(predicates=(LEVEL,)), {"credentialSubject": subject}, authentic=True)
    assert check == Check.of("criteria", "criteria-not-said", criteria=[LEVEL.model_dump()])


def test_of_what_is_not_authentic_nothing_is_believed_in_its_favour() -> None:
    policy, said = Policy(predicates=(LEVEL,)), {"credentialSubject": level("6")}
    against = judge_criteria(policy, {"credentialSubject": level("5")}, authentic=False)
    assert [judge_criteria(policy, said, authentic=False), against] == [
        Check.of("criteria", "criteria-unproven"),
        Check.of("criteria", "criteria-not-met", criteria=[LEVEL.model_dump()]),
    ]


def test_a_presentation_is_held_to_the_policy_one_credential_at_a_time(world: World) -> None:
    other = World(host="norte.example.edu", signer=key(100))
    world.pages |= other.pages
    both = present([world.badge(), other.badge(issuer=other.did_web)])
    verdict = judge(world, both, Policy(issuers=(world.did_webvh,)))
    assert verdict.outcome is Outcome.FAILED
    assert codes(verdict, "issuer").count("issuer-accepted") == 1
    assert codes(verdict, "issuer").count("issuer-not-accepted") == 1


def test_an_empty_presentation_meets_no_policy(world: World) -> None:
    empty = {"@context": [V2_CONTEXT], "type": ["VerifiablePresentation"]}
    assert codes(judge(world, empty, Policy(issuers=(world.did_webvh,))), "issuer") == ["issuer-unnamed"]


def test_a_bundle_is_held_to_the_policy_too(tmp_path: Path) -> None:
    chain = Chain(tmp_path)
    data = json.dumps(chain.bundle().to_json()).encode()
    ours, theirs = Policy(issuers=(chain.did,)), Policy(issuers=("did:web:otra.example.edu",))
    found = [
        judge_file(read_file(data), {}, now=LATER, policy=policy, trusted=[chain.block_hash])
        for policy in (ours, theirs)
    ]
    assert [verdict.checks[-1].code for verdict in found] == ["issuer-accepted", "issuer-not-accepted"]
    assert found[1].outcome is Outcome.FAILED


@pytest.mark.parametrize("lang", ["es", "pt", "en"])
def test_four_lines_whatever_the_verdict(world: World, lang: Language) -> None:
    world.put_list((INDEX,))
    verdict = judge(world, world.badge(), Policy(issuers=(world.did_web,)))
    lines = four_lines(verdict, lang)
    assert [(line.name, line.outcome) for line in lines] == [
        ("authentic", Outcome.PASSED),
        ("issuer", Outcome.PASSED),
        ("status", Outcome.FAILED),
        ("criteria", None),
    ]
    for unread in (judge(world, b"\x00"), Verdict(())):
        assert [line.outcome for line in four_lines(unread, lang)][1:] == [Outcome.UNKNOWN, Outcome.UNKNOWN, None]
    assert all(line.title and line.sentence for line in (*lines, *four_lines(Verdict(()), lang)))


def test_every_check_counts_for_a_line(world: World) -> None:
    """So that the four lines are never better than the verdict."""
    for check in judge(world, world.badge()).checks:
        for outcome in (Outcome.FAILED, Outcome.UNKNOWN):
            worse = Verdict((Check(check.name, outcome, check.code, check.detail),))
            assert outcome in [line.outcome for line in four_lines(worse, "en")]


def test_the_asking_is_bounded() -> None:
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return b""

    library = gather(lambda known: {f"https://{len(known)}-{number}.example" for number in range(100)}, fetch)
    assert len(asked) == len(set(asked)) == MAX_FETCHES
    assert [library[address] for address in asked] == [b""] * MAX_FETCHES
    assert gather(lambda known: {"https://salud.example.edu/"} - known.keys(), lambda _: None) == {
        "https://salud.example.edu/": None
    }


def test_time_is_the_callers(world: World) -> None:
    early = judge_file(read_file(json.dumps(world.badge()).encode()), {}, now=NOW - timedelta(days=1))
    assert codes(early, "validity") == ["validity-not-begun"]
