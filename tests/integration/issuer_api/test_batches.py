"""Gradebooks over HTTP: everything that people hand in, each fault named by row and reason, nothing of it lost."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.integration.issuer_api.office import Json, Office, good, learners, problem
from tests.unit.issuer_api.gradebooks import SPANISH, as_csv, as_xlsx

EXAMPLES = Path(__file__).parents[3] / "examples"
DATED = [*SPANISH, "Fecha de término"]


def rejected(batch: Json) -> list[tuple[int, str]]:
    return [(item["row"], item["code"]) for item in batch["rejected"]]


def row(**changes: str) -> list[str]:
    cells = dict(zip(("given", "family", "number", "email", "grade"), learners(1)[0], strict=True))
    return list((cells | changes).values())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(b"", "empty-file", id="empty"),
        pytest.param(b"  \r\n\r\n", "empty-file", id="blanks"),
        pytest.param(as_csv([]), "no-rows", id="headings alone"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(4000), "binary-file", id="a picture"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "binary-file", id="old excel"),
        pytest.param(as_csv(learners(2), encoding="mac_roman"), "unknown-encoding", id="macintosh"),
        pytest.param("Иванов;Петров;Сидоров\r\n".encode("cp1251") * 20, "unknown-encoding", id="cyrillic"),
        pytest.param(
            as_csv([["Ana", "Paz", "a@example.edu", "80"]], [*SPANISH[:2], *SPANISH[3:]]),
            "missing-columns",
            id="no number",
        ),
        pytest.param(as_csv([[*row(), "80"]], [*SPANISH, "Course total"]), "doubled-columns", id="two grades"),
        pytest.param(as_csv(learners(2)) + b'"', "broken-file", id="an open quote"),
        pytest.param(as_xlsx(learners(2))[:-200], "broken-file", id="half a workbook"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(office: Office, body: bytes, code: str) -> None:
    design = office.design()
    answer = problem(office.submit(design, body), 422, code)
    assert len(answer["detail"]) > 20
    assert answer["message"]["en"] == answer["detail"]
    assert {"es", "pt", "en"} == set(answer["message"])
    assert good(office.get("/batches")) == []


def test_missing_and_doubled_columns_are_named(office: Office) -> None:
    design = office.design()
    missing = problem(office.submit(design, as_csv([["Ana"]], ["Nombre"])), 422, "missing-columns")
    assert missing["columns"] == ["family-name", "id-number", "email", "grade"]
    twice = as_csv([[*row(), "x"]], [*SPANISH, "E-mail"])
    assert problem(office.submit(design, twice), 422, "doubled-columns")["columns"] == ["Dirección de correo", "E-mail"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"given": "x" * 10_000}, "too-long"),
        ({"given": '=HYPERLINK("http://evil.example","x")'}, "formula"),
        ({"family": "@SUM(A1)"}, "formula"),
        ({"family": ""}, "missing-value"),
        ({"given": "Mu\x00oz"}, "control-character"),
        ({"given": "PeÃ±a"}, "garbled-text"),
        ({"email": "nadie"}, "malformed-email"),
        ({"grade": "105,00"}, "grade-out-of-range"),
        ({"grade": "-1"}, "grade-out-of-range"),
        ({"grade": "diez"}, "grade-not-a-number"),
        ({"grade": "-"}, "grade-missing"),
        ({"grade": "59,99"}, "not-passed"),
    ],
)
def test_a_row_that_cannot_be_issued_is_named_and_the_others_are_accepted(
    office: Office, changes: dict[str, str], code: str
) -> None:
    batch = good(office.submit(office.design(), as_csv([row(**changes), *learners(2, first=2)])), 201)
    assert rejected(batch) == [(2, code)]
    assert (batch["total_rows"], batch["accepted_rows"], batch["state"]) == (3, 2, "checked")
    assert {"es", "pt", "en"} == set(batch["rejected"][0]["message"])
    assert len(batch["rejected"][0]["message"]["es"]) < 400
    assert good(office.post(f"/batches/{batch['id']}/issue"))["credentials"] == {"planned": 2}


@pytest.mark.parametrize(
    ("day", "code"), [("31/02/2026", "date-invalid"), ("ayer", "date-invalid"), ("24/11/2026", "date-in-future")]
)
def test_a_date_that_is_none(office: Office, day: str, code: str) -> None:
    batch = good(office.submit(office.design(), as_csv([[*row(), day]], DATED)), 201)
    assert rejected(batch) == [(2, code)]


def test_two_rows_for_one_learner(office: Office) -> None:
    rows = [row(), row(email="otra@example.edu"), row(number="EJ-2", email="b@example.edu"), row(number="EJ-2")]
    batch = good(office.submit(office.design(), as_csv(rows)), 201)
    assert set(rejected(batch)) == {(3, "duplicate-learner"), (5, "duplicate-learner")}
    conflict = [row(grade="70"), row(grade="90")]
    batch = good(office.submit(office.design(), as_csv(conflict)), 201)
    assert rejected(batch) == [(2, "duplicate-conflict"), (3, "duplicate-conflict")]
    assert batch["accepted_rows"] == 0


def test_the_example_as_moodle_exports_it(office: Office) -> None:
    file = EXAMPLES / "calificaciones-salud-digital.csv"
    batch = good(office.submit(office.design(), file.read_bytes(), filename=file.name), 201)
    assert (batch["total_rows"], batch["accepted_rows"], batch["filename"]) == (26, 24, file.name)
    assert rejected(batch) == [(12, "grade-out-of-range"), (19, "malformed-email")]
    good(office.post(f"/batches/{batch['id']}/issue"))
    credentials = good(office.get("/credentials", batch_id=batch["id"]))
    assert credentials[0]["learner"]["family_name"] == "Ñáñez Ulloa"
    assert len(credentials) == 24


def test_a_workbook_says_the_same_as_its_text(office: Office) -> None:
    design = office.design()
    text = good(office.submit(design, as_csv(learners(3))), 201)
    sheet = good(office.submit(design, as_xlsx(learners(3)), filename="notas.xlsx"), 201)
    assert sheet["id"] != text["id"]
    assert (sheet["accepted_rows"], sheet["rejected"]) == (text["accepted_rows"], text["rejected"])


def test_fifty_thousand_rows_and_one_more(office: Office) -> None:
    design = office.design()
    rows = learners(50_001)
    batch = good(office.submit(design, as_csv(rows[:-1])), 201)
    assert (batch["total_rows"], batch["accepted_rows"]) == (50_000, 50_000)
    assert problem(office.submit(design, as_csv(rows)), 422, "too-many-rows")["limit"] == 50_000


def test_a_file_that_is_too_large(office: Office) -> None:
    problem(office.submit(office.design(), b"x" * (20 * 2**20 + 1)), 422, "file-too-large")


def test_the_same_file_twice_is_one_batch(office: Office) -> None:
    design = office.design()
    first = good(office.submit(design, as_csv(learners(2))), 201)
    assert good(office.submit(design, as_csv(learners(2)), filename="otro nombre.csv")) == first
    assert good(office.get("/batches")) == [first]
    good(office.post(f"/batches/{first['id']}/issue"))
    assert good(office.submit(design, as_csv(learners(2))))["state"] == "issuing"


def test_the_same_key_is_one_batch_and_another_file_under_it_is_refused(office: Office) -> None:
    design, other = office.design(), office.design()
    first = good(office.submit(design, as_csv(learners(2)), key="acta-12"), 201)
    assert good(office.submit(design, as_csv(learners(2)), key="acta-12")) == first
    problem(office.submit(design, as_csv(learners(3)), key="acta-12"), 409, "idempotency-key-reused")
    problem(office.submit(other, as_csv(learners(2)), key="acta-12"), 409, "idempotency-key-reused")
    assert good(office.submit(design, as_csv(learners(2)), key="acta-13"), 201)["id"] != first["id"]
    assert len(good(office.get("/batches"))) == 2


def test_the_same_file_handed_in_by_eight_at_once_is_one_batch(office: Office) -> None:
    design, body = office.design(), as_csv(learners(5))
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda _: office.submit(design, body), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_a_file_refused_may_be_mended_and_handed_in_under_the_same_key(office: Office) -> None:
    design = office.design()
    problem(office.submit(design, b"", key="acta-12"), 422, "empty-file")
    good(office.submit(design, as_csv(learners(2)), key="acta-12"), 201)


def test_a_learners_details_are_corrected_by_a_later_batch(office: Office) -> None:
    office.issued(1)
    corrected = as_csv([row(family="Ñáñez Ulloa", email="nueva@example.edu")])
    batch = good(office.submit(office.design(), corrected), 201)
    good(office.post(f"/batches/{batch['id']}/issue"))
    (credential,) = good(office.get("/credentials", batch_id=batch["id"]))
    assert (credential["learner"]["family_name"], credential["learner"]["email"]) == (
        "Ñáñez Ulloa",
        "nueva@example.edu",
    )


def test_a_form_that_is_none(office: Office) -> None:
    headers = office.headers("officer")
    files = {"file": ("a.csv", as_csv(learners(1)))}
    nowhere = "00000000-0000-4000-8000-000000000000"
    problem(office.submit(nowhere, as_csv(learners(1))), 404, "not-found")
    problem(office.submit("salud", as_csv(learners(1))), 422, "malformed-request")
    problem(office.client.post("/batches", files=files, headers=headers), 422, "malformed-request")
    problem(office.client.post("/batches", data={"design_id": nowhere}, headers=headers), 422, "malformed-request")
    problem(office.submit(office.design(), as_csv(learners(1)), key="x" * 201), 422, "malformed-request")
    broken = headers | {"Content-Type": "multipart/form-data; boundary=x"}
    answer = office.client.post("/batches", content=b"--x\r\nbroken", headers=broken)
    assert answer.status_code in (400, 422)
    assert json.loads(answer.text)["detail"]
