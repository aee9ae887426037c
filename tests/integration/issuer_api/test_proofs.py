"""Proof requests over HTTP: asked, answered, judged once, and nothing taken for proven that is not known."""

from dataclasses import replace
from typing import Any

import pytest

from issuer_api.domain.errors import NodeError
from issuer_api.domain.ports import Answer
from issuer_api.routes.proofs import EXAMPLE
from issuer_api.usecases.proofs import sweep_proofs
from tests.integration.issuer_api.office import Json, Office, good, problem


def ask(office: Office, **policy: object) -> Json:
    asked: Json = good(office.post("/proof-requests", EXAMPLE | policy), 201)
    return asked


def read(office: Office, asked: Json) -> Json:
    found: Json = good(office.get(f"/proof-requests/{asked['id']}"))
    return found


def pres_ex_id(asked: Json) -> str:
    return str(asked["invitation"]["@id"])


def failing(answered: Json) -> set[str]:
    return {check["code"] for check in answered["verdict"]["checks"] if check["outcome"] != "passed"}


def test_asked_answered_and_verified(office: Office) -> None:
    asked = ask(office)
    assert (asked["state"], asked["verdict"], asked["asked_by"]) == ("asked", None, "officer")
    assert read(office, asked)["state"] == "asked"
    office.agent.prove(pres_ex_id(asked), office.newest_list()["timestamp"])
    answered = read(office, asked)
    assert (answered["state"], answered["verdict"]["outcome"]) == ("verified", "passed")
    assert all({"es", "pt", "en"} == set(check["sentence"]) for check in answered["verdict"]["checks"])
    assert good(office.get("/proof-requests")) == [answered]


def test_an_answer_against_a_list_of_before_a_revocation_is_not_verified(office: Office) -> None:
    (credential,) = office.issued()
    office.accept(credential)
    former = office.newest_list()["timestamp"]
    good(office.revoke(credential))
    office.clock.forward(hours=2)
    asked = ask(office)
    office.agent.prove(pres_ex_id(asked), former)
    answered = read(office, asked)
    assert answered["state"] == "unknown"
    assert "status-stale" in failing(answered)


@pytest.mark.parametrize(
    ("verified", "code", "state"),
    [(False, "not-authentic", "refused"), (None, "authenticity-unchecked", "unknown")],
)
def test_what_the_agent_did_not_verify_is_not_verified(
    office: Office, verified: bool | None, code: str, state: str
) -> None:
    asked = ask(office)
    office.agent.prove(pres_ex_id(asked), office.newest_list()["timestamp"], verified=verified)
    answered = read(office, asked)
    assert answered["state"] == state
    assert code in failing(answered)


def test_judged_once_whatever_the_agent_says_later(office: Office) -> None:
    asked = ask(office)
    office.agent.prove(pres_ex_id(asked), office.newest_list()["timestamp"], verified=False)
    first = read(office, asked)
    office.agent.prove(pres_ex_id(asked), office.newest_list()["timestamp"])
    assert read(office, asked) == first


def test_a_holder_who_declines_has_proven_nothing_either_way(office: Office) -> None:
    asked = ask(office)
    office.agent.answers[pres_ex_id(asked)] = Answer(True, None, {}, None)
    answered = read(office, asked)
    assert (answered["state"], answered["verdict"]) == ("declined", None)
    assert answered["answered_at"]


@pytest.mark.parametrize(
    "presentation",
    [
        {},
        {"x": 1},
        {"identifiers": None, "requested_proof": None},
        {"identifiers": ["x"], "requested_proof": {}},
        {"identifiers": [{"rev_reg_id": 5}], "requested_proof": {"predicates": {"unasked": {}}}},
    ],
)
def test_an_answer_that_is_none_is_refused_and_keeps_no_other_waiting(office: Office, presentation: Any) -> None:
    asked, other = ask(office), ask(office)
    office.agent.answers[pres_ex_id(asked)] = Answer(False, True, {}, presentation)
    office.agent.prove(pres_ex_id(other), office.newest_list()["timestamp"])
    sweep_proofs(office.node)
    answered = read(office, asked)
    assert (answered["state"], answered["verdict"]["outcome"]) != ("verified", "passed")
    assert answered["state"] == "refused"
    assert read(office, other)["state"] == "verified"


def test_more_than_was_asked_is_too_much(office: Office) -> None:
    asked = ask(office)
    office.agent.prove(pres_ex_id(asked), office.newest_list()["timestamp"])
    answer = office.agent.answers[pres_ex_id(asked)]
    request = answer.request | {"requested_attributes": {"n": {"name": "given_name"}}}
    shown: Any = answer.presentation
    shown["requested_proof"]["revealed_attrs"] = {"n": {"raw": "Begoña"}}
    office.agent.answers[pres_ex_id(asked)] = replace(answer, request=request, presentation=shown)
    answered = read(office, asked)
    assert "disclosed-too-much" in failing(answered)
    assert "Begoña" not in str(answered)


def test_at_most_also_asks_for_at_least_nothing_because_absent_is_less(office: Office) -> None:
    asked = ask(office, predicates=[{"name": "hours", "op": "<=", "value": 100}])
    assert {"name": "hours", "op": ">=", "value": 0} in asked["policy"]["predicates"]
    assert asked["policy"]["issuers"] == [office.did]


def test_with_the_agent_away_it_is_neither_asked_nor_lost(office: Office) -> None:
    office.agent.unreachable = True
    problem(office.post("/proof-requests", EXAMPLE), 503, "agent-unreachable")
    assert good(office.get("/proof-requests")) == []
    office.agent.unreachable = False
    asked = ask(office)
    office.agent.prove(pres_ex_id(asked), office.newest_list()["timestamp"])
    office.agent.unreachable = True
    problem(office.get(f"/proof-requests/{asked['id']}"), 503, "agent-unreachable")
    with pytest.raises(NodeError):
        sweep_proofs(office.node)
    office.agent.unreachable = False
    sweep_proofs(office.node)
    assert read(office, asked)["state"] == "verified"


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ({"predicates": [{"name": "shoe_size", "op": ">=", "value": 1}]}, "unknown-attribute"),
        ({"predicates": [{"name": "given_name", "op": ">=", "value": 1}]}, "unknown-attribute"),
        ({"reveal": ["shoe_size"]}, "unknown-attribute"),
        ({"predicates": []}, "malformed-request"),
        ({"predicates": [{"name": "hours", "op": "==", "value": 1}]}, "malformed-request"),
        ({"predicates": [{"name": "hours", "op": ">=", "value": 2**31}]}, "malformed-request"),
        ({"predicates": [{"name": "hours", "op": ">=", "value": 1.5}]}, "malformed-request"),
        ({"issuers": ["a\x00b"]}, "cannot-be-kept"),
        ({"unknown": 1}, "malformed-request"),
    ],
)
def test_a_question_that_cannot_be_asked(office: Office, policy: dict[str, object], code: str) -> None:
    problem(office.post("/proof-requests", EXAMPLE | policy), 422, code)
    assert office.agent.questions == {}


def test_a_question_that_nobody_asked(office: Office) -> None:
    problem(office.get("/proof-requests/00000000-0000-4000-8000-000000000000"), 404, "not-found")
