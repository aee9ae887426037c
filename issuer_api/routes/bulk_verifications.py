"""Verifications in bulk: hand in a ZIP or NDJSON, follow it, take the table of results."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from issuer_api.domain.bulk import Bulk, BulkState
from issuer_api.domain.summary import Language
from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.routes.verifications import policy_of
from issuer_api.usecases.bulk import KEPT, bulk_results, delete_bulk, submit_bulk
from issuer_api.usecases.node import there

router = APIRouter(prefix="/bulk-verifications", tags=["bulk verifications"], responses=RESPONSES)
COLUMNS = ("name", "outcome", "kind", "issuer", "title", "codes", "sentence", "checked_at")
_CSV: dict[int | str, dict[str, Any]] = {200: {"description": "A row for each document", "content": {"text/csv": {}}}}


class BulkView(BaseModel):
    """`judged` of `total`, and how they came out. Results are there until `kept_until`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0b9c1f0e-4f0e-4a63-9d0c-0f5a7a3f2f11",
                    "filename": "insignias.zip",
                    "state": "running",
                    "total": 10000,
                    "judged": 3200,
                    "passed": 3150,
                    "failed": 40,
                    "unknown": 10,
                    "policy": None,
                    "asked_by": "officer",
                    "created_at": "2026-11-24T05:00:00Z",
                    "finished_at": None,
                    "kept_until": None,
                }
            ]
        }
    )
    id: UUID
    filename: str
    state: BulkState
    total: int
    judged: int
    passed: int
    failed: int
    unknown: int
    policy: dict[str, object] | None
    asked_by: str
    created_at: datetime
    finished_at: datetime | None
    kept_until: datetime | None


def _view(bulk: Bulk) -> BulkView:
    judged = bulk.passed + bulk.failed + bulk.unknown
    until = bulk.finished_at + KEPT if bulk.finished_at else None
    return BulkView(**bulk.model_dump(exclude={"tries", "leased_until"}), judged=judged, kept_until=until)


@router.post("", status_code=202, summary="Hand in a ZIP of credentials, or one credential a line (NDJSON)")
def submit(
    node: TheNode,
    by: Caller,
    file: Annotated[UploadFile, File(description="ZIP or NDJSON, 20,000 documents of 8 MB each at most")],
    policy: Annotated[str | None, Form(max_length=2**16, description="A policy, as JSON")] = None,
) -> BulkView:
    """Judged soon after. Each document is forgotten once it is judged."""
    return _view(submit_bulk(node, file.file, file.filename or "", policy_of(policy), by))


@router.get("", summary="Every bulk verification, oldest first")
def every(node: TheNode, _: Caller) -> list[BulkView]:
    with node.store() as work:
        return [_view(bulk) for bulk in work.bulks.find()]


@router.get("/{bulk_id}", summary="How far a bulk verification is")
def one(node: TheNode, _: Caller, bulk_id: UUID) -> BulkView:
    with node.store() as work:
        return _view(there(work.bulks.get(bulk_id), "bulk verification"))


@router.get(
    "/{bulk_id}/result.csv",
    summary="The results as a table, once all are judged",
    responses=_CSV,
    response_class=StreamingResponse,
)
def result(node: TheNode, _: Caller, bulk_id: UUID, lang: Language = "es", bom: bool = False) -> StreamingResponse:
    """UTF-8; `bom=true` begins with the mark that spreadsheet programs need to see that."""
    found = _table(bulk_results(node, bulk_id), lang)
    headers = {
        "Content-Disposition": f'attachment; filename="verification-{bulk_id}.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(_encoded(found, bom=bom), media_type="text/csv; charset=utf-8", headers=headers)


@router.delete("/{bulk_id}", status_code=204, summary="Forget documents and results at once")
def delete(node: TheNode, _: Caller, bulk_id: UUID) -> Response:
    delete_bulk(node, bulk_id)
    return Response(status_code=204)


def _table(results: Iterable[tuple[str, dict[str, Any]]], lang: Language) -> Iterator[list[str]]:
    yield list(COLUMNS)
    for name, found in results:
        told = (found["outcome"], found["kind"], found.get("issuer"), found.get("title"), " ".join(found["codes"]))
        yield [_harmless(str(cell or "")) for cell in (name, *told, found["sentence"][lang], found["at"])]


def _harmless(cell: str) -> str:
    """What strangers wrote is no formula in a spreadsheet, and no second line."""
    plain = "".join(mark if mark.isprintable() else " " for mark in cell)
    return f"'{plain}" if plain.lstrip().startswith(("=", "+", "-", "@")) else plain


def _encoded(rows: Iterable[list[str]], *, bom: bool) -> Iterator[bytes]:
    if bom:
        yield b"\xef\xbb\xbf"
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield line.getvalue().encode(errors="replace")
