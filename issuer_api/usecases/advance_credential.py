"""Take one credential as far as the agent's state allows (protocol steps I5 and I6).

Webhooks, the sweep and a restart all come through here. What a webhook says is never believed: it only says
where to look. So news that is doubled, late, out of order or lost makes no difference.

The intent to offer (`offering`) is committed before the offer is made, and an offer is made only where the
connection has no exchange yet: killed at any point, a learner is offered exactly one credential.
"""

from datetime import timedelta
from uuid import UUID

from issuer_api.domain.credential import OPEN_STATES, Credential, CredentialState
from issuer_api.domain.ports import Exchange, Work
from issuer_api.usecases.node import Node, institution_of, there

STUCK_AFTER = timedelta(seconds=20)
_REACHED = {
    "offer-sent": CredentialState.OFFERED,
    "request-received": CredentialState.OFFERED,
    "credential-issued": CredentialState.ISSUED,
    "done": CredentialState.ACCEPTED,
    "abandoned": CredentialState.DECLINED,
    "deleted": CredentialState.DECLINED,
}


def advance_credential(node: Node, credential_id: UUID) -> CredentialState:
    """Returns the state reached."""
    while True:
        with node.store() as work:
            credential = there(work.credentials.locked(credential_id), "credential")
            if not _step(node, work, credential):
                return credential.state


def sweep_credentials(node: Node) -> int:
    """Advance everything that is under way, for whom no webhook may ever come. Returns how many there were."""
    with node.store() as work:
        waiting = work.credentials.find(state=(CredentialState.INVITED, *OPEN_STATES))
    for credential in waiting:
        node.jobs.soon("advance_credential", credential_id=str(credential.id))
    return len(waiting)


def _step(node: Node, work: Work, credential: Credential) -> bool:
    match credential.state:
        case CredentialState.INVITED:
            return _look_for_connection(node, credential)
        case CredentialState.CONNECTED:
            return credential.advance(CredentialState.OFFERING, node.clock())
        case CredentialState.OFFERING:
            return _offer(node, work, credential)
        case CredentialState.OFFERED | CredentialState.ISSUED:
            return _follow(node, credential)
    return False


def _look_for_connection(node: Node, credential: Credential) -> bool:
    connection_id = node.agent.connection_of(str(credential.invitation_msg_id))
    if connection_id is None:
        return False
    credential.connection_id = connection_id
    return credential.advance(CredentialState.CONNECTED, node.clock())


def _offer(node: Node, work: Work, credential: Credential) -> bool:
    connection_id = str(credential.connection_id)
    begun = node.agent.exchange(connection_id)
    if begun is None:
        cred_def_id = there(institution_of(work).cred_def_id, "credential definition")
        credential.cred_ex_id = node.agent.offer(connection_id, cred_def_id, credential.attributes)
    else:
        credential.cred_ex_id = begun.cred_ex_id
    return credential.advance(CredentialState.OFFERED, node.clock())


def _follow(node: Node, credential: Credential) -> bool:
    exchange = node.agent.exchange(str(credential.connection_id))
    if exchange is None:
        return False
    moved = _record(node, credential, exchange)
    if not moved and node.clock() - credential.changed_at > STUCK_AFTER:
        node.agent.push(exchange)
        credential.changed_at = node.clock()
    return moved


def _record(node: Node, credential: Credential, exchange: Exchange) -> bool:
    if exchange.cred_rev_id is not None:
        credential.rev_reg_id, credential.cred_rev_id = exchange.rev_reg_id, exchange.cred_rev_id
    reached = _REACHED.get(exchange.state)
    return reached is not None and credential.advance(reached, node.clock())
