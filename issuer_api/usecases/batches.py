"""Read a gradebook into a batch, and issue the batch (protocol steps I2 and I3)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from issuer_api.domain.attributes import attribute_values
from issuer_api.domain.batch import Batch, BatchState, Learner
from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.design import DesignState, Elements
from issuer_api.domain.errors import Conflict, Invalid
from issuer_api.domain.evidence import credential_digest
from issuer_api.domain.gradebook import GradebookError, Scale, read_gradebook
from issuer_api.domain.ports import Work
from issuer_api.usecases.node import Node, institution_of, there

ENDED = (CredentialState.DECLINED, CredentialState.CANCELLED)


def submit_batch(
    node: Node, design_id: UUID, filename: str, body: bytes, idempotency_key: str | None, by: str
) -> tuple[Batch, bool]:
    """The batch, checked row by row, and whether it is new. Nothing is issued yet: this is the dry run.

    The same file for the same design, or the same idempotency key, gives the batch that is there already.
    Raises Invalid for a file that cannot be read at all, Conflict for a key used with another file.
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
        batch = _read(node, work, design.read(), design_id, filename, body)
        batch.idempotency_key, batch.file_sha256, batch.submitted_by = key, digest, by
        return work.batches.add(batch), True


def issue_batch(node: Node, batch_id: UUID) -> Batch:
    """Write every credential and its leaf in one transaction. Issued already: nothing more happens."""
    with node.store() as work:
        batch = there(work.batches.locked(batch_id), "batch")
        if batch.state is BatchState.ISSUING:
            return batch
        design = there(work.designs.get(batch.design_id), "design")
        learners = _learners(node, work, batch.accepted)
        for row in batch.accepted:
            work.credentials.add(_credential(node, work, batch, design.read(), learners[str(row["number"])], row))
        batch.state, batch.issued_at = BatchState.ISSUING, node.clock()
        return batch
