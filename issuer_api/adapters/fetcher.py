"""Fetches what a verifier must read of others: DID documents and status lists, by https and within limits.

    fetcher = HttpFetcher(HostMap.parse(settings.dev_hosts))
    fetcher("https://salud.example.edu/.well-known/did.json")     # bytes, or None for what cannot be had

Addresses come out of documents that anybody may hand in, so they are not trusted: https alone, the default port, no
redirects, a few seconds for the whole, a few megabytes, and no host with an address of a private network. The address
that was looked up is the one that is asked, so that a name cannot mean another by then. The development host map comes
first: what it maps is asked where it says.
"""

import ipaddress
import logging
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

import httpcore
import httpx

from issuer_api.adapters.deadline import Backend, within
from verification.dev_hosts import HostMap

MAX_BYTES = 4 * 1024 * 1024
SECONDS = 8.0
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST = ipaddress.IPv6Network("2000::/3")  # all that IANA gives out of IPv6
_FAILURES = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpx.InvalidURL)
_HEADERS: dict[bytes | str, bytes | str] = {
    "User-Agent": "mochila",
    "Accept": "application/did+json, application/json, application/vc, */*;q=0.1",
    "Accept-Encoding": "identity",
}
_log = logging.getLogger("mochila.fetch")

type Headers = dict[bytes | str, bytes | str]
type Lookup = Callable[[str], list[str]]


def look_up(host: str) -> list[str]:
    """The IP addresses of a host name. Raises OSError."""
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)})


class RefusedError(Exception):
    """The message says why, and holds nothing personal."""


class HttpFetcher:
    """See `issuer_api.domain.ports.Fetch`. Threads may share one."""

    def __init__(self, hosts: HostMap, *, lookup: Lookup = look_up, seconds: float = SECONDS) -> None:
        self._hosts = hosts
        self._lookup = lookup
        self._seconds = seconds

    def __call__(self, url: str) -> bytes | None:
        """The body of a 200 answer; None, and a line in the log that names the host alone, otherwise."""
        return self._ask("GET", url, None)

    def send(self, url: str, body: bytes) -> bytes | None:
        """As calling it, with a POST of JSON."""
        return self._ask("POST", url, body)

    def refuses(self, url: str) -> str | None:
        """See `issuer_api.domain.ports.Tell`."""
        try:
            host = _plain_host(url)
            if self._hosts.apply(url) == url:
                self._public_address(host)
        except RefusedError as exc:
            return str(exc)
        except (OSError, ValueError):
            return "its host is not found"
        return None

    def tell(self, url: str, body: bytes, headers: Mapping[str, str]) -> int | None:
        """The status that a POST of JSON is answered with; None, and a line in the log, where there is none."""
        sent: Headers = {name.encode(): value.encode() for name, value in headers.items()}
        return self._tried(url, lambda: self._exchanged("POST", url, body, sent, lambda answer: answer.status))

    def _ask(self, method: str, url: str, body: bytes | None) -> bytes | None:
        until = time.monotonic() + self._seconds
        return self._tried(url, lambda: self._exchanged(method, url, body, {}, lambda found: _body(found, until)))

    def _tried[T](self, url: str, call: Callable[[], T]) -> T | None:
        try:
            return call()
        except (RefusedError, *_FAILURES, OSError, ValueError) as exc:
            reason = str(exc) if isinstance(exc, RefusedError) else type(exc).__name__
            _log.info("not fetched from %s: %s", _host(url) or "?", reason)
            return None

    def _exchanged[T](
        self, method: str, url: str, body: bytes | None, headers: Headers, read: Callable[[httpcore.Response], T]
    ) -> T:
        host = _plain_host(url)
        until = time.monotonic() + self._seconds
        mapped = self._hosts.apply(url)
        if mapped != url:
            return _exchange(method, httpx.URL(mapped), None, until, body, headers, read)
        asked = httpx.URL(url).copy_with(host=self._public_address(host))
        return _exchange(method, asked, host, until, body, headers, read)

    def _public_address(self, host: str) -> str:
        found = within(self._seconds, lambda: self._lookup(host))
        if not found or not all(_is_public(address) for address in found):
            raise RefusedError("the host is not on the public network")
        return found[0]


def _plain_host(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.port not in (None, 443) or "@" in parts.netloc:
        raise RefusedError("not a plain https address")
    return parts.hostname


def _exchange[T](
    method: str,
    url: httpx.URL,
    host: str | None,
    until: float,
    body: bytes | None,
    more: Headers,
    read: Callable[[httpcore.Response], T],
) -> T:
    """`host`: the name that the address was found under; None where the URL itself says it."""
    asked = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    headers = _HEADERS | more
    if host:
        headers["Host"] = host
    if body is not None:
        headers = {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}
    extensions = {"sni_hostname": host} if host else {}
    with (
        httpcore.ConnectionPool(ssl_context=_tls(url), network_backend=Backend(until)) as pool,
        pool.stream(method, asked, headers=headers, content=body, extensions=extensions) as answer,
    ):
        return read(answer)


def _body(answer: httpcore.Response, until: float) -> bytes:
    if answer.status != 200 or any(name.lower() == b"content-encoding" for name, _ in answer.headers):
        raise RefusedError(f"it answers {answer.status}")
    return _read(answer.iter_stream(), until)


def _tls(url: httpx.URL) -> ssl.SSLContext | None:
    return httpx.create_ssl_context(trust_env=False) if url.scheme == "https" else None


def _read(pieces: Iterable[bytes], until: float) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > MAX_BYTES:
            raise RefusedError(f"it sends more than {MAX_BYTES} bytes")
        if time.monotonic() > until:
            raise RefusedError("it takes too long")
    return bytes(body)


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast
    inner = _inner(found)
    if inner is not None and not _is_public(str(inner)):
        return False
    return found.is_global and (found in _UNICAST or inner is not None)


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to: mapped, 6to4, or through NAT64 (RFC 6052)."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


class Teller:
    """See `issuer_api.domain.ports.Tell`."""

    def __init__(self, fetcher: HttpFetcher) -> None:
        self.refuses, self._tell = fetcher.refuses, fetcher.tell

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int | None:
        """The status of the answer."""
        return self._tell(url, body, headers)
