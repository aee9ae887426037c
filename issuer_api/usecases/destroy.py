"""The one transaction that destroys what the node has of a learner (step 3 of `usecases.erase`).

What stays says nothing of anybody: random identifiers, how far each credential came and when, the hashes of leaves, and
each entry of a status list, so that its bit stays as it is and its index is given to no other.
"""

from uuid import UUID

from issuer_api.domain.batch import Batch, BatchState
from issuer_api.domain.credential import Credential
from issuer_api.domain.erasure import ErasureState
from issuer_api.domain.gradebook.rejected import without_values
from issuer_api.domain.ports import Work
from issuer_api.domain.status import ChangeState
from issuer_api.usecases.held import ENDED, is_of, leaves_of, waiting_rows
from issuer_api.usecases.node import Node, there
from issuer_api.usecases.status_entries import places


def destroy(node: Node, erasure_id: UUID) -> bool:
    """Whether it is done. Nothing happens while something of the learner is under way or waits to be published."""
    with node.store() as work:
        erasure = there(work.erasures.locked(erasure_id), "erasure")
        if erasure.state is not ErasureState.WANTED:
            return True
        learner = there(work.learners.get(erasure.learner_id), "learner")
        rows = _remove_rows(node, work, learner.number_mac) if learner.number_mac else 0
        work.wait_for("learners")  # after the batches, as where they are issued
        found = work.credentials.find(learner_id=learner.id)
        credentials = [there(work.credentials.locked(credential.id), "credential") for credential in found]
        if not _settled(work, credentials):
            return False
        erasure.agent_records = [_agent_records(credential) for credential in credentials if _of_agent(credential)]
        hashes = work.outbox.forget([leaf for credential in credentials for leaf in leaves_of(credential)])
        erasure.remaining = [{"receipt_id": str(leaf), "leaf_hash": hash_.hex()} for leaf, hash_ in hashes.items()]
        key = work.record_keys.get(learner.id)
        erasure.destroyed = {
            "recordKeys": 1 if key else 0,
            "sealedRecords": [learner.sealed is None, *(item.sealed is None for item in credentials)].count(False),
            "salts": len(hashes),
            "indexMappings": sum(len(places(credential)) for credential in credentials),
            "unissuedRows": rows,
            "agentRecords": len(erasure.agent_records),
        }
        for credential in credentials:
            _blank(work, credential)
        if key:
            work.record_keys.remove(key)
        learner.sealed = learner.number_mac = None
        erasure.state, erasure.destroyed_at = ErasureState.PENDING, node.clock()
        return True


def _remove_rows(node: Node, work: Work, mac: str) -> int:
    """From batches not issued yet: the learner's rows, and whatever the rejected rows tell of anybody's cells, since
    whose they are nobody can say."""
    removed = len(waiting_rows(node, work, mac))
    for found in work.batches.find(state=BatchState.CHECKED):
        batch = there(work.batches.locked(found.id), "batch")
        if batch.state is BatchState.CHECKED:
            _strip(node, batch, mac)
    return removed


def _strip(node: Node, batch: Batch, mac: str) -> None:
    kept = [row for row in batch.accepted if not is_of(node, row, mac)]
    if len(kept) != len(batch.accepted):
        batch.accepted, batch.accepted_rows = kept, len(kept)
    stripped = without_values(batch.rejected)
    if stripped != batch.rejected:
        batch.rejected = stripped


def _settled(work: Work, credentials: list[Credential]) -> bool:
    ids = tuple(credential.id for credential in credentials)
    waiting = work.status_changes.count(credential_id=ids, state=ChangeState.WANTED)
    return not waiting and all(credential.state in ENDED for credential in credentials)


def _of_agent(credential: Credential) -> bool:
    return bool(credential.invitation_msg_id or credential.connection_id or credential.cred_ex_id)


def _agent_records(credential: Credential) -> dict[str, object]:
    newest = [credential.invitation_msg_id] if credential.invitation_msg_id else []
    return {
        "invitations": [*newest, *credential.former_invitations],
        "connection_id": credential.connection_id,
        "cred_ex_id": credential.cred_ex_id,
    }


def _blank(work: Work, credential: Credential) -> None:
    for change in work.status_changes.find(credential_id=credential.id):
        change.note = ""
    credential.sealed, credential.row = None, 0  # the row leads to the person, for whoever kept the file
    credential.invitation = credential.invitation_url = credential.invitation_msg_id = None
    credential.former_invitations = []
    credential.connection_id = credential.cred_ex_id = None
    credential.rev_reg_id = credential.cred_rev_id = None
    credential.status_list_id = credential.status_index = None
