"""Revocations: what the caller is told is revoked, is; and nothing that was asked is forgotten."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from issuer_api.domain.errors import NodeError
from issuer_api.domain.status import Reason
from issuer_api.usecases.revoke import settle_revocations
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


def revocation_of(office: Office, credential: Json) -> str | None:
    found: str | None = good(office.get(f"/credentials/{credential['id']}"))["revocation"]
    return found


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
    assert (revocation_of(office, first), revocation_of(office, second)) == ("published", None)
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
    settle_revocations(office.node)
    assert revoked(office) == {index_of(office, credential) for credential in credentials}
    assert {revocation_of(office, credential) for credential in credentials} == {"published"}


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


def test_while_it_is_being_issued_it_is_wanted_and_published_as_soon_as_it_is_issued(office: Office) -> None:
    (credential,) = office.issued()
    connection = office.connect(credential)
    office.advance(credential)
    assert good(office.revoke(credential), 202)["state"] == "wanted"
    assert settle_revocations(office.node) == 1
    office.agent.request(connection)
    office.sweep(days=2)
    assert revocation_of(office, credential) == "published"
    assert revoked(office) == {index_of(office, credential)}


def test_wanted_and_then_declined_it_is_settled(office: Office) -> None:
    (credential,) = office.issued()
    connection = office.connect(credential)
    office.advance(credential)
    good(office.revoke(credential), 202)
    office.agent.give_up(connection)
    office.sweep(days=2)
    assert office.state(credential) == "declined"
    assert revocation_of(office, credential) == "published"
    assert settle_revocations(office.node) == 0


def test_declined_there_is_nothing_to_revoke(office: Office) -> None:
    (credential,) = office.issued()
    connection = office.connect(credential)
    office.advance(credential)
    office.agent.give_up(connection)
    office.advance(credential)
    problem(office.revoke(credential), 409, "never-issued")


def test_with_the_agent_away_it_is_wanted_and_published_when_it_is_back(office: Office) -> None:
    (credential,) = held(office)
    office.agent.unreachable = True
    assert good(office.revoke(credential), 202)["state"] == "wanted"
    with pytest.raises(NodeError):
        settle_revocations(office.node)
    assert revocation_of(office, credential) == "wanted"
    office.agent.unreachable = False
    assert settle_revocations(office.node) == 0
    assert revocation_of(office, credential) == "published"
    assert len(office.agent.notices) == 1


def test_an_agent_that_lies_is_not_believed(office: Office) -> None:
    (credential,) = held(office)
    office.agent.lies = True
    assert good(office.revoke(credential), 202)["state"] == "wanted"
    assert settle_revocations(office.node) == 1
    assert revoked(office) == set()
    office.agent.lies = False
    assert settle_revocations(office.node) == 0
    assert revoked(office) == {index_of(office, credential)}
    assert len(office.agent.notices) == 1


def test_a_list_that_comes_late_counts_when_it_is_there(office: Office) -> None:
    (credential,) = held(office)
    office.agent.late = True
    assert good(office.revoke(credential), 202)["state"] == "wanted"
    office.agent.deliver_lists()
    assert revocation_of(office, credential) == "wanted"
    assert settle_revocations(office.node) == 0
    assert revocation_of(office, credential) == "published"


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
    assert settle_revocations(office.node) == 0
    assert revoked(office) == {index_of(office, credential)}
    assert revocation_of(office, credential) == "published"


def test_another_revocation_in_trouble_is_not_this_callers(office: Office) -> None:
    first, second = held(office, 2)
    with office.node.store() as work:
        item = next(item for item in work.credentials.find() if str(item.id) == first["id"])
        item.rev_reg_id = "did:webvh:QmX:otra.example.edu/resources/zQmGone"  # a registry that nobody published
    assert good(office.revoke(first), 202)["state"] == "wanted"
    assert good(office.revoke(second))["state"] == "published"
    with pytest.raises(NodeError):
        settle_revocations(office.node)


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
    assert settle_revocations(office.node) == 0
    assert revoked(office) == {index_of(office, credential) for credential in credentials[:4]}


def test_a_demand_that_cannot_be(office: Office) -> None:
    (credential,) = office.issued()
    problem(office.revoke(credential, "because"), 422, "malformed-request")
    problem(office.revoke(credential, note="x" * 501), 422, "malformed-request")
    problem(office.revoke(credential, note="a\x00b"), 422, "cannot-be-kept")
    problem(office.post(f"/credentials/{credential['id']}/revocation"), 422, "malformed-request")
    nowhere = {"id": "00000000-0000-4000-8000-000000000000"}
    problem(office.revoke(nowhere), 404, "not-found")
    assert revocation_of(office, credential) is None


def test_every_reason_is_taken(office: Office) -> None:
    credentials = office.issued(len(Reason))
    for credential, reason in zip(credentials, Reason, strict=True):
        assert good(office.revoke(credential, reason))["reason"] == reason
