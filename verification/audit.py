"""Judges an issuer's log as somebody found it on its chain.

    >>> judge_trails(trails, issuer=history, seen={log: {seq: head}}).sentences("en")

With the issuer's DID log, both sides are checked too: the DID names each log and the blocks in which it counts, each
log names the DID, and a log that goes on from another one does so from where that one ended.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise

from anchoring.lineage import Link, follows
from anchoring.log import Kind, Log, genesis
from anchoring.trail import Trail, flaws
from verification.binding import binding_of
from verification.did_history import DidHistory
from verification.verdict import Check, Verdict


def judge_trails(
    trails: Sequence[Trail], *, issuer: DidHistory | None = None, seen: Mapping[Log, Mapping[int, bytes]] | None = None
) -> Verdict:
    """Checks: trail, one a log or one a flaw; issuer and did, where a DID log is given; log, for what goes on.

    `seen`: heads after appends that somebody saw before, in receipts or bundles.
    """
    checks: list[Check] = []
    for trail in trails:
        checks.extend(_trail(trail, (seen or {}).get(trail.log, {})))
        if issuer is not None:
            checks.extend(_bound(trail, issuer))
    checks.extend(_lineage(trails))
    if issuer is not None and (missing := _unknown_versions(trails, issuer)):
        checks.append(Check.of("did", "did-log-cut", issuer=issuer.did, count=missing))
    return Verdict(tuple(checks))


def _trail(trail: Trail, seen: Mapping[int, bytes]) -> Iterator[Check]:
    chain, found = trail.log.chain, flaws(trail, seen)
    for flaw in found:
        yield Check.of("trail", flaw.wrong.value, seq=flaw.seq, chain=chain)
    if not found and not trail.anchors:
        yield Check.of("trail", "trail-empty", chain=chain)
    if not found and trail.anchors:
        block = trail.anchors[-1].block.number
        yield Check.of("trail", "trail-whole", count=len(trail.anchors), chain=chain, block=block)


def _bound(trail: Trail, history: DidHistory) -> Iterator[Check]:
    binding = binding_of(history.current, trail.log)
    if binding is None:
        yield Check.of("issuer", "log-of-another", issuer=history.did)
        return
    outside = [anchor.block.number for anchor in trail.anchors if not binding.covers(anchor.block.number)]
    if outside:
        yield Check.of("issuer", "log-not-in-force", issuer=history.did, block=outside[0])
    if trail.anchors:
        code = "log-and-did" if genesis(history.did) in trail.anchors[0].append.entries else "genesis-of-another"
        yield Check.of("issuer", code, issuer=history.did, chain=trail.log.chain)


def _lineage(trails: Sequence[Trail]) -> Iterator[Check]:
    for old, new in pairwise(trails):
        if not old.anchors or not new.anchors:
            continue
        joined = any(follows(Link.of(new.anchors[0]), old.log, anchor.head) for anchor in old.anchors)
        code = "log-goes-on" if joined else "log-does-not-go-on"
        yield Check.of("log", code, chain=new.log.chain, former=old.log.chain)


def _unknown_versions(trails: Sequence[Trail], history: DidHistory) -> int:
    """How many versions of the DID were anchored that its log does not hold."""
    known = {sha256(version.id.encode()).digest() for version in history.versions}
    subject = sha256(history.did.encode()).digest()
    entries = (entry for trail in trails for anchor in trail.anchors for entry in anchor.append.entries)
    anchored = {entry.digest for entry in entries if entry.kind is Kind.DID_VERSION and entry.subject == subject}
    return len(anchored - known)
