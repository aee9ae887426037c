"""What judging credentials of strangers may do in the outer world, and what of this node it need not go out for.

read = reader(node, desk.fetch)
read("https://salud.example.edu/.well-known/did.jsonl")     # our own, without HTTP
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from issuer_api.domain.errors import NodeError
from issuer_api.domain.ports import Fetch, Scan, Send, Tell
from issuer_api.usecases.did_web import log_lines, read_did_web
from issuer_api.usecases.node import Node, institution_of
from issuer_api.usecases.published_lists import fetch_list
from issuer_api.usecases.vouched import shown_endorsements


class _Nobody:
    def refuses(self, _: str) -> str | None:
        return "this node tells nobody of anything"

    def __call__(self, _url: str, _body: bytes, _headers: Mapping[str, str]) -> int | None:
        return None


@dataclass(frozen=True, slots=True)
class Desk:
    """`fetch` reads of others, `send` asks their share pages, `scan` finds a QR code in a picture, `tell` rings at
    webhooks; `may_issue`:
    MOCHILA_VC_API_ISSUE. Without anything: a desk that asks nobody."""

    fetch: Fetch = lambda _: None
    send: Send = lambda _url, _body: None
    scan: Scan = lambda _: None
    may_issue: bool = False
    tell: Tell = field(default_factory=_Nobody)


def reader(node: Node, fetch: Fetch) -> Fetch:
    """Reads this node's own addresses without HTTP, and any other by `fetch`."""
    with node.store() as work:
        origin = f"https://{institution_of(work).host}/"

    def read(address: str) -> bytes | None:
        if not address.startswith(origin):
            return fetch(address)
        try:
            return _own(node, address.removeprefix(origin))
        except NodeError:
            return None

    return read


def _own(node: Node, path: str) -> bytes | None:
    if path == ".well-known/did.json":
        return json.dumps(read_did_web(node), ensure_ascii=False).encode()
    if path == ".well-known/did.jsonl":
        with node.store() as work:
            lines = log_lines(work)
        return "".join(f"{line}\n" for line in lines).encode()
    if path == "endorsements.json":
        return shown_endorsements(node)
    match path.split("/"):
        case ["status", list_id, form]:
            purpose, _, suffix = form.partition(".")
            return fetch_list(node, list_id, purpose, as_jwt=suffix == "jwt").body
    return None
