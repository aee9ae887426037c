"""Verify thousands of documents at once (docs/protocol.md, V13): kept sealed, judged in slices, answered as a table.

    bulk = submit_bulk(node, file, "insignias.zip", None, by="officer")
    judge_bulk(node, desk, fetch, bulk.id)         # a slice of it; the job pokes itself for the next

Safe to repeat and to kill: each chunk is one transaction, and a document is judged again only if its result was lost.
"""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import batched
from typing import IO, Any, Final
from uuid import UUID

from issuer_api.domain.bulk import Bulk, BulkRow, BulkState, bulk_key, opened, sealed
from issuer_api.domain.errors import Conflict, Invalid
from issuer_api.domain.handed_in_bulk import Document, documents_in
from issuer_api.domain.ports import Fetch, Work
from issuer_api.domain.told import told
from issuer_api.usecases.desk import Desk
from issuer_api.usecases.node import Node, there
from issuer_api.usecases.verify import verify_file
from issuer_api.usecases.webhooks import announce
from verification.policy import Policy
from verification.verdict import Check, Language, Outcome, Verdict

CHUNK = 100
CHUNK_BYTES = 16 * 2**20
CHUNK_SECONDS = 5.0
SLICE_SECONDS = 15.0
KEPT = timedelta(days=7)
_LEASE = timedelta(seconds=60)
_CAREFUL, _HOPELESS = 3, 6  # tries in vain: from then one at a time; from then the next one counts as not judged
_LANGUAGES: Final[tuple[Language, ...]] = ("es", "pt", "en")
Json = dict[str, Any]


def submit_bulk(node: Node, file: IO[bytes], filename: str, policy: Policy | None, by: str) -> Bulk:
    """All of it is kept, or nothing. Raises Invalid, as `documents_in` does."""
    with node.store() as work:
        bulk = work.bulks.add(
            Bulk(
                filename=_plain(filename),
                policy=policy.to_json() if policy else None,
                asked_by=by,
                created_at=node.clock(),
            )
        )
        key = bulk_key(node.claim_secret, bulk.id)
        made = (_row(bulk.id, key, position, document) for position, document in enumerate(documents_in(file)))
        for rows in _loads(made):
            work.bulk_rows.add_all(rows)
            bulk.total += len(rows)
    node.jobs.soon("judge_bulk", bulk_id=str(bulk.id))
    return bulk


def _loads(rows: Iterator[BulkRow]) -> Iterator[list[BulkRow]]:
    """So many at once, and so many bytes."""
    load: list[BulkRow] = []
    size = 0
    for row in rows:
        load.append(row)
        size += row.size
        if len(load) == CHUNK or size > CHUNK_BYTES:
            yield load
            load, size = [], 0
    if load:
        yield load


def _row(bulk_id: UUID, key: bytes, position: int, document: Document) -> BulkRow:
    name = sealed(key, _plain(document.name).encode())
    data = document.data if document.data is not None else b"\0" + document.code.encode()
    return BulkRow(bulk_id=bulk_id, position=position, name=name, document=sealed(key, data), size=len(data))


def _plain(name: str) -> str:
    """A name of strangers, without control characters."""
    return "".join(mark if mark.isprintable() else "\ufffd" for mark in name)[:300]


def judge_bulk(node: Node, desk: Desk, fetch: Fetch, bulk_id: UUID, *, seconds: float = SLICE_SECONDS) -> None:
    """Go on for so long, and have the rest done soon. `fetch` reads this node's own addresses too."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not _judge_chunk(node, desk, fetch, bulk_id):
            return
    node.jobs.soon("judge_bulk", bulk_id=str(bulk_id))


def _judge_chunk(node: Node, desk: Desk, fetch: Fetch, bulk_id: UUID) -> bool:
    """False where there is nothing left to do here."""
    with node.store() as work:
        bulk = work.bulks.locked(bulk_id)
        if bulk is None or bulk.state is BulkState.FINISHED or _leased(node, bulk):
            return False
        bulk.state, bulk.leased_until, bulk.tries = BulkState.RUNNING, node.clock() + _LEASE, bulk.tries + 1
        tries, policy = bulk.tries, Policy.from_json(bulk.policy) if bulk.policy else None
        rows = work.bulk_due(bulk_id, CHUNK if tries <= _CAREFUL else 1, CHUNK_BYTES)
    if tries > _HOPELESS:
        results = [(row.position, _unjudged(node)) for row in rows]
    else:
        results = list(_judged(node, desk, fetch, policy, rows))
    return _keep(node, bulk_id, results)


def _leased(node: Node, bulk: Bulk) -> bool:
    return bulk.leased_until is not None and bulk.leased_until > node.clock()


def _judged(
    node: Node, desk: Desk, fetch: Fetch, policy: Policy | None, rows: list[BulkRow]
) -> Iterator[tuple[int, Json]]:
    until = time.monotonic() + CHUNK_SECONDS
    for row in rows:
        data = opened(bulk_key(node.claim_secret, row.bulk_id), row.document or b"")
        yield row.position, _judge(node, desk, fetch, policy, data)
        if time.monotonic() > until:
            return


def _judge(node: Node, desk: Desk, fetch: Fetch, policy: Policy | None, data: bytes) -> Json:
    if data.startswith(b"\0badge-"):
        return _result(node, Verdict((Check.of("file", data[1:].decode()),)), "unreadable", {})
    try:
        found = verify_file(node, desk, data, policy, fetch)
    except Invalid:  # a picture of a link that leads nowhere
        return _unjudged(node)
    return _result(node, found.verdict, found.kind, _said(found.document) if found.document else {})


def _unjudged(node: Node) -> Json:
    return _result(node, Verdict((Check.of("file", "file-not-judged"),)), "unreadable", {})


def _said(document: Any) -> Json:
    said = told(document, "es")
    return {"issuer": said.issuer, "title": said.title}


def _result(node: Node, verdict: Verdict, kind: str, said: Json) -> Json:
    wrong = [check for check in verdict.checks if check.outcome is not Outcome.PASSED]
    telling = [check for check in wrong if check.outcome is verdict.outcome]
    return {
        "outcome": verdict.outcome.value,
        "kind": kind,
        "codes": list(dict.fromkeys(check.code for check in wrong)),
        "sentence": {lang: telling[0].sentence(lang) if telling else verdict.summary(lang) for lang in _LANGUAGES},
        "at": node.clock().isoformat(timespec="seconds"),
        **said,
    }


def _keep(node: Node, bulk_id: UUID, results: list[tuple[int, Json]]) -> bool:
    """The results in place of the documents. What another worker kept meanwhile stays as it is."""
    key = bulk_key(node.claim_secret, bulk_id)
    with node.store() as work:
        bulk = work.bulks.locked(bulk_id)
        if bulk is None:
            return False
        for position, result in results:
            row = work.bulk_rows.locked((bulk_id, position))
            if row and not row.judged:
                row.judged, row.document, row.result = True, None, sealed(key, json.dumps(result).encode())
                setattr(bulk, result["outcome"], getattr(bulk, result["outcome"]) + 1)
        bulk.tries, bulk.leased_until = 0, None
        if bulk.passed + bulk.failed + bulk.unknown < bulk.total:
            return True
        bulk.state, bulk.finished_at = BulkState.FINISHED, node.clock()
        counts = {"total": bulk.total, "passed": bulk.passed, "failed": bulk.failed, "unknown": bulk.unknown}
        announce(node, work, "bulk-verification.finished", {"id": str(bulk.id), **counts})
        return False


def bulk_results(node: Node, bulk_id: UUID) -> Iterator[tuple[str, Json]]:
    """Each document's name and result, in the order in which they were handed in. Raises NotFound, Conflict."""
    with node.store() as work:
        bulk = there(work.bulks.get(bulk_id), "bulk verification")
    if bulk.state is not BulkState.FINISHED:
        done = bulk.passed + bulk.failed + bulk.unknown
        raise Conflict("bulk-not-finished", f"{done} of {bulk.total} are judged. Ask again later.", retry_after=5)
    return _results(node, bulk)


def _results(node: Node, bulk: Bulk) -> Iterator[tuple[str, Json]]:
    key = bulk_key(node.claim_secret, bulk.id)
    for positions in batched(range(bulk.total), 500, strict=False):
        with node.store() as work:
            rows = work.bulk_rows.find(bulk_id=bulk.id, position=positions)
        for row in sorted(rows, key=lambda row: row.position):
            yield opened(key, row.name).decode(), json.loads(opened(key, row.result or b""))


def delete_bulk(node: Node, bulk_id: UUID) -> None:
    """Documents and results, at once; a worker that has it stops. Raises NotFound."""
    with node.store() as work:
        work.bulks.remove(there(work.bulks.locked(bulk_id), "bulk verification"))


def sweep_bulk(node: Node) -> None:
    """Poke what is not finished and what nobody has; forget what is older than a week."""
    now = node.clock()
    with node.store() as work:
        unfinished = work.bulks.find(state=(BulkState.WAITING, BulkState.RUNNING))
        _forget(work, now - KEPT)
    for bulk in unfinished:
        if not _leased(node, bulk):
            node.jobs.soon("judge_bulk", bulk_id=str(bulk.id))


def _forget(work: Work, before: Any) -> None:
    for bulk in work.bulks.find(state=BulkState.FINISHED):
        if bulk.finished_at and bulk.finished_at < before:
            work.bulks.remove(bulk)
