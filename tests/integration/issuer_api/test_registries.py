"""How full the registries are, as people are told; and the ones that are made ahead."""

from issuer_api.domain.status import Act, Reason
from issuer_api.usecases.change_status import Demand, change_many
from issuer_api.usecases.registries import prepare_registries
from tests.integration.issuer_api.office import Office, good, problem


def test_the_office_sees_what_is_used_and_who_waits(office: Office) -> None:
    first, *_ = office.issued(3)
    office.accept(first)
    told = good(office.get("/registries"))
    active, standby = told["registries"]
    assert (active["id"], active["used"], active["capacity"], active["active"]) == (
        office.agent.rev_reg_id,
        1,
        63,
        True,
    )
    assert (standby["used"], standby["active"], standby["warning"]) == (0, False, False)
    assert (told["free"], told["waiting"], told["warning"]) == (62 + 63, 2, False)
    (listed,) = told["status_lists"]
    assert (listed["used"], listed["capacity"] >= 131_072) == (3, True)
    assert good(office.client.get("/health"))["room"] == "ample"


def test_more_are_made_ahead_of_a_cohort_and_no_more_than_needed(office: Office) -> None:
    office.agent.standby.clear()
    assert prepare_registries(office.node) == 0, "nobody waits"
    credentials = office.issued(70)
    assert prepare_registries(office.node) == 1
    assert prepare_registries(office.node) == 0
    assert good(office.get("/registries"))["free"] >= 70
    with office.node.store() as work:
        ids = [credential.id for credential in work.credentials.find()]
    change_many(office.node, ids, Demand(Act.REVOKE, Reason.ISSUED_IN_ERROR, "", "officer"))
    assert good(office.get("/registries"))["waiting"] == 0, "whoever is revoked takes no place"
    assert len(credentials) == len(ids)


def test_short_of_room_everybody_is_told(office: Office) -> None:
    office.agent.standby.clear()
    office.accept(office.issued()[0])
    office.agent.issuances[0].cred_rev_id = 51  # 51 of 63 are used
    told = good(office.get("/registries"))
    assert (told["warning"], told["registries"][0]["warning"]) == (True, True)
    assert good(office.client.get("/health"))["room"] == "short"


def test_with_the_agent_away_nobody_guesses(office: Office) -> None:
    office.agent.unreachable = True
    problem(office.get("/registries"), 503, "agent-unreachable")
    assert good(office.client.get("/health"))["room"] is None
