"""Take one credential as far as the agent's state allows (protocol steps I5 and I6).

Webhooks, the sweep and a restart all come through here. What a webhook says is never believed: it only says
where to look. So news that is doubled, late, out of order or lost makes no difference.

A credential that was revoked is not offered: its offer is taken back, as long as nothing was issued. One that is
suspended waits where it is until it is reinstated.

The intent to offer (`offering`) is committed before the offer is made, and an offer is made only where the
connection has no exchange yet: killed at any point, a learner is offered exactly one credential. An offer whose
making broke off may never have left the agent: if the wallet does not answer it soon it is taken back and made anew.
"""

from uuid import UUID

from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.errors import Conflict, NodeError
from issuer_api.domain.ports import Exchange, Work
from issuer_api.domain.status import Standing
from issuer_api.usecases.node import Node, institution_of, there
from issuer_api.usecases.records import contents_of
from issuer_api.usecases.settle_status import reopen
from issuer_api.usecases.status_entries import want

_WAITING = ("offer-sent", "credential-issued")  # a message of ours may be lost: after a while it is sent again
_NOT_ISSUED = ("offer-sent", "request-received")  # an index that is there already was spent on what was lost
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
    """Advance what is under way and due, for whom no webhook may ever come. Returns how many there were.

    One that cannot be advanced is put off and keeps no other waiting: the first error is raised after all were
    tried. With the agent gone nothing could be: it is raised at once, and all stay due.
    """
    with node.store() as work:
        due = work.credentials_due(node.clock())
    errors: list[NodeError] = []
    for credential_id in due:
        try:
            advance_credential(node, credential_id)
        except NodeError as exc:
            if not node.agent.ready():
                raise
            errors.append(exc)
            _put_off(node, credential_id)
    if errors:
        raise errors[0]
    return len(due)


def _put_off(node: Node, credential_id: UUID) -> None:
    with node.store() as work:
        there(work.credentials.locked(credential_id), "credential").look_later(node.clock())


def _step(node: Node, work: Work, credential: Credential) -> bool:
    if credential.sealed is None:  # its learner was erased
        return False
    may_be_offered = credential.standing is Standing.VALID
    match credential.state:
        case CredentialState.INVITED:
            moved = _look_for_connection(node, credential)
        case CredentialState.CONNECTED:
            moved = may_be_offered and credential.advance(CredentialState.OFFERING, node.clock())
        case CredentialState.OFFERING | CredentialState.OFFERED if credential.standing is Standing.REVOKED:
            moved = _take_back(node, work, credential)
        case CredentialState.OFFERING:
            moved = may_be_offered and _offer(node, work, credential)
        case CredentialState.OFFERED | CredentialState.ISSUED:
            moved = _follow(node, work, credential)
        case _:
            return False
    if not moved and credential.look_at <= node.clock():
        credential.look_later(node.clock())
    return moved


def _look_for_connection(node: Node, credential: Credential) -> bool:
    for msg_id in (str(credential.invitation_msg_id), *credential.former_invitations):
        if connection_id := node.agent.connection_of(msg_id):
            credential.connection_id = connection_id
            return credential.advance(CredentialState.CONNECTED, node.clock())
    return False


def _offer(node: Node, work: Work, credential: Credential) -> bool:
    begun = _begun(node, work, credential)
    if begun and begun.state == "offer-sent":
        if node.clock() < credential.look_at:
            return False
        node.agent.withdraw(begun.cred_ex_id)
        begun = None
    if begun:
        credential.cred_ex_id = begun.cred_ex_id
    else:
        credential.cred_ex_id = node.agent.offer(
            str(credential.connection_id),
            there(institution_of(work).cred_def_id, "credential definition"),
            contents_of(work, credential).attributes,
        )
    return credential.advance(CredentialState.OFFERED, node.clock())


def _take_back(node: Node, work: Work, credential: Credential) -> bool:
    """Nothing comes of it any more; or something did already, and then it is in a list that says so."""
    cred_ex_id = credential.cred_ex_id
    if cred_ex_id is None and (begun := _begun(node, work, credential)):
        cred_ex_id = begun.cred_ex_id
    try:
        if cred_ex_id:
            node.agent.withdraw(cred_ex_id)
    except Conflict:
        credential.cred_ex_id = cred_ex_id
        exchange = node.agent.exchange(str(cred_ex_id))
        return exchange is not None and _note_issued(node, work, credential, exchange)
    return credential.advance(CredentialState.CANCELLED, node.clock())


def _begun(node: Node, work: Work, credential: Credential) -> Exchange | None:
    """The exchange that an offer made before a crash began: one over our connection that is no other credential's."""
    for exchange in node.agent.exchanges(str(credential.connection_id)):
        owner = work.credentials.first(cred_ex_id=exchange.cred_ex_id)
        if owner is None or owner.id == credential.id:
            return exchange
    return None


def _follow(node: Node, work: Work, credential: Credential) -> bool:
    exchange = node.agent.exchange(str(credential.cred_ex_id))
    if exchange is None:
        return credential.state is CredentialState.OFFERED and _offer_again(node, work, credential)
    stuck = exchange.state in _WAITING and credential.look_at <= node.clock()
    held_back = credential.standing is not Standing.VALID and exchange.cred_rev_id is None
    if (exchange.state == "request-received" or stuck) and not held_back:
        exchange = node.agent.push(exchange.cred_ex_id)
    if exchange.state == "offer-lost":
        node.agent.withdraw(exchange.cred_ex_id)
        return _offer_again(node, work, credential)
    if exchange.cred_rev_id is not None and exchange.state not in _NOT_ISSUED:
        return _note_issued(node, work, credential, exchange)
    reached = _REACHED.get(exchange.state)
    return reached is not None and credential.advance(reached, node.clock())


def _note_issued(node: Node, work: Work, credential: Credential, exchange: Exchange) -> bool:
    """A credential that was signed may be in the wallet, whatever the wallet said afterwards: it can be revoked."""
    if (credential.rev_reg_id, credential.cred_rev_id) != (exchange.rev_reg_id, exchange.cred_rev_id):
        credential.rev_reg_id, credential.cred_rev_id = exchange.rev_reg_id, exchange.cred_rev_id
        want(work, credential)
        reopen(work, credential)
    reached = _REACHED.get(exchange.state)
    accepted = reached is CredentialState.ACCEPTED
    return credential.advance(CredentialState.ACCEPTED if accepted else CredentialState.ISSUED, node.clock())


def _offer_again(node: Node, work: Work, credential: Credential) -> bool:
    """The agent has forgotten the offer, or was killed before it left: make another. The state stays `offered`."""
    if credential.standing is Standing.VALID:
        _offer(node, work, credential)
    credential.look_later(node.clock())
    return False
