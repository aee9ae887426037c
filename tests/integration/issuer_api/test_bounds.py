"""No body fills the node or holds it, and no client asks for more than its share."""

import json
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

import httpx
import pytest
from fastapi import Depends, FastAPI, File, Request, UploadFile

from issuer_api.bootstrap.serving import serving
from issuer_api.routes import problem as problems
from issuer_api.routes.bounds import MIB, Bounds, Limit, limits
from issuer_api.routes.pace import Buckets, Pace, Turns, client_of, paced, turns_of
from tests.integration.conftest import free_port
from tests.integration.issuer_api.office import Office, problem

GRACE = 0.4


@contextmanager
def small(pace: Pace | None = None) -> Iterator[int]:
    """An application with bounds of its own, on loopback. `holding` is open while a request waits inside."""
    app = FastAPI()
    app.state.pace = pace or Pace()
    app.add_middleware(Bounds, limits=[Limit("/small", 1000), Limit("/small/larger", 5000)], grace=GRACE)
    problems.install(app)

    @app.post("/small")
    async def raw(request: Request) -> int:
        return len(await request.body())

    @app.post("/small/larger")
    def form(file: UploadFile = File()) -> int:
        return len(file.file.read())

    @app.post("/paced", dependencies=[Depends(paced("judge"))])
    async def often(request: Request) -> str:
        return client_of(request)

    @app.post("/turn")
    async def turn(request: Request) -> str:
        async with turns_of(request).turn():
            return (await request.body()).decode()

    port = free_port()
    with serving(app, "127.0.0.1", port):
        yield port


@pytest.fixture(scope="module")
def bounded() -> Iterator[int]:
    with small() as port:
        yield port


def posted(port: int, path: str, **more: object) -> httpx.Response:
    return httpx.post(f"http://127.0.0.1:{port}{path}", trust_env=False, **more)  # type: ignore[arg-type]


def raw(port: int, head: str, *pieces: bytes, pause: float = 0.0) -> bytes:
    """Everything that the server answers before it hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"{head}\r\nHost: localhost\r\n\r\n".encode())
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause)
            connection.settimeout(10)
            answer = b""
            while found := connection.recv(65536):
                answer += found
        except (BrokenPipeError, ConnectionResetError):
            return b""
        return answer


def chunked(size: int) -> Iterator[bytes]:
    for _ in range(size // 100):
        yield b"x" * 100


def test_what_fits_comes_through(bounded: int) -> None:
    assert posted(bounded, "/small", content=b"x" * 1000).json() == 1000
    assert posted(bounded, "/small", content=chunked(1000)).json() == 1000
    assert posted(bounded, "/small").json() == 0
    assert posted(bounded, "/small/larger", files={"file": b"x" * 4000}).json() == 4000


FORM = {"Content-Type": "multipart/form-data; boundary=b"}
PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'


@pytest.mark.parametrize("path", ["/small", "/small/larger", "/small/", "/small/other"])
def test_what_is_declared_larger_is_refused(bounded: int, path: str) -> None:
    answer = posted(bounded, path, content=b"x" * 6000)
    assert problem(answer, 413, "body-too-large")["limit"] == (5000 if path == "/small/larger" else 1000)
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("path", ["/small", "/small/larger"])
def test_what_turns_out_larger_is_refused(bounded: int, path: str) -> None:
    content = chain([PART], chunked(6000))
    answer = posted(bounded, path, content=content, headers=FORM)
    assert problem(answer, 413, "body-too-large")["limit"] == (5000 if path == "/small/larger" else 1000)
    assert answer.headers["connection"] == "close"


def test_ten_gigabytes_are_not_waited_for(bounded: int) -> None:
    began = time.monotonic()
    answer = raw(bounded, "POST /small HTTP/1.1\r\nContent-Length: 10737418240")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"body-too-large" in answer
    answer = raw(bounded, "POST /small HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2000")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert time.monotonic() - began < 2


def test_a_body_that_drips_is_over_in_time(bounded: int) -> None:
    drips = [b"x"] * 50
    began = time.monotonic()
    answer = raw(bounded, "POST /small HTTP/1.1\r\nContent-Length: 900", *drips, pause=0.02)
    assert answer.startswith(b"HTTP/1.1 408 ") or answer == b""
    answer = raw(bounded, "POST /small HTTP/1.1\r\nContent-Length: 900", b"x")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"body-too-slow" in answer
    chunk = b"1\r\n-\r\n"
    head = "POST /small/larger HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary=b"
    answer = raw(bounded, head, chunk)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - began < 10


def test_the_limits_of_the_node() -> None:
    bounds = Bounds(FastAPI(), limits(bulk_bytes=77))
    found = {
        path: next(one.size for one in [*bounds._limits, Limit("", 2 * MIB)] if one.covers(path))
        for path in ("/designs", "/batches", "/verifications", "/verifications/scan", "/bulk-verifications", "/batch")
    }
    assert found["/designs"] == found["/batch"] == 2 * MIB
    assert found["/batches"] > 20 * MIB
    assert 8 * MIB < found["/verifications"] < 9 * MIB
    assert 2 * MIB < found["/verifications/scan"] < 3 * MIB
    assert found["/bulk-verifications"] == 77


def test_the_whole_node_is_bounded_and_keeps_nothing_of_it(office: Office) -> None:
    tracemalloc.start()
    try:
        for path in ("/designs", "/claims", "/credentials/shown", "/witness/add-checkpoint", "/nowhere"):
            problem(office.client.post(path, content=b"x" * (2 * MIB + 1)), 413, "body-too-large")
        assert tracemalloc.get_traced_memory()[1] < 24 * MIB
    finally:
        tracemalloc.stop()


def test_a_client_has_so_much_at_once_and_then_so_much_a_second() -> None:
    now = [0.0]
    buckets = Buckets(3, 2.0, clock=lambda: now[0], clients=2)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 2.0]
    assert buckets.take("b") == 0
    now[0] = 1.5
    assert buckets.take("a") == 0.5
    now[0] = 2.0
    assert buckets.take("a") == 0
    assert buckets.take("a") == 2.0
    now[0] = 1000.0
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 2.0]
    for other in "cdefgh":
        assert buckets.take(other) == 0
    assert len(buckets._full_at) == 2


def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    pace = Pace({"judge": Buckets(2, 30.0)})
    with small(pace) as port:
        forwarded = [{"X-Forwarded-For": address} for address in ("198.51.100.7", "2001:db8:1:2::3")]
        assert [posted(port, "/paced", headers=forwarded[0]).json() for _ in range(2)] == ["198.51.100.7"] * 2
        answer = posted(port, "/paced", headers=forwarded[0])
        problem(answer, 429, "too-many-requests")
        assert 28 <= int(answer.headers["retry-after"]) <= 30
        assert posted(port, "/paced", headers=forwarded[1]).json() == "2001:db8:1:2::/64"
        assert posted(port, "/paced", headers={"X-Forwarded-For": "2001:db8:1:2:ffff::1"}).status_code == 200
        problem(posted(port, "/paced", headers=forwarded[1]), 429, "too-many-requests")
        assert posted(port, "/paced").json() == "127.0.0.1"
        # what a client says of itself counts for nothing: the proxy's word is the last
        spoofed = {"X-Forwarded-For": "203.0.113.1, 198.51.100.7"}
        problem(posted(port, "/paced", headers=spoofed), 429, "too-many-requests")


def test_nobody_is_believed_who_is_no_proxy() -> None:
    app = FastAPI()

    @app.get("/who")
    def who(request: Request) -> str:
        return client_of(request)

    port = free_port()
    with serving(app, "127.0.0.1", port, "192.0.2.0/24"):
        answer = httpx.get(f"http://127.0.0.1:{port}/who", headers={"X-Forwarded-For": "203.0.113.1"}, trust_env=False)
    assert json.loads(answer.text) == "127.0.0.1"


def test_who_waits_too_long_for_a_turn_is_sent_away() -> None:
    with small(Pace(turns=Turns(1, patience=0.1))) as port:
        inside, go_on = threading.Event(), threading.Event()

        def slowly() -> Iterator[bytes]:
            yield b"on"
            inside.set()
            go_on.wait(5)
            yield b"e"

        first: list[httpx.Response] = []
        thread = threading.Thread(target=lambda: first.append(posted(port, "/turn", content=slowly())))
        thread.start()
        inside.wait(5)
        answer = posted(port, "/turn", content=b"two")
        problem(answer, 503, "busy")
        assert answer.headers["retry-after"] == "10"
        go_on.set()
        thread.join(5)
        assert first[0].json() == "one"
        assert posted(port, "/turn", content=b"three").json() == "three"
