"""Judge whatever an employer hands in: a file, something pasted, a link, a picture of a QR code (docs/protocol.md, V).

    verified = verify_file(node, desk, data)
    verified = verify_text(node, desk, "https://salud.example.edu/credential#…")
    verified.verdict.outcome

Nothing is kept. Whom to trust is the visitor's to say. Who says nothing is told whether this institution knows the
issuer, or vouches for it: one that it does not know is unknown, neither refused nor accepted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from issuer_api.domain.did_web import did_web_of
from issuer_api.domain.ports import Fetch
from issuer_api.domain.told import told
from issuer_api.usecases.desk import Desk, reader
from issuer_api.usecases.follow import follow, is_link
from issuer_api.usecases.node import Node, institution_of
from issuer_api.usecases.verdict_receipts import make_receipt
from issuer_api.usecases.vouched import vouched_for
from verification.errors import VerificationError
from verification.file import HandedIn, Kind, documents_of, judge_file, read_file, wanted_by
from verification.gather import gather
from verification.policy import Policy
from verification.vcdm import issuer_of
from verification.verdict import Check, Verdict


@dataclass(frozen=True, slots=True)
class Verified:
    """`document`: what the one credential says, unverified; None where there is none, or more than one.
    `followed`: the host that a link led to. `handed_in`: what was judged. `policy`: what it was held to."""

    kind: Kind
    verdict: Verdict
    document: Mapping[str, Any] | None
    at: datetime
    handed_in: bytes
    followed: str | None = None
    policy: Policy | None = None


def default_policy(node: Node) -> Policy:
    """Whom this institution itself would believe: itself, and whom it vouches for."""
    return Policy(issuers=(*_own(node), *vouched_for(node)))


def _own(node: Node) -> tuple[str, str]:
    with node.store() as work:
        did = institution_of(work).did
    return did, did_web_of(did)


def verify_file(
    node: Node, desk: Desk, data: bytes, policy: Policy | None = None, fetch: Fetch | None = None
) -> Verified:
    """`fetch`, for who judges many, reads everything, this node's own addresses too. A
    picture that carries no badge is searched for a QR code."""
    handed_in = read_file(data)
    if handed_in.kind == "unreadable" and (text := desk.scan(data)):
        return verify_text(node, desk, text, policy)
    return _verify(node, fetch or reader(node, desk.fetch), handed_in, data, policy)


def verify_text(node: Node, desk: Desk, text: str, policy: Policy | None = None) -> Verified:
    """JSON, a JWT, or a link to either or to a shared credential. Raises Invalid (link-not-followed)."""
    text = text.strip()
    if not is_link(text):
        data = text.encode(errors="replace")
        return _verify(node, reader(node, desk.fetch), read_file(data), data, policy)
    followed = follow(node, desk, text)
    found = _verify(node, reader(node, desk.fetch), read_file(followed.body), followed.body, policy)
    return replace(found, followed=followed.host)


def receipt_of(node: Node, found: Verified) -> str | None:
    """A signed record of it; None of what could not even be read."""
    if found.kind == "unreadable":
        return None
    said = told(found.document, "es") if found.document else None
    return make_receipt(
        node,
        found.verdict,
        at=found.at,
        kind=found.kind,
        subject=_issuer(found.document),
        title=said.title if said else None,
        handed_in=found.handed_in,
        policy=found.policy,
    )


def _issuer(document: Mapping[str, Any] | None) -> str | None:
    try:
        return issuer_of(document) if document else None
    except VerificationError:
        return None


def _verify(node: Node, fetch: Fetch, handed_in: HandedIn, data: bytes, policy: Policy | None) -> Verified:
    now, own = node.clock(), policy is not None and policy.names_issuers
    demands = policy if policy and own else _with_default(node, policy)
    library = gather(lambda known: wanted_by(handed_in, known, demands, now=now), fetch)
    verdict = judge_file(handed_in, library, now=now, policy=demands)
    documents = documents_of(handed_in)
    return Verified(
        handed_in.kind,
        verdict if own else _here(node, verdict),
        documents[0] if len(documents) == 1 else None,
        now,
        data,
        policy=demands,
    )


def _with_default(node: Node, policy: Policy | None) -> Policy:
    default = default_policy(node)
    return default.model_copy(update={"predicates": policy.predicates}) if policy else default


def _here(node: Node, verdict: Verdict) -> Verdict:
    """Nobody asked for these issuers alone: it is we who know them, or vouch for them, or do not know another."""
    own = _own(node)

    def told_here(check: Check) -> Check:
        if check.code == "issuer-not-accepted":
            return Check.of(check.name, "issuer-unrecognised-here", **check.detail)
        if check.code == "issuer-accepted":
            code = "issuer-recognised-here" if check.detail["issuer"] in own else "issuer-vouched-here"
            return Check.of(check.name, code, **check.detail)
        return check

    return Verdict(tuple(map(told_here, verdict.checks)))
