"""Follows a link that somebody pasted: to a file, or to the page on which a node shows a shared credential.

follow(node, desk, "https://salud.example.edu/credential#…")     # Followed(body=b'{"@context": …', host="salud.exam…")

What a share page says of its credential is not asked: the badge is taken from it, and judged here.
"""

import json
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from issuer_api.domain.errors import Invalid, NotFound
from issuer_api.usecases.claim import read_share_token
from issuer_api.usecases.desk import Desk, reader
from issuer_api.usecases.downloads import held_badge
from issuer_api.usecases.node import Node, institution_of
from verification import strict_json
from verification.errors import StrictJsonError

_LONGEST = 4000


class Followed(NamedTuple):
    """What the link led to, and the host that had it."""

    body: bytes
    host: str


def is_link(text: str) -> bool:
    """Whether this is meant to be an address."""
    return text.lower().startswith(("https://", "http://"))


def follow(node: Node, desk: Desk, link: str) -> Followed:
    """Raises Invalid (link-not-followed); its `reason` is one of those below."""
    parts = _address(link)
    host = str(parts.hostname)
    if parts.path == "/claim" and parts.fragment:
        raise _refused("claim-link", "This link is for the learner's own wallet. Ask for the link to share instead.")
    if parts.path == "/credential" and parts.fragment:
        body = _shared(node, desk, host, parts.fragment)
    else:
        body = reader(node, desk.fetch)(parts._replace(fragment="").geturl())
    if body is None:
        raise _refused("nothing-there", f"Nothing that can be verified could be had from {host}. Is the link whole?")
    return Followed(body, host)


def _address(link: str) -> SplitResult:
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or len(link) > _LONGEST or any(mark.isspace() for mark in link):
        raise _refused("no-address", "This is not the address of a page. Copy the whole link, and nothing else.")
    if parts.scheme.lower() != "https":
        raise _refused("https-only", "Only links that begin with https:// are followed.")
    return parts


def _shared(node: Node, desk: Desk, host: str, token: str) -> bytes | None:
    with node.store() as work:
        if host != institution_of(work).host:
            return _badge_in(desk.send(f"https://{host}/credentials/shown", json.dumps({"token": token}).encode()))
        try:
            held = held_badge(node, work, read_share_token(node.claim_secret, token))
        except NotFound as exc:
            raise _refused(exc.code, exc.detail) from exc
    return json.dumps(held.badge, ensure_ascii=False).encode()


def _badge_in(answer: bytes | None) -> bytes | None:
    try:
        badge = strict_json.loads_object(answer).get("badge") if answer else None
    except StrictJsonError:
        return None
    return json.dumps(badge, ensure_ascii=False).encode() if isinstance(badge, dict) else None


def _refused(reason: str, detail: str) -> Invalid:
    return Invalid("link-not-followed", detail, reason=reason)
