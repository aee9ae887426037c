"""Designs over HTTP: proposed by one person, approved by another."""

import pytest

from issuer_api.routes.designs import EXAMPLE
from tests.integration.issuer_api.office import Office, good, problem


def test_a_design_is_proposed_by_one_and_approved_by_another(office: Office) -> None:
    made = good(office.post("/designs", EXAMPLE), 201)
    assert (made["state"], made["author"], made["approver"]) == ("draft", "officer", None)
    approved = good(office.post(f"/designs/{made['id']}/approve", by="approver"))
    assert (approved["state"], approved["author"], approved["approver"]) == ("approved", "officer", "approver")
    assert approved["elements"]["title"] == EXAMPLE["title"]
    assert good(office.get(f"/designs/{made['id']}")) == approved
    assert good(office.get("/designs")) == [approved]


def test_nobody_approves_their_own_design(office: Office) -> None:
    made = good(office.post("/designs", EXAMPLE), 201)
    problem(office.post(f"/designs/{made['id']}/approve"), 403, "second-person-needed")
    assert good(office.get(f"/designs/{made['id']}"))["state"] == "draft"


def test_a_design_is_approved_once(office: Office) -> None:
    design_id = office.design()
    problem(office.post(f"/designs/{design_id}/approve", by="approver"), 409, "design-already-approved")


def test_a_design_that_is_not_there(office: Office) -> None:
    nowhere = "00000000-0000-4000-8000-000000000000"
    problem(office.get(f"/designs/{nowhere}"), 404, "not-found")
    problem(office.post(f"/designs/{nowhere}/approve"), 404, "not-found")
    problem(office.get("/designs/not-an-id"), 422, "malformed-request")


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": "   "},
        {"title": "línea\x00oculta"},
        {"description": "a\x00b"},
        {"title": "x" * 201},
        {"hours": 0},
        {"hours": "muchas"},
        {"ects": "-1"},
        {"ects": "NaN"},
        {"ects": "3.001"},
        {"eqf_level": 9},
        {"outcomes": []},
        {"outcomes_uri": "javascript:alert(1)"},
        {"mode": "telepathy"},
        {"grade_scale": {"minimum": "0", "maximum": "100", "pass_mark": "101"}},
        {"grade_scale": {"minimum": "5", "maximum": "5", "pass_mark": "5"}},
        {"unknown": True},
    ],
)
def test_elements_that_cannot_be_are_refused_with_their_place(office: Office, change: dict[str, object]) -> None:
    body = problem(office.post("/designs", EXAMPLE | change), 422, "malformed-request")
    assert any(set(change) & set(error["where"]) for error in body["errors"])
    assert good(office.get("/designs")) == []


def test_a_body_that_is_no_json(office: Office) -> None:
    for body in (b"", b"{", b"[]", b"\xff\xfe", b'{"title": "\\ud800"}'):
        headers = office.headers("officer") | {"Content-Type": "application/json"}
        answer = office.client.post("/designs", content=body, headers=headers)
        assert answer.status_code in (400, 422), answer.text
        assert answer.headers["content-type"] == "application/problem+json"


def test_nothing_is_issued_from_a_draft(office: Office) -> None:
    made = good(office.post("/designs", EXAMPLE), 201)
    problem(office.submit(made["id"], b"whatever"), 409, "design-not-approved")
