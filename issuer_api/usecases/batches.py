"""Read a gradebook into a batch, and issue the batch (protocol steps I2 and I3)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID, uuid4

from issuer_api.domain.award import Award
from issuer_api.domain.batch import Batch, BatchState, Learner
from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.design import Design, DesignState
from issuer_api.domain.errors import Conflict
from issuer_api.domain.evidence import credential_digest
from issuer_api.domain.gradebook import Gradebook, GradebookRow, Limits, Scale, read_gradebook
from issuer_api.domain.gradebook.rejected import rejected_row, without_values
from issuer_api.domain.institution import Institution
from issuer_api.domain.ports import Work
from issuer_api.domain.record import Contents, Person
from issuer_api.domain.status import Standing
from issuer_api.usecases.badges import Issued, badges_of
from issuer_api.usecases.node import Node, institution_of, there
from issuer_api.usecases.records import keep_learners, keys_of, sealed_contents

MAX_BYTES = Limits().max_bytes


def submit_batch(
    node: Node, design_id: UUID, filename: str, body: bytes, idempotency_key: str | None, by: str
) -> tuple[Batch, bool]:
    """The batch, checked row by row, and whether it is new. Nothing is issued yet: this is the dry run.

    The same file for the same design, or the same idempotency key, gives the batch that is there already.
    Raises GradebookError (an Invalid) for a file that cannot be read at all, Conflict for a design that nobody
    approved and for a key that was used with another file.
    """
    digest = sha256(body).hexdigest()
    key = idempotency_key or f"file:{design_id}:{digest}"
    with node.store() as work:
        work.wait_for(f"batch:{key}")
        design = there(work.designs.get(design_id), "design")
        if design.state is not DesignState.APPROVED:
            raise Conflict("design-not-approved", "A second person must approve this design before anything is issued.")
        if found := work.batches.first(idempotency_key=key):
            if found.file_sha256 != digest or found.design_id != design_id:
                raise Conflict("idempotency-key-reused", "This idempotency key was used for another file or design.")
            return found, False
        book = _read(design, filename, body, node.clock().date())
        batch = Batch(
            design_id=design_id,
            idempotency_key=key,
            filename=filename,
            file_sha256=digest,
            total_rows=book.total_rows,
            accepted_rows=len(book.rows),
            accepted=[_row(row) for row in book.rows],
            rejected=[rejected_row(problem) for problem in book.problems],
            submitted_by=by,
            created_at=node.clock(),
        )
        return work.batches.add(batch), True


def issue_batch(node: Node, batch_id: UUID) -> Batch:
    """Write every credential, its signed badge and the leaves of both in one transaction. Issued already: nothing more
    happens.

    Raises Conflict where a learner already holds, or is about to, a credential of this design.
    """
    with node.store() as work:
        batch = there(work.batches.locked(batch_id), "batch")
        if batch.state is BatchState.ISSUING:
            return batch
        design = there(work.designs.locked(batch.design_id), "design")
        work.wait_for("learners")
        people = {person.number: person for person in map(_person, batch.accepted)}
        learners = keep_learners(node, work, people.values())
        keys = keys_of(work, [learner.id for learner in learners.values()])
        _refuse_doubles(work, batch, learners)
        awards = _awards(institution_of(work), design, batch, node.clock())
        badges = badges_of(node, work, awards)
        work.credentials.add_all(
            [
                _credential(work, batch, learners[str(row["number"])], keys, row, award, badge)
                for row, award, badge in zip(batch.accepted, awards, badges, strict=True)
            ]
        )
        batch.state, batch.issued_at, batch.accepted = BatchState.ISSUING, node.clock(), []
        batch.rejected = without_values(batch.rejected)
        return batch


def _read(design: Design, filename: str, body: bytes, today: date) -> Gradebook:
    scale = design.read().grade_scale
    return read_gradebook(body, filename, Scale(scale.minimum, scale.maximum, scale.pass_mark), today=today)


def _row(row: GradebookRow) -> dict[str, object]:
    completed = row.completed_on.isoformat() if row.completed_on else None
    return {
        "row": row.row,
        "number": row.id_number,
        "given_name": row.given_name,
        "family_name": row.family_name,
        "email": row.email,
        "grade": str(row.grade),
        "completed_on": completed,
    }


def _person(row: dict[str, object]) -> Person:
    return Person(*(str(row[name]) for name in ("number", "given_name", "family_name", "email")))


def _refuse_doubles(work: Work, batch: Batch, learners: dict[str, Learner]) -> None:
    """Nobody gets the same microcredential twice: revoke the former one first. One that never came to be is none; one
    that a wallet declined is one, if there is a badge beside it."""
    others = tuple(other.id for other in work.batches.find(design_id=batch.design_id, state=BatchState.ISSUING))
    ids = {learner.id: number for number, learner in learners.items()}
    held = work.credentials.find(batch_id=others, learner_id=tuple(ids))
    holders = {ids[item.learner_id] for item in held if _holds(item)}
    doubles = [row["row"] for row in batch.accepted if row["number"] in holders]
    if doubles:
        raise Conflict(
            "already-issued",
            f"{len(doubles)} learners of this batch already have this microcredential. "
            "Take their rows out of the file, or revoke what they have first.",
            rows=doubles,
        )


def _holds(credential: Credential) -> bool:
    if credential.standing is Standing.REVOKED or credential.state is CredentialState.CANCELLED:
        return False
    return credential.badge_leaf_id is not None or credential.state is not CredentialState.DECLINED


def _awards(institution: Institution, design: Design, batch: Batch, now: datetime) -> list[Award]:
    """What each accepted row comes to, all of it at one moment."""
    elements = design.read()
    return [
        Award(
            credential_id=uuid4(),
            design_id=design.id,
            elements=elements,
            given_name=str(row["given_name"]),
            family_name=str(row["family_name"]),
            email=str(row["email"]),
            grade=Decimal(str(row["grade"])),
            completed=date.fromisoformat(str(row["completed_on"])) if row["completed_on"] else batch.created_at.date(),
            issued=now,
            awarding_body=institution.name,
            country=institution.country,
            host=institution.host,
            did=institution.did,
        )
        for row in batch.accepted
    ]


def _credential(
    work: Work,
    batch: Batch,
    learner: Learner,
    keys: Mapping[UUID, bytes],
    row: dict[str, object],
    award: Award,
    badge: Issued,
) -> Credential:
    attributes = award.attributes()
    return Credential(
        id=award.credential_id,
        batch_id=batch.id,
        learner_id=learner.id,
        leaf_id=work.outbox.leaf(credential_digest(award.did, attributes)),
        badge_leaf_id=badge.leaf_id,
        row=int(str(row["row"])),
        sealed=sealed_contents(keys[learner.id], Contents(attributes, badge.document)),
        status_list_id=badge.place.list_id,
        status_index=badge.place.index,
        created_at=award.issued,
        changed_at=award.issued,
        look_at=award.issued,
    )
