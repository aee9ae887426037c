"""Batches: hand in a gradebook, see what came of each row, issue it, follow it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Header, Response, UploadFile
from pydantic import BaseModel

from issuer_api.domain.batch import Batch, BatchState
from issuer_api.domain.errors import Invalid
from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.batches import MAX_BYTES, issue_batch, submit_batch
from issuer_api.usecases.node import there

router = APIRouter(prefix="/batches", tags=["batches"], responses=RESPONSES)


class BatchView(BaseModel):
    """A batch as it stands. `rejected`: row (the heading is row 1), column, code, and a sentence in es, pt and en."""

    id: UUID
    design_id: UUID
    state: BatchState
    filename: str
    total_rows: int
    accepted_rows: int
    rejected: list[dict[str, object]]
    credentials: dict[str, int]
    submitted_by: str
    created_at: datetime
    issued_at: datetime | None


def _view(node: TheNode, batch: Batch) -> BatchView:
    with node.store() as work:
        states = work.credential_states(batch.id)
    return BatchView(**batch.model_dump(exclude={"accepted"}), credentials=states)


@router.post(
    "",
    status_code=201,
    summary="Hand in a gradebook (CSV or XLSX); read and checked, nothing issued",
    responses={200: {"description": "This batch was handed in before", "model": BatchView}},
)
def submit(
    node: TheNode,
    by: Caller,
    response: Response,
    design_id: Annotated[UUID, Form()],
    file: Annotated[UploadFile, File(description="Calificaciones as Moodle exports them")],
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> BatchView:
    body = file.file.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise Invalid("file-too-large", f"A gradebook has at most {MAX_BYTES // 2**20} MiB. Split it into several.")
    batch, new = submit_batch(node, design_id, file.filename or "", body, idempotency_key, by)
    response.status_code = 201 if new else 200
    return _view(node, batch)


@router.get("", summary="Every batch, oldest first")
def every(node: TheNode, _: Caller) -> list[BatchView]:
    with node.store() as work:
        batches = work.batches.find()
    return [_view(node, batch) for batch in batches]


@router.get("/{batch_id}", summary="One batch, with the states of its credentials")
def one(node: TheNode, _: Caller, batch_id: UUID) -> BatchView:
    with node.store() as work:
        batch = there(work.batches.get(batch_id), "batch")
    return _view(node, batch)


@router.post("/{batch_id}/issue", summary="Issue what was accepted: every learner gets a claim link")
def issue(node: TheNode, _: Caller, batch_id: UUID) -> BatchView:
    return _view(node, issue_batch(node, batch_id))
