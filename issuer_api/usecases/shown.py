"""A credential shown to whoever has its share link, with the verdict of our own verifier (protocol: Verify).

    shown = show(node, token)
    shown.verdict.sentences("es")

The verifier judges what this node publishes, byte for byte as anybody would fetch it, and asks nobody else. The
visitor need not believe the page: the badge is theirs to take and to judge elsewhere.
"""

from typing import NamedTuple

from issuer_api.usecases.claim import read_share_token
from issuer_api.usecases.desk import Desk
from issuer_api.usecases.downloads import Held, held_badge
from issuer_api.usecases.node import Node
from issuer_api.usecases.vc_api import verify_credential
from verification.verdict import Verdict


class Shown(NamedTuple):
    """What was awarded, and whether it holds now."""

    held: Held
    verdict: Verdict


def show(node: Node, token: str) -> Shown:
    """The credential of this share link. Raises NotFound (unknown-share, erased, no-badge)."""
    credential_id = read_share_token(node.claim_secret, token)
    with node.store() as work:
        held = held_badge(node, work, credential_id)
    return Shown(held, verify_credential(node, Desk(), held.badge))
