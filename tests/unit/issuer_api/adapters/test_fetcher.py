"""The fetcher asks only where anybody may ask, and reads only so much."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer_api.adapters.fetcher import MAX_BYTES, HttpFetcher
from verification.dev_hosts import HostMap

ORIGIN = "https://salud.example.edu"


class Served(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/did.json")
            self.end_headers()
            return
        if self.path == "/slow":
            threading.Event().wait(3)
        body = b"x" * (MAX_BYTES + 65536) if self.path == "/large" else b'{"id": 1}'
        self.send_response(404 if self.path == "/none" else 200)
        if self.path == "/packed":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(f"{self.path} {self.headers['Content-Type']}")  # type: ignore[attr-defined]
        self.send_response(200 if self.path == "/echo" else 404)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def serving() -> Iterator[tuple[int, list[str]]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Served)
    server.asked = []  # type: ignore[attr-defined]
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], server.asked  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


def mapped(port: int, **more: float) -> HttpFetcher:
    return HttpFetcher(HostMap.parse(json.dumps({ORIGIN: f"http://127.0.0.1:{port}"})), **more)  # type: ignore[arg-type]


def test_what_is_there_is_read_and_nothing_else() -> None:
    with serving() as (port, asked):
        fetch = mapped(port, seconds=1.0)
        assert fetch(f"{ORIGIN}/did.json") == b'{"id": 1}'
        for path in ("/none", "/elsewhere", "/large", "/packed", "/slow"):
            assert fetch(ORIGIN + path) is None, path
        assert asked.count("/did.json") == 1  # the redirect was not followed


def test_what_is_sent_is_answered_within_the_same_limits() -> None:
    with serving() as (port, asked):
        fetch = mapped(port, seconds=1.0)
        assert fetch.send(f"{ORIGIN}/echo", b'{"token": "x"}') == b'{"token": "x"}'
        assert fetch.send(f"{ORIGIN}/none", b"{}") is None
        assert asked == ["/echo application/json", "/none application/json"]
    for url in ("http://salud.example.edu/echo", "https://127.0.0.1/echo", "https://169.254.169.254/", "nothing"):
        assert fetch.send(url, b"{}") is None


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.5.5",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
    ],
)
def test_no_private_network(address: str) -> None:
    looked: list[str] = []

    def lookup(host: str) -> list[str]:
        looked.append(host)
        return ["93.184.215.14", address]

    assert HttpFetcher(HostMap.parse(None), lookup=lookup)("https://evil.example.com/did.json") is None
    assert looked == ["evil.example.com"]


@pytest.mark.parametrize(
    "url",
    [
        "http://salud.example.edu/did.json",
        "https://salud.example.edu:8443/did.json",
        "https://user:word@salud.example.edu/did.json",
        "https:///did.json",
        "file:///etc/passwd",
        "ftp://salud.example.edu/",
        "https://salud.example.edu:port/",
        "https://[::1/",
        "http\ns://salud.example.edu/did.json",
        "https://salud.example\t.edu/did.json",
        "",
    ],
)
def test_https_and_nothing_else(url: str) -> None:
    def lookup(host: str) -> list[str]:
        raise AssertionError(f"looked up {host}")

    assert HttpFetcher(HostMap.parse(None), lookup=lookup)(url) is None


def test_the_log_names_the_host_alone(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "mochila.fetch"):
        HttpFetcher(HostMap.parse(None), lookup=lambda host: [])("https://salud.example.edu/status/secret?ana=1")
    assert "salud.example.edu" in caplog.text
    assert "secret" not in caplog.text
    assert "ana" not in caplog.text


@given(st.text(max_size=40))
def test_any_text_is_no_address(url: str) -> None:
    assert HttpFetcher(HostMap.parse(None), lookup=lambda host: [])(url) is None
    assert HttpFetcher(HostMap.parse(None), lookup=lambda host: [])(f"https://{url}") is None
