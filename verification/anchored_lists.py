"""Asks of the chain what no issuer can take back: whether a badge's status lists are the newest anchored (protocol
step V9).

    >>> asked = logs_to_ask(handed_in, library, now=now)
    >>> told = {log: (walk(ledger, log.issuer, first), ledger.latest().timestamp) for log, first in asked.items()}
    >>> judge_anchored_lists(handed_in, library, told, now=now)
    (Check(name='status-anchor', … 'list-anchored' …),)

The logs are those that the issuer's DID history names, so only an issuer with a did:webvh can be asked after. A log
that could not be read, or none that is named, leaves the question open.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from anchoring.log import Log
from anchoring.trail import Trail
from revocation.errors import RevocationError
from verification.audit import judge_trails
from verification.binding import bindings
from verification.credential_proof import read
from verification.credential_status import entries_of, judge_entry, list_urls, read_list
from verification.did_history import DidHistory
from verification.did_web import also_known_as
from verification.errors import VerificationError
from verification.file import HandedIn
from verification.issuer_key import Library, histories_of, read_history
from verification.status_anchor import judge_anchored
from verification.status_evidence import AsOf
from verification.status_list import read_document
from verification.vcdm import credentials_of, issuer_of
from verification.verdict import Check, Outcome

type Told = Mapping[Log, tuple[Trail, int]]
"""What the chain told of each log, and the time of the newest block there was then, in Unix seconds."""


def logs_to_ask(handed_in: HandedIn, library: Library, *, now: datetime) -> dict[Log, int]:
    """The logs of the issuers of what was handed in, and the block in which each begins. A bundle brings its own."""
    found: dict[Log, int] = {}
    for document in _documents(handed_in):
        history = _history(document, library, now)
        found.update({one.log: one.start_block for one in bindings(history.current)} if history else {})
    return found


def judge_anchored_lists(handed_in: HandedIn, library: Library, told: Told, *, now: datetime) -> tuple[Check, ...]:
    """One check for each list that counts for what was handed in (`status-anchor`), and one for each flaw of a log."""
    checks: list[Check] = []
    for document in _documents(handed_in):
        checks.extend(_judge(document, library, told, now))
    return tuple(check for place, check in enumerate(checks) if check not in checks[:place])


def _judge(document: Mapping[str, Any], library: Library, told: Told, now: datetime) -> Iterator[Check]:
    history = _history(document, library, now)
    named = [one.log for one in bindings(history.current)] if history else []
    if not named or any(log not in told for log in named):
        yield Check.of("status-anchor", "list-anchor-unasked")
        return
    trails = [told[log][0] for log in named]
    found = judge_trails(trails, issuer=history).checks
    yield from (check for check in found if check.outcome is Outcome.FAILED)
    entries = tuple(entry for trail in trails for anchor in trail.anchors for entry in anchor.append.entries)
    as_of = AsOf(max(told[log][1] for log in named), entries)
    for body in _lists(document, library, now):
        yield judge_anchored(body, as_of, int(now.timestamp()))


def _lists(document: Mapping[str, Any], library: Library, now: datetime) -> Iterator[Any]:
    """The lists that say something of it, each proven by the same judge that judged the badge."""
    for entry in entries_of(document):
        address = str(entry.get("statusListCredential"))
        body = library.get(address)
        if body is None or address not in list_urls(document):
            continue
        judged = judge_entry(entry, issuer=issuer_of(document), library=library, now=now)
        if any(check.code in ("list-broken", "list-of-another", "list-unread") for check in judged):
            continue
        try:
            yield read_document({"id": address, **read_list(body).document})
        except (VerificationError, RevocationError):
            continue


def _history(document: Mapping[str, Any], library: Library, now: datetime) -> DidHistory | None:
    """Of the did:webvh that the issuer is, or that its did:web names."""
    issuer = issuer_of(document)
    with suppress(VerificationError):
        for name in histories_of(issuer, library):
            history = read_history(name, library, now)
            if issuer in (history.did, *also_known_as(history.current)):
                return history
    return None


def _documents(handed_in: HandedIn) -> list[Mapping[str, Any]]:
    try:
        if handed_in.kind == "credential":
            documents = [handed_in.value]
        elif handed_in.kind == "presentation":
            documents = credentials_of(read(handed_in.value, "vp").document)
        else:
            return []
        found = [read(document).document for document in documents]
        return [document for document in found if issuer_of(document)]
    except VerificationError:
        return []
