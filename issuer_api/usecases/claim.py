"""Claim links (protocol steps I4 and I5): a learner opens one and gets the invitation for a wallet. And share links,
which show the credential to whoever has one, and give it to nobody.

A token names the credential and carries an HMAC-SHA256 under the node's claim secret, so the node keeps no
list of tokens. It stands in the link's fragment, which a browser never sends to a server, nor to its log.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.errors import Conflict, NotFound
from issuer_api.domain.ports import Invitation, Work
from issuer_api.usecases.node import Node, institution_of, there


def claim_token(secret: bytes, credential_id: UUID) -> str:
    """The token of one credential's claim link: `{id as hex}.{MAC as base64url}`."""
    return _token(secret, b"claim:", credential_id)


def share_token(secret: bytes, credential_id: UUID) -> str:
    """The token of its share link, from which the claim link's cannot be told."""
    return _token(secret, b"share:", credential_id)


def watch_token(secret: bytes, ask_id: UUID) -> str:
    """The token by which whoever made a request follows it."""
    return _token(secret, b"watch:", ask_id)


def claim_link(node: Node, host: str, credential_id: UUID) -> str:
    """The link that a learner is sent."""
    return f"https://{host}/claim#{claim_token(node.claim_secret, credential_id)}"


def share_link(node: Node, host: str, credential_id: UUID) -> str:
    """The link that a learner gives to whom they want: it shows the credential, and whether it holds."""
    return f"https://{host}/credential#{share_token(node.claim_secret, credential_id)}"


def open_claim(node: Node, token: str) -> tuple[Credential, Invitation]:
    """The credential and its invitation, made on first opening, the same afterwards until a wallet answers it.

    Raises NotFound for a token that is not ours, Conflict where a wallet has answered already.
    """
    credential_id = read_token(node.claim_secret, token)
    with node.store() as work:
        credential = there(work.credentials.locked(credential_id), "claim")
        if credential.state not in (CredentialState.PLANNED, CredentialState.INVITED):
            raise Conflict(
                "already-claimed",
                "This credential was already claimed, or withdrawn. Lost your phone? Ask the institution for another.",
                state=credential.state,
            )
        if credential.invitation is None or _broke_off(node, credential):
            _invite(node, work, credential)
        return credential, Invitation(
            str(credential.invitation_msg_id), credential.invitation or {}, str(credential.invitation_url)
        )


def claim_state(node: Node, token: str) -> CredentialState:
    """How far the credential of this claim link is. Raises NotFound for a token that is not ours."""
    credential_id = read_token(node.claim_secret, token)
    with node.store() as work:
        return there(work.credentials.get(credential_id), "claim").state


def _broke_off(node: Node, credential: Credential) -> bool:
    """A wallet answered the invitation, yet no connection came of it so far, and the learner is trying again."""
    msg_id = str(credential.invitation_msg_id)
    return node.agent.taken(msg_id) and node.agent.connection_of(msg_id) is None


def _invite(node: Node, work: Work, credential: Credential) -> None:
    """A new invitation. The former ones stay known: whichever connects first is the learner's."""
    if credential.invitation_msg_id:
        credential.former_invitations = [*credential.former_invitations, credential.invitation_msg_id]
    invitation = node.agent.invite(label=institution_of(work).name)
    credential.invitation, credential.invitation_url = invitation.body, invitation.url
    credential.invitation_msg_id = invitation.msg_id
    credential.advance(CredentialState.INVITED, node.clock())


def read_token(secret: bytes, token: str) -> UUID:
    """The credential of a claim link's token. Raises NotFound for one that is not ours."""
    refusal = NotFound("unknown-claim", "This claim link is not valid. Copy it whole from the message you got.")
    return _read(token, lambda credential_id: claim_token(secret, credential_id), refusal)


def read_share_token(secret: bytes, token: str) -> UUID:
    """The credential of a share link's token. Raises NotFound for one that is not ours."""
    refusal = NotFound("unknown-share", "This link is not valid. Ask whoever gave it to you for the whole of it.")
    return _read(token, lambda credential_id: share_token(secret, credential_id), refusal)


def read_watch_token(secret: bytes, token: str) -> UUID:
    """The request of its token. Raises NotFound for one that is not ours."""
    refusal = NotFound("unknown-ask", "There is no such request, or there is no more. Ask anew.")
    return _read(token, lambda ask_id: watch_token(secret, ask_id), refusal)


def _token(secret: bytes, purpose: bytes, credential_id: UUID) -> str:
    mac = hmac.new(secret, purpose + credential_id.bytes, sha256).digest()
    return f"{credential_id.hex}.{urlsafe_b64encode(mac[:18]).decode()}"


def _read(token: str, right: Callable[[UUID], str], refusal: NotFound) -> UUID:
    try:
        credential_id = UUID(hex=token.partition(".")[0])
    except ValueError:
        raise refusal from None
    if not hmac.compare_digest(right(credential_id).encode(), token.encode(errors="replace")):
        raise refusal
    return credential_id
