"""The next version of the institution's DID: written, kept and queued to be anchored, in the caller's transaction.

bring_up_to_date(store, keys, clock)   # at every start: the document of a node of before, once
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from issuer_api.adapters.did_webvh import AnchorBinding, DocumentParts, did_document, update_log
from issuer_api.adapters.signer import FileSigner
from issuer_api.domain.did_web import did_web_of
from issuer_api.domain.endorsement import endorsements_url
from issuer_api.domain.errors import Conflict
from issuer_api.domain.institution import DidVersion
from issuer_api.domain.ports import Clock, Store, Work
from issuer_api.usecases.did_web import log_lines
from issuer_api.usecases.node import institution_of
from verification.binding import bindings
from verification.did_history import DidHistory
from verification.did_id import parse_did
from verification.did_webvh import read_log
from verification.encoding import next_key_hash


def bring_up_to_date(store: Store, keys: Path, clock: Clock) -> bool:
    """Have the DID's document say what a new one would: its did:web, and where the endorsements stand. False, and
    nothing happens, where it does already."""
    with store() as work:
        work.wait_for("found")
        institution_of(work)
        history = history_of(work, clock)
        parts = parts_of(history, keys)
        if did_document(history.did, parts) == history.current:
            return False
        add_version(work, keys, clock, parts)
        return True


def parts_of(history: DidHistory, keys: Path) -> DocumentParts:
    """What the newest document says; the did:web among its other names, and where its endorsements stand."""
    *former, anchor = (
        AnchorBinding(found.log.chain, found.log.issuer, found.log.contract, found.start_block, found.end_block)
        for found in bindings(history.current)
    )
    names = dict.fromkeys([*history.current.get("alsoKnownAs", []), did_web_of(history.did)])
    assertion = {"key-1": FileSigner.load(keys / "key-1").multikey}
    page = endorsements_url(parse_did(history.did).host)
    return DocumentParts(assertion, anchor, also_known_as=tuple(names), former=tuple(former), endorsements=page)


def moved(parts: DocumentParts, anchor: AnchorBinding, end_block: int | None) -> DocumentParts:
    """The same, anchored in another log from now on; the one that is left ended in that block, or where it began."""
    end = parts.anchor.start_block if end_block is None else end_block
    left = replace(parts.anchor, end_block=parts.anchor.end_block if parts.anchor.end_block is not None else end)
    return replace(parts, anchor=anchor, former=(*parts.former, left))


def add_version(work: Work, keys: Path, clock: Clock, parts: DocumentParts) -> None:
    """The log's next line, by the update key that the last one committed to; the key after it is made now."""
    lines, now = log_lines(work), clock()
    number = len(lines) + 1
    with suppress(Conflict):
        FileSigner.create(keys / f"update-{number + 1}")
    line = update_log(
        lines,
        parts,
        signer=FileSigner.load(keys / f"update-{number}"),
        next_key_hash=next_key_hash(FileSigner.load(keys / f"update-{number + 1}").multikey),
        now=now,
    )
    work.did_versions.add(DidVersion(number=number, line=line, created_at=now))
    history = read_log(_bytes([*lines, line]), now=now)
    work.outbox.entry("did_version", _digest(history.did), _digest(history.versions[-1].id))


def history_of(work: Work, clock: Clock) -> DidHistory:
    """The log, read with a verifier's eyes."""
    return read_log(_bytes(log_lines(work)), now=clock())


def _bytes(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
