"""Whether every list that anybody can fetch says what the node wants of it, neither more nor less."""

from revocation.rev_reg import revoked_indexes
from tests.nodes import LiveNode


def check_lists(node: LiveNode) -> None:
    """The newest AnonCreds list of each revocation registry."""
    with node.parts.store() as work:
        lists = [item for item in work.resources.find() if item.rev_reg_id]
        entries = work.status_entries.find()
    newest = {item.rev_reg_id: item for item in sorted(lists, key=lambda item: item.timestamp or 0)}
    assert newest
    for rev_reg_id, item in newest.items():
        bits = item.content["revocationList"]
        assert isinstance(bits, list)
        wanted = {e.index for e in entries if e.list_id == rev_reg_id and (e.revoked or e.suspended)}
        assert revoked_indexes(bits) == wanted
