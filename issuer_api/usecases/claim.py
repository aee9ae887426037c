"""Claim links (protocol steps I4 and I5): a learner opens one and gets the invitation for a wallet.

The token names the credential and carries an HMAC-SHA256 under the node's claim secret, so the node keeps no
list of tokens. It stands in the link's fragment, which a browser never sends to a server, nor to its log.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.errors import Conflict, NotFound
from issuer_api.domain.ports import Invitation
from issuer_api.usecases.node import Node, there


def claim_token(secret: bytes, credential_id: UUID) -> str:
    """The token of one credential's claim link: `{id as hex}.{MAC as base64url}`."""
    mac = hmac.new(secret, b"claim:" + credential_id.bytes, sha256).digest()
    return f"{credential_id.hex}.{urlsafe_b64encode(mac[:18]).decode()}"


def claim_link(node: Node, host: str, credential_id: UUID) -> str:
    """The link that a learner is sent."""
    return f"https://{host}/claim#{claim_token(node.claim_secret, credential_id)}"


def open_claim(node: Node, token: str) -> tuple[Credential, Invitation]:
    """The credential and its invitation, made on first opening, the same afterwards until a wallet answers it.

    Raises NotFound for a token that is not ours, Conflict where a wallet has answered already.
    """
    credential_id = _read_token(node.claim_secret, token)
    with node.store() as work:
        credential = there(work.credentials.locked(credential_id), "claim")
        if credential.state not in (CredentialState.PLANNED, CredentialState.INVITED):
            raise Conflict(
                "already-claimed",
                "This credential was already claimed, or withdrawn. Lost your phone? Ask the institution for a new link.",
                state=credential.state,
            )
        if credential.invitation is None:
            invitation = node.agent.invite(label=str(credential.id))
            credential.invitation, credential.invitation_url = invitation.body, invitation.url
            credential.invitation_msg_id = invitation.msg_id
            credential.advance(CredentialState.INVITED, node.clock())
        return credential, Invitation(
            str(credential.invitation_msg_id), credential.invitation or {}, str(credential.invitation_url)
        )


def _read_token(secret: bytes, token: str) -> UUID:
    refusal = NotFound("unknown-claim", "This claim link is not valid. Copy it whole from the message you got.")
    try:
        credential_id = UUID(hex=token.partition(".")[0])
    except ValueError:
        raise refusal from None
    if not hmac.compare_digest(claim_token(secret, credential_id).encode(), token.encode()):
        raise refusal
    return credential_id
