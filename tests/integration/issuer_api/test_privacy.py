"""Whatever is public says nothing of anybody: the log, resources, receipts, checkpoints, health, and the chain."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from anchoring.checkpoint import Receipt
from anchoring.embedded import EmbeddedLedger
from anchoring.ledger import check_receipt_on_chain
from issuer_api.domain.evidence import credential_digest
from issuer_api.usecases.records import contents_of, people_of
from tests.integration.issuer_api.office import Office, good, learners, problem
from tests.unit.issuer_api.gradebooks import as_csv
from verification.outcome import Outcome
from verification.receipt import judge_receipt

EXAMPLE = Path(__file__).parents[3] / "examples" / "calificaciones-salud-digital.csv"


def test_a_receipt_is_there_once_its_checkpoint_is_final_and_holds(
    office: Office, chain: EmbeddedLedger, anchor: Callable[[], int]
) -> None:
    credentials = office.issued(3)
    path = f"/receipts/{credentials[0]['receipt_id']}"
    problem(office.client.get(path), 404, "no-receipt-yet")
    assert office.post("/anchors").status_code == 202
    assert office.jobs.noted[-1][0] == "anchor_now"
    problem(office.client.get(path), 404, "no-receipt-yet")
    assert anchor() > 0
    receipt = Receipt.from_json(good(office.client.get(path)))
    assert judge_receipt(receipt, check_receipt_on_chain(receipt, chain)).outcome is Outcome.PASSED
    with office.node.store() as work:
        credential = work.credentials.get(UUID(credentials[0]["id"]))
        assert credential
        assert receipt.leaf.digest == credential_digest(office.did, contents_of(work, credential).attributes)
    status = good(office.get("/anchors"))
    assert status["waiting"] == 0
    assert [(item["state"], item["leaves"]) for item in status["checkpoints"]] == [
        ("FINAL", 2 * len(credentials))
    ]  # for the wallet and for the badge
    assert anchor() == 0


def test_what_came_after_a_checkpoint_has_no_receipt_before_the_next(office: Office, anchor: Callable[[], int]) -> None:
    (first,) = office.issued()
    anchor()
    (second,) = office.issued()
    good(office.client.get(f"/receipts/{first['receipt_id']}"))
    problem(office.client.get(f"/receipts/{second['receipt_id']}"), 404, "no-receipt-yet")
    anchor()
    good(office.client.get(f"/receipts/{second['receipt_id']}"))
    problem(office.client.get("/receipts/x"), 422, "malformed-request")


def personal(office: Office) -> set[str]:
    """Every name, number and address of the example, as it stands and as JSON escapes it."""
    with office.node.store() as work:
        words = {
            word
            for person in people_of(work, [learner.id for learner in work.learners.find()]).values()
            for text in person.to_json().values()
            for word in (text, *text.split())
            if len(word) > 2
        }
    return words | {json.dumps(word).strip('"') for word in words}


def test_nothing_personal_is_public(office: Office, anchor: Callable[[], int], chain: EmbeddedLedger) -> None:
    batch = good(office.submit(office.design(), EXAMPLE.read_bytes()), 201)
    good(office.post(f"/batches/{batch['id']}/issue"))
    credentials = good(office.get("/credentials", batch_id=batch["id"]))
    for credential in credentials[:3]:
        office.accept(credential)
    good(office.revoke(credentials[0], note="María José Ñáñez Ulloa"))
    anchor()
    with office.node.store() as work:
        digests = [item.digest for item in work.resources.find()]
    receipts = [f"/receipts/{credential['receipt_id']}" for credential in credentials]
    paths = ["/.well-known/did.jsonl", "/health", *(f"/resources/{digest}" for digest in digests), *receipts]
    public = [office.client.get(path) for path in paths]
    assert {answer.status_code for answer in public} == {200}
    with office.engine.connect() as connection:
        rows = [
            str(row)
            for table in ("checkpoint", "checkpoint_entry", "checkpoint_transaction", "leaf")
            for row in connection.execute(text(f"SELECT row_to_json({table})::text FROM {table}"))  # noqa: S608
        ]
    words = personal(office)
    assert len(words) > 100
    said = "\n".join([*(answer.text for answer in public), *rows, good(office.get("/anchors")).__repr__()])
    assert not [word for word in words if word in said]
    assert not [word for word in words if word.encode().hex() in said]
    numbers = {credential["id"] for credential in credentials}
    assert not [number for number in numbers if number in said]


def test_leaves_stand_in_no_order_that_tells_who_is_who(office: Office, anchor: Callable[[], int]) -> None:
    credentials = office.issued(12)
    anchor()
    places = [good(office.client.get(f"/receipts/{c['receipt_id']}"))["index"] for c in credentials]
    assert len(set(places)) == 12
    assert places != sorted(places)


def test_two_credentials_that_say_the_same_have_leaves_that_do_not(office: Office, anchor: Callable[[], int]) -> None:
    design = office.design()
    (first,) = office.issued(1, design)
    good(office.revoke(first))
    batch = good(office.submit(design, as_csv(learners(1)), key="again"), 201)
    good(office.post(f"/batches/{batch['id']}/issue"))
    (second,) = good(office.get("/credentials", batch_id=batch["id"]))
    anchor()
    one, other = (Receipt.from_json(good(office.client.get(f"/receipts/{c['receipt_id']}"))) for c in (first, second))
    assert one.leaf.digest == other.leaf.digest
    assert one.leaf.hash != other.leaf.hash


def test_a_bundle_is_for_its_learner_and_the_institution_alone(office: Office) -> None:
    (credential,) = office.issued()
    path, token = f"/bundles/{credential['receipt_id']}", credential["claim_link"].partition("#")[2]
    problem(office.get(path), 409, "not-issued")
    office.accept(credential)
    problem(office.get(path), 404, "no-bundle-yet")
    problem(office.client.post("/bundles", json={"token": token}), 404, "no-bundle-yet")
    problem(office.client.get(path), 401, "token-needed")
    problem(office.client.post("/bundles", json={"token": token[:-1]}), 404, "unknown-claim")
    problem(office.client.post("/bundles", json={"token": credential["receipt_id"]}), 404, "unknown-claim")
