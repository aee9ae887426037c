"""An issuer's appends as a transparency log: a Merkle tree of heads that only grows (c2sp.org/tlog-checkpoint). Pure.

    >>> head = TreeHead.of("did:webvh:…:salud.example.edu", heads)     # heads of the appends, oldest first
    >>> note = head.note("did:webvh:…:salud.example.edu", signer)
    >>> TreeHead.parse(note.text) == head
    True

The origin is the issuer's DID: one log for its whole life, whichever chains it anchors to. A leaf is the 32-byte
head of one final append, which commits to the chain, the contract, the account, the block's time and all entries.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from anchoring.errors import MalformedNote
from anchoring.merkle import EMPTY_ROOT, Tree, leaf_hash
from anchoring.note import Note, Signer, unbase64

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


def tree_of(heads: Sequence[bytes]) -> Tree:
    """The tree of these appends' heads, oldest first; at least one."""
    return Tree([leaf_hash(head) for head in heads])


@dataclass(frozen=True, slots=True)
class TreeHead:
    """How many appends a log had at a time, and the root of their tree."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def of(cls, origin: str, heads: Sequence[bytes]) -> Self:
        """After these appends, oldest first."""
        return cls(origin, len(heads), tree_of(heads).root if heads else EMPTY_ROOT)

    @property
    def text(self) -> str:
        """The three lines of a checkpoint."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    def note(self, name: str, signer: Signer) -> Note:
        """The checkpoint, signed by the log's key of this name."""
        return Note(self.text, ()).signed(name, signer)

    @classmethod
    def parse(cls, text: str) -> Self:
        """From a note's text; extension lines are passed over. Raises MalformedNote."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise MalformedNote("not a checkpoint")
        root = unbase64(lines[2])
        if not _SIZE.fullmatch(lines[1]) or int(lines[1]) >= 2**63 or len(root) != 32:
            raise MalformedNote("not a checkpoint")
        return cls(origin=lines[0], size=int(lines[1]), root=root)
