"""Revoke, suspend, reinstate (protocol step R1): the intent first, in one transaction across formats.

    revoke(node, credential_id, Reason.ISSUED_IN_ERROR, "Acta 12", by="officer")
    changed = change_many(node, credential_ids, Demand(Act.SUSPEND, Reason.UNDER_REVIEW, "", "officer"))

What was asked, why, by whom and when is written together with what is wanted of every list in which the credential has
an entry. Then its lists are published at once, or by the sweep: see `settle_status`. A revocation is final; a
suspension is undone by reinstating.
"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.errors import Conflict, NodeError, NotFound
from issuer_api.domain.ports import Work
from issuer_api.domain.status import Act, ChangeState, Reason, Standing, StatusChange, StatusEntry
from issuer_api.usecases.advance_credential import advance_credential
from issuer_api.usecases.node import Node, there
from issuer_api.usecases.settle_status import settle
from issuer_api.usecases.status_entries import places, want
from revocation.errors import RevocationError

_NEVER_OFFERED = (CredentialState.PLANNED, CredentialState.INVITED, CredentialState.CONNECTED)
_UNDER_WAY = (CredentialState.OFFERING, CredentialState.OFFERED)
_NEVER_ISSUED = (CredentialState.DECLINED, CredentialState.CANCELLED)
_BECOMES = {Act.REVOKE: Standing.REVOKED, Act.SUSPEND: Standing.SUSPENDED, Act.REINSTATE: Standing.VALID}


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to be done, why, and who asks. `note` is for the institution's own records."""

    act: Act
    reason: Reason
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A credential of which this cannot be asked, and why, as in a Conflict."""

    credential_id: UUID
    code: str
    detail: str


def revoke(node: Node, credential_id: UUID, reason: Reason, note: str, by: str) -> StatusChange:
    """See `change`."""
    return change(node, credential_id, Demand(Act.REVOKE, reason, note, by))


def change(node: Node, credential_id: UUID, demand: Demand) -> StatusChange:
    """The change as recorded. Asked again, it answers with the one that is there.

    A credential that was never offered to a wallet is withdrawn as well when it is revoked. Raises NotFound; Conflict
    (already-revoked, not-suspended, never-issued) where there is nothing to change.
    """
    with node.store() as work:
        found = record(node, work, there(work.credentials.locked(credential_id), "credential"), demand)
    return settled(node, [found])[0]


def change_many(node: Node, credential_ids: Sequence[UUID], demand: Demand) -> tuple[list[StatusChange], list[Refusal]]:
    """All of them in one transaction, published together: one list a registry. Raises NotFound where one of them is
    not there: then nothing is changed."""
    before: list[StatusChange] = []
    new: list[StatusChange] = []
    refused: list[Refusal] = []
    with node.store() as work:
        credentials = work.credentials.all_locked(set(credential_ids))
        if len(credentials) < len(set(credential_ids)):
            raise NotFound("not-found", "One of these is no credential of this node: nothing was changed.")
        held = _entries(work, credentials)  # what is held is looked up once
        for credential in credentials:
            try:
                if done := _done_before(work, credential, demand.act):
                    before.append(done)
                else:
                    new.append(_changed(node, work, credential, demand))
            except Conflict as exc:
                refused.append(Refusal(credential.id, exc.code, exc.detail))
        work.status_changes.add_all(new)
        del held
    return settled(node, [*before, *new]), refused


def record(node: Node, work: Work, credential: Credential, demand: Demand) -> StatusChange:
    """In the caller's transaction, which holds the credential. Raises Conflict."""
    return _done_before(work, credential, demand.act) or work.status_changes.add(
        _changed(node, work, credential, demand)
    )


def _changed(node: Node, work: Work, credential: Credential, demand: Demand) -> StatusChange:
    """The credential is of its new standing, and so is what is wanted of its entries; the change is to be kept."""
    if credential.state in _NEVER_ISSUED and not places(credential):
        raise Conflict("never-issued", "This credential was never issued: there is nothing to change.")
    now = node.clock()
    credential.standing, credential.look_at = _BECOMES[demand.act], now
    want(work, credential)
    if demand.act is Act.REVOKE and credential.state in _NEVER_OFFERED:
        credential.advance(CredentialState.CANCELLED, now)
    return StatusChange(
        credential_id=credential.id,
        act=demand.act,
        reason=demand.reason,
        note=demand.note,
        requested_by=demand.by,
        requested_at=now,
    )


def settled(node: Node, changes: list[StatusChange]) -> list[StatusChange]:
    """The changes after a first try: they are recorded, the sweep goes on trying and says what is wrong."""
    wanted = [found.credential_id for found in changes if found.state is ChangeState.WANTED]
    if not wanted:
        return changes
    with suppress(NodeError, RevocationError):
        _withdraw_offers(node, wanted)
        settle(node, wanted)
    with node.store() as work:
        now = {found.id: found for found in work.status_changes.find(id=tuple(found.id for found in changes))}
    return [now[found.id] for found in changes]


def _done_before(work: Work, credential: Credential, act: Act) -> StatusChange | None:
    """The change that did this already; None where it is still to be done. Raises Conflict where it cannot be."""
    if credential.sealed is None:
        raise Conflict("erased", "Its learner was erased: the node does not know any more which entry is its own.")
    if credential.standing is not _BECOMES[act]:
        if credential.standing is Standing.REVOKED:
            raise Conflict("already-revoked", "This credential was revoked, which is final.")
        return None
    changes = work.status_changes.find(credential_id=credential.id, act=act)
    if not changes:
        raise Conflict("not-suspended", "This credential is not suspended: there is nothing to undo.")
    return changes[-1]


def _entries(work: Work, credentials: Sequence[Credential]) -> list[StatusEntry]:
    by_list: dict[str, list[int]] = defaultdict(list)
    for credential in credentials:
        for list_id, index in places(credential):
            by_list[list_id].append(index)
    return [
        entry
        for list_id, indexes in by_list.items()
        for entry in work.status_entries.find(list_id=list_id, index=tuple(indexes))
    ]


def _withdraw_offers(node: Node, credential_ids: Sequence[UUID]) -> None:
    """Whatever was offered to a wallet and is revoked now is taken back, if nothing was issued yet."""
    with node.store() as work:
        offered = work.credentials.find(id=tuple(credential_ids), state=_UNDER_WAY, standing=Standing.REVOKED)
    for credential in offered:
        with suppress(NodeError):
            advance_credential(node, credential.id)
