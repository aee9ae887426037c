"""Judges whether a credential is revoked by a status list that somebody kept.

    >>> judge_status(claim.status, bundle.status_list, history, as_of).code
    'kept-in-force'

The list must be the issuer's own, and the newest of its registry that the log holds up to the proven block. The
verdict is as of that block's time; a list that is not anchored yet counts as of its own.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from anchoring.log import Entry, Kind
from verification.anoncreds_evidence import StatusBit
from verification.attested_resource import open_resource
from verification.bundle import StatusList
from verification.did_history import DidHistory
from verification.encoding import canonical
from verification.errors import VerificationError
from verification.stamps import END_OF_TIME, stamp_of
from verification.verdict import Check

_NAME = "status"


@dataclass(frozen=True, slots=True)
class AsOf:
    """A proven block's time in Unix seconds, and every entry that was anchored up to it, oldest first."""

    time: int
    entries: tuple[Entry, ...]


def judge_status(bit: StatusBit | None, kept: StatusList | None, history: DidHistory, as_of: AsOf) -> Check:
    """In force, revoked, or not known; with the time as of which it is known."""
    if bit is None or kept is None:
        return Check.of(_NAME, "status-not-kept")
    try:
        content = open_resource(kept.document, expected_id=str(kept.document.get("id")), history=history).content
        value = _entry(content, bit)
        published: int = content["timestamp"] if type(content["timestamp"]) is int else -1
    except VerificationError as exc:
        return Check.of(_NAME, "status-list-broken", reason=exc.code)
    if not 0 <= published < END_OF_TIME:
        return Check.of(_NAME, "status-list-broken", reason="content-malformed")
    if value is None:
        return Check.of(_NAME, "status-list-of-another")
    anchored = [
        entry.digest
        for entry in as_of.entries
        if entry.kind is Kind.REVOCATION_LIST and entry.subject == sha256(bit.rev_reg_id.encode()).digest()
    ]
    mine = sha256(canonical(kept.document)).digest()
    if value:
        return Check.of(_NAME, "kept-revoked", as_of=stamp_of(published))
    if mine in anchored and mine != anchored[-1]:
        return Check.of(_NAME, "status-list-superseded", as_of=stamp_of(published))
    if mine in anchored:
        return Check.of(_NAME, "kept-in-force", as_of=stamp_of(max(as_of.time, published)), fetched=kept.fetched)
    return Check.of(_NAME, "kept-in-force-unanchored", as_of=stamp_of(published), fetched=kept.fetched)


def _entry(content: Any, bit: StatusBit) -> bool | None:
    """The credential's entry: whether it is revoked; None where the list is another registry's or ends before it."""
    entries = content["revocationList"]
    if content["revRegDefId"] != bit.rev_reg_id or not isinstance(entries, list) or bit.index >= len(entries):
        return None
    return bool(entries[bit.index] != 0)
