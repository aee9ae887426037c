"""Give, withdraw, accept and show endorsements (docs/protocol.md, E1 to E4).

    given = give(node, desk, "did:webvh:…:medicina.example.edu", wanted, by="rectora")     # given.document: for them
    accept(node, desk, text, by="officer")           # one that was given to this institution: judged, kept, shown

Nobody is told: the endorser hands the document over, and whom it is about shows it. Withdrawing is a bit in the
endorser's own status lists, like a badge's revocation.
"""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from issuer_api.domain.did_web import did_web_of
from issuer_api.domain.endorsement import Endorsement, ReceivedEndorsement, endorsement_credential
from issuer_api.domain.errors import Conflict, Invalid, Unavailable
from issuer_api.domain.ports import Fetch, Work
from issuer_api.usecases.desk import Desk, reader
from issuer_api.usecases.node import Node, institution_of, there
from issuer_api.usecases.status_lists import allocate, publish_lists
from verification import strict_json
from verification.credential import judge_credential, wanted
from verification.errors import StrictJsonError, VerificationError
from verification.gather import gather
from verification.issuer_key import lasting_name, urls_of
from verification.trust import MAX_READ, subject_of
from verification.vcdm import issuer_of, period_of
from verification.verdict import Outcome, Verdict

LONGEST = timedelta(days=3660)
MAX_BYTES = 64 * 1024


def give(
    node: Node, desk: Desk, did: str, *, name: str, comment: str, until: datetime | None, language: str, by: str
) -> Endorsement:
    """A year, where no end is said. It is about the did:webvh, where the DID's institution has one.

    Raises Invalid (endorsement-of-oneself, endorsement-period, did-not-read), Conflict (endorsement-in-force).
    """
    now = node.clock()
    end = until or now + timedelta(days=365)
    if not now < end <= now + LONGEST:
        raise Invalid("endorsement-period", "An endorsement ends in the future, and within ten years.")
    subject = _resolved(node, reader(node, desk.fetch), did)
    with node.store() as work:
        work.wait_for("endorsements")
        institution = institution_of(work)
        ours = did_web_of(institution.did)
        if subject in (institution.did, ours):
            raise Invalid("endorsement-of-oneself", "An institution does not vouch for itself.")
        if _in_force(work, subject, now):
            raise Conflict("endorsement-in-force", f"{subject} has an endorsement in force. Withdraw that one first.")
        [(list_id, index)] = allocate(node, work, ours, 1)
        given = Endorsement(
            subject=subject,
            name=name,
            comment=comment,
            status_list_id=list_id,
            status_index=index,
            document="",
            created_by=by,
            created_at=now,
            valid_until=end,
        )
        unsigned = endorsement_credential(
            given, host=institution.host, issuer=ours, institution=institution.name, language=language
        )
        [signed] = node.signer.secure([unsigned], verification_method=f"{ours}#key-1", created=now)
        given.document = json.dumps(signed, ensure_ascii=False)
        return work.endorsements.add(given)


def withdraw(node: Node, endorsement_id: UUID, by: str) -> Endorsement:
    """Once and for all, as of now; the same again changes nothing. Raises NotFound."""
    with node.store() as work:
        given = there(work.endorsements.locked(endorsement_id), "endorsement")
        if given.withdrawn_at is None:
            entry = there(work.status_entries.locked((given.status_list_id, given.status_index)), "status entry")
            entry.revoked, given.withdrawn_by, given.withdrawn_at = True, by, node.clock()
    publish_lists(node, (given.status_list_id,))
    return given


def accept(node: Node, desk: Desk, text: str, by: str) -> ReceivedEndorsement:
    """Judged first: only what holds, and is about this institution, is shown. The same again changes nothing.

    Raises Invalid (endorsement-malformed, endorsement-of-another, endorsement-broken), Unavailable
    (endorsement-unchecked), Conflict (endorsements-full).
    """
    now = node.clock()
    document = _read(node, text)
    library = gather(lambda known: wanted(document, known), reader(node, desk.fetch))
    _demand(judge_credential(document, library, now=now))
    with node.store() as work:
        work.wait_for("endorsements")
        kept, plain = work.received_endorsements.find(), json.dumps(document, sort_keys=True)
        for one in kept:
            if one.document == plain:
                return one
        if len(kept) >= MAX_READ:
            raise Conflict("endorsements-full", f"{MAX_READ} are shown, and verifiers read no more. Drop one first.")
        return work.received_endorsements.add(
            ReceivedEndorsement(
                issuer=issuer_of(document),
                comment=_comment(document),
                document=plain,
                created_by=by,
                created_at=now,
                valid_until=period_of(document)[1],
            )
        )


def drop(node: Node, received_id: UUID) -> None:
    """Show it no more. Raises NotFound."""
    with node.store() as work:
        work.received_endorsements.remove(there(work.received_endorsements.locked(received_id), "endorsement"))


def _in_force(work: Work, subject: str, now: datetime) -> bool:
    return any(given.in_force(now) for given in work.endorsements.find(subject=subject, withdrawn_at=None))


def _resolved(node: Node, fetch: Fetch, did: str) -> str:
    """The DID that a mistyped one is not: what it names is there to be read."""
    library = gather(lambda known: set(urls_of(did, known)) - known.keys(), fetch)
    try:
        return lasting_name(did, library=library, now=node.clock())
    except VerificationError as exc:
        raise Invalid("did-not-read", f"Who {did} is cannot be read: {exc}. Is it whole?", reason=exc.code) from exc


def _read(node: Node, text: str) -> dict[str, Any]:
    with node.store() as work:
        did = institution_of(work).did
    ours = (did, did_web_of(did))
    try:
        document = strict_json.loads_object(text.encode(), limit=MAX_BYTES)
        subject = subject_of(document)
    except (StrictJsonError, VerificationError) as exc:
        raise Invalid("endorsement-malformed", f"Not an endorsement: {exc}.") from exc
    if subject is None:
        raise Invalid("endorsement-malformed", "Not an EndorsementCredential of Open Badges 3.0 about one institution.")
    if subject not in ours:
        raise Invalid("endorsement-of-another", f"It is about {subject}; this institution is {did}.")
    if issuer_of(document) in ours:
        raise Invalid("endorsement-of-oneself", "An institution does not vouch for itself.")
    return document


def _comment(document: dict[str, Any]) -> str:
    """Without what is no text to be read: a stranger wrote it, and it is shown in terminals."""
    said = document["credentialSubject"].get("endorsementComment")
    return "".join(mark for mark in said if mark.isprintable())[:1000] if isinstance(said, str) else ""


def _demand(verdict: Verdict) -> None:
    for check in verdict.checks:
        if check.outcome is Outcome.FAILED:
            raise Invalid("endorsement-broken", f"It does not hold: {check.sentence('en')}", reason=check.code)
    for check in verdict.checks:
        if check.outcome is Outcome.UNKNOWN:
            raise Unavailable("endorsement-unchecked", f"Try again later: {check.sentence('en')}", reason=check.code)
