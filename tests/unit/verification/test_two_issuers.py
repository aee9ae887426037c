"""Real AnonCreds proofs that rest on credentials of two institutions: sound, and not what was asked."""

from dataclasses import replace

import pytest
from anoncreds import AnoncredsError

from tests.anoncreds_world import Answer, Issuer, Wallet, request
from tests.unit.verification.conftest import NOW
from verification.outcome import Outcome
from verification.policy import Predicate, ProofPolicy
from verification.presentation import judge_presentation

AT = int(NOW.timestamp()) - 60
LEVEL = Predicate(name="eqf_level", op=">=", value=6)
CREDITS = Predicate(name="ects_x100", op=">=", value=300)
ASKED = (LEVEL, CREDITS)


@pytest.fixture(scope="module")
def issuers() -> tuple[Issuer, Issuer]:
    return Issuer("salud.example.edu", AT), Issuer("otra.example.edu", AT)


@pytest.fixture(scope="module")
def wallet(issuers: tuple[Issuer, Issuer]) -> Wallet:
    """The level is met by one credential, the credits by the other, and both by the third."""
    salud, otra = issuers
    found = Wallet()
    found.take(salud, eqf_level="7", ects_x100="100")
    found.take(otra, eqf_level="3", ects_x100="900")
    found.take(salud, eqf_level="6", ects_x100="300")
    return found


def failing(answer: Answer, *accepted: Issuer) -> set[str]:
    policy = ProofPolicy(predicates=ASKED, issuers=tuple(one.did for one in accepted))
    verdict = judge_presentation(policy, answer.facts(), NOW)
    found = {check.code for check in verdict.checks if check.outcome is not Outcome.PASSED}
    assert (verdict.outcome is Outcome.PASSED) == (not found)
    return found


def test_one_credential_that_meets_all_of_it_passes(wallet: Wallet, issuers: tuple[Issuer, Issuer]) -> None:
    answer = wallet.answer(request(ASKED, AT), {"p0": 2, "p1": 2})
    assert answer.verified
    assert failing(answer, *issuers) == set()
    assert failing(answer, issuers[1]) == {"issuer-not-accepted"}


def test_the_level_of_one_and_the_credits_of_another(wallet: Wallet, issuers: tuple[Issuer, Issuer]) -> None:
    answer = wallet.answer(request(ASKED, AT), {"p0": 0, "p1": 1})
    assert answer.verified
    assert {one.cred_def_id for one in answer.facts().identifiers} == {one.cred_def_id for one in issuers}
    assert failing(answer, *issuers) == {"several-credentials"}
    assert failing(answer, issuers[0]) == {"several-credentials", "issuer-not-accepted"}


def test_two_of_one_institution_are_two_as_well(wallet: Wallet, issuers: tuple[Issuer, Issuer]) -> None:
    answer = wallet.answer(request(ASKED, AT), {"p0": 0, "p1": 2})
    assert answer.verified
    assert failing(answer, *issuers) == {"several-credentials"}


def test_what_is_not_met_cannot_be_proven(wallet: Wallet) -> None:
    with pytest.raises(AnoncredsError):
        wallet.answer(request(ASKED, AT), {"p0": 1, "p1": 1})


def test_the_answer_to_another_question_is_not_authentic(wallet: Wallet, issuers: tuple[Issuer, Issuer]) -> None:
    answer = wallet.answer(request(ASKED, AT), {"p0": 2, "p1": 2})
    again = replace(answer, request=request(ASKED, AT))
    assert not again.verified
    assert "not-authentic" in failing(again, *issuers)


def test_once_one_of_the_two_is_revoked_nothing_is_proven() -> None:
    salud, otra = Issuer("salud.example.edu", AT), Issuer("otra.example.edu", AT)
    wallet = Wallet()
    wallet.take(salud, eqf_level="7", ects_x100="100")
    wallet.take(otra, eqf_level="3", ects_x100="900")
    assert wallet.answer(request(ASKED, AT), {"p0": 0, "p1": 1}).verified
    otra.revoke(1, AT + 30)
    after = wallet.answer(request(ASKED, AT + 30), {"p0": 0, "p1": 1})  # a holder who insists
    assert not after.verified
    assert "not-authentic" in failing(after, salud, otra)
