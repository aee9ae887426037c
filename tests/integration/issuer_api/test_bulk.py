"""Thousands of documents at once: kept sealed until they are judged, resumed after a kill, answered as a table."""

import csv
import io
import json
import random
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from issuer_api.adapters.qr import read_qr
from issuer_api.usecases import bulk as bulk_usecase
from issuer_api.usecases.bulk import judge_bulk, sweep_bulk
from issuer_api.usecases.desk import Desk, reader
from issuer_api.usecases.remembered_fetch import RememberedFetch
from issuer_api.usecases.verify import verify_file
from tests.integration.issuer_api.badges import badge_of
from tests.integration.issuer_api.in_the_clear import places_of
from tests.integration.issuer_api.office import Office, good, problem
from tests.unit.verification.signed_world import LATER, World

Json = dict[str, Any]


def hand_in(office: Office, data: bytes, name: str = "insignias.zip", **fields: str) -> httpx.Response:
    files = {"file": (name, data)}
    return office.client.post("/bulk-verifications", files=files, data=fields, headers=office.headers("officer"))


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


class Outside:
    """Pages of others, and how often each was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []

    def __call__(self, url: str) -> bytes | None:
        self.asked.append(url)
        return self.pages.get(url)


@pytest.fixture
def outside() -> Outside:
    return Outside()


def work(office: Office, outside: Outside, bulk: Json, **more: float) -> None:
    """A worker's process, from its start."""
    desk = Desk(outside, scan=read_qr)
    judge_bulk(office.node, desk, RememberedFetch(reader(office.node, outside)), UUID(bulk["id"]), **more)


def state(office: Office, bulk: Json) -> Json:
    found: Json = good(office.get(f"/bulk-verifications/{bulk['id']}"))
    return found


def rows(office: Office, bulk: Json, **query: str) -> list[dict[str, str]]:
    answer = office.get(f"/bulk-verifications/{bulk['id']}/result.csv", **query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


def badges(office: Office, count: int) -> list[bytes]:
    return [json.dumps(badge_of(office, one), ensure_ascii=False).encode() for one in office.issued(count)]


def test_a_zip_is_judged_and_every_row_says_how_it_came_out(office: Office, outside: Outside) -> None:
    genuine, other = badges(office, 2)
    members = {
        "buenas/ana.json": genuine,
        "forged.json": other.replace(b"Salud digital", b"Salud dental"),
        "=HYPERLINK(1).json": b"hola",
        "dentro.zip": zipped({"a.json": genuine}),
        "enorme.json": b" " * (8 * 2**20 + 1),
        "__MACOSX/._ana.json": b"x",
        "buenas/": b"",
    }
    bulk = good(hand_in(office, zipped(members)), 202)
    assert (bulk["state"], bulk["total"], bulk["judged"]) == ("waiting", 5, 0)
    assert office.jobs.noted[-1] == ("judge_bulk", {"bulk_id": bulk["id"]})
    problem(office.get(f"/bulk-verifications/{bulk['id']}/result.csv"), 409, "bulk-not-finished")
    work(office, outside, bulk)
    done = state(office, bulk)
    assert (done["state"], done["judged"], done["passed"], done["failed"]) == ("finished", 5, 1, 4)
    found = rows(office, bulk)
    assert [row["outcome"] for row in found] == ["passed", "failed", "failed", "failed", "failed"]
    assert [row["kind"] for row in found] == ["credential", "credential", *["unreadable"] * 3]
    assert found[0]["title"] == "Salud digital comunitaria"
    assert found[2]["name"] == "'=HYPERLINK(1).json"
    assert [row["codes"] for row in found[2:]] == ["badge-file-unknown", "badge-file-broken", "badge-too-large"]
    assert found[4]["sentence"] == "El archivo es demasiado grande para ser una credencial."
    assert rows(office, bulk, lang="en")[4]["sentence"] == "The file is too large to be a credential."
    assert office.get(f"/bulk-verifications/{bulk['id']}/result.csv", bom="true").content.startswith(b"\xef\xbb\xbf")
    assert [one["id"] for one in good(office.get("/bulk-verifications"))] == [bulk["id"]]


def test_ndjson_with_jwts_and_lines_that_are_nothing(office: Office, outside: Outside) -> None:
    (genuine,) = badges(office, 1)
    lines = [b"\xef\xbb\xbf" + genuine, b"", b'"eyJhbGciOiJFZERTQSJ9.e30.AAAA"', b"{", b"\xff\xfe"]
    bulk = good(hand_in(office, b"\n".join(lines), "insignias.ndjson"), 202)
    work(office, outside, bulk)
    found = rows(office, bulk)
    assert [row["name"] for row in found] == ["1", "3", "4", "5"]
    assert found[0]["outcome"] == "passed"
    assert "passed" not in {row["outcome"] for row in found[1:]}


def test_a_policy_holds_for_every_document(office: Office, outside: Outside) -> None:
    policy = {"predicates": [{"name": "eqf_level", "op": ">=", "value": 8}]}
    bulk = good(hand_in(office, zipped({"a.json": badges(office, 1)[0]}), policy=json.dumps(policy)), 202)
    assert bulk["policy"]["predicates"] == policy["predicates"]
    work(office, outside, bulk)
    assert rows(office, bulk)[0]["outcome"] == "failed"
    problem(hand_in(office, b"{}\n", policy="[]"), 422, "policy-malformed")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bulk-empty"),
        (b" \n\n", "bulk-empty"),
        (zipped({}), "bulk-empty"),
        (b"PK\x03\x04 and no more", "bulk-broken"),
        (b"%PDF-1.7", "bulk-form"),
        (b"{}\n" * 20_001, "bulk-too-many"),
        (zipped({f"{n}": b"" for n in range(20_001)}), "bulk-too-many"),
        (zipped({f"{n}": bytes(8 * 2**20) for n in range(9)}), "bulk-too-much"),
    ],
    ids=["nothing", "blank", "no-member", "cut-off", "pdf", "lines", "members", "bomb"],
)
def test_what_is_refused_leaves_nothing_behind(office: Office, data: bytes, code: str) -> None:
    problem(hand_in(office, data), 422, code)
    assert good(office.get("/bulk-verifications")) == []


def test_encrypted_and_damaged_members_are_rows_like_others(office: Office, outside: Outside) -> None:
    data = bytearray(zipped({"a.json": b"{}" * 50, "b.json": b"{}"}, zipfile.ZIP_STORED))
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the first is marked as encrypted
    data[data.index(b"b.json") + 6] ^= 1  # the second's checksum does not hold
    bulk = good(hand_in(office, bytes(data)), 202)
    work(office, outside, bulk)
    assert [row["codes"] for row in rows(office, bulk)] == ["badge-file-broken"] * 2


class KilledError(BaseException):
    """As if the process were gone: nobody catches it, and what was not committed is lost."""


def test_killed_anywhere_it_goes_on_where_it_was(
    office: Office, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    judge = verify_file
    (genuine,) = badges(office, 1)
    bulk = good(hand_in(office, b"\n".join([genuine, b"{"] * 20), "b.ndjson"), 202)
    monkeypatch.setattr(bulk_usecase, "CHUNK", 5)

    def mortal(*given: Any) -> Any:
        if chance.random() < 0.1:
            raise KilledError
        return judge(*given)

    for _ in range(200):
        monkeypatch.setattr(bulk_usecase, "verify_file", mortal)
        office.jobs.noted.clear()
        sweep_bulk(office.node)
        if not office.jobs.noted:
            break
        try:
            work(office, outside, bulk)
        except KilledError:
            before = state(office, bulk)["judged"]
            work(office, outside, bulk)  # another worker: the lease of the dead one is not over
            assert state(office, bulk)["judged"] == before
            office.clock.forward(seconds=61)
    done = state(office, bulk)
    assert (done["state"], done["judged"], done["total"]) == ("finished", 40, 40)
    assert len(rows(office, bulk)) == 40
    assert done["passed"] + done["failed"] + done["unknown"] == 40


def test_a_document_that_kills_whoever_judges_it_is_left_unknown(
    office: Office, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = verify_file

    def poisoned(node: Any, desk: Any, data: bytes, *more: Any) -> Any:
        if data == b"veneno":
            raise KilledError
        return judge(node, desk, data, *more)

    monkeypatch.setattr(bulk_usecase, "verify_file", poisoned)
    bulk = good(hand_in(office, b"{\nveneno\n{", "b.ndjson"), 202)
    for _ in range(20):
        if state(office, bulk)["state"] == "finished":
            break
        try:
            work(office, outside, bulk)
        except KilledError:
            office.clock.forward(seconds=61)
    assert [row["codes"] for row in rows(office, bulk)][1] == "file-not-judged"
    assert state(office, bulk)["unknown"] == 1


def test_many_of_one_stranger_are_asked_for_once(office: Office, outside: Outside) -> None:
    office.clock.forward(seconds=(LATER - office.clock()).total_seconds())
    world = World("otra.example.edu")
    outside.pages.update(world.pages)
    signed = json.dumps(world.sign(world.credential())).encode()
    bulk = good(hand_in(office, b"\n".join([signed] * 60), "b.ndjson"), 202)
    work(office, outside, bulk)
    assert state(office, bulk)["unknown"] == 60  # nobody here knows this institution
    assert len(outside.asked) == len(set(outside.asked)) <= 4


def test_nothing_stands_in_the_clear_and_documents_go_when_they_are_judged(office: Office, outside: Outside) -> None:
    (genuine,) = badges(office, 1)
    words = ("begoña-núñez.json", "credentialSubject", "hashed")
    bulk = good(hand_in(office, zipped({"begoña-núñez.json": genuine})), 202)
    assert not {place for place in places_of(office.engine, words) if place.startswith("bulk")}
    work(office, outside, bulk)
    assert not {place for place in places_of(office.engine, words) if place.startswith("bulk")}
    with office.node.store() as held:
        assert [row.document for row in held.bulk_rows.find()] == [None]


def test_deleted_in_the_middle_or_a_week_after(office: Office, outside: Outside) -> None:
    first, second = (good(hand_in(office, b"{\n{\n", "b.ndjson"), 202) for _ in range(2))
    path = f"/bulk-verifications/{first['id']}"
    assert office.client.delete(path, headers=office.headers("officer")).status_code == 204
    problem(office.get(path), 404, "not-found")
    work(office, outside, first)
    work(office, outside, second)
    office.clock.forward(seconds=timedelta(days=6, hours=23).total_seconds())
    sweep_bulk(office.node)
    assert state(office, second)["state"] == "finished"
    office.clock.forward(hours=2)
    sweep_bulk(office.node)
    problem(office.get(f"/bulk-verifications/{second['id']}"), 404, "not-found")
    with office.node.store() as held:
        assert held.bulk_rows.count() == 0


def test_no_token_no_bulk(office: Office) -> None:
    problem(office.client.post("/bulk-verifications", files={"file": b"{}"}), 401, "token-needed")
