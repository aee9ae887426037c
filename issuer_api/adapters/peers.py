"""The `Peers` port over HTTPS: other institutions' nodes, at the hosts that their DIDs name.

    peers = HttpPeers(HostMap.parse(settings.dev_hosts))
    peers.add_checkpoint("did:webvh:…:salud.example.edu", body)

What they send is read up to a limit and believed by nobody: use cases check it. No redirects are followed.
"""

import httpx

from issuer_api.domain.errors import Unavailable
from issuer_api.domain.ports import PeerAnswer
from verification.dev_hosts import HostMap
from verification.did_id import log_url, parse_did

INTRODUCTION = "/.well-known/mochila-witness.json"
ADD_CHECKPOINT = "/witness/add-checkpoint"
_MAX = 1024 * 1024  # bytes of an answer


class HttpPeers:
    """See `issuer_api.domain.ports.Peers`. Threads may share one."""

    def __init__(self, hosts: HostMap, timeout: float = 10.0) -> None:
        self._hosts = hosts
        self._timeout = timeout

    def did_log(self, did: str) -> bytes:
        """See Peers."""
        return self._ok(log_url(did))

    def introduction(self, did: str) -> bytes:
        """See Peers."""
        return self._ok(parse_did(did).base_url + INTRODUCTION)

    def add_checkpoint(self, did: str, body: str) -> PeerAnswer:
        """See Peers."""
        status, answer = self._ask("POST", parse_did(did).base_url + ADD_CHECKPOINT, body.encode())
        try:
            return PeerAnswer(status, answer.decode())
        except UnicodeDecodeError:
            raise Unavailable("peer-unreadable", "The peer's answer is no text.") from None

    def _ok(self, url: str) -> bytes:
        status, body = self._ask("GET", url, None)
        if status != 200:
            raise Unavailable("peer-refuses", f"{url} answers {status}.")
        return body

    def _ask(self, method: str, url: str, content: bytes | None) -> tuple[int, bytes]:
        try:
            with (
                httpx.Client(timeout=self._timeout, trust_env=False) as client,
                client.stream(method, self._hosts.apply(url), content=content) as answer,
            ):
                body = b""
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > _MAX:
                        raise Unavailable("peer-unreadable", f"{url} sends more than {_MAX} bytes.")
                return answer.status_code, body
        except httpx.HTTPError as exc:
            raise Unavailable("peer-unreachable", f"No answer from {url}: {type(exc).__name__}.") from exc
