"""A learner is erased: nothing of them is left anywhere, everybody else's proofs hold, and a receipt says so."""

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from anchoring.checkpoint import Receipt
from anchoring.embedded import EmbeddedLedger
from anchoring.ledger import check_receipt_on_chain
from issuer_api.domain.errors import Unavailable
from issuer_api.domain.record import number_mac
from issuer_api.domain.status import Standing
from issuer_api.usecases.erase import sweep_erasures
from issuer_api.usecases.held import leaves_of
from tests.integration.issuer_api.in_the_clear import places_of
from tests.integration.issuer_api.office import Json, Office, good, learners, problem
from tests.unit.issuer_api.gradebooks import as_csv
from verification.data_integrity import verify_proof
from verification.encoding import canonical
from verification.outcome import Outcome
from verification.receipt import judge_receipt

NUMBER = "XZ-90071-Q"
PERSON = ["Iñaki Xóchitl", "Zúñiga Quetzaltepeque", NUMBER, "ixochitl@correo.example.edu", "91,25"]
WORDS = ["Iñaki", "Xóchitl", "Zúñiga", "Quetzaltepeque", NUMBER, "ixochitl"]


@pytest.fixture
def cohort(office: Office) -> list[Json]:
    """Four credentials in wallets; the first is the person's."""
    return issue(office, PERSON, *learners(3))


def issue(office: Office, *rows: list[str], accept: bool = True) -> list[Json]:
    batch = good(office.submit(office.design(), as_csv(rows)), 201)
    good(office.post(f"/batches/{batch['id']}/issue"))
    found: list[Json] = good(office.get("/credentials", batch_id=batch["id"]))
    for credential in found if accept else ():
        office.accept(credential)
    return found


def erase(office: Office, status: int = 200, **more: Any) -> Json:
    if not more.get("learner_id"):
        more["number"] = NUMBER
    done: Json = good(office.post("/learners/erasures", {"asked_by": "learner", **more}), status)
    return done


def secrets_of(office: Office, credentials: list[Json]) -> list[str | bytes]:
    """Whatever would betray the person: words, the number's MAC, the key, digests and salts of what they got."""
    with office.node.store() as work:
        stored = [credential for item in credentials if (credential := work.credentials.get(UUID(item["id"])))]
        keys = work.record_keys.find(learner_id=tuple(credential.learner_id for credential in stored))
    leaves = {leaf for credential in stored for leaf in leaves_of(credential)}
    salted = [(row["digest"], row["salt"]) for row in rows(office, "leaf") if row["id"] in leaves]
    assert len(salted) == len(leaves)
    known = [number_mac(office.node.claim_secret, NUMBER), *(key.key for key in keys)]
    return [*WORDS, *known, *(secret for pair in salted for secret in pair)]


def test_nothing_of_an_erased_learner_is_left_in_any_table(
    office: Office, cohort: list[Json], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="mochila")
    words = secrets_of(office, cohort[:1])
    good(office.revoke(cohort[0], note="Habló con Iñaki Xóchitl"))
    waiting = good(office.submit(office.design(), as_csv([PERSON, *learners(1, 50)])), 201)
    wrong = good(office.submit(office.design(), as_csv([[*PERSON[:3], "ixochitl@@x", "9"], *learners(1, 60)])), 201)
    assert "ixochitl" in str(wrong["rejected"])
    plain = {"batch.accepted", "batch.rejected", "status_change.note"}
    mute = {"leaf.digest", "leaf.salt", "learner.number_mac", "record_key.key"}
    assert set(places_of(office.engine, words)) == plain | mute
    done = erase(office)
    assert done["state"] == "done"
    assert places_of(office.engine, words) == {}
    assert not [word for word in WORDS if word in caplog.text or word in str(done)]
    assert [item["sealed"] for item in rows(office, "record_key JOIN learner ON id = learner_id")].count(None) == 0
    assert good(office.get(f"/batches/{waiting['id']}"))["accepted_rows"] == 1
    after = good(office.get(f"/batches/{wrong['id']}"))
    assert [(item["row"], item["code"]) for item in after["rejected"]] == [
        (item["row"], item["code"]) for item in wrong["rejected"]
    ]
    good(office.post(f"/batches/{waiting['id']}/issue"))


def own_leaves(office: Office, credential: Json) -> set[str]:
    with office.node.store() as work:
        stored = work.credentials.get(UUID(credential["id"]))
    assert stored
    return {str(leaf) for leaf in leaves_of(stored)}


def rows(office: Office, source: str) -> list[Json]:
    with office.engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(f"SELECT * FROM {source}")).mappings()]  # noqa: S608


def test_before_that_too_a_learner_stands_in_the_clear_in_rows_not_issued_yet_alone(office: Office) -> None:
    batch = good(office.submit(office.design(), as_csv([PERSON, ["Iñaki", "Otra", "B-1", "ixochitl@@x", "90"]])), 201)
    assert batch["rejected"]
    assert set(places_of(office.engine, WORDS)) <= {"batch.accepted", "batch.rejected"}
    good(office.post(f"/batches/{batch['id']}/issue"))
    (credential,) = good(office.get("/credentials", batch_id=batch["id"]))
    office.accept(credential)
    good(office.revoke(credential))
    assert places_of(office.engine, WORDS) == {}
    good(office.post("/learners/lookup", {"number": NUMBER}))
    assert places_of(office.engine, WORDS) == {}


def test_everybody_elses_receipts_lists_and_indexes_are_as_they_were(
    office: Office, cohort: list[Json], chain: EmbeddedLedger, anchor: Callable[[], int]
) -> None:
    good(office.revoke(cohort[1]))
    anchor()
    entries, published = rows(office, "status_entry ORDER BY list_id, index"), office.newest_list()
    versions = rows(office, "status_list_version ORDER BY id")
    assert versions
    paths = [f"/receipts/{item['receipt_id']}" for item in cohort]
    before = [good(office.client.get(path)) for path in paths]
    hashes = {str(row["id"]): row["hash"].hex() for row in rows(office, "leaf")}
    leaves = own_leaves(office, cohort[0])
    done = erase(office)
    remaining = {item["receipt"]: item["leafHash"] for item in done["receipt"]["remaining"]}
    assert remaining == {leaf: hashes[leaf] for leaf in leaves}
    assert cohort[0]["receipt_id"] in remaining
    problem(office.client.get(paths[0]), 404, "no-receipt-yet")
    assert [good(office.client.get(path)) for path in paths[1:]] == before[1:]
    for receipt in map(Receipt.from_json, before):  # the learner's own copy holds as well
        assert judge_receipt(receipt, check_receipt_on_chain(receipt, chain)).outcome is Outcome.PASSED
    assert rows(office, "status_entry ORDER BY list_id, index") == entries
    office.sweep(days=2)
    assert office.newest_list() == published
    assert rows(office, "status_list_version ORDER BY id") == versions
    credential = next(row for row in rows(office, "credential") if str(row["id"]) == cohort[0]["id"])
    assert {credential[name] for name in ("rev_reg_id", "cred_rev_id", "status_list_id", "status_index")} == {None}
    problem(office.revoke(cohort[0]), 409, "erased")


def test_the_receipt_is_signed_anchored_and_says_nothing_of_anybody(
    office: Office, cohort: list[Json], chain: EmbeddedLedger, anchor: Callable[[], int]
) -> None:
    plan = good(office.post("/learners/erasures/plan", {"number": NUMBER}))
    leaves = own_leaves(office, cohort[0])
    assert (plan["receipts"], plan["changes_to_publish_first"]) == (len(leaves), 0)
    assert (plan["credentials"], plan["in_wallets"], plan["not_revoked"], plan["under_way"]) == (1, 1, 1, 0)
    assert good(office.post("/learners/erasures/plan", {"number": NUMBER})) == plan
    done = erase(office, asked_by="authority")
    receipt = done["receipt"]
    assert (receipt["learner"], receipt["askedBy"]) == (f"urn:uuid:{plan['learner_id']}", "authority")
    assert receipt["destroyed"] == {
        "recordKeys": 1,
        "sealedRecords": 2,
        "salts": len(leaves),
        "indexMappings": len(leaves),  # the wallet's form, and the badge's
        "unissuedRows": 0,
        "agentRecords": 1,
    }
    assert set(receipt["statement"]) == {"es", "pt", "en"}
    assert done["requested_by"] == "officer"
    assert "officer" not in json.dumps(receipt)
    verify_proof(receipt, office.node.signer.public_key)  # type: ignore[attr-defined]
    anchor()
    anchored = Receipt.from_json(good(office.client.get(f"/receipts/{done['anchor_receipt_id']}")))
    assert anchored.leaf.digest == sha256(canonical(receipt)).digest()
    assert judge_receipt(anchored, check_receipt_on_chain(anchored, chain)).outcome is Outcome.PASSED


def test_asked_again_it_answers_with_the_same_receipt(office: Office, cohort: list[Json]) -> None:
    done = erase(office)
    assert erase(office, learner_id=done["learner_id"], revoke=True) == done
    assert good(office.get(f"/learners/{done['learner_id']}/erasure")) == done
    assert good(office.get("/learners/erasures")) == [done]
    for path in ("/learners/lookup", "/learners/erasures/plan"):
        body = problem(office.post(path, {"number": NUMBER}), 404, "unknown-learner")
        assert NUMBER not in json.dumps(body)
    problem(office.post("/learners/erasures", {"number": NUMBER, "asked_by": "learner"}), 404, "unknown-learner")


def test_whoever_comes_back_is_somebody_new(office: Office, cohort: list[Json]) -> None:
    first = erase(office)
    (again,) = issue(office, PERSON)
    assert again["learner"]["number"] == NUMBER
    held = good(office.post("/learners/lookup", {"number": NUMBER}))
    assert held["learner_id"] != first["learner_id"]
    assert [item["id"] for item in held["credentials"]] == [again["id"]]
    assert erase(office)["id"] != first["id"]


@pytest.mark.parametrize("steps", ["planned", "invited", "connected", "offered", "requested"])
def test_what_is_on_its_way_goes_no_further(office: Office, steps: str) -> None:
    credential, _ = issue(office, PERSON, *learners(1), accept=False)
    connection = ""
    if steps != "planned":
        opened = office.claim(credential)
    if steps in ("connected", "offered", "requested"):
        connection = office.agent.scan(opened["invitation"]["@id"])
    if steps in ("offered", "requested"):
        office.advance(credential)
    if steps == "requested":
        office.agent.request(connection)
    done = erase(office)
    assert done["state"] == "done"
    assert office.state(credential) == "cancelled"
    assert (office.agent.issuances, office.agent.invitations) == ([], {})
    office.sweep(days=2)
    assert office.agent.issuances == []
    token = credential["claim_link"].partition("#")[2]
    problem(office.client.post("/claims", json={"token": token}), 409, "already-claimed")


def test_what_the_agent_issued_unnoticed_is_known_before_it_is_forgotten(office: Office) -> None:
    (credential,) = issue(office, PERSON, accept=False)
    connection = office.connect(credential)
    office.advance(credential)
    office.agent.request(connection)
    index = office.agent.push(office.agent.issuance(connection).cred_ex_id).cred_rev_id
    done = erase(office, revoke=True)
    assert (done["state"], done["revoke"]) == ("done", True)
    assert index
    assert office.newest_list()["revocationList"][index] == 1
    entries = rows(office, "status_entry")
    assert {row["revoked"] for row in entries} == {True}
    assert [row["index"] for row in entries if row["list_id"] == office.agent.rev_reg_id] == [index]


def test_with_revoke_nothing_is_destroyed_before_the_list_says_so(office: Office, cohort: list[Json]) -> None:
    with office.node.store() as work:
        stored = work.credentials.get(UUID(cohort[0]["id"]))
    assert stored
    assert stored.cred_rev_id
    office.agent.lies = True
    found = erase(office, 202, revoke=True)
    assert (found["state"], found["receipt"]) == ("wanted", None)
    assert good(office.post("/learners/lookup", {"number": NUMBER}))["person"]["email"] == PERSON[3]
    office.agent.lies = False
    office.sweep()
    assert sweep_erasures(office.node) == 0
    done = good(office.get(f"/learners/{found['learner_id']}/erasure"))
    assert (done["state"], done["receipt"]["revokedFirst"]) == ("done", True)
    assert office.newest_list()["revocationList"][stored.cred_rev_id] == 1
    (change,) = rows(office, "status_change")
    assert (change["reason"], change["state"], change["note"]) == ("holder-request", "published", "")


def test_a_revocation_under_way_is_published_before_its_index_is_forgotten(office: Office, cohort: list[Json]) -> None:
    office.agent.lies = True
    good(office.revoke(cohort[0]), 202)
    found = erase(office, 202)
    assert found["state"] == "wanted"
    office.agent.lies = False
    office.sweep()
    sweep_erasures(office.node)
    assert good(office.get(f"/learners/{found['learner_id']}/erasure"))["state"] == "done"
    assert sum(office.newest_list()["revocationList"]) == 1


def test_without_the_agent_the_node_destroys_its_part_and_gives_no_receipt_yet(
    office: Office, cohort: list[Json]
) -> None:
    words = secrets_of(office, cohort[:1])
    office.agent.unreachable = True
    found = erase(office, 202)
    assert (found["state"], found["receipt"]) == ("pending", None)
    assert places_of(office.engine, words) == {}
    with pytest.raises(Unavailable):
        sweep_erasures(office.node)
    office.agent.unreachable = False
    office.agent.losing.add("erase")
    with pytest.raises(Unavailable):
        sweep_erasures(office.node)
    assert sweep_erasures(office.node) == 0
    done = good(office.get(f"/learners/{found['learner_id']}/erasure"))
    assert done["state"] == "done"
    assert len(office.agent.issuances) == len(cohort) - 1
    (stored,) = rows(office, "erasure")
    assert stored["agent_records"] == []


def test_killed_before_any_commit_it_is_taken_up_where_it_was(office: Office, cohort: list[Json]) -> None:
    """Each run of the sweep dies one transaction later than the one before."""
    words, leaves = secrets_of(office, cohort[:1]), len(rows(office, "leaf"))
    store, left = office.node.store, [0]

    class KilledError(BaseException):
        pass

    def dying() -> Any:
        if left[0] == 0:
            raise KilledError
        left[0] -= 1
        return store()

    learner_id = good(office.post("/learners/erasures/plan", {"number": NUMBER}))["learner_id"]
    office.agent.unreachable = True
    erase(office, 202)
    office.agent.unreachable = False
    for transactions in range(40):
        left[0] = transactions
        object.__setattr__(office.node, "store", dying)
        try:
            sweep_erasures(office.node)
            break
        except KilledError:
            continue
        finally:
            object.__setattr__(office.node, "store", store)
    done = good(office.get(f"/learners/{learner_id}/erasure"))
    assert (transactions > 3, done["state"]) == (True, "done")
    assert places_of(office.engine, words) == {}
    assert [row["id"] for row in rows(office, "leaf")].count(UUID(done["anchor_receipt_id"])) == 1
    assert len(rows(office, "leaf")) == leaves + 1


def test_several_at_once_are_one_erasure(office: Office, cohort: list[Json]) -> None:
    learner_id = good(office.post("/learners/erasures/plan", {"number": NUMBER}))["learner_id"]
    body, leaves = {"learner_id": learner_id, "asked_by": "learner"}, len(rows(office, "leaf"))
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: office.post("/learners/erasures", body), range(6)))
    assert {answer.status_code for answer in answers} <= {200, 202}
    sweep_erasures(office.node)
    (found,) = good(office.get("/learners/erasures"))
    assert found["state"] == "done"
    assert len(rows(office, "leaf")) == leaves + 1


def test_one_who_has_but_a_row_in_a_batch_is_erased_from_it(office: Office) -> None:
    batch = good(office.submit(office.design(), as_csv([PERSON, *learners(1)])), 201)
    held = good(office.post("/learners/lookup", {"number": f"  {NUMBER} "}))
    assert (held["learner_id"], held["person"], held["unissued_rows"][0]["values"]["email"]) == (None, None, PERSON[3])
    done = erase(office)
    assert (done["state"], done["destroyed"]["unissuedRows"]) == ("done", 1)
    assert places_of(office.engine, WORDS) == {}
    good(office.post(f"/batches/{batch['id']}/issue"))
    assert len(good(office.get("/credentials", batch_id=batch["id"]))) == 1


def test_a_person_sees_all_that_the_node_holds_of_them(office: Office, cohort: list[Json]) -> None:
    good(office.revoke(cohort[0], note="Acta 12"))
    held = good(office.post("/learners/lookup", {"number": NUMBER}))
    assert held["person"] == {
        "number": NUMBER,
        "given_name": PERSON[0],
        "family_name": PERSON[1],
        "email": PERSON[3],
    }
    (credential,) = held["credentials"]
    assert credential["attributes"]["given_name"] == PERSON[0]
    assert [(change["reason"], change["note"]) for change in credential["changes"]] == [("issued-in-error", "Acta 12")]
    assert set(held["agent"][0]) == {"connection_id", "issuance_id"}
    problem(office.client.post("/learners/lookup", json={"number": NUMBER}), 401, "token-needed")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"asked_by": "learner"},
        {"number": NUMBER, "asked_by": "me"},
        {"number": NUMBER, "learner_id": str(uuid4()), "asked_by": "learner"},
    ],
)
def test_a_demand_that_is_none_is_refused(office: Office, body: Json) -> None:
    said = problem(office.post("/learners/erasures", body), 422, "malformed-request")
    assert NUMBER not in json.dumps(said)


def test_what_is_not_there_is_not_erased(office: Office) -> None:
    body = {"learner_id": str(uuid4()), "asked_by": "learner"}
    problem(office.post("/learners/erasures", body), 404, "not-found")
    problem(office.get(f"/learners/{uuid4()}/erasure"), 404, "not-found")


def test_an_entry_whose_learner_was_erased_is_given_to_nobody(office: Office, cohort: list[Json]) -> None:
    with office.node.store() as work:
        stored = work.credentials.get(UUID(cohort[0]["id"]))
    assert stored
    erase(office)
    with office.node.store() as work:
        assert work.status_entries.get((stored.rev_reg_id, stored.cred_rev_id))
        assert Standing.VALID is Standing(rows(office, "credential ORDER BY row")[0]["standing"])
    (later,) = issue(office, *learners(1, 90))
    with office.node.store() as work:
        new = work.credentials.get(UUID(later["id"]))
    assert new
    assert (new.rev_reg_id, new.cred_rev_id) != (stored.rev_reg_id, stored.cred_rev_id)
