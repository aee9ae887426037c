"""Cosign another institution's checkpoint, as a witness (protocol step W4; c2sp.org/tlog-witness)."""

from datetime import datetime
from hashlib import sha256

from anchoring.errors import Refused
from anchoring.note import Note, VerifierKey, cosignature
from anchoring.tlog import TreeHead
from anchoring.witness import Submission, contradict, judge
from issuer_api.domain.errors import NotFound
from issuer_api.domain.ports import Work
from issuer_api.domain.witness import Contradiction, Remembered
from issuer_api.usecases.node import institution_of
from issuer_api.usecases.transparency import Transparency


def add_checkpoint(t: Transparency, body: bytes) -> str:
    """The cosignature line. Raises Refused with the answer of tlog-witness.

    The memory is written and committed before anything is signed. Killed in between, the node remembers a head that
    it never signed: asked again for the same one, it signs; asked for another of that size, it refuses. Were it the
    other way round, a kill after signing would leave a node that has signed one history and would sign a second.
    Two requests about one log wait for each other, so that none is judged by what the other is about to change.
    """
    asked = Submission.parse(body)
    with t.store() as work:
        refused = _remember(work, asked, t.clock())
        name, time = witness_name(institution_of(work).host), int(t.clock().timestamp())
    if refused:
        raise refused
    line = cosignature(asked.note.text, name, t.witness_key, time)
    with t.store() as work:
        memory = work.memories.locked(asked.head.origin)
        if memory and (memory.size, memory.root) == (asked.head.size, asked.head.root):
            memory.cosigned = str(Note.parse(memory.note).joined([line]))
    return str(line)


def witness_name(host: str) -> str:
    """The key name under which an institution cosigns."""
    return f"{host}/witness"


def cosigned_head(t: Transparency, origin_hash: str) -> str:
    """The newest note that this node cosigned of a log, by the SHA-256 of its origin in hex. Raises NotFound."""
    with t.store() as work:
        for memory in work.memories.find():
            if memory.cosigned and sha256(memory.origin.encode()).hexdigest() == origin_hash:
                return memory.cosigned
    raise NotFound("never-cosigned", "This witness has cosigned nothing of that log.")


def _remember(work: Work, asked: Submission, now: datetime) -> Refused | None:
    """Writes down the head, or a contradiction; the refusal is given back so that what was written stays."""
    peer = work.peers.first(did=asked.head.origin, followed=True)
    keys = [VerifierKey.parse(peer.log_key)] if peer else []
    if peer:
        work.wait_for(f"witness of {peer.did}")
    memory = work.memories.locked(asked.head.origin)
    remembered = TreeHead(memory.origin, memory.size, memory.root) if memory else None
    try:
        head = judge(asked, keys, remembered)
    except Refused as refused:
        if memory and remembered and refused.status in (409, 422) and contradict(remembered, asked.head):
            _note_contradiction(work, memory, asked, now)
        return refused
    note = _own(asked, keys)
    if memory is None:
        work.memories.add(Remembered(origin=head.origin, size=head.size, root=head.root, note=note, seen_at=now))
    elif memory.size < head.size:
        memory.size, memory.root, memory.note, memory.cosigned, memory.seen_at = head.size, head.root, note, None, now
    return None


def _note_contradiction(work: Work, memory: Remembered, asked: Submission, now: datetime) -> None:
    if not work.contradictions.count(origin=memory.origin, size=memory.size):
        origin, size, shown = memory.origin, memory.size, str(asked.note)
        found = Contradiction(origin=origin, size=size, remembered=memory.note, shown=shown, created_at=now)
        work.contradictions.add(found)


def _own(asked: Submission, keys: list[VerifierKey]) -> str:
    """The note with the log's own signatures alone: those that were checked."""
    known = {(key.name, key.id) for key in keys}
    lines = tuple(line for line in asked.note.signatures if (line.name, line.key_id) in known)
    return str(Note(asked.note.text, lines))
