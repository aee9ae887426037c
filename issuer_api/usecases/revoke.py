"""Revoke a credential (protocol steps R1 to R6): the intent first, then the list, then what anybody can see.

`revoke` records the intent and tries at once; `settle_revocations` is the same path for whatever is still
wanted, and is run by the sweep for ever. A revocation is `published` when the published list shows it, and
at no other time.
"""

from contextlib import suppress
from time import sleep
from uuid import UUID

from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.errors import Conflict, NodeError
from issuer_api.domain.ports import Work
from issuer_api.domain.status import Act, ChangeState, Reason, Standing, StatusChange
from issuer_api.usecases.node import Node, there
from issuer_api.usecases.status_entries import want
from revocation.errors import RevocationError
from revocation.reconcile import reconcile
from revocation.rev_reg import RevReg, revoked_indexes

_NEVER_OFFERED = (CredentialState.PLANNED, CredentialState.INVITED, CredentialState.CONNECTED)
_NEVER_ISSUED = (CredentialState.DECLINED, CredentialState.CANCELLED)
_TURNS, _TURN = 100, 0.1  # how often, and after how many seconds, a registry in another's hands is tried again


def revoke(node: Node, credential_id: UUID, reason: Reason, note: str, by: str) -> StatusChange:
    """The revocation as recorded. Asked again, it answers with the one that is there.

    A credential that was never offered is withdrawn instead: that counts as published at once. One that is
    being issued right now is revoked as soon as it is.
    """
    with node.store() as work:
        credential = there(work.credentials.locked(credential_id), "credential")
        found = work.status_changes.first(credential_id=credential_id)
        if found is None:
            found = _record(node, work, credential, reason, note, by)
    if found.state is ChangeState.WANTED and credential.rev_reg_id:
        with suppress(NodeError, RevocationError):  # recorded: the sweep goes on trying, and says what is wrong
            _settle(node, credential.rev_reg_id)
        with node.store() as work:
            found = there(work.status_changes.get(found.id), "revocation")
    return found


def _record(node: Node, work: Work, credential: Credential, reason: Reason, note: str, by: str) -> StatusChange:
    if credential.sealed is None:
        raise Conflict("erased", "Its learner was erased: the node does not know any more which entry is its own.")
    if credential.state in _NEVER_ISSUED:
        raise Conflict("never-issued", "This credential was never issued: there is nothing to revoke.")
    now = node.clock()
    credential.standing = Standing.REVOKED
    want(work, credential)
    revocation = StatusChange(
        credential_id=credential.id, act=Act.REVOKE, reason=reason, note=note, requested_by=by, requested_at=now
    )
    if credential.state in _NEVER_OFFERED:
        credential.advance(CredentialState.CANCELLED, now)
        revocation.state, revocation.published_at = ChangeState.PUBLISHED, now
    return work.status_changes.add(revocation)


def settle_revocations(node: Node) -> int:
    """Publish every revocation that is wanted; returns how many still are. Raises nothing for one registry's sake
    that would keep the others waiting: the first error is raised after all were tried."""
    with node.store() as work:
        wanted = {item.credential_id: item for item in work.status_changes.find(state=ChangeState.WANTED)}
        credentials = work.credentials.find(id=tuple(wanted))
        for credential in credentials:
            if credential.state in _NEVER_ISSUED:  # declined since: it will never be in a list
                _published(wanted[credential.id], node)
        registries = sorted({credential.rev_reg_id for credential in credentials if credential.rev_reg_id})
    errors: list[Exception] = []
    for rev_reg_id in registries:
        try:
            _settle(node, rev_reg_id)
        except (NodeError, RevocationError) as exc:
            errors.append(exc)
    if errors:
        raise errors[0]
    with node.store() as work:
        return work.status_changes.count(state=ChangeState.WANTED)


def _settle(node: Node, rev_reg_id: str) -> None:
    """One at a time. Whoever waits for a turn holds no connection: the one whose turn it is needs some, and so does
    the agent that publishes for it. Whoever never gets a turn leaves it to the sweep."""
    for _ in range(_TURNS):
        with node.store() as lock:
            if lock.alone(f"settle:{rev_reg_id}"):
                _note_published(node, reconcile(_Published(node), rev_reg_id))
                return
        sleep(_TURN)


def _note_published(node: Node, state: RevReg) -> None:
    with node.store() as work:
        credentials = work.credentials.find(rev_reg_id=state.rev_reg_id, cred_rev_id=tuple(state.published))
        ids = tuple(credential.id for credential in credentials)
        for revocation in work.status_changes.find(credential_id=ids, state=ChangeState.WANTED):
            _published(revocation, node)


def _published(revocation: StatusChange, node: Node) -> None:
    revocation.state, revocation.published_at = ChangeState.PUBLISHED, node.clock()


class _Published:
    """`revocation.reconcile.Publisher` over the node's tables and its agent."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def state(self, rev_reg_id: str) -> RevReg:
        with self._node.store() as work:
            newest = there(newest_list(work, rev_reg_id), "revocation list")
            return RevReg(
                rev_reg_id,
                capacity=len(_entries(newest)),
                wanted=_wanted(work, rev_reg_id),
                published=revoked_indexes(_entries(newest)),
            )

    def announce(self, rev_reg_id: str, index: int) -> None:
        with self._node.store() as work:
            credential = there(work.credentials.first(rev_reg_id=rev_reg_id, cred_rev_id=index), "credential")
            revocation = there(work.status_changes.first(credential_id=credential.id), "revocation")
            if revocation.announced:
                return
            with suppress(Conflict):  # the agent has put it down already
                self._node.agent.announce(rev_reg_id, index, credential.connection_id, revocation.reason)
            revocation.announced = True

    def publish(self, rev_reg_id: str, revoked: frozenset[int]) -> None:
        self._node.agent.publish_list(rev_reg_id, sorted(revoked))


def newest_list(work: Work, rev_reg_id: str) -> dict[str, object] | None:
    """The content of the registry's newest published list."""
    lists = work.resources.find(rev_reg_id=rev_reg_id)
    return max(lists, key=lambda item: item.timestamp or 0).content if lists else None


def _entries(content: dict[str, object]) -> list[object]:
    entries = content["revocationList"]
    return entries if isinstance(entries, list) else []


def _wanted(work: Work, rev_reg_id: str) -> frozenset[int]:
    return frozenset(entry.index for entry in work.status_entries.find(list_id=rev_reg_id, revoked=True))
