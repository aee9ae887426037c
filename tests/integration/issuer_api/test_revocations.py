"""Revocations and suspensions: what the caller is told is revoked, is; and nothing that was asked is forgotten."""

import random
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import httpx
import pytest

from issuer_api.domain.errors import NodeError
from issuer_api.domain.status import Reason
from issuer_api.usecases.settle_status import reconcile_registries, settle_status
from issuer_api.usecases.status_lists import shown
from tests.integration.issuer_api.office import Json, Office, good, problem


def held(office: Office, count: int = 1) -> list[Json]:
    """Credentials in their learners' wallets."""
    credentials = office.issued(count)
    for credential in credentials:
        office.accept(credential)
    return credentials


def index_of(office: Office, credential: Json) -> int:
    with office.node.store() as work:
        (found,) = [item for item in work.credentials.find() if str(item.id) == credential["id"]]
        assert found.cred_rev_id
        return found.cred_rev_id


def revoked(office: Office) -> set[int]:
    """As anybody can see."""
    return {index for index, bit in enumerate(office.newest_list()["revocationList"]) if bit}


def change_of(office: Office, credential: Json) -> str | None:
    found: str | None = good(office.get(f"/credentials/{credential['id']}"))["change"]
    return found


def ask(office: Office, credential: Json, act: str, by: str = "officer") -> httpx.Response:
    """`act`: revocation, suspension, reinstatement."""
    reason = {"reason": "issued-in-error"} if act == "revocation" else {}
    return office.post(f"/credentials/{credential['id']}/{act}", reason, by=by)


def badge_bits(office: Office, credential: Json) -> tuple[bool, bool]:
    """Revoked, suspended: as the badge's published lists say, which all say the same."""
    with office.node.store() as work:
        found = work.credentials.get(UUID(credential["id"]))
        assert found
        assert found.status_list_id
        assert found.status_index is not None
        said = shown(work, found.status_list_id, [found.status_index])[found.status_index]
        entry = work.status_entries.get((found.status_list_id, found.status_index))
        assert entry
        assert said.agrees(entry)
    return said.revoked, said.suspended


def test_told_revoked_it_is_in_the_published_list_and_the_holder_hears_of_it_once(office: Office) -> None:
    first, second = held(office, 2)
    answer = good(office.revoke(first, "academic-misconduct", note="Acta 12"))
    assert (answer["state"], answer["reason"], answer["requested_by"]) == (
        "published",
        "academic-misconduct",
        "officer",
    )
    assert answer["published_at"] >= answer["requested_at"]
    assert revoked(office) == {index_of(office, first)}
    assert (change_of(office, first), change_of(office, second)) == ("published", None)
    assert office.agent.notices == [(office.agent.rev_reg_id, index_of(office, first))]
    assert "note" not in answer


def test_revoked_twice_it_is_revoked_once_for_the_first_reason(office: Office) -> None:
    (credential,) = held(office)
    first = good(office.revoke(credential, "superseded"))
    assert good(office.revoke(credential, "key-compromise")) == first
    assert len(office.agent.notices) == 1
    assert office.agent.calls["publish_list"] == 1


def test_revoked_by_eight_at_once_it_is_revoked_once(office: Office) -> None:
    (credential,) = held(office)
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda _: office.revoke(credential), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(office.agent.notices) == 1


def test_a_whole_cohort_is_revoked_at_once_and_nobody_waits_for_a_connection_for_ever(office: Office) -> None:
    credentials = held(office, 24)
    office.agent.slow = 0.02
    with ThreadPoolExecutor(24) as people:
        answers = list(people.map(office.revoke, credentials))
    assert {answer.status_code for answer in answers} <= {200, 202}
    settle_status(office.node)
    assert revoked(office) == {index_of(office, credential) for credential in credentials}
    assert {change_of(office, credential) for credential in credentials} == {"published"}


def test_before_it_is_offered_it_is_withdrawn(office: Office) -> None:
    planned, invited = office.issued(2)
    office.claim(invited)
    for credential in (planned, invited):
        assert good(office.revoke(credential))["state"] == "published"
        assert office.state(credential) == "cancelled"
    office.agent.scan("invitation-1")
    office.sweep(days=2)
    assert office.agent.issuances == []
    assert office.agent.calls["publish_list"] == 0


def test_an_offer_that_nobody_answered_is_taken_back(office: Office) -> None:
    (credential,) = office.issued()
    office.connect(credential)
    office.advance(credential)
    assert good(office.revoke(credential))["state"] == "published"
    assert office.state(credential) == "cancelled"
    assert office.agent.issuances == []
    assert badge_bits(office, credential) == (True, False)


def test_with_the_agent_away_an_offer_is_taken_back_later_and_nothing_is_issued_meanwhile(office: Office) -> None:
    (credential,) = office.issued()
    connection = office.connect(credential)
    office.advance(credential)
    office.agent.unreachable = True
    assert good(office.revoke(credential), 202)["state"] == "wanted"
    office.agent.unreachable = False
    office.agent.request(connection)
    office.sweep(days=2)
    assert (office.state(credential), change_of(office, credential)) == ("cancelled", "published")
    assert office.agent.issuances == []
    assert revoked(office) == set()


@pytest.mark.parametrize("act", ["revocation", "suspension"])
def test_issued_in_the_same_moment_it_is_in_the_list_as_well(office: Office, act: str) -> None:
    (credential,) = office.issued()
    connection = office.connect(credential)
    office.advance(credential)
    office.agent.request(connection)
    office.agent.losing.add("push")
    with pytest.raises(NodeError):
        office.advance(credential)
    ask(office, credential, act)
    office.sweep(days=2)
    assert change_of(office, credential) == "published"
    assert revoked(office) == {index_of(office, credential)}


def test_suspended_while_it_is_offered_it_is_issued_when_it_is_reinstated(office: Office) -> None:
    (credential,) = office.issued()
    connection = office.connect(credential)
    office.advance(credential)
    office.agent.request(connection)
    good(ask(office, credential, "suspension"))
    office.sweep(days=2)
    assert office.agent.issuance(connection).cred_rev_id is None
    good(ask(office, credential, "reinstatement"))
    office.sweep(minutes=1)
    assert (office.state(credential), revoked(office)) == ("issued", set())


def test_declined_the_badge_can_be_revoked_all_the_same(office: Office) -> None:
    (credential,) = office.issued()
    connection = office.connect(credential)
    office.advance(credential)
    office.agent.give_up(connection)
    office.advance(credential)
    assert good(office.revoke(credential))["state"] == "published"
    assert office.state(credential) == "declined"
    assert badge_bits(office, credential) == (True, False)


def test_suspended_reinstated_revoked_in_every_list_and_who_when_why_is_told(office: Office) -> None:
    (credential,) = held(office)
    index = {index_of(office, credential)}
    assert good(ask(office, credential, "suspension"))["reason"] == "under-review"
    assert (revoked(office), badge_bits(office, credential)) == (index, (False, True))
    assert good(ask(office, credential, "reinstatement", by="approver"))["state"] == "published"
    assert (revoked(office), badge_bits(office, credential)) == (set(), (False, False))
    good(office.revoke(credential, "academic-misconduct", note="Acta 12"))
    assert (revoked(office), badge_bits(office, credential)) == (index, (True, False))
    told = good(office.get(f"/credentials/{credential['id']}/status-changes"))
    assert [(item["act"], item["reason"], item["requested_by"]) for item in told] == [
        ("suspend", "under-review", "officer"),
        ("reinstate", "review-ended", "approver"),
        ("revoke", "academic-misconduct", "officer"),
    ]
    assert "Acta 12" not in str(told)
    assert office.agent.notices == [(office.agent.rev_reg_id, index_of(office, credential))], "of the revocation alone"


def test_revoked_while_it_is_suspended_the_holder_is_told(office: Office) -> None:
    (credential,) = held(office)
    good(ask(office, credential, "suspension"))
    assert good(office.revoke(credential))["state"] == "published"
    assert office.agent.notices == [(office.agent.rev_reg_id, index_of(office, credential))]


def test_what_cannot_be_asked_of_a_credential(office: Office) -> None:
    (credential,) = held(office)
    problem(ask(office, credential, "reinstatement"), 409, "not-suspended")
    first = good(ask(office, credential, "suspension"))
    assert good(ask(office, credential, "suspension")) == first
    again = good(ask(office, credential, "reinstatement"))
    assert good(ask(office, credential, "reinstatement")) == again
    good(office.revoke(credential))
    for act in ("suspension", "reinstatement"):
        problem(ask(office, credential, act), 409, "already-revoked")
    assert good(office.get(f"/credentials/{credential['id']}"))["standing"] == "revoked"
    assert revoked(office) == {index_of(office, credential)}


def test_a_list_that_comes_late_does_not_undo_a_reinstatement(office: Office) -> None:
    (credential,) = held(office)
    office.agent.late = True
    good(ask(office, credential, "suspension"), 202)
    office.agent.late = False
    assert good(ask(office, credential, "reinstatement"))["state"] == "published"
    office.agent.deliver_lists()
    assert revoked(office) == set()
    reconcile_registries(office.node)
    assert revoked(office) == set()


def test_a_list_that_was_changed_behind_the_nodes_back_is_mended(office: Office) -> None:
    first, second = held(office, 2)
    good(ask(office, first, "suspension"))
    with office.node.store() as work:  # as if another record had been restored
        for item in work.status_entries.find(list_id=office.agent.rev_reg_id):
            item.suspended = item.index == index_of(office, second)
    reconcile_registries(office.node)
    assert revoked(office) == {index_of(office, second)}


def test_many_are_changed_at_once_in_one_list_a_registry(office: Office) -> None:
    credentials = held(office, 12)
    good(office.revoke(credentials[0]))
    before = office.agent.calls["publish_list"]
    body = {"act": "suspend", "reason": "under-review", "credential_ids": [item["id"] for item in credentials]}
    answer = good(office.post("/status-changes", body))
    assert {item["state"] for item in answer["changes"]} == {"published"}
    assert [(item["credential_id"], item["code"]) for item in answer["refused"]] == [
        (credentials[0]["id"], "already-revoked")
    ]
    assert office.agent.calls["publish_list"] == before + 1
    assert revoked(office) == {index_of(office, credential) for credential in credentials}
    nowhere = "00000000-0000-4000-8000-000000000000"
    body |= {"act": "revoke", "credential_ids": [credentials[1]["id"], nowhere]}
    problem(office.post("/status-changes", body), 404, "not-found")
    assert change_of(office, credentials[1]) == "published", "nothing was changed"
    problem(office.post("/status-changes", body | {"credential_ids": []}), 422, "malformed-request")


def test_with_the_agent_away_it_is_wanted_and_published_when_it_is_back(office: Office) -> None:
    (credential,) = held(office)
    office.agent.unreachable = True
    assert good(office.revoke(credential), 202)["state"] == "wanted"
    with pytest.raises(NodeError):
        settle_status(office.node)
    assert change_of(office, credential) == "wanted"
    office.agent.unreachable = False
    assert settle_status(office.node) == 0
    assert change_of(office, credential) == "published"
    assert len(office.agent.notices) == 1


def test_an_agent_that_lies_is_not_believed(office: Office) -> None:
    (credential,) = held(office)
    office.agent.lies = True
    assert good(office.revoke(credential), 202)["state"] == "wanted"
    assert settle_status(office.node) == 1
    assert revoked(office) == set()
    office.agent.lies = False
    assert settle_status(office.node) == 0
    assert revoked(office) == {index_of(office, credential)}
    assert len(office.agent.notices) == 1


def test_a_list_that_comes_late_counts_when_it_is_there(office: Office) -> None:
    (credential,) = held(office)
    office.agent.late = True
    assert good(office.revoke(credential), 202)["state"] == "wanted"
    office.agent.deliver_lists()
    assert change_of(office, credential) == "wanted"
    assert settle_status(office.node) == 0
    assert change_of(office, credential) == "published"


def test_a_late_list_of_before_does_not_undo_a_later_one(office: Office) -> None:
    first, second = held(office, 2)
    office.agent.late = True
    office.revoke(first)
    office.agent.late = False
    good(office.revoke(second))
    assert revoked(office) == {index_of(office, first), index_of(office, second)}
    office.agent.deliver_lists()
    assert revoked(office) == {index_of(office, first), index_of(office, second)}


@pytest.mark.parametrize("call", ["announce", "publish_list"])
def test_the_answer_of_a_call_is_lost(office: Office, call: str) -> None:
    (credential,) = held(office)
    office.agent.losing.add(call)
    office.revoke(credential)
    assert settle_status(office.node) == 0
    assert revoked(office) == {index_of(office, credential)}
    assert change_of(office, credential) == "published"


def test_another_revocation_in_trouble_is_not_this_callers(office: Office) -> None:
    first, second = held(office, 2)
    with office.node.store() as work:
        item = next(item for item in work.credentials.find() if str(item.id) == first["id"])
        item.rev_reg_id = "did:webvh:QmX:otra.example.edu/resources/zQmGone"  # a registry that nobody published
    assert good(office.revoke(first), 202)["state"] == "wanted"
    assert good(office.revoke(second))["state"] == "published"
    with pytest.raises(NodeError):
        settle_status(office.node)


def test_through_any_weather_nothing_wanted_is_lost_and_nothing_else_is_revoked(office: Office) -> None:
    credentials = held(office, 6)
    weather = random.Random(7)
    for credential in credentials[:4]:
        office.agent.unreachable = weather.random() < 0.3
        office.agent.lies = weather.random() < 0.3
        office.agent.late = weather.random() < 0.3
        if weather.random() < 0.3:
            office.agent.losing.add(weather.choice(["announce", "publish_list"]))
        answer = office.revoke(credential)
        assert answer.status_code in (200, 202)
        if answer.status_code == 200:
            assert index_of(office, credential) in revoked(office)
    office.agent.unreachable = office.agent.lies = office.agent.late = False
    office.agent.losing.clear()
    office.agent.deliver_lists()
    assert settle_status(office.node) == 0
    assert revoked(office) == {index_of(office, credential) for credential in credentials[:4]}


def test_a_demand_that_cannot_be(office: Office) -> None:
    (credential,) = office.issued()
    problem(office.revoke(credential, "because"), 422, "malformed-request")
    problem(office.revoke(credential, note="x" * 501), 422, "malformed-request")
    problem(office.revoke(credential, note="a\x00b"), 422, "cannot-be-kept")
    problem(office.post(f"/credentials/{credential['id']}/revocation"), 422, "malformed-request")
    nowhere = {"id": "00000000-0000-4000-8000-000000000000"}
    problem(office.revoke(nowhere), 404, "not-found")
    assert change_of(office, credential) is None


def test_every_reason_is_taken(office: Office) -> None:
    credentials = office.issued(len(Reason))
    for credential, reason in zip(credentials, Reason, strict=True):
        assert good(office.revoke(credential, reason))["reason"] == reason
