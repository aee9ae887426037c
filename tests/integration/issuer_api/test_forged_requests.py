"""Whoever names an address, or answers at one, neither sends the node elsewhere nor holds or fills it."""

import gzip
import json
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any

import httpcore
import pytest

from issuer_api.adapters.fetcher import MAX_BYTES, HttpFetcher
from verification.dev_hosts import HostMap

ORIGIN = "https://salud.example.edu"
OK = b"HTTP/1.1 200 OK\r\n"
PUBLIC = "93.184.215.14"
SECONDS = 0.5
MEMORY = 16 * 1024 * 1024

type Answer = Callable[[], Iterator[bytes]]


class Server:
    """Sends each who connects the same pieces, until they hang up or the test is over."""

    def __init__(self, answer: Answer) -> None:
        self.asked: list[bytes] = []
        self._answer, self._over = answer, threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while not self._over.is_set():
            connection, _ = self._listening.accept()
            self._threads.append(threading.Thread(target=self._serve, args=(connection,), daemon=True))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            try:
                self.asked.append(connection.recv(65536).split(b"\r\n")[0])
                for piece in self._answer():
                    if self._over.is_set():
                        return
                    connection.sendall(piece)
            except OSError:
                return

    def stop(self) -> None:
        self._over.set()
        socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        for thread in self._threads:
            thread.join(5)
        self._listening.close()


@contextmanager
def serving(answer: Answer) -> Iterator[tuple[HttpFetcher, Server]]:
    server = Server(answer)
    try:
        hosts = HostMap.parse(json.dumps({ORIGIN: f"http://127.0.0.1:{server.port}"}))
        yield HttpFetcher(hosts, seconds=SECONDS), server
    finally:
        server.stop()


def slowly(data: bytes) -> Iterator[bytes]:
    for byte in data:
        time.sleep(0.05)
        yield bytes([byte])


def after(head: bytes, pieces: Iterator[bytes]) -> Answer:
    return lambda: chain([OK + head + b"\r\n"], pieces)


def silence() -> Iterator[bytes]:
    time.sleep(3 * SECONDS)
    yield b""


PIECE = bytes(65536)
BOMB = gzip.compress(bytes(64 * 1024 * 1024), mtime=0)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
HELD: dict[str, Answer] = {
    "no answer": silence,
    "a head that drips": lambda: slowly(OK + b"X-A: " + b"a" * 10_000),
    "a status line that drips": lambda: slowly(b"HTTP/1.1 200 " + b"O" * 10_000),
    "a head without end": lambda: chain([OK], repeat(b"X-A: " + b"a" * 60 + b"\r\n")),
    "a header without end": lambda: chain([OK, b"X-A: "], repeat(b"a" * 1000)),
    "not yet, without end": lambda: repeat(b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" * 100),
    "not yet, now and then": lambda: slowly(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "ten gigabytes announced": after(b"Content-Length: 10737418240\r\n", repeat(PIECE)),
    "a body without end": after(b"Connection: close\r\n", repeat(PIECE)),
    "chunks without end": after(CHUNKED, repeat(b"10000\r\n" + PIECE + b"\r\n")),
    "chunks of one byte": after(CHUNKED, repeat(b"1\r\na\r\n" * 1000)),
    "a chunk's size without end": after(CHUNKED, repeat(b"0" * 1000)),
    "a chunk's extension without end": after(CHUNKED, chain([b"1;"], repeat(b"a" * 1000))),
    "trailers without end": after(CHUNKED, chain([b"0\r\n"], repeat(b"X-A: " + b"a" * 60 + b"\r\n"))),
    "a body that drips": after(b"Content-Length: 10000\r\n", slowly(b"a" * 10_000)),
    "chunks that drip": after(CHUNKED, slowly(b"1\r\na\r\n" * 1000)),
    "a bomb not asked for": after(b"Content-Encoding: gzip\r\n", iter([BOMB])),
    "a bomb under another name": after(b"content-ENCODING: x-gzip, identity\r\n", iter([BOMB])),
    "a bomb on the way": after(b"Transfer-Encoding: gzip, chunked\r\n", iter([BOMB])),
    "two lengths": after(b"Content-Length: 2\r\nContent-Length: 3\r\n", iter([b"{} "])),
    "less than nothing": after(b"Content-Length: -1\r\n", iter([b"{}"])),
    "less than announced": after(b"Content-Length: 3\r\n", iter([b"{}"])),
    "another protocol": lambda: iter([b"220 salud.example.edu ESMTP\r\n"]),
    "nothing at all": lambda: iter([]),
}


@pytest.mark.parametrize("answer", HELD.values(), ids=HELD.keys())
def test_nobody_holds_or_fills_the_node(answer: Answer) -> None:
    with serving(answer) as (fetch, server):
        tracemalloc.start()
        began = time.monotonic()
        try:
            assert fetch(f"{ORIGIN}/did.json") is None
            assert time.monotonic() - began < SECONDS + 2
            assert tracemalloc.get_traced_memory()[1] < MEMORY
        finally:
            tracemalloc.stop()
        assert server.asked == [b"GET /did.json HTTP/1.1"]


def test_what_comes_compressed_and_does_not_say_so_stays_as_it_is() -> None:
    with serving(after(b"Content-Length: %d\r\n" % len(BOMB), iter([BOMB]))) as (fetch, _):
        assert fetch(f"{ORIGIN}/list") == BOMB
        assert len(BOMB) < MAX_BYTES


@pytest.mark.parametrize("status", [300, 301, 302, 303, 305, 307, 308])
@pytest.mark.parametrize("there", ["/b", "//127.0.0.1/b", "http://169.254.169.254/latest/meta-data/", f"{ORIGIN}/b"])
def test_no_redirect_is_followed(status: int, there: str, connected: list[tuple[str, int]]) -> None:
    answer = f"HTTP/1.1 {status} There\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n".encode()
    with serving(lambda: iter([answer])) as (fetch, server):
        assert fetch(f"{ORIGIN}/a") is None
        assert server.asked == [b"GET /a HTTP/1.1"]
        assert connected == [("127.0.0.1", server.port)]


def test_no_page_sends_the_node_elsewhere() -> None:
    page = b'<meta http-equiv="refresh" content="0; url=http://169.254.169.254/"><base href="http://127.0.0.1/">'
    head = b"Refresh: 0; url=/b\r\nLink: </b>; rel=preload\r\nAlt-Svc: h2=127.0.0.1\r\nContent-Length: %d\r\n"
    with serving(after(head % len(page), iter([page]))) as (fetch, server):
        assert fetch(f"{ORIGIN}/a") == page
        assert server.asked == [b"GET /a HTTP/1.1"]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Where connections were made to; loopback alone is let through."""
    made: list[tuple[str, int]] = []
    connect = httpcore.SyncBackend.connect_tcp

    def connect_tcp(self: httpcore.SyncBackend, host: str, port: int, *more: Any, **named: Any) -> Any:
        made.append((host, port))
        if host != "127.0.0.1":
            raise httpcore.ConnectError("the network is not asked in a test")
        return connect(self, host, port, *more, **named)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
    return made


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.000.000.001",
        "0177.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0",
        "0.0.0.0",  # noqa: S104
        "localhost",
        "LOCALHOST",
        "localhost.",
        "127.0.0.1.",
        "127。0。0。1",
        "①②⑦.⓪.⓪.①",
        "１２７.0.0.1",
        "%31%32%37.0.0.1",
        "127.0.0.1%2f.example.com",
        "127.0.0.1%00.example.com",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[fe80::1%25lo]",
        "[v1.fe80::a+en1]",
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "[::ffff:169.254.169.254]",
        "[fd00:ec2::254]",
        "10.1",
        "192.168.257",
        "\u00ad127.0.0.1",
        "a" * 300,
        "salud.example.edu:22",
        "salud.example.edu:80",
        "salud.example.edu:0443x",
        "ana@127.0.0.1",
        f"{PUBLIC}@127.0.0.1",
        "127.0.0.1\\@salud.example.edu",
        "127.0.0.1:443#@salud.example.edu",
        "127.0.0.1?.salud.example.edu",
    ],
)
def test_this_machine_is_not_asked_however_it_is_spelled(host: str, connected: list[tuple[str, int]]) -> None:
    fetch = HttpFetcher(HostMap.parse(None), seconds=SECONDS)
    began = time.monotonic()
    for url in (f"https://{host}/a", f"https://{host}", f"http://{host}/a", f"//{host}/a", f"gopher://{host}/a"):
        assert fetch(url) is None, url
    assert time.monotonic() - began < 5 * SECONDS + 2
    assert connected == []


@pytest.mark.parametrize(
    "address",
    [
        "::7f00:1",
        "::ffff:0:127.0.0.1",
        "fec0::1",
        "fe80::1%lo",
        "fd00:ec2::254",
        "2002:a9fe:a9fe::",
        "2002:6440:1::",
        "2002:e000:1::",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::100.64.0.1",
        "64:ff9b::224.0.0.1",
        "64:ff9b:1::7f00:1",
        "2001:0:7f00:1::",
        "ff02::1",
        "ff0e::1",
        "4000::1",
        "192.0.0.1",
        "198.18.0.1",
        "100.127.255.255",
        "172.31.255.255",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "no address",
        "",
    ],
)
def test_an_address_that_is_not_public_is_not_asked(address: str, connected: list[tuple[str, int]]) -> None:
    for found in ([address], [PUBLIC, address], [address, PUBLIC]):
        fetch = HttpFetcher(HostMap.parse(None), lookup=lambda _, found=found: found)  # type: ignore[misc]
        assert fetch("https://evil.example.com/did.json") is None
    assert connected == []


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f::1", "64:ff9b::5db8:d70e"])
def test_a_name_that_means_another_address_by_then_is_of_no_use(address: str, connected: list[tuple[str, int]]) -> None:
    answers, looked = iter([[address], ["127.0.0.1"]]), []

    def lookup(host: str) -> list[str]:
        looked.append(host)
        return next(answers)

    assert HttpFetcher(HostMap.parse(None), lookup=lookup)("https://evil.example.com/did.json") is None
    assert looked == ["evil.example.com"]
    assert connected == [(address, 443)]


def test_a_name_server_that_does_not_answer_holds_nobody() -> None:
    over = threading.Event()

    def lookup(_: str) -> list[str]:
        over.wait(10)
        return [PUBLIC]

    began = time.monotonic()
    assert HttpFetcher(HostMap.parse(None), lookup=lookup, seconds=SECONDS)(ORIGIN) is None
    assert time.monotonic() - began < SECONDS + 2
    over.set()


def test_tls_that_never_begins_holds_nobody() -> None:
    server = Server(silence)
    try:
        hosts = HostMap.parse(json.dumps({ORIGIN: f"https://127.0.0.1:{server.port}"}))
        began = time.monotonic()
        assert HttpFetcher(hosts, seconds=SECONDS)(f"{ORIGIN}/did.json") is None
        assert time.monotonic() - began < SECONDS + 2
    finally:
        server.stop()
