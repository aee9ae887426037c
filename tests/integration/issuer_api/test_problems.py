"""Who may ask, how every error is told (RFC 9457), and what an error and a log must never tell."""

import logging
import re
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from sqlalchemy import text

from issuer_api.usecases.tokens import give_token, take_token_back
from tests.integration.issuer_api.office import SECRET, Office, good, learners, problem
from tests.unit.issuer_api.gradebooks import as_csv

NOWHERE = "00000000-0000-4000-8000-000000000000"
PRIVATE = [
    ("GET", "/designs"),
    ("POST", "/designs"),
    ("GET", f"/designs/{NOWHERE}"),
    ("POST", f"/designs/{NOWHERE}/approve"),
    ("GET", "/batches"),
    ("POST", "/batches"),
    ("GET", f"/batches/{NOWHERE}"),
    ("POST", f"/batches/{NOWHERE}/issue"),
    ("GET", f"/credentials?batch_id={NOWHERE}"),
    ("GET", f"/credentials/{NOWHERE}"),
    ("POST", f"/credentials/{NOWHERE}/revocation"),
    ("POST", f"/credentials/{NOWHERE}/suspension"),
    ("POST", f"/credentials/{NOWHERE}/reinstatement"),
    ("POST", f"/credentials/{NOWHERE}/supersession"),
    ("GET", f"/credentials/{NOWHERE}/status-changes"),
    ("POST", f"/credentials/{NOWHERE}/download"),
    ("POST", "/credentials/issue"),
    ("POST", "/credentials/verify"),
    ("POST", "/presentations/verify"),
    ("POST", "/status-changes"),
    ("POST", "/learners/lookup"),
    ("POST", "/learners/erasures/plan"),
    ("POST", "/learners/erasures"),
    ("GET", "/learners/erasures"),
    ("GET", f"/learners/{NOWHERE}/erasure"),
    ("GET", "/registries"),
    ("GET", "/proof-requests"),
    ("POST", "/proof-requests"),
    ("GET", f"/proof-requests/{NOWHERE}"),
    ("GET", f"/bundles/{NOWHERE}"),
    ("POST", "/bulk-verifications"),
    ("GET", "/bulk-verifications"),
    ("GET", f"/bulk-verifications/{NOWHERE}"),
    ("GET", f"/bulk-verifications/{NOWHERE}/result.csv"),
    ("DELETE", f"/bulk-verifications/{NOWHERE}"),
    ("GET", "/endorsements"),
    ("POST", "/endorsements"),
    ("GET", f"/endorsements/{NOWHERE}/document"),
    ("POST", f"/endorsements/{NOWHERE}/withdrawal"),
    ("POST", "/endorsements/received"),
    ("DELETE", f"/endorsements/received/{NOWHERE}"),
    ("POST", "/webhooks"),
    ("GET", "/webhooks"),
    ("GET", f"/webhooks/{NOWHERE}"),
    ("POST", f"/webhooks/{NOWHERE}/test"),
    ("DELETE", f"/webhooks/{NOWHERE}"),
    ("GET", "/anchors"),
    ("POST", "/anchors"),
]


class Heard(logging.Handler):
    """Every line that any logger would write."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter("%(name)s %(message)s").format(record))


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Also what uvicorn writes, whose loggers hand nothing on."""
    heard, loggers = Heard(), [logging.getLogger(name) for name in ("", "uvicorn", "uvicorn.error")]
    for logger in loggers:
        logger.addHandler(heard)
    yield heard
    for logger in loggers:
        logger.removeHandler(heard)


def test_nothing_private_is_done_without_a_token(office: Office) -> None:
    for method, path in PRIVATE:
        body = problem(office.client.request(method, path), 401, "token-needed")
        assert set(body) == {"type", "title", "status", "detail"}, path
    assert office.client.get("/designs").headers["www-authenticate"] == "Bearer"


def test_every_private_route_is_known_here(office: Office) -> None:
    paths = office.app.openapi()["paths"]
    private = {
        (method.upper(), path)
        for path, methods in paths.items()
        for method, route in methods.items()
        if "security" in route
    }
    known = {(method, path.partition("?")[0].replace(NOWHERE, "{}")) for method, path in PRIVATE}
    assert {(method, re.sub(r"\{.*?\}", "{}", path)) for method, path in private} == known


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer  ",
        "Bearer wrong",
        "Basic b2ZmaWNlcjp4",
        f"Bearer {SECRET}",
        "Token {officer}",
        "{officer}",
    ],
)
def test_a_token_that_is_none_opens_nothing(office: Office, authorization: str) -> None:
    header = authorization.replace("{officer}", office.tokens["officer"]).strip()
    problem(office.client.get("/designs", headers={"Authorization": header}), 401, "token-needed")


def test_a_token_that_is_nearly_right_opens_nothing(office: Office) -> None:
    token = office.tokens["officer"]
    for wrong in (token[:-1], token + "x", token.swapcase(), token[1:]):
        answer = office.client.get("/designs", headers={"Authorization": f"Bearer {wrong}"})
        problem(answer, 401, "token-needed")


def test_a_token_taken_back_opens_nothing_and_the_others_still_do(office: Office) -> None:
    good(office.get("/designs"))
    take_token_back(office.node.store, "officer")
    problem(office.get("/designs"), 401, "token-needed")
    good(office.get("/designs", by="approver"))
    office.tokens["officer"] = give_token(office.node.store, office.clock, "officer")
    good(office.get("/designs"))


def test_a_token_is_kept_nowhere(office: Office) -> None:
    with office.engine.connect() as connection:
        kept = connection.execute(text("SELECT row_to_json(token)::text FROM token")).scalars().all()
    assert len(kept) == 2
    assert not any(token in line for token in office.tokens.values() for line in kept)


def test_a_page_that_is_none_and_a_method_that_is_none(office: Office) -> None:
    problem(office.client.get("/nothing"), 404, "http-404")
    answer = office.client.delete("/designs")
    problem(answer, 405, "http-405")
    assert answer.headers["allow"]


def break_learners(office: Office) -> None:
    """The database goes wrong in a way that nobody thought of, and says whose row it was."""
    with office.engine.begin() as connection:
        connection.execute(text("ALTER TABLE learner ADD CONSTRAINT broken CHECK (number_mac = 'never')"))


@pytest.fixture
def broken(office: Office) -> Iterator[Office]:
    break_learners(office)
    yield office
    with office.engine.begin() as connection:
        connection.execute(text("ALTER TABLE learner DROP CONSTRAINT broken"))


def test_the_unexpected_is_opaque_and_neither_answer_nor_log_holds_a_person_or_a_secret(
    broken: Office, heard: Heard
) -> None:
    batch = good(broken.submit(broken.design(), as_csv(learners(2))), 201)
    body = problem(broken.post(f"/batches/{batch['id']}/issue"), 500, "unexpected")
    assert set(body) == {"type", "title", "status", "detail", "incident"}
    logged = "\n".join(heard.lines)
    assert body["incident"] in logged
    assert "IntegrityError" in logged
    assert "batches.py" in logged
    for secret in ("Begoña", "Ñáñez", "EJ-00001", "alumna1@example.edu", *broken.tokens.values(), SECRET):
        assert secret not in logged
        assert secret not in str(body)


def test_after_the_unexpected_nothing_is_half_done(broken: Office) -> None:
    batch = good(broken.submit(broken.design(), as_csv(learners(2))), 201)
    waiting = good(broken.get("/anchors"))["waiting"]
    problem(broken.post(f"/batches/{batch['id']}/issue"), 500, "unexpected")
    assert good(broken.get(f"/batches/{batch['id']}"))["state"] == "checked"
    assert good(broken.get("/anchors"))["waiting"] == waiting


def test_a_whole_day_of_the_office_leaves_nothing_personal_in_any_log(office: Office, heard: Heard) -> None:
    logging.getLogger("mochila").setLevel(logging.DEBUG)
    (credential,) = office.issued()
    office.accept(credential)
    problem(office.client.post("/claims", json={"token": "x" + credential["claim_link"]}), 404, "unknown-claim")
    problem(office.submit(office.design(), as_csv([["Begoña"]], ["Nombre"])), 422, "missing-columns")
    good(office.revoke(credential, note="Begoña Ñáñez"))
    logged = "\n".join(heard.lines)
    for personal in ("Begoña", "Ñáñez", "EJ-00001", "alumna1@example.edu", *office.tokens.values(), "claim#"):
        assert personal not in logged


def test_the_database_away_is_said_and_nothing_else(office: Office) -> None:
    with office.engine.connect() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
    admin = office.engine.url.set(database="postgres")
    plain = admin.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as link:
        office.engine.dispose()
        link.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            link.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            for path in ("/designs", "/.well-known/did.jsonl"):
                problem(office.get(path), 503, "database-unreachable")
            health = office.client.get("/health")
            assert (health.status_code, health.json()["status"], health.json()["database"]) == (503, "degraded", False)
        finally:
            link.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    good(office.get("/designs"))


def test_the_agent_away_is_seen_on_the_health_page(office: Office) -> None:
    found = good(office.client.get("/health"))
    assert (found["status"], found["agent"], found["issuing"], found["did"]) == ("ok", True, True, office.did)
    assert found["development_hosts"] == []
    office.agent.unreachable = True
    found = good(office.client.get("/health"))
    assert (found["status"], found["agent"], found["database"]) == ("degraded", False, True)


def test_the_health_page_says_when_development_hosts_are_on(office: Office) -> None:
    office.app.state.dev_hosts = ("https://salud.example.edu",)
    try:
        assert good(office.client.get("/health"))["development_hosts"] == ["https://salud.example.edu"]
    finally:
        office.app.state.dev_hosts = ()


def test_a_server_says_nothing_of_itself(office: Office) -> None:
    answer: httpx.Response = office.client.get("/health")
    assert "server" not in answer.headers
