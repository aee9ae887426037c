"""An employer asks for level and credits; what each answer is worth."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.unit.verification.conftest import NOW, Institution
from verification.errors import AnswerError
from verification.outcome import Outcome
from verification.policy import Predicate, ProofPolicy
from verification.presentation import Identifier, PresentationFacts, judge_presentation
from verification.verdict import Verdict

SALUD = Institution()
LEVEL = Predicate(name="eqf_level", op=">=", value=6)
CREDITS = Predicate(name="ects_x100", op=">=", value=300)
POLICY = ProofPolicy(predicates=(LEVEL, CREDITS), issuers=(SALUD.did,), fresh_within=600)
THEN = int((NOW - timedelta(days=90)).timestamp())
CRED_DEF = SALUD.schema()["id"]
WHOLE = Identifier("schema", CRED_DEF, "registry", THEN, newest_list=THEN)
FACTS = PresentationFacts(True, (WHOLE,), (LEVEL, CREDITS))


def codes(facts: PresentationFacts, policy: ProofPolicy = POLICY) -> list[str]:
    return [check.code for check in judge(facts, policy).checks]


def judge(facts: PresentationFacts, policy: ProofPolicy = POLICY) -> Verdict:
    return judge_presentation(policy, facts, NOW)


def test_a_whole_answer_passes_in_five_lines() -> None:
    verdict = judge(FACTS)
    assert verdict.outcome is Outcome.PASSED
    assert [check.name for check in verdict.checks] == [
        "authentic",
        "issuer",
        "status",
        "criteria",
        "disclosure",
    ]
    assert codes(FACTS) == ["authentic", "issuer-accepted", "in-force", "criteria-met", "nothing-disclosed"]


@pytest.mark.parametrize(
    ("verified", "first", "outcome"),
    [
        (False, "not-authentic", Outcome.FAILED),
        (None, "authenticity-unchecked", Outcome.UNKNOWN),
    ],
)
def test_what_is_not_known_to_be_authentic_proves_nothing_else(
    verified: bool | None, first: str, outcome: Outcome
) -> None:
    facts = replace(FACTS, verified=verified)
    assert judge(facts).outcome is outcome
    assert codes(facts) == [
        first,
        "issuer-unproven",
        "status-unproven",
        "criteria-unproven",
        "disclosure-unproven",
    ]


def test_what_an_unchecked_answer_says_against_itself_still_counts() -> None:
    facts = replace(FACTS, verified=None, predicates=(LEVEL,))
    assert judge(facts).outcome is Outcome.FAILED
    assert "criteria-not-met" in codes(facts)


@pytest.mark.parametrize(
    ("policy", "code", "outcome"),
    [
        ({"issuers": ("did:webvh:another",)}, "issuer-not-accepted", Outcome.FAILED),
        ({"cred_defs": (SALUD.rev_reg_def()["id"],)}, "kind-not-accepted", Outcome.FAILED),
        ({"issuers": (), "cred_defs": (CRED_DEF,)}, "issuer-accepted", Outcome.PASSED),
        ({"issuers": ()}, "issuer-unrecognised", Outcome.UNKNOWN),
    ],
)
def test_the_issuer_is_judged_by_what_the_verifier_accepts(policy: dict[str, Any], code: str, outcome: Outcome) -> None:
    verdict = judge(FACTS, POLICY.model_copy(update=policy))
    assert verdict.checks[1].code == code
    assert verdict.outcome is outcome


def test_an_id_that_is_no_did_webvh_is_an_issuer_nobody_accepted() -> None:
    facts = replace(FACTS, identifiers=(replace(WHOLE, cred_def_id="V4SG:3:CL:1:tag"),))
    assert "issuer-not-accepted" in codes(facts)


def test_an_answer_that_rests_on_nothing_is_not_accepted() -> None:
    facts = PresentationFacts(True, (), ())
    assert codes(facts) == ["authentic", "issuer-unnamed", "criteria-not-met", "nothing-disclosed"]
    assert judge(facts).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "in-force"),
        ({"newest_list": int((NOW - timedelta(seconds=60)).timestamp())}, "in-force"),
        ({"newest_list": int((NOW - timedelta(seconds=601)).timestamp())}, "status-stale"),
        ({"newest_list": None}, "status-stale"),
        ({"newest_list": None, "timestamp": int((NOW - timedelta(seconds=599)).timestamp())}, "in-force"),
        ({"timestamp": None}, "status-not-shown"),
        ({"rev_reg_id": None}, "status-not-shown"),
        ({"timestamp": int((NOW + timedelta(minutes=6)).timestamp())}, "status-in-the-future"),
    ],
    ids=str,
)
def test_an_old_list_counts_only_while_it_is_the_newest(change: dict[str, Any], code: str) -> None:
    facts = replace(FACTS, identifiers=(replace(WHOLE, **change),))
    verdict = judge(facts)
    assert verdict.checks[2].code == code
    assert (verdict.outcome is Outcome.PASSED) == (code == "in-force")


def test_a_superseded_list_says_until_when_it_was_the_last_word() -> None:
    superseded = replace(WHOLE, newest_list=int((NOW - timedelta(hours=1)).timestamp()))
    status = judge(replace(FACTS, identifiers=(superseded,))).checks[2]
    assert status.detail == {"as_of": "2026-11-23T11:00:00Z"}


def test_the_credits_of_one_credential_and_the_level_of_another_are_not_enough() -> None:
    facts = replace(FACTS, identifiers=(WHOLE, replace(WHOLE, schema_id="other")))
    assert "several-credentials" in codes(facts)
    assert judge(facts).outcome is Outcome.FAILED


@pytest.mark.parametrize("weaker", [{"value": 5}, {"op": ">"}, {"name": "nqf_level"}])
def test_another_predicate_than_the_one_asked_for_is_missing(weaker: dict[str, Any]) -> None:
    facts = replace(FACTS, predicates=(LEVEL.model_copy(update=weaker), CREDITS))
    check = judge(facts).checks[3]
    assert check.code == "criteria-not-met"
    assert check.detail == {"criteria": [{"name": "eqf_level", "op": ">=", "value": 6}]}


@pytest.mark.parametrize(
    ("reveal", "revealed", "self_attested", "code"),
    [
        (("title",), ("title",), (), "disclosed-as-asked"),
        ((), ("given_name",), (), "disclosed-too-much"),
        (("title",), (), (), "not-disclosed"),
        (("title",), (), ("title",), "self-attested"),
        ((), (), ("given_name",), "disclosed-too-much"),
    ],
)
def test_what_is_disclosed_is_what_was_asked(
    reveal: tuple[str, ...], revealed: tuple[str, ...], self_attested: tuple[str, ...], code: str
) -> None:
    facts = replace(FACTS, revealed=revealed, self_attested=self_attested)
    assert judge(facts, POLICY.model_copy(update={"reveal": reveal})).checks[-1].code == code


def test_a_policy_without_predicates_has_no_criteria_to_meet() -> None:
    policy = POLICY.model_copy(update={"predicates": (), "reveal": ("title",)})
    facts = replace(FACTS, predicates=(), revealed=("title",))
    assert codes(facts, policy) == ["authentic", "issuer-accepted", "in-force", "disclosed-as-asked"]


REQUEST = {
    "requested_attributes": {"reveal_0": {"name": "title"}, "reveal_1": {"names": ["given_name"]}},
    "requested_predicates": {
        "predicate_0": {"name": "eqf_level", "p_type": ">=", "p_value": 6},
        "predicate_1": {"name": "ects_x100", "p_type": ">=", "p_value": 300},
    },
}
ANSWER = {
    "identifiers": [{"schema_id": "schema", "cred_def_id": CRED_DEF, "rev_reg_id": "registry", "timestamp": THEN}],
    "requested_proof": {
        "revealed_attrs": {"reveal_0": {"sub_proof_index": 0, "raw": "Salud", "encoded": "1"}},
        "revealed_attr_groups": {"reveal_1": {"sub_proof_index": 0, "values": {"given_name": {"raw": "Ñ"}}}},
        "self_attested_attrs": {},
        "unrevealed_attrs": {},
        "predicates": {"predicate_0": {"sub_proof_index": 0}, "predicate_1": {"sub_proof_index": 0}},
    },
}


def test_facts_are_read_from_an_anoncreds_answer_without_its_values() -> None:
    facts = PresentationFacts.read(REQUEST, ANSWER, verified=True, newest_lists={"registry": THEN})
    assert facts == replace(FACTS, revealed=("title", "given_name"))
    assert "Salud" not in repr(facts)


@pytest.mark.parametrize(
    "spoilt",
    [
        {},
        {**ANSWER, "identifiers": [{}]},
        {**ANSWER, "identifiers": [{**ANSWER["identifiers"][0], "timestamp": "yesterday"}]},  # type: ignore[index]
        {**ANSWER, "identifiers": [{**ANSWER["identifiers"][0], "timestamp": 2**60}]},  # type: ignore[index]
        {**ANSWER, "identifiers": [{**ANSWER["identifiers"][0], "timestamp": 2**39}]},  # type: ignore[index]
        {**ANSWER, "identifiers": [{**ANSWER["identifiers"][0], "timestamp": 1.5}]},  # type: ignore[index]
        {**ANSWER, "identifiers": [{**ANSWER["identifiers"][0], "cred_def_id": {}}]},  # type: ignore[index]
        {**ANSWER, "identifiers": [{**ANSWER["identifiers"][0], "rev_reg_id": 7}]},  # type: ignore[index]
        {**ANSWER, "requested_proof": {"predicates": {"predicate_9": {}}}},
        {**ANSWER, "requested_proof": []},
        {**ANSWER, "requested_proof": {"revealed_attr_groups": {"reveal_1": {"values": [{"given_name": "Ñ"}]}}}},
    ],
    ids=range(11),
)
def test_an_answer_to_another_question_is_refused(spoilt: dict[str, Any]) -> None:
    with pytest.raises(AnswerError) as refusal:
        PresentationFacts.read(REQUEST, spoilt, verified=True, newest_lists={})
    assert refusal.value.code == "answer-malformed"
