"""The lists of AnonCreds revocation registries: what is published of them, and how they are published by the agent.

    reconcile(RevLists(node), rev_reg_id)

One list shows everything that is wanted of its registry at that moment, however many changes that are. An index that
was published as revoked and belongs to no credential of ours (it was lost before it was stored) stays as it is.
"""

from issuer_api.domain.ports import Notice, Work
from issuer_api.domain.status import Act, ChangeState, StatusChange
from issuer_api.usecases.node import Node, there
from revocation.rev_reg import RevReg, revoked_indexes


def newest_list(work: Work, rev_reg_id: str) -> dict[str, object] | None:
    """The content of the registry's newest published list, which its definition links to."""
    registry = work.resources.get(rev_reg_id.partition("/resources/")[2])
    if registry is None or registry.document["id"] != rev_reg_id:
        return None
    links = registry.document["links"]
    if not isinstance(links, list) or not links:
        return None
    newest = work.resources.get(max(links, key=lambda link: link["timestamp"])["digestMultibase"])
    return newest.content if newest else None


def bits_of(content: dict[str, object]) -> list[object]:
    """The entries of a list, one for each index."""
    bits = content.get("revocationList")
    return bits if isinstance(bits, list) else []


class RevLists:
    """`revocation.reconcile.Publisher` over the node's tables and its agent."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def state(self, rev_reg_id: str) -> RevReg:
        with self._node.store() as work:
            bits = bits_of(there(newest_list(work, rev_reg_id), "revocation list"))
            entries = work.status_entries.find(list_id=rev_reg_id)
            published = revoked_indexes(bits)
            nobodys = published - {entry.index for entry in entries}
            wanted = frozenset(entry.index for entry in entries if entry.revoked or entry.suspended)
            untold = frozenset(notice.index for _, notice in _notices(work, rev_reg_id))
            return RevReg(rev_reg_id, len(bits), wanted | nobodys, published, untold)

    def publish(self, registry: RevReg) -> None:
        with self._node.store() as work:
            known = {entry.index for entry in work.status_entries.find(list_id=registry.rev_reg_id)}
            notices = _notices(work, registry.rev_reg_id)
        self._node.agent.publish_list(
            registry.rev_reg_id,
            sorted(registry.wanted),
            valid=sorted(known - registry.wanted),
            notices=[notice for _, notice in notices],
        )
        with self._node.store() as work:
            for change in work.status_changes.find(id=tuple(change.id for change, _ in notices)):
                change.announced = True


def _notices(work: Work, rev_reg_id: str) -> list[tuple[StatusChange, Notice]]:
    """Who is still to be told of a revocation. Of a suspension nobody is told: the message that there is (RFC 0721)
    says "revoked", and a wallet that was told so could not be told otherwise."""
    changes = work.status_changes.find(act=Act.REVOKE, state=ChangeState.WANTED, announced=False)
    by_credential = {change.credential_id: change for change in changes}
    found = work.credentials.find(id=tuple(by_credential), rev_reg_id=rev_reg_id)
    return [
        (change, Notice(credential.cred_rev_id, credential.connection_id, change.reason))
        for credential in found
        if credential.cred_rev_id is not None and credential.connection_id
        for change in [by_credential[credential.id]]
    ]
