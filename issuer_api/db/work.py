"""The `Work` port on PostgreSQL: one transaction, one repository a table.

    store = sql_store(create_engine(url))
    with store() as work:
        work.designs.find(state=DesignState.APPROVED)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from sqlalchemy import Engine, func, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, SQLModel, select

from issuer_api.db import tables
from issuer_api.db.anchoring import SqlOutbox
from issuer_api.domain.batch import Batch, Learner
from issuer_api.domain.credential import Credential, Revocation
from issuer_api.domain.design import Design
from issuer_api.domain.errors import Conflict, Unavailable
from issuer_api.domain.institution import DidVersion, Institution, PublishedResource, TailsFile, Token
from issuer_api.domain.ports import Store, Work
from issuer_api.domain.proof import ProofRequest


class SqlRepository[T: SQLModel]:
    """One table. See `issuer_api.domain.ports.Repository`."""

    def __init__(self, session: Session, row: type[T]) -> None:
        self._session = session
        self._row = row

    def get(self, key: object) -> T | None:
        return self._session.get(self._row, key)

    def locked(self, key: object) -> T | None:
        row: T | None = self._session.get(self._row, key, with_for_update=True, populate_existing=True)
        return row

    def add(self, entity: T) -> T:
        row = self._row.model_validate(entity)
        self._session.add(row)
        try:
            self._session.flush()
        except IntegrityError as exc:
            raise Conflict("already-there", f"This {self._row.__tablename__} is already there.") from exc
        return row

    def add_all(self, entities: list[T]) -> None:
        self._session.add_all([self._row.model_validate(entity) for entity in entities])
        self._session.flush()

    def find(self, **equals: object) -> list[T]:
        order = [column for name in ("created_at", "requested_at", "row") if (column := self._column(name)) is not None]
        return list(self._session.exec(self._matching(equals).order_by(*order)))

    def first(self, **equals: object) -> T | None:
        return self._session.exec(self._matching(equals).limit(1)).first()

    def count(self, **equals: object) -> int:
        query = self._matching(equals).with_only_columns(func.count())
        return int(self._session.scalar(query) or 0)

    def _column(self, name: str):  # type: ignore[no-untyped-def]
        return getattr(self._row, name, None)

    def _matching(self, equals: dict[str, object]):  # type: ignore[no-untyped-def]
        query = select(self._row)
        for name, value in equals.items():
            column = getattr(self._row, name)
            query = query.where(column.in_(value) if isinstance(value, tuple) else column == value)
        return query


class SqlWork:
    """See `issuer_api.domain.ports.Work`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.institutions = SqlRepository[Institution](session, tables.InstitutionRow)
        self.did_versions = SqlRepository[DidVersion](session, tables.DidVersionRow)
        self.resources = SqlRepository[PublishedResource](session, tables.PublishedResourceRow)
        self.tails = SqlRepository[TailsFile](session, tables.TailsFileRow)
        self.tokens = SqlRepository[Token](session, tables.TokenRow)
        self.designs = SqlRepository[Design](session, tables.DesignRow)
        self.batches = SqlRepository[Batch](session, tables.BatchRow)
        self.learners = SqlRepository[Learner](session, tables.LearnerRow)
        self.credentials = SqlRepository[Credential](session, tables.CredentialRow)
        self.revocations = SqlRepository[Revocation](session, tables.RevocationRow)
        self.proofs = SqlRepository[ProofRequest](session, tables.ProofRequestRow)
        self.outbox = SqlOutbox(session)

    def alone(self, name: str) -> bool:
        return bool(self._session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _lock_key(name)}))

    def wait_for(self, name: str) -> None:
        self._session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _lock_key(name)})


def _lock_key(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)


def sql_store(engine: Engine) -> Store:
    """A `Store` whose every call is one transaction on this engine."""

    @contextmanager
    def store() -> Iterator[Work]:
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                yield SqlWork(session)
        except OperationalError as exc:
            raise Unavailable("database-unreachable", "The database does not answer; nothing was changed.") from exc

    return store
