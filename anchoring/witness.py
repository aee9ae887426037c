"""What a witness remembers of a log, and when it cosigns (c2sp.org/tlog-witness, `add-checkpoint`). Pure.

    >>> asked = Submission.parse(body)
    >>> head = judge(asked, log_keys, remembered)          # or Refused: a status and a body
    >>> ...                                                # keep `head` for good, and only then:
    >>> cosignature(asked.note.text, "salud.example.edu/witness", signer, time)

A witness says of a log one thing: that each tree it ever cosigned grew from the one before. So an issuer that shows two
people two histories needs a witness for each that never met the other, or no witness at all.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from anchoring.errors import BadNoteSignature, MalformedNote, Refused
from anchoring.merkle import EMPTY_ROOT, consistent
from anchoring.note import MAX_NOTE, Note, VerifierKey, unbase64
from anchoring.tlog import TreeHead

MAX_BODY = MAX_NOTE + 63 * 45 + 32  # bytes
SIZE_TYPE = "text/x.tlog.size"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_MAX_PROOF = 63


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint, and that it grew from the one of `old_size` leaves."""

    old_size: int
    growth: tuple[bytes, ...]
    note: Note
    head: TreeHead

    def __str__(self) -> str:
        lines = [f"old {self.old_size}", *(b64encode(node).decode() for node in self.growth)]
        return "".join(line + "\n" for line in lines) + "\n" + str(self.note)

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """The body of an `add-checkpoint` request. Raises Refused (400)."""
        try:
            before, blank, note = body.decode().partition("\n\n")
            old, *encoded = before.split("\n")
            size, growth = _OLD.fullmatch(old), tuple(unbase64(line) for line in encoded)
            if len(body) > MAX_BODY or not blank or size is None or not _are_hashes(growth):
                raise MalformedNote("not a submission")
            read = Note.parse(note)
            return cls(int(size[1]), growth, read, TreeHead.parse(read.text))
        except (UnicodeDecodeError, MalformedNote) as exc:
            raise Refused(400, "The request is not a checkpoint with the proof that it grew.\n") from exc


def judge(asked: Submission, keys: Sequence[VerifierKey], remembered: TreeHead | None) -> TreeHead:
    """The head to remember and then cosign; `keys` are the log's, none for a log that is not followed.

    Raises Refused: 404 unknown log, 403 not the log's signature, 400 it shrank, 409 another size is remembered
    (the body says which), 422 it did not grow from what is remembered.
    """
    _check_signature(asked, keys)
    if asked.old_size > asked.head.size:
        raise Refused(400, "The old size is larger than the checkpoint's.\n")
    known = remembered.size if remembered else 0
    if asked.old_size != known:
        raise Refused(409, f"{known}\n", SIZE_TYPE)
    if not _grew(asked, remembered):
        raise Refused(422, "The checkpoint did not grow from the one that was cosigned before.\n")
    return asked.head


def contradict(one: TreeHead, other: TreeHead) -> bool:
    """Whether a log that signed both has shown two histories: proof enough by itself, for anybody."""
    return (one.origin, one.size) == (other.origin, other.size) and one.root != other.root


def _check_signature(asked: Submission, keys: Sequence[VerifierKey]) -> None:
    if not keys:
        raise Refused(404, "This witness does not follow that log.\n")
    try:
        if asked.note.signers(keys):
            return
    except BadNoteSignature:
        pass
    raise Refused(403, "The checkpoint is not signed with the log's key.\n")


def _grew(asked: Submission, remembered: TreeHead | None) -> bool:
    """RFC 6962, section 2.1.2; the empty tree has one root only, and all trees grew from it."""
    new = asked.head
    if new.size == 0 and new.root != EMPTY_ROOT:
        return False
    if asked.old_size == 0 or remembered is None:
        return not asked.growth
    return consistent(remembered.size, remembered.root, new.size, new.root, asked.growth)


def _are_hashes(growth: Sequence[bytes]) -> bool:
    return len(growth) <= _MAX_PROOF and all(len(node) == 32 for node in growth)
