"""Erase a learner (docs/adr/0021): the intent first, then all that the node has, then the agent's part, then a receipt.

    erasure = erase(node, learner_id, AskedBy.LEARNER, revoke=False, by="officer")

1 the intent is recorded · 2 what is under way is stopped; with `revoke` what is held is revoked; every list is waited
for · 3 one transaction destroys key, salts, indexes and the rest · 4 the agent deletes its records · 5 the receipt is
signed, and its digest waits to be anchored. Killed anywhere, `sweep_erasures` takes it up where it was. What the
learner holds keeps its standing, unless it was to be revoked first.
"""

from contextlib import suppress
from hashlib import sha256
from uuid import UUID

from issuer_api.domain.batch import Learner
from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.erasure import AskedBy, Erasure, ErasureState, unsigned_receipt
from issuer_api.domain.errors import NodeError
from issuer_api.domain.ports import Work
from issuer_api.domain.record import RecordKey, number_mac
from issuer_api.domain.status import Reason, Standing
from issuer_api.usecases.change_status import revoke as revoke_credential
from issuer_api.usecases.destroy import destroy
from issuer_api.usecases.held import ENDED, holding
from issuer_api.usecases.node import Node, institution_of, there
from issuer_api.usecases.settle_status import reopen
from issuer_api.usecases.status_entries import places, want
from revocation.errors import RevocationError
from verification.encoding import canonical


def erase_by_number(node: Node, number: str, asked_by: AskedBy, *, revoke: bool, by: str) -> Erasure:
    """As `erase`, found by the institution's number; also of one who has but rows in batches that were not issued.
    Raises NotFound (unknown-learner)."""
    with node.store() as work:
        work.wait_for("learners")
        found = holding(node, work, number)
        learner_id = (found.learner or _nameless(node, work, str(found.rows[0][1]["number"]))).id
    return erase(node, learner_id, asked_by, revoke=revoke, by=by)


def _nameless(node: Node, work: Work, number: str) -> Learner:
    mac = number_mac(node.claim_secret, number)
    learner = work.learners.add(Learner(number_mac=mac, sealed=None, created_at=node.clock()))
    work.record_keys.add(RecordKey(learner_id=learner.id))
    return learner


def erase(node: Node, learner_id: UUID, asked_by: AskedBy, *, revoke: bool, by: str) -> Erasure:
    """The erasure as far as it got: `done`, with its receipt, where nothing was in the way. Asked again, it answers
    with the one that is there. Raises NotFound."""
    with node.store() as work:
        there(work.learners.locked(learner_id), "learner")
        erasure = work.erasures.first(learner_id=learner_id) or work.erasures.add(
            Erasure(
                learner_id=learner_id,
                asked_by=asked_by,
                requested_by=by,
                requested_at=node.clock(),
                revoke=revoke,
                destroyed={},
                remaining=[],
                agent_records=[],
            )
        )
        if erasure.state is ErasureState.WANTED:  # nothing is destroyed yet: it can still be revoked first
            erasure.revoke = erasure.revoke or revoke
    with suppress(NodeError, RevocationError):  # recorded: the sweep goes on trying, and says what is wrong
        finish_erasure(node, erasure.id)
    with node.store() as work:
        return there(work.erasures.get(erasure.id), "erasure")


def sweep_erasures(node: Node) -> int:
    """Take every unfinished erasure as far as it goes; returns how many are left. The first error is raised after all
    were tried."""
    with node.store() as work:
        open_ones = [item.id for item in work.erasures.find(state=(ErasureState.WANTED, ErasureState.PENDING))]
    errors: list[Exception] = []
    for erasure_id in open_ones:
        try:
            finish_erasure(node, erasure_id)
        except (NodeError, RevocationError) as exc:
            errors.append(exc)
    if errors:
        raise errors[0]
    with node.store() as work:
        return work.erasures.count(state=(ErasureState.WANTED, ErasureState.PENDING))


def finish_erasure(node: Node, erasure_id: UUID) -> ErasureState:
    """Every step that is left, as far as it goes; each may be taken twice at once. Returns the state reached."""
    with node.store() as work:
        erasure = there(work.erasures.get(erasure_id), "erasure")
    if erasure.state is ErasureState.WANTED:
        _stop(node, erasure)
        if erasure.revoke:
            _revoke(node, erasure)
        destroy(node, erasure_id)
    return _complete(node, erasure_id)


def _stop(node: Node, erasure: Erasure) -> None:
    """What is on its way to a wallet goes no further. What was issued unnoticed, by an agent that was killed, is known
    from now on."""
    with node.store() as work:
        under_way = [item for item in work.credentials.find(learner_id=erasure.learner_id) if item.state not in ENDED]
    for found in under_way:
        with node.store() as work:
            credential = there(work.credentials.locked(found.id), "credential")
            if credential.state not in ENDED:
                _stop_one(node, work, credential)


def _stop_one(node: Node, work: Work, credential: Credential) -> None:
    for exchange in node.agent.exchanges(credential.connection_id) if credential.connection_id else ():
        if exchange.cred_rev_id is None:
            node.agent.erase([], None, exchange.cred_ex_id)
        else:
            credential.rev_reg_id, credential.cred_rev_id = exchange.rev_reg_id, exchange.cred_rev_id
            want(work, credential)
            reopen(work, credential)
            credential.advance(CredentialState.ISSUED, node.clock())
    credential.advance(CredentialState.CANCELLED, node.clock())


def _revoke(node: Node, erasure: Erasure) -> None:
    """Whatever has an entry in a list: a badge may have been downloaded however far the wallet's form came."""
    with node.store() as work:
        credentials = work.credentials.find(learner_id=erasure.learner_id)
    for credential in credentials:
        if places(credential) and credential.standing is not Standing.REVOKED:
            revoke_credential(node, credential.id, Reason.HOLDER_REQUEST, "", erasure.requested_by)


def _complete(node: Node, erasure_id: UUID) -> ErasureState:
    """Have the agent delete, then give the receipt."""
    with node.store() as work:
        erasure = there(work.erasures.get(erasure_id), "erasure")
    if erasure.state is not ErasureState.PENDING:
        return erasure.state
    with node.store() as work:
        work.rewrite_erased()
    for record in erasure.agent_records:
        invitations, connection_id, cred_ex_id = record["invitations"], record["connection_id"], record["cred_ex_id"]
        node.agent.erase(
            [str(item) for item in invitations] if isinstance(invitations, list) else [],
            str(connection_id) if connection_id else None,
            str(cred_ex_id) if cred_ex_id else None,
        )
    with node.store() as work:
        _give_receipt(node, work, there(work.erasures.locked(erasure_id), "erasure"))
    return ErasureState.DONE


def _give_receipt(node: Node, work: Work, erasure: Erasure) -> None:
    if erasure.state is not ErasureState.PENDING:  # another was faster
        return
    did, now = institution_of(work).did, node.clock()
    unsigned = unsigned_receipt(erasure, did, now)
    erasure.receipt = node.signer.attest(unsigned, verification_method=f"{did}#key-1", created=now)
    erasure.receipt_leaf_id = work.outbox.leaf(sha256(canonical(erasure.receipt)).digest())
    erasure.state, erasure.done_at, erasure.agent_records = ErasureState.DONE, now, []
