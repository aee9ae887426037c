"""The institution's own log as a growing tree, signed, and cosigned by its peers (protocol steps W1 to W3, W5)."""

from dataclasses import dataclass

from anchoring.errors import AnchoringError
from anchoring.note import Note, Signature, Signer, VerifierKey, parse_signatures
from anchoring.tlog import TreeHead, tree_of
from anchoring.witness import Submission
from issuer_api.domain import ports
from issuer_api.domain.errors import NotFound, Unavailable
from issuer_api.domain.witness import LogLeaf, Peer, SignedHead
from issuer_api.usecases.node import institution_of


@dataclass(frozen=True, slots=True)
class Transparency:
    """What is needed to keep a log that others cosign, and to cosign theirs. `log_key` signs this node's tree heads,
    `witness_key` those of others; `signer` holds the DID's own key, which vouches for both."""

    store: ports.Store
    clock: ports.Clock
    signer: ports.Signer
    log_key: Signer
    witness_key: Signer
    peers: ports.Peers


def tend_log(t: Transparency) -> None:
    """Whatever became final is put into the tree, signed, and shown to every peer that is asked to cosign."""
    publish_head(t)
    collect_cosignatures(t)


def publish_head(t: Transparency) -> None:
    """W1 and W2, in one transaction. A tree of one size is signed once: there are never two roots for it."""
    with t.store() as work:
        work.wait_for("transparency log")
        size = work.log_leaves.count()
        for checkpoint_id, head in work.anchored.heads_outside_log():
            work.log_leaves.add(LogLeaf(position=size, head=head, checkpoint_id=checkpoint_id))
            size += 1
        if size and work.signed_heads.get(size) is None:
            did = institution_of(work).did
            note = TreeHead.of(did, _heads(work)).note(did, t.log_key)
            work.signed_heads.add(SignedHead(size=size, note=str(note), created_at=t.clock()))


def newest_head(t: Transparency) -> str:
    """The newest signed note with its cosignatures. Raises NotFound where nothing is final yet."""
    with t.store() as work:
        if head := work.signed_heads.get(work.log_leaves.count()):
            return head.note
    raise NotFound("no-checkpoint-yet", "Nothing of this log is final yet. Try again later.")


def collect_cosignatures(t: Transparency) -> None:
    """W3 and W5 for the newest tree head. What a peer does not answer is asked again the next time."""
    with t.store() as work:
        heads, newest = _heads(work), work.signed_heads.get(work.log_leaves.count())
        waiting = [peer for peer in work.peers.find(asked=True) if peer.cosigned_size != len(heads)]
    if newest is None:
        return
    for peer in waiting:
        try:
            line, trouble = _cosigned_by(t, peer, Note.parse(newest.note), heads), None
        except (AnchoringError, Unavailable) as exc:
            line, trouble = None, str(exc)
        with t.store() as work:
            _keep(work, peer.did, len(heads), line, trouble)


def _cosigned_by(t: Transparency, peer: Peer, note: Note, heads: list[bytes]) -> Signature:
    """The peer's cosignature on this note. Raises Unavailable with the reason why there is none."""
    tree, head, key = tree_of(heads), TreeHead.parse(note.text), VerifierKey.parse(peer.witness_key)
    answer, old = ports.PeerAnswer(409, str(peer.cosigned_size)), 0
    for _ in range(2):  # the second time from the size that the peer says it remembers
        old = _size(answer.body)
        if old > head.size:
            raise Unavailable(
                "log-behind",
                f"The witness remembers {old} appends, and this node has {head.size}: was it put back from a backup?",
            )
        growth = tree.growth(old) if old else ()
        answer = t.peers.add_checkpoint(peer.did, str(Submission(old, growth, Note(note.text, note.signatures), head)))
        if answer.status != 409:
            break
    if answer.status != 200:
        raise Unavailable("not-cosigned", f"The witness answered {answer.status} to a proof from size {old}.")
    for line in parse_signatures(answer.body):
        if (line.name, line.key_id) == (key.name, key.id) and Note(note.text, (line,)).signers([key]):
            return line
    raise Unavailable("not-cosigned", "The witness answered without a cosignature of its key.")


def _keep(work: ports.Work, did: str, size: int, line: Signature | None, trouble: str | None) -> None:
    peer, head = work.peers.locked(did), work.signed_heads.locked(size)
    if peer is None or head is None:
        return  # it was let go of meanwhile
    peer.trouble = trouble
    if line:
        head.note, peer.cosigned_size = str(Note.parse(head.note).joined([line])), size


def _heads(work: ports.Work) -> list[bytes]:
    return [leaf.head for leaf in sorted(work.log_leaves.find(), key=lambda leaf: leaf.position)]


def _size(body: str) -> int:
    try:
        return int(body.removesuffix("\n"))
    except ValueError:
        raise Unavailable("not-cosigned", "The witness did not say which size it remembers.") from None
