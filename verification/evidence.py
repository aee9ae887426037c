"""Judges a bundle with nothing but the bundle, and at most the hash of one block that the verifier trusts.

    >>> verdict = judge_bundle(data, now=datetime.now(UTC), trusted=[block_hash])
    >>> verdict.outcome, verdict.sentences("en")

With a block that is trusted nothing in the bundle has to be believed: header, state, contract, log, checkpoint,
digest and credential are each the hash of the next. Without one, whoever made the bundle has to be believed that
there is such a block; so that is said, and the outcome is unknown. What happened after the block is never known.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import pairwise

from anchoring.checkpoint import EMBEDDED_CHAIN, Receipt
from anchoring.errors import MalformedHeader, MalformedLog, MalformedProof, MalformedReceipt, OtherContract
from anchoring.evidence import LogEvidence
from anchoring.header import Header
from anchoring.lineage import Link, closed, follows, replay
from anchoring.log import Kind, Log, genesis
from anchoring.storage_proof import ProvenHead, proven_head
from verification import anoncreds_evidence, badge_evidence, strict_json
from verification.badge_status import judge_badge_status
from verification.binding import binding_of
from verification.bundle import Bundle, read_bundle
from verification.claim import Claim
from verification.credential import judge_credential
from verification.did_history import DidHistory
from verification.did_webvh import read_log
from verification.errors import DidLogError, EvidenceError, StrictJsonError, VerificationError
from verification.receipt import document_check, receipt_check
from verification.stamps import stamp_of
from verification.status_evidence import AsOf, judge_status
from verification.verdict import Check, Verdict


def judge_bundle(
    data: bytes, *, now: datetime, trusted: Collection[bytes] = (), on_chain: Collection[bytes] = ()
) -> Verdict:
    """Checks: bundle, did, credential, receipt, document, issuer, log, head, block, status; and of an Open Badge its
    structure, validity (now) and achievement.

    `trusted`: hashes of blocks that the verifier trusts from elsewhere. `on_chain`: hashes that the caller found on
    the chain just now, final.
    """
    try:
        bundle = read_bundle(data)
    except EvidenceError as exc:
        return Verdict((Check.of("bundle", exc.code, where=str(exc)),))
    history, did_check = _history(bundle, now)
    claim, credential_checks = _credential(bundle, history, now)
    logs = [_read(evidence) for evidence in bundle.logs]
    basis = _basis(logs, {*trusted, *on_chain})
    checks = [
        did_check,
        *credential_checks,
        receipt_check(bundle.receipt),
        *([document_check(bundle.receipt, claim.digest)] if claim else []),
        *_logs(bundle.receipt, logs, history),
        _head(bundle.receipt, logs, basis),
        *_block(logs, basis, trusted, on_chain),
    ]
    if claim and history:
        checks.append(_status(claim, bundle, history, _as_of(logs, basis)))
    return Verdict(tuple(checks))


def block_hashes(data: bytes) -> dict[Log, tuple[int, bytes]]:
    """By log, the number and hash of the block that its proof is of: what to ask the chain about.

    Empty where the bundle cannot be read or holds no proof.
    """
    try:
        logs = [_read(evidence) for evidence in read_bundle(data).logs]
    except EvidenceError:
        return {}
    return {log.evidence.log: (log.proven.header.number, log.proven.header.hash) for log in logs if log.proven}


def heads_shown(data: bytes) -> dict[Log, dict[int, bytes]]:
    """The heads that a bundle or a receipt shows, by log and by the number of the append that each came after.

    Empty where it is neither. Nothing is proven by it: the chain may say otherwise.
    """
    try:
        bundle = read_bundle(data)
    except EvidenceError:
        return _receipt_head(data)
    logs = [_read(evidence) for evidence in bundle.logs]
    return {log.evidence.log: dict(enumerate(log.heads)) for log in logs}


def _receipt_head(data: bytes) -> dict[Log, dict[int, bytes]]:
    try:
        anchor = Receipt.from_json(strict_json.loads(data)).anchor
    except (MalformedReceipt, StrictJsonError):
        return {}
    return {anchor.append.log: {anchor.append.seq: anchor.head}}


@dataclass(frozen=True, slots=True)
class _Log:
    """A log of the bundle, replayed. `code`: what is wrong with it, if anything."""

    evidence: LogEvidence
    heads: tuple[bytes, ...]
    proven: ProvenHead | None
    code: str | None

    @property
    def last_proven(self) -> int:
        """The number of the newest append that the proof covers; -1 for none."""
        return self.heads.index(self.proven.head) if self.proven and self.proven.head in self.heads else -1


def _history(bundle: Bundle, now: datetime) -> tuple[DidHistory | None, Check]:
    """The DID log of the bundle, if it is the log of the credential's issuer and holds all that was anchored of it."""
    try:
        history = read_log("".join(f"{line}\n" for line in bundle.did_log).encode(), now=now)
    except DidLogError as exc:
        return None, Check.of("did", "did-log-broken", reason=exc.code)
    if badge_evidence.issuer_in(bundle.credential) not in badge_evidence.names_of(history):
        return None, Check.of("did", "did-log-of-another", issuer=history.did)
    missing = _anchored_versions(bundle, history.did) - {_digest(version.id) for version in history.versions}
    code = "did-log-cut" if missing else "did-log-whole"
    return history, Check.of("did", code, issuer=history.did, count=len(history.versions))


def _anchored_versions(bundle: Bundle, did: str) -> set[bytes]:
    entries = (entry for log in bundle.logs for link in log.links for entry in link.entries)
    return {entry.digest for entry in entries if entry.kind is Kind.DID_VERSION and entry.subject == _digest(did)}


def _credential(bundle: Bundle, history: DidHistory | None, now: datetime) -> tuple[Claim | None, list[Check]]:
    form = badge_evidence if badge_evidence.is_badge(bundle.credential) else anoncreds_evidence
    try:
        claim = form.read_credential(bundle.credential)
    except EvidenceError as exc:
        return None, [Check.of("credential", exc.code)]
    badge = _badge(bundle, now) if form is badge_evidence else []
    if history is None:
        return claim, badge
    try:
        form.check_signature(bundle.credential, history)
    except VerificationError as exc:
        return claim, [Check.of("credential", "credential-not-signed", issuer=history.did, reason=exc.code), *badge]
    return claim, [Check.of("credential", "credential-signed", issuer=history.did), *badge]


def _badge(bundle: Bundle, now: datetime) -> list[Check]:
    """What is asked of a badge alone. Its proof and its status are judged by what the bundle brings."""
    return list(judge_credential(bundle.credential, {}, now=now, kinds=("validity", "achievement")).checks)


def _status(claim: Claim, bundle: Bundle, history: DidHistory, as_of: AsOf) -> Check:
    if isinstance(claim.status, tuple):
        return judge_badge_status(claim, claim.status, bundle.status_lists, history, as_of)
    return judge_status(claim.status, bundle.status_list, history, as_of)


def _read(evidence: LogEvidence) -> _Log:
    heads: tuple[bytes, ...] = ()
    try:
        heads = replay(evidence.log, evidence.links)
        proven = proven_head(evidence.log, evidence.proof) if evidence.proof else None
    except MalformedLog:
        return _Log(evidence, heads, None, "log-gap")
    except MalformedHeader:
        return _Log(evidence, heads, None, "header-broken")
    except OtherContract:
        return _Log(evidence, heads, None, "contract-of-another")
    except MalformedProof:
        return _Log(evidence, heads, None, "state-unproven")
    if any(closed(link) for link in evidence.links[:-1]):
        return _Log(evidence, heads, proven, "log-after-end")
    return _Log(evidence, heads, proven, "head-differs" if proven and proven.head not in heads else None)


def _logs(receipt: Receipt, logs: list[_Log], history: DidHistory | None) -> Iterator[Check]:
    for log in logs:
        if history:
            yield from _bound(log, history)
        if log.code:
            yield Check.of("log", log.code, chain=log.evidence.log.chain)
    yield _receipt_in(receipt, logs[0].evidence)
    yield from _lineage(logs)


def _bound(log: _Log, history: DidHistory) -> Iterator[Check]:
    """That the DID names the log, and the log's first entry the DID: each vouches for the other."""
    where = log.evidence.log
    binding = binding_of(history.current, where)
    if binding is None:
        yield Check.of("issuer", "log-of-another", issuer=history.did)
    elif log.proven and not binding.covers(log.proven.header.number):
        yield Check.of("issuer", "log-not-in-force", issuer=history.did, block=log.proven.header.number)
    elif genesis(history.did) not in log.evidence.links[0].entries:
        yield Check.of("issuer", "genesis-of-another", issuer=history.did)
    else:
        yield Check.of("issuer", "log-and-did", issuer=history.did, chain=where.chain)


def _receipt_in(receipt: Receipt, evidence: LogEvidence) -> Check:
    """That what the receipt leads to is a link of the log."""
    append, place = receipt.anchor.append, receipt.anchor.append.seq
    links = evidence.links
    same = append.log == evidence.log and place < len(links) and links[place] == Link.of(receipt.anchor)
    return Check.of("log", "receipt-in-log" if same else "receipt-not-in-log", count=len(links))


def _lineage(logs: Iterable[_Log]) -> Iterator[Check]:
    for old, new in pairwise(logs):
        if not old.heads:
            continue
        joined = follows(new.evidence.links[0], old.evidence.log, old.heads[-1])
        chain, former = new.evidence.log.chain, old.evidence.log.chain
        yield Check.of("log", "log-goes-on" if joined else "log-does-not-go-on", chain=chain, former=former)


def _basis(logs: list[_Log], hashes: Collection[bytes]) -> int | None:
    """The log whose proof the verdict rests on: the last one with a block that is trusted, or else with any."""
    proven = [place for place, log in enumerate(logs) if log.last_proven >= 0]
    believed = [place for place in proven if (found := logs[place].proven) and found.header.hash in hashes]
    return next(iter([*reversed(believed), *reversed(proven)]), None)


def _head(receipt: Receipt, logs: list[_Log], basis: int | None) -> Check:
    """That the proof covers the receipt: its own log from its append on, or a log that goes on from that one."""
    header = _header(logs, basis)
    if basis is None or header is None:
        return Check.of("head", "head-not-shown")
    stale = basis == 0 and logs[0].last_proven < receipt.anchor.append.seq
    return Check.of("head", "head-stale" if stale else "head-proven", block=header.number, chain=_chain(logs, basis))


def _block(logs: list[_Log], basis: int | None, trusted: Collection[bytes], on_chain: Collection[bytes]) -> list[Check]:
    """Whether the verifier has a reason of its own to believe that there is such a block."""
    header = _header(logs, basis)
    if basis is None or header is None:
        return []
    chain = _chain(logs, basis)
    code = "block-of-another" if trusted else "block-unvouched"
    if header.hash in on_chain:
        code = "block-on-embedded-chain" if chain == EMBEDDED_CHAIN else "block-on-chain"
    if header.hash in trusted:
        code = "block-trusted-embedded" if chain == EMBEDDED_CHAIN else "block-trusted"
    detail = {
        "chain": chain,
        "block": header.number,
        "hash": f"0x{header.hash.hex()}",
        "time": stamp_of(header.timestamp),
    }
    return [Check.of("block", code, **detail)]


def _as_of(logs: list[_Log], basis: int | None) -> AsOf:
    """The time of the block that the verdict rests on, and what was anchored up to it."""
    header = _header(logs, basis)
    if basis is None or header is None:
        return AsOf(0, ())
    links = [link for log in logs[:basis] for link in log.evidence.links]
    links.extend(logs[basis].evidence.links[: logs[basis].last_proven + 1])
    return AsOf(header.timestamp, tuple(entry for link in links for entry in link.entries))


def _header(logs: list[_Log], basis: int | None) -> Header | None:
    proven = None if basis is None else logs[basis].proven
    return proven.header if proven else None


def _chain(logs: list[_Log], basis: int) -> str:
    return logs[basis].evidence.log.chain


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
