"""A credential shown to whoever has its share link, with the verdict of our own verifier (protocol: Verify).

    shown = show(node, token)
    shown.verdict.sentences("es")

The verifier judges what this node publishes, byte for byte as anybody would fetch it, and asks nobody else. The
visitor need not believe the page: the badge is theirs to take and to judge elsewhere.
"""

import json
from typing import NamedTuple

from issuer_api.domain.errors import NotFound
from issuer_api.usecases.claim import read_share_token
from issuer_api.usecases.did_web import read_did_web
from issuer_api.usecases.downloads import Held, held_badge
from issuer_api.usecases.node import Node, institution_of
from issuer_api.usecases.published_lists import fetch_list
from verification.credential import judge_credential, wanted
from verification.issuer_key import Library
from verification.verdict import Verdict

_ROUNDS = 4  # the badge's issuer, its lists, their issuer, and that one's history


class Shown(NamedTuple):
    """What was awarded, and whether it holds now."""

    held: Held
    verdict: Verdict


def show(node: Node, token: str) -> Shown:
    """The credential of this share link. Raises NotFound (unknown-share, erased, no-badge)."""
    credential_id = read_share_token(node.claim_secret, token)
    with node.store() as work:
        held = held_badge(node, work, credential_id)
        host = institution_of(work).host
    library: Library = {}
    for _ in range(_ROUNDS):
        addresses = wanted(held.badge, library)
        library = {**library, **{address: _published(node, host, address) for address in addresses}}
    return Shown(held, judge_credential(held.badge, library, now=node.clock()))


def _published(node: Node, host: str, address: str) -> bytes | None:
    """What this node answers at an address of its own; None for any other."""
    path = address.removeprefix(f"https://{host}/") if address.startswith(f"https://{host}/") else ""
    match path.split("/"):
        case [".well-known", "did.json"]:
            return json.dumps(read_did_web(node)).encode()
        case [".well-known", "did.jsonl"]:
            return _did_log(node)
        case ["status", list_id, purpose]:
            return _list(node, list_id, purpose)
    return None


def _did_log(node: Node) -> bytes:
    with node.store() as work:
        versions = sorted(work.did_versions.find(), key=lambda version: version.number)
    return "".join(f"{version.line}\n" for version in versions).encode()


def _list(node: Node, list_id: str, purpose: str) -> bytes | None:
    try:
        return fetch_list(node, list_id, purpose, as_jwt=False).body
    except NotFound:
        return None
