"""Judges a cosigned checkpoint of an issuer's log: do witnesses vouch that everybody is shown the same history?

    >>> verdict = judge_witnesses(text, log_key, [one, another, third], needed=2, now=clock())
    >>> verdict.sentences("en")[1]
    'Witnesses that you trust saw the same history of 7 anchors as of 23 November 2026, 12:00 UTC: a.example.edu/…'

Pure: `text` is what the issuer's node gives at /checkpoint, or what came with a credential. Which witnesses are
trusted, by which keys, and how many of them it takes, is the verifier's choice. All of them together can lie.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from anchoring.errors import BadNoteSignature, MalformedNote
from anchoring.note import Note, Signed, VerifierKey
from anchoring.tlog import TreeHead
from verification.stamps import stamp_of
from verification.verdict import Check, Verdict

_AHEAD = timedelta(minutes=5)  # how far a witness' clock may be


def judge_witnesses(
    text: str, log: VerifierKey, witnesses: Sequence[VerifierKey], *, needed: int = 1, now: datetime
) -> Verdict:
    """Checks: checkpoint (the log signed it), witnesses (`needed` of them cosigned it). `needed` is 1 or more."""
    if needed < 1:
        raise ValueError("at least one witness is needed")
    try:
        note = Note.parse(text)
        head, signers = TreeHead.parse(note.text), note.signers([log, *witnesses])
    except (MalformedNote, BadNoteSignature):
        return _forged(log)
    if head.origin != log.name or all(signed.key != log for signed in signers):
        return _forged(log)
    signed = Check.of("checkpoint", "log-checkpoint-signed", issuer=head.origin, size=head.size)
    return Verdict((signed, _witnesses(head, signers, witnesses, needed, now)))


def _forged(log: VerifierKey) -> Verdict:
    return Verdict((Check.of("checkpoint", "log-checkpoint-forged", issuer=log.name),))


def _witnesses(
    head: TreeHead, signers: Sequence[Signed], witnesses: Sequence[VerifierKey], needed: int, now: datetime
) -> Check:
    if not witnesses:
        return Check.of("witnesses", "witnesses-unnamed")
    latest = (now + _AHEAD).timestamp()
    trusted = {signed.key.public: signed for signed in signers if signed.time is not None and signed.time <= latest}
    count, names = len(trusted), sorted(signed.key.name for signed in trusted.values())
    if count < needed:
        return Check.of("witnesses", "witnessed-too-little", count=count, needed=needed, size=head.size)
    times = sorted((signed.time or 0 for signed in trusted.values()), reverse=True)
    as_of = stamp_of(times[needed - 1])
    return Check.of("witnesses", "witnessed", count=count, needed=needed, names=names, size=head.size, as_of=as_of)
