"""Publish what is wanted of credentials until every list shows it (protocol steps R2 to R6).

    settle(node, [credential_id])        # at once, for whoever asked
    settle_status(node)                  # the same for whatever is still wanted: the sweep, for ever

A change is `published` when each list in which its credential has an entry shows the credential's standing, and at no
other time: the AnonCreds list, and the badge's lists in all their forms.
"""

from collections import defaultdict
from collections.abc import Collection
from time import sleep
from uuid import UUID

from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.errors import NodeError
from issuer_api.domain.ports import Work
from issuer_api.domain.status import ChangeState, Standing, StatusEntry
from issuer_api.usecases.node import Node
from issuer_api.usecases.publish_resource import REGISTRY
from issuer_api.usecases.rev_lists import RevLists, bits_of, newest_list
from issuer_api.usecases.status_entries import places
from issuer_api.usecases.status_lists import publish_lists, shown
from revocation.errors import RevocationError
from revocation.reconcile import reconcile

_UNDER_WAY = (CredentialState.OFFERING, CredentialState.OFFERED)
_TURNS, _TURN = 100, 0.1  # how often, and after how many seconds, a registry in another's hands is tried again


def settle_status(node: Node) -> int:
    """Publish every change that is wanted; returns how many still are. Raises nothing for one list's sake that would
    keep the others waiting: the first error is raised after all were tried."""
    with node.store() as work:
        wanted = {change.credential_id for change in work.status_changes.find(state=ChangeState.WANTED)}
    settle(node, wanted)
    with node.store() as work:
        return work.status_changes.count(state=ChangeState.WANTED)


def settle(node: Node, credential_ids: Collection[UUID]) -> None:
    """Publish the lists in which these credentials have entries, each once, and note what they show. The first error
    is raised after all were tried."""
    if not credential_ids:
        return
    with node.store() as work:
        credentials = work.credentials.find(id=tuple(credential_ids))
        registries = {credential.rev_reg_id for credential in credentials if credential.rev_reg_id}
        lists = {credential.status_list_id for credential in credentials if credential.status_list_id}
    errors = _reconcile_each(node, registries)
    try:
        if lists:
            publish_lists(node, lists)
    except (NodeError, RevocationError) as exc:
        errors.append(exc)
    _note_published(node, credential_ids)
    if errors:
        raise errors[0]


def reconcile_registries(node: Node) -> None:
    """Compare every registry with its list, whether anything was asked of it lately or not, and mend what differs."""
    with node.store() as work:
        registries = {str(found.document["id"]) for found in work.resources.find(resource_type=REGISTRY)}
    if errors := _reconcile_each(node, registries):
        raise errors[0]


def _reconcile_each(node: Node, registries: Collection[str]) -> list[Exception]:
    errors: list[Exception] = []
    for rev_reg_id in sorted(registries):
        try:
            _reconcile(node, rev_reg_id)
        except (NodeError, RevocationError) as exc:
            errors.append(exc)
    return errors


def _reconcile(node: Node, rev_reg_id: str) -> None:
    """One at a time. Whoever waits for a turn holds no connection: the one whose turn it is needs some, and so does
    the agent that publishes for it. Whoever never gets a turn leaves it to the sweep."""
    for _ in range(_TURNS):
        with node.store() as lock:
            if lock.alone(f"settle:{rev_reg_id}"):
                reconcile(RevLists(node), rev_reg_id)
                return
        sleep(_TURN)


def _note_published(node: Node, credential_ids: Collection[UUID]) -> None:
    with node.store() as work:
        credentials = [item for item in work.credentials.find(id=tuple(credential_ids)) if not _may_be_issued(item)]
        agreeing = _agreeing(work, {place for credential in credentials for place in places(credential)})
        shown_ids = [item.id for item in credentials if agreeing.issuperset(places(item))]
        for change in work.status_changes.find(credential_id=tuple(shown_ids), state=ChangeState.WANTED):
            change.state, change.published_at = ChangeState.PUBLISHED, node.clock()


def _may_be_issued(credential: Credential) -> bool:
    """Revoked, and the agent may still have to be told not to issue it."""
    return credential.standing is Standing.REVOKED and credential.state in _UNDER_WAY


def _agreeing(work: Work, wanted: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the places (list id, index) of which what is published is what is wanted."""
    by_list: dict[str, list[int]] = defaultdict(list)
    for list_id, index in wanted:
        by_list[list_id].append(index)
    return {
        (list_id, index)
        for list_id, indexes in by_list.items()
        for index in _agreeing_in(work, list_id, work.status_entries.find(list_id=list_id, index=tuple(indexes)))
    }


def _agreeing_in(work: Work, list_id: str, entries: list[StatusEntry]) -> list[int]:
    if work.status_lists.get(list_id):
        said = shown(work, list_id, [entry.index for entry in entries])
        return [entry.index for entry in entries if said[entry.index].agrees(entry)]
    content = newest_list(work, list_id)
    bits = bits_of(content) if content else []
    return [
        entry.index
        for entry in entries
        if entry.index < len(bits) and bits[entry.index] == int(entry.revoked or entry.suspended)
    ]


def reopen(work: Work, credential: Credential) -> None:
    """The credential got a place in one more list, which does not show its standing yet: its last change is wanted
    again."""
    changes = work.status_changes.find(credential_id=credential.id)
    if changes and credential.standing is not Standing.VALID:
        last = changes[-1]
        last.state, last.published_at = ChangeState.WANTED, None
