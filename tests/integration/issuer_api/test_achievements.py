"""What a badge links to: the achievement, for everybody, once its design is approved."""

from uuid import uuid4

import pytest

from issuer_api.routes.designs import EXAMPLE
from tests.integration.issuer_api.office import HOST, Office, good, problem
from verification.json_ld import to_quads


def test_an_approved_design_is_an_achievement_for_everybody(office: Office) -> None:
    design_id = office.design()
    answer = office.client.get(f"/achievements/{design_id}")
    found = good(answer)
    assert found["id"] == f"https://{HOST}/achievements/{design_id}"
    assert (found["name"], found["achievementType"]) == (EXAMPLE["title"], "MicroCredential")
    assert found["creator"]["id"] == f"did:web:{HOST}"
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "max-age=86400" in answer.headers["cache-control"]
    assert to_quads(found)
    for private in ("author", "approver", "officer"):
        assert private not in answer.text


def test_a_draft_is_nobodys_business(office: Office) -> None:
    made = good(office.post("/designs", EXAMPLE), 201)
    problem(office.client.get(f"/achievements/{made['id']}"), 404, "not-found")
    problem(office.client.get(f"/achievements/{uuid4()}"), 404, "not-found")


def test_the_design_chooses_who_issues(office: Office) -> None:
    made = good(office.post("/designs", EXAMPLE | {"issuer_form": "did:webvh"}), 201)
    good(office.post(f"/designs/{made['id']}/approve", by="approver"))
    assert good(office.client.get(f"/achievements/{made['id']}"))["creator"]["id"] == office.did


@pytest.mark.parametrize(
    "address", ["https://salud.example.edu/%zz", "https://salud.example.edu/a|b", "https://a.edu/{x}"]
)
def test_a_design_is_proposed_only_if_a_badge_can_be_made_of_it(office: Office, address: str) -> None:
    """Found out when it is proposed, not when a cohort waits."""
    answer = office.post("/designs", EXAMPLE | {"outcomes_uri": address})
    if answer.status_code == 201:
        assert to_quads(good(approved_achievement(office, answer.json()["id"])))
    else:
        problem(answer, 422, "not-a-badge")
        assert good(office.get("/designs")) == []


def approved_achievement(office: Office, design_id: str):  # type: ignore[no-untyped-def]
    good(office.post(f"/designs/{design_id}/approve", by="approver"))
    return office.client.get(f"/achievements/{design_id}")
