"""A database with people in it, as the node of before kept them, comes through the migrations: nothing is lost, nothing
stays in the clear."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, text

import issuer_api.db
from issuer_api.db.migrate import upgrade
from issuer_api.db.work import sql_store
from issuer_api.domain.batch import BatchState
from issuer_api.domain.gradebook import RowProblem
from issuer_api.domain.gradebook.rejected import rejected_row
from issuer_api.domain.record import Contents, Person, number_mac
from issuer_api.domain.status import Act, ChangeState, Standing
from issuer_api.usecases.records import contents_of, people_of
from tests.integration.issuer_api.in_the_clear import places_of

SECRET = b"n" * 32
THEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
REGISTRY = "did:webvh:x:salud.example.edu/resources/registry"
PEOPLE = [
    Person("OLD-4401", "Ñusta", "Quispe Condorqui", "nquispe@correo.example.edu"),
    Person("OLD-4402", "João", "d'Ávila", "javila@correo.example.edu"),
    Person("OLD-4403", "Zoë", "Ñandú", "znandu@correo.example.edu"),
]


@dataclass
class Before:
    """What was put in at revision 0005; credentials in the order of PEOPLE, the third one never issued."""

    issued: UUID = field(default_factory=uuid4)
    waiting: UUID = field(default_factory=uuid4)
    learners: list[UUID] = field(default_factory=lambda: [uuid4() for _ in PEOPLE])
    credentials: list[UUID] = field(default_factory=lambda: [uuid4() for _ in PEOPLE])
    changes: list[UUID] = field(default_factory=lambda: [uuid4(), uuid4()])


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = create_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def before(engine: Engine, database_url: str) -> Before:
    """The database as it was, then brought up to date."""
    data = Before()
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(issuer_api.db.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        _fill(connection, data)
    upgrade(database_url, SECRET)
    return data


def _fill(connection: Connection, data: Before) -> None:
    design = uuid4()
    moments = {"created_at": THEN, "changed_at": THEN, "look_at": THEN}
    _put(
        connection,
        "design",
        id=design,
        elements={},
        state="approved",
        author="ana",
        approver="eva",
        created_at=THEN,
        approved_at=THEN,
    )
    for batch, state in ((data.issued, "issuing"), (data.waiting, "checked")):
        _put(
            connection,
            "batch",
            id=batch,
            design_id=design,
            state=state,
            idempotency_key=str(batch),
            filename="notas.csv",
            file_sha256="0" * 64,
            total_rows=len(PEOPLE) + 1,
            accepted=[person.to_json() for person in PEOPLE],
            rejected=[rejected_row(RowProblem(5, "Correo", "malformed-email", {"value": "nquispe@@"}))],
            submitted_by="ana",
            created_at=THEN,
        )
    states = (("accepted", 7), ("issued", 9), ("invited", None))
    for row, (person, (state, index)) in enumerate(zip(PEOPLE, states, strict=True)):
        leaf = uuid4()
        _put(connection, "learner", id=data.learners[row], created_at=THEN, **person.to_json())
        _put(
            connection, "leaf", id=leaf, digest=secrets.token_bytes(32), salt=secrets.token_bytes(32), hash=_hash(leaf)
        )
        _put(
            connection,
            "credential",
            id=data.credentials[row],
            batch_id=data.issued,
            learner_id=data.learners[row],
            leaf_id=leaf,
            row=row + 2,
            attributes=_attributes(person),
            state=state,
            former_invitations=[],
            rev_reg_id=REGISTRY if index else None,
            cred_rev_id=index,
            looks=0,
            **moments,
        )
    for change, credential, state in zip(data.changes, data.credentials[:2], ("published", "wanted"), strict=True):
        _put(
            connection,
            "revocation",
            id=change,
            credential_id=credential,
            reason="issued-in-error",
            note="Acta 12",
            requested_by="ana",
            requested_at=THEN,
            state=state,
            announced=state == "published",
            published_at=THEN if state == "published" else None,
        )


def _attributes(person: Person) -> dict[str, str]:
    return {"given_name": person.given_name, "family_name": person.family_name, "title": "Salud digital"}


def _hash(leaf: UUID) -> bytes:
    return sha256(leaf.bytes).digest()


def _put(connection: Connection, table: str, **values: object) -> None:
    plain = {name: json.dumps(value) if isinstance(value, dict | list) else value for name, value in values.items()}
    places = ", ".join(f":{name}" for name in plain)
    names = ", ".join(f'"{name}"' for name in plain)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), plain)  # noqa: S608


def test_records_open_with_the_keys_that_were_made_for_them(engine: Engine, before: Before) -> None:
    with sql_store(engine)() as work:
        assert people_of(work, before.learners) == dict(zip(before.learners, PEOPLE, strict=True))
        for credential_id, person in zip(before.credentials, PEOPLE, strict=True):
            credential = work.credentials.get(credential_id)
            assert credential
            assert contents_of(work, credential) == Contents(_attributes(person), None)
        macs = {learner.number_mac for learner in work.learners.find()}
        assert macs == {number_mac(SECRET, person.number) for person in PEOPLE}
        assert len({key.key for key in work.record_keys.find()}) == len(PEOPLE)


def test_what_was_revoked_is_and_what_was_not_holds(engine: Engine, before: Before) -> None:
    with sql_store(engine)() as work:
        found = {credential.id: credential.standing for credential in work.credentials.find()}
        assert [found[item] for item in before.credentials] == [Standing.REVOKED, Standing.REVOKED, Standing.VALID]
        changes = {change.id: change for change in work.status_changes.find()}
        assert {change.act for change in changes.values()} == {Act.REVOKE}
        assert [changes[item].state for item in before.changes] == [ChangeState.PUBLISHED, ChangeState.WANTED]
        entries = {(entry.list_id, entry.index, entry.revoked) for entry in work.status_entries.find()}
        assert entries == {(REGISTRY, 7, True), (REGISTRY, 9, True)}


def test_nobody_is_in_the_clear_but_in_a_batch_that_is_not_issued(engine: Engine, before: Before) -> None:
    words = [word for person in PEOPLE for word in person.to_json().values()]
    assert set(places_of(engine, [*words, "nquispe@@"])) == {"batch.accepted", "batch.rejected"}
    with sql_store(engine)() as work:
        issued, waiting = work.batches.get(before.issued), work.batches.get(before.waiting)
    assert issued
    assert waiting
    assert (issued.state, issued.accepted, issued.accepted_rows) == (BatchState.ISSUING, [], len(PEOPLE))
    assert (len(waiting.accepted), waiting.accepted_rows) == (len(PEOPLE), len(PEOPLE))
    assert "nquispe" in str(waiting.rejected)
    assert "nquispe" not in str(issued.rejected)


def test_the_columns_that_went_are_gone_from_the_tables_files_too(engine: Engine, before: Before) -> None:
    with engine.connect() as connection:
        gone = connection.execute(
            text(
                "SELECT count(*) FROM information_schema.columns WHERE table_name IN ('learner', 'credential') "
                "AND column_name IN ('number', 'given_name', 'family_name', 'email', 'attributes')"
            )
        ).scalar()
        assert gone == 0
        connection.execute(text("CHECKPOINT"))
        for table in ("learner", "credential"):
            file = connection.execute(text(f"SELECT pg_relation_filepath('{table}')")).scalar()
            page = connection.execute(text("SELECT pg_read_binary_file(:file)"), {"file": file}).scalar()
            assert page
            held = [person.number for person in PEOPLE if person.number.encode() in bytes(page)]
            assert held == []
            assert str(before.learners[0]).encode() not in bytes(page)
