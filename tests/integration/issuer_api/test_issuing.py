"""From an issued batch to wallets, whatever the agent does: each learner gets exactly one credential."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from issuer_api.domain.errors import NodeError, Unavailable
from issuer_api.usecases.advance_credential import sweep_credentials
from issuer_api.usecases.prepare_issuing import prepare_issuing
from tests.integration.issuer_api.office import Json, Office, good, learners, problem
from tests.unit.issuer_api.gradebooks import as_csv


def settle(office: Office, credentials: list[Json]) -> None:
    """Every wallet does its part and the worker its own, until nothing moves."""
    for _ in range(4):
        for item in list(office.agent.issuances):
            if item.state == "offer-sent":
                office.agent.request(item.connection_id)
            elif item.state == "credential-issued":
                office.agent.acknowledge(item.connection_id)
        office.sweep(days=2)
    assert {office.state(credential) for credential in credentials} == {"accepted"}


def test_a_batch_is_issued_accepted_and_counted(office: Office) -> None:
    credentials = office.issued(3)
    assert [credential["row"] for credential in credentials] == [2, 3, 4]
    assert {credential["state"] for credential in credentials} == {"planned"}
    for credential in credentials:
        office.accept(credential)
    (batch,) = good(office.get("/batches"))
    assert batch["credentials"] == {"accepted": 3}
    found = good(office.get(f"/credentials/{credentials[0]['id']}"))
    assert found["issued_at"]
    assert found["accepted_at"] >= found["issued_at"]
    assert len({(item.rev_reg_id, item.cred_rev_id) for item in office.agent.issuances}) == 3


def test_what_is_issued_is_what_the_design_and_the_row_say(office: Office) -> None:
    (credential,) = office.issued()
    office.connect(credential)
    office.advance(credential)
    attributes = office.agent.issuances[0].attributes
    assert attributes["family_name"] == "Ñáñez 1"
    assert attributes["grade_x100"] == "8500"
    assert attributes["ects_x100"] == "300"
    assert attributes["nqf_level"] == "-1"
    assert attributes["issued_dateint"] == attributes["completed_dateint"] == "20261123"


def test_a_batch_is_issued_once(office: Office) -> None:
    batch = good(office.submit(office.design(), as_csv(learners(4))), 201)
    path = f"/batches/{batch['id']}/issue"
    first = good(office.post(path))
    assert (first["state"], first["credentials"]) == ("issuing", {"planned": 4})
    assert good(office.post(path)) == first


def test_a_batch_issued_by_eight_at_once_gives_each_learner_one_credential(office: Office) -> None:
    batch = good(office.submit(office.design(), as_csv(learners(20))), 201)
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda _: office.post(f"/batches/{batch['id']}/issue"), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    credentials = good(office.get("/credentials", batch_id=batch["id"]))
    assert len(credentials) == 20
    assert len({credential["learner"]["number"] for credential in credentials}) == 20
    assert good(office.get("/anchors"))["waiting"] >= 20


def test_two_batches_of_one_cohort_at_once_give_each_learner_one_credential(office: Office) -> None:
    design = office.design()
    files = [as_csv(learners(12)), as_csv(learners(12)) + b"\r\n"]
    batches = [good(office.submit(design, file), 201) for file in files]
    with ThreadPoolExecutor(2) as people:
        answers = list(people.map(lambda batch: office.post(f"/batches/{batch['id']}/issue"), batches))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    found = [good(office.get("/credentials", batch_id=batch["id"])) for batch in batches]
    assert sorted(map(len, found)) == [0, 12]


def test_who_has_the_microcredential_already_is_named_by_row_and_nothing_is_issued(office: Office) -> None:
    design = office.design()
    office.issued(2, design)
    batch = good(office.submit(design, as_csv(learners(3, first=2))), 201)
    body = problem(office.post(f"/batches/{batch['id']}/issue"), 409, "already-issued")
    assert body["rows"] == [2]
    assert "EJ-" not in str(body)
    assert good(office.get("/credentials", batch_id=batch["id"])) == []
    assert good(office.get(f"/batches/{batch['id']}"))["state"] == "checked"


def test_another_microcredential_is_another_matter(office: Office) -> None:
    office.issued(1)
    assert len(office.issued(1)) == 1


def test_after_a_revocation_the_microcredential_is_issued_anew(office: Office) -> None:
    design = office.design()
    (credential,) = office.issued(1, design)
    office.accept(credential)
    good(office.revoke(credential))
    batch = good(office.submit(design, as_csv(learners(1)), key="again"), 201)
    good(office.post(f"/batches/{batch['id']}/issue"))


def test_a_learner_whose_wallet_declined_has_the_badge_and_is_not_issued_to_twice(office: Office) -> None:
    design = office.design()
    (credential,) = office.issued(1, design)
    connection = office.connect(credential)
    office.advance(credential)
    office.agent.give_up(connection)
    assert office.advance(credential) == "declined"
    batch = good(office.submit(design, as_csv(learners(1)), key="again"), 201)
    problem(office.post(f"/batches/{batch['id']}/issue"), 409, "already-issued")
    assert office.revoke(credential).is_success
    good(office.post(f"/batches/{batch['id']}/issue"))


def test_a_wallet_that_gives_up_after_the_signature_may_have_it_and_it_can_be_revoked(office: Office) -> None:
    (credential,) = office.issued()
    connection = office.connect(credential)
    office.advance(credential)
    office.agent.request(connection)
    office.agent.losing.add("push")
    with pytest.raises(Unavailable):
        office.advance(credential)
    office.agent.give_up(connection)
    assert office.advance(credential) == "issued"
    assert good(office.revoke(credential))["state"] == "published"


def _advance_again(office: Office, credential: Json) -> None:
    with suppress(Unavailable):
        office.advance(credential)
    office.advance(credential)


@pytest.mark.parametrize("call", ["invite", "offer", "push"])
def test_the_answer_of_a_call_is_lost_and_one_credential_comes_of_it(office: Office, call: str) -> None:
    (credential,) = office.issued()
    office.agent.losing.add(call)
    if call == "invite":
        token = credential["claim_link"].partition("#")[2]
        problem(office.client.post("/claims", json={"token": token}), 503, "agent-unreachable")
    connection = office.connect(credential)
    _advance_again(office, credential)
    office.agent.request(connection)
    _advance_again(office, credential)
    office.agent.acknowledge(connection)
    assert office.advance(credential) == "accepted"
    assert len(office.agent.issuances) == 1


def test_an_offer_that_broke_off_in_the_agent_and_never_left_is_made_anew(office: Office) -> None:
    """As where the database dies between ACA-Py's record of an offer and the sending: ACA-Py itself lives on."""
    (credential,) = office.issued()
    connection = office.connect(credential)
    office.agent.losing.add("offer")
    with pytest.raises(Unavailable):
        office.advance(credential)
    lost = office.agent.issuance(connection).cred_ex_id
    assert office.advance(credential) == "offering"  # the wallet may just be answering
    office.sweep(seconds=20)
    assert office.state(credential) == "offered"
    assert [item.cred_ex_id for item in office.agent.issuances] != [lost]
    settle(office, [credential])
    assert len(office.agent.issuances) == 1


def test_an_offer_that_the_agent_forgot_is_made_again(office: Office) -> None:
    (credential,) = office.issued()
    connection = office.connect(credential)
    office.advance(credential)
    office.agent.forget(connection)
    office.sweep(days=2)
    assert office.agent.issuance(connection).state == "offer-sent"
    settle(office, [credential])


def test_an_offer_that_never_left_is_made_again_and_the_former_one_is_forgotten(office: Office) -> None:
    (credential,) = office.issued()
    connection = office.connect(credential)
    office.advance(credential)
    office.agent.issuance(connection).state = "offer-lost"
    office.advance(credential)
    assert office.agent.calls["withdraw"] == 1
    settle(office, [credential])


def test_many_workers_at_once_make_one_offer(office: Office) -> None:
    (credential,) = office.issued()
    office.connect(credential)
    office.agent.slow = 0.02
    with ThreadPoolExecutor(4) as workers:
        states = list(workers.map(lambda _: office.advance(credential), range(4)))
    assert set(states) == {"offered"}
    assert office.agent.calls["offer"] == 1


def test_without_any_webhook_the_sweep_sees_it_through(office: Office) -> None:
    credentials = office.issued(3)
    for credential in credentials:
        office.connect(credential)
    office.agent.news.clear()
    office.sweep(days=2)
    settle(office, credentials)
    assert len(office.agent.issuances) == 3


def test_with_the_agent_away_the_sweep_stops_and_everything_stays_due(office: Office) -> None:
    credentials = office.issued(2)
    for credential in credentials:
        office.connect(credential)
    office.agent.unreachable = True
    office.clock.forward(days=2)
    with pytest.raises(Unavailable):
        sweep_credentials(office.node)
    office.agent.unreachable = False
    assert sweep_credentials(office.node) == 2
    settle(office, credentials)


def test_one_that_the_agent_refuses_keeps_no_other_waiting(office: Office) -> None:
    credentials = office.issued(4)
    connections = [office.connect(credential) for credential in credentials]
    office.agent.refuses = {connections[0], connections[2]}
    with pytest.raises(NodeError, match="connection not ready"):
        office.sweep(days=2)
    assert [office.state(credential) for credential in credentials] == ["offering", "offered", "offering", "offered"]
    assert sweep_credentials(office.node) == 0
    office.agent.refuses = set()
    settle(office, credentials)
    assert len(office.agent.issuances) == 4


def test_preparing_to_issue_is_done_once_however_often_it_breaks_off(office: Office) -> None:
    with office.node.store() as work:
        institution = work.institutions.find()[0]
        before = institution.cred_def_id
        institution.cred_def_id = None
    office.agent.losing.add("publish_cred_def")
    assert good(office.client.get("/health"))["status"] == "starting"
    with pytest.raises(Unavailable):
        prepare_issuing(office.node)
    assert prepare_issuing(office.node)
    with office.node.store() as work:
        assert work.institutions.find()[0].cred_def_id == before
    assert good(office.client.get("/health"))["status"] == "ok"


def test_a_credential_that_is_not_there(office: Office) -> None:
    nowhere = "00000000-0000-4000-8000-000000000000"
    problem(office.get(f"/credentials/{nowhere}"), 404, "not-found")
    problem(office.get(f"/batches/{nowhere}"), 404, "not-found")
    problem(office.post(f"/batches/{nowhere}/issue"), 404, "not-found")
    problem(office.get("/credentials"), 422, "malformed-request")
    assert good(office.get("/credentials", batch_id=nowhere)) == []
