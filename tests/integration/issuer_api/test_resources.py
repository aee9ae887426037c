"""What the agent's plugin hands in, and what the world then reads: attested resources, status lists, tails files."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import base58
import pytest

from anchoring.log import Kind
from issuer_api.db.anchoring import CheckpointEntryRow
from tests.integration.issuer_api.office import SECRET, Json, Office, good, problem
from tests.simulated_agent import status_list
from verification.attested_resource import open_resource
from verification.did_webvh import read_log

SIZE = 64


def schema(did: str, **changes: object) -> Json:
    return {"issuerId": did, "name": "Otro", "version": "1.0", "attrNames": ["title"]} | changes


def bits(*revoked: int) -> list[int]:
    return [int(index in revoked) for index in range(SIZE)]


def put_tails(office: Office, tails_hash: str, body: bytes, secret: str = SECRET) -> Any:
    headers = {"Authorization": f"Bearer {secret}"}
    return office.client.put(f"/internal/tails/hash/{tails_hash}", files={"tails": ("tails", body)}, headers=headers)


def test_everything_published_stands_up_to_the_verifier(office: Office) -> None:
    office.publish("anonCredsStatusList", status_list(office.agent.rev_reg_id, bits(3)))
    history = read_log(office.client.get("/.well-known/did.jsonl").content, now=office.clock())
    assert history.did == office.did
    with office.node.store() as work:
        digests = [item.digest for item in work.resources.find()]
    kinds = []
    for digest in digests:
        document = good(office.client.get(f"/resources/{digest}"))
        opened = open_resource(document, expected_id=f"{office.did}/resources/{digest}", history=history)
        kinds.append(opened.resource_type)
    assert sorted(kinds) == [
        "anonCredsCredDef",
        "anonCredsRevocRegDef",
        "anonCredsSchema",
        "anonCredsStatusList",
        "anonCredsStatusList",
    ]


def test_the_same_content_has_the_same_id_and_is_kept_once(office: Office) -> None:
    with ThreadPoolExecutor(4) as agents:
        answers = list(agents.map(lambda _: office.publish("anonCredsSchema", schema(office.did)), range(4)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    (resource_id,) = {answer.json()["id"] for answer in answers}
    assert resource_id.startswith(f"{office.did}/resources/zQm")
    other = good(office.publish("anonCredsSchema", schema(office.did, version="1.1")), 201)
    assert other["id"] != resource_id


@pytest.mark.parametrize("issuer", ["did:webvh:QmX:otra.example.edu", "", None, ["x"]])
def test_nothing_is_published_for_another_issuer(office: Office, issuer: object) -> None:
    problem(office.publish("anonCredsSchema", schema(office.did, issuerId=issuer)), 403, "not-our-issuer")
    assert problem(office.publish("anonCredsSchema", {}), 403, "not-our-issuer")


def test_a_type_that_nobody_knows(office: Office) -> None:
    problem(office.publish("anonCredsDreams", schema(office.did)), 422, "unknown-resource-type")


def test_content_that_is_not_of_its_type(office: Office) -> None:
    problem(office.publish("anonCredsCredDef", schema(office.did)), 422, "content-malformed")
    problem(office.publish("anonCredsSchema", schema(office.did, version=2**60)), 422, "not-canonicalizable")
    problem(office.publish("anonCredsSchema", schema(office.did, name="a\x00b")), 422, "cannot-be-kept")
    problem(office.publish("anonCredsSchema", "no object"), 422, "malformed-request")


def test_only_the_agent_publishes(office: Office) -> None:
    for secret in ("none", "wrong", office.tokens["officer"], "ñ"):
        headers = {b"Authorization": f"Bearer {secret}".encode()}
        body = {"resourceType": "anonCredsSchema", "content": schema(office.did)}
        problem(office.client.post("/internal/resources", json=body, headers=headers), 401, "secret-needed")
    problem(put_tails(office, "x", b"x", secret="wrong"), 401, "secret-needed")


def test_a_list_is_linked_from_its_registry_and_waits_to_be_anchored(office: Office) -> None:
    before = good(office.get("/anchors"))["waiting"]
    published = good(office.publish("anonCredsStatusList", status_list(office.agent.rev_reg_id, bits(5))), 201)
    assert office.newest_list() == published["content"]
    assert good(office.get("/anchors"))["waiting"] == before + 1
    with office.node.store() as work:
        assert len(work.resources.find(rev_reg_id=office.agent.rev_reg_id)) == 2


def test_the_same_list_again_changes_nothing(office: Office) -> None:
    content = status_list(office.agent.rev_reg_id, bits(5))
    first = good(office.publish("anonCredsStatusList", content), 201)
    waiting = good(office.get("/anchors"))["waiting"]
    again = office.publish("anonCredsStatusList", content).json()
    assert again == first
    assert good(office.get("/anchors"))["waiting"] == waiting


def test_the_times_of_lists_increase_and_are_never_in_the_future(office: Office) -> None:
    times = [office.newest_list()["timestamp"]]
    for index in range(1, 6):
        content = status_list(office.agent.rev_reg_id, bits(*range(1, index + 1)))
        content["timestamp"] = 4_000_000_000  # what the agent says of the time is not asked
        published = good(office.publish("anonCredsStatusList", content), 201)["content"]
        assert published["timestamp"] <= office.clock().timestamp()
        times.append(published["timestamp"])
    assert times == sorted(set(times))


def test_lists_published_at_once_follow_one_another(office: Office) -> None:
    contents = [status_list(office.agent.rev_reg_id, bits(*range(1, last))) for last in range(2, 7)]
    with ThreadPoolExecutor(5) as agents:
        answers = list(agents.map(lambda content: office.publish("anonCredsStatusList", content), contents))
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    with office.node.store() as work:
        lists = work.resources.find(rev_reg_id=office.agent.rev_reg_id)
    times = sorted(item.timestamp or 0 for item in lists)
    assert times == sorted(set(times))
    assert office.newest_list()["revocationList"][5] == 1


def test_with_the_clock_put_back_no_list_is_published_and_nobody_waits(office: Office) -> None:
    office.clock.forward(hours=-1)
    answer = office.publish("anonCredsStatusList", status_list(office.agent.rev_reg_id, bits(5)))
    problem(answer, 503, "clock-behind")
    office.clock.forward(hours=1)
    good(office.publish("anonCredsStatusList", status_list(office.agent.rev_reg_id, bits(5))), 201)


def test_a_list_that_would_revive_is_refused(office: Office) -> None:
    good(office.publish("anonCredsStatusList", status_list(office.agent.rev_reg_id, bits(5, 6))), 201)
    for later in (bits(), bits(5), bits(7)):
        problem(office.publish("anonCredsStatusList", status_list(office.agent.rev_reg_id, later)), 409, "list-revives")
    assert office.newest_list()["revocationList"] == bits(5, 6)


@pytest.mark.parametrize(
    "entries",
    [[], [0] * (SIZE - 1), [0] * (SIZE + 1), [0, 2] + [0] * 62, [1] + [0] * 63, [True] + [0] * 63, "0" * SIZE, None],
)
def test_a_list_that_is_none_is_refused(office: Office, entries: object) -> None:
    content = status_list(office.agent.rev_reg_id, bits()) | {"revocationList": entries, "currentAccumulator": "2"}
    problem(office.publish("anonCredsStatusList", content), 422, "list-malformed")
    assert office.newest_list()["revocationList"] == bits()


def test_a_list_of_no_registry_of_ours_is_refused(office: Office) -> None:
    with office.node.store() as work:
        schema_id = work.institutions.find()[0].schema_id
    foreign = "did:webvh:QmX:otra.example.edu/resources/" + office.agent.rev_reg_id.rpartition("/")[2]
    for rev_reg_id in (schema_id, foreign, f"{office.did}/resources/zQmNo", office.did, None, {"a": 1}):
        content = status_list(office.agent.rev_reg_id, bits(5)) | {"revRegDefId": rev_reg_id}
        problem(office.publish("anonCredsStatusList", content), 404, "not-found")


def test_tails_are_kept_under_their_hash_alone(office: Office) -> None:
    body = bytes(range(256)) * 40
    name = base58.b58encode(sha256(body).digest()).decode()
    problem(put_tails(office, name, body + b"x"), 422, "tails-hash-wrong")
    problem(put_tails(office, name, b""), 422, "tails-hash-wrong")
    problem(office.client.get(f"/tails/hash/{name}"), 404, "not-found")
    for _ in range(2):
        good(put_tails(office, name, body))
    answer = office.client.get(f"/tails/hash/{name}")
    assert answer.content == body
    assert "immutable" in answer.headers["cache-control"]


def test_names_that_nothing_public_has(office: Office) -> None:
    problem(office.client.get("/resources/zQm" + "1" * 44), 404, "not-found")
    problem(office.client.get("/resources/../health%00"), 404, "http-404")
    problem(office.client.get("/tails/hash/%00"), 422, "cannot-be-kept")
    problem(office.client.get("/tails/hash/nothing"), 404, "not-found")
    problem(office.client.get("/receipts/00000000-0000-4000-8000-000000000000"), 404, "no-receipt-yet")


def test_what_waits_to_be_anchored_of_a_list_is_a_digest_and_nothing_else(office: Office) -> None:
    with office.node.store() as work:
        assert work.anchored.waiting() == 1
    with office.engine.connect() as connection:
        (entry,) = connection.execute(CheckpointEntryRow.__table__.select()).all()  # type: ignore[attr-defined]
    assert entry.kind == Kind.REVOCATION_LIST.name
    assert entry.subject == sha256(office.agent.rev_reg_id.encode()).digest()
    assert len(entry.digest) == 32
