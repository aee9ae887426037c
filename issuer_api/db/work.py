"""The `Work` port on PostgreSQL: one transaction, one repository a table.

store = sql_store(create_engine(url))
with store() as work:
    work.designs.find(state=DesignState.APPROVED)
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import accumulate
from uuid import UUID

from sqlalchemy import ARRAY, Engine, Integer, cast, func, or_, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlmodel import Session, SQLModel, col, select

from issuer_api.db import tables
from issuer_api.db.anchored import SqlAnchored
from issuer_api.db.anchoring import SqlOutbox
from issuer_api.domain.ask import PublicAsk
from issuer_api.domain.batch import Batch, Learner
from issuer_api.domain.bulk import Bulk, BulkRow
from issuer_api.domain.credential import OPEN_STATES, Credential, CredentialState
from issuer_api.domain.design import Design
from issuer_api.domain.endorsement import Endorsement, ReceivedEndorsement
from issuer_api.domain.erasure import Erasure
from issuer_api.domain.errors import Conflict, Invalid, Unavailable
from issuer_api.domain.institution import DidVersion, Institution, PublishedResource, TailsFile, Token
from issuer_api.domain.ports import Anchored, Outbox, Repository, Store, Work
from issuer_api.domain.proof import ProofRequest
from issuer_api.domain.record import RecordKey
from issuer_api.domain.status import PublishedList, StatusChange, StatusEntry, StatusList, StatusListVersion
from issuer_api.domain.webhook import Delivery, Webhook
from issuer_api.domain.witness import Contradiction, LogLeaf, Peer, Remembered, SignedHead


class SqlRepository[T: SQLModel]:
    """One table. See `issuer_api.domain.ports.Repository`."""

    def __init__(self, session: Session, row: type[T]) -> None:
        self._session = session
        self._row = row

    def get(self, key: object) -> T | None:
        return self._session.get(self._row, key)

    def locked(self, key: object) -> T | None:
        return self._session.get(self._row, key, with_for_update=True, populate_existing=True)

    def all_locked(self, ids: Collection[UUID]) -> list[T]:
        named = self._matching({"id": tuple(ids)}).order_by(self._column("id"))
        return list(self._session.exec(named.with_for_update().execution_options(populate_existing=True)))

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

    def remove(self, entity: T) -> None:
        self._session.delete(entity)

    def find(self, **equals: object) -> list[T]:
        order = [column for name in ("created_at", "requested_at", "row") if (column := self._column(name)) is not None]
        return list(self._session.exec(self._matching(equals).order_by(*order)))

    def first(self, **equals: object) -> T | None:
        found: T | None = self._session.exec(self._matching(equals).limit(1)).first()
        return found

    def count(self, **equals: object) -> int:
        query = self._matching(equals).with_only_columns(func.count(), maintain_column_froms=True)
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
        self.institutions: Repository[Institution] = SqlRepository(session, tables.InstitutionRow)
        self.did_versions: Repository[DidVersion] = SqlRepository(session, tables.DidVersionRow)
        self.resources: Repository[PublishedResource] = SqlRepository(session, tables.PublishedResourceRow)
        self.tails: Repository[TailsFile] = SqlRepository(session, tables.TailsFileRow)
        self.tokens: Repository[Token] = SqlRepository(session, tables.TokenRow)
        self.designs: Repository[Design] = SqlRepository(session, tables.DesignRow)
        self.batches: Repository[Batch] = SqlRepository(session, tables.BatchRow)
        self.learners: Repository[Learner] = SqlRepository(session, tables.LearnerRow)
        self.credentials: Repository[Credential] = SqlRepository(session, tables.CredentialRow)
        self.record_keys: Repository[RecordKey] = SqlRepository(session, tables.RecordKeyRow)
        self.erasures: Repository[Erasure] = SqlRepository(session, tables.ErasureRow)
        self.status_changes: Repository[StatusChange] = SqlRepository(session, tables.StatusChangeRow)
        self.status_lists: Repository[StatusList] = SqlRepository(session, tables.StatusListRow)
        self.status_entries: Repository[StatusEntry] = SqlRepository(session, tables.StatusEntryRow)
        self.status_versions: Repository[StatusListVersion] = SqlRepository(session, tables.StatusListVersionRow)
        self.published_lists: Repository[PublishedList] = SqlRepository(session, tables.PublishedListRow)
        self.proofs: Repository[ProofRequest] = SqlRepository(session, tables.ProofRequestRow)
        self.asks: Repository[PublicAsk] = SqlRepository(session, tables.PublicAskRow)
        self.log_leaves: Repository[LogLeaf] = SqlRepository(session, tables.LogLeafRow)
        self.signed_heads: Repository[SignedHead] = SqlRepository(session, tables.SignedHeadRow)
        self.peers: Repository[Peer] = SqlRepository(session, tables.PeerRow)
        self.memories: Repository[Remembered] = SqlRepository(session, tables.RememberedRow)
        self.contradictions: Repository[Contradiction] = SqlRepository(session, tables.ContradictionRow)
        self.bulks: Repository[Bulk] = SqlRepository(session, tables.BulkTable)
        self.bulk_rows: Repository[BulkRow] = SqlRepository(session, tables.BulkRowTable)
        self.webhooks: Repository[Webhook] = SqlRepository(session, tables.WebhookRow)
        self.deliveries: Repository[Delivery] = SqlRepository(session, tables.DeliveryRow)
        self.endorsements: Repository[Endorsement] = SqlRepository(session, tables.EndorsementRow)
        self.received_endorsements: Repository[ReceivedEndorsement] = SqlRepository(
            session, tables.ReceivedEndorsementRow
        )
        self.outbox: Outbox = SqlOutbox(session)
        self.anchored: Anchored = SqlAnchored(session)

    def credentials_due(self, now: datetime) -> list[UUID]:
        row = tables.CredentialRow
        under_way = col(row.state).in_([CredentialState.INVITED, *OPEN_STATES])
        return list(
            self._session.exec(select(row.id).where(under_way, col(row.look_at) <= now, col(row.sealed).is_not(None)))
        )

    def asks_before(self, moment: datetime) -> list[UUID]:
        row = tables.PublicAskRow
        return list(self._session.exec(select(row.id).where(col(row.created_at) < moment)))

    def set_entries(self, list_id: str) -> list[tuple[int, bool, bool, bool]]:
        row = tables.StatusEntryRow
        query = select(row.index, row.revoked, row.suspended, row.refresh).where(row.list_id == list_id)
        anything = or_(col(row.revoked), col(row.suspended), col(row.refresh))
        found = self._session.exec(query.where(anything))
        return [(index, revoked, suspended, refresh) for index, revoked, suspended, refresh in found]

    def taken(self, list_id: str, indexes: Collection[int]) -> set[int]:
        row = tables.StatusEntryRow
        asked = col(row.index) == func.any(cast(list(indexes), ARRAY(Integer)))
        return set(self._session.exec(select(row.index).where(row.list_id == list_id, asked)))

    def rewrite_erased(self) -> None:
        self._session.execute(text("SET LOCAL lock_timeout = '2s'"))
        for table in ("record_key", "learner", "batch"):
            self._session.execute(text(f"CLUSTER {table} USING {table}_pkey"))

    def credential_states(self, batch_id: UUID) -> dict[str, int]:
        row = tables.CredentialRow
        query = select(row.state, func.count()).where(row.batch_id == batch_id).group_by(row.state)
        return {str(state): count for state, count in self._session.exec(query)}

    def bulk_due(self, bulk_id: UUID, count: int, size: int) -> list[BulkRow]:
        row = tables.BulkRowTable
        due = select(row.position, row.size).where(row.bulk_id == bulk_id, col(row.judged).is_(False))
        found = self._session.exec(due.order_by(col(row.position)).limit(count)).all()
        sums = accumulate(size_ for _, size_ in found)
        positions = [
            at for place, ((at, _), sum_) in enumerate(zip(found, sums, strict=True)) if not place or sum_ <= size
        ]
        rows = self.bulk_rows.find(bulk_id=bulk_id, position=tuple(positions))
        return sorted(rows, key=lambda one: one.position)

    def alone(self, name: str) -> bool:
        return bool(self._session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _lock_key(name)}))

    def wait_for(self, name: str) -> None:
        self._session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _lock_key(name)})


def _lock_key(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)


def sql_store(engine: Engine) -> Store:
    """A `Store` whose every call is one transaction on this engine. Of a value that PostgreSQL cannot keep (a zero
    byte, half a surrogate pair, a number too great) the error says that there is one, never what it is."""

    @contextmanager
    def store() -> Iterator[Work]:
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                yield SqlWork(session)
        except OperationalError as exc:
            raise Unavailable("database-unreachable", "The database does not answer; nothing was changed.") from exc
        except NoConnectionFreeError as exc:
            raise Unavailable("node-busy", "Too much at once; nothing was changed. Try again.") from exc
        except (DataError, UnicodeEncodeError):
            raise Invalid(
                "cannot-be-kept", "It holds a character or a number that the node cannot keep; nothing was changed."
            ) from None

    return store
