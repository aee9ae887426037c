"""Every failure of an HTTP call is one of the agent's errors."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from agent.admin import AdminClient
from agent.errors import AgentNotReady, AgentRefused, AgentUnreachable, MalformedPayload
from agent.transport import Transport, path

ANSWERS = {
    "/bad": (400, b"400: connection_id must be set when notify is true"),
    "/empty": (502, b""),
    "/html": (200, b"<html>"),
    "/connections/did%3Awebvh%3Ax%2Fy": (200, b'{"no": "connection"}'),
    "/anoncreds/revocation/registries": (200, b'{"rev_reg_ids": []}'),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = ANSWERS.get(self.path.partition("?")[0], (404, b"404: Not Found"))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None: ...


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_identifiers_are_encoded() -> None:
    assert path("a b", "did:webvh:x/y?#") == "/a%20b/did%3Awebvh%3Ax%2Fy%3F%23"


def test_refusal_has_aca_pys_own_words(url: str) -> None:
    with pytest.raises(AgentRefused) as refusal:
        Transport(url, "key")("GET", "/bad")
    assert (refusal.value.status, refusal.value.reason) == (
        400,
        "connection_id must be set when notify is true",
    )
    with pytest.raises(AgentRefused, match="Bad Gateway"):
        Transport(url, "key")("GET", "/empty")


def test_answers_that_are_not_what_was_agreed(url: str) -> None:
    with pytest.raises(MalformedPayload):
        Transport(url, "key")("GET", "/html")
    with pytest.raises(MalformedPayload, match="Connection"):
        AdminClient(url, "key").connection("did:webvh:x/y")


def test_nobody_there() -> None:
    client = AdminClient("http://127.0.0.1:1", "the-key")
    with pytest.raises(AgentUnreachable) as error:
        client.connection("c")
    assert "the-key" not in str(error.value)
    assert not client.ready()


def test_registries_that_never_come(url: str) -> None:
    with pytest.raises(AgentNotReady):
        AdminClient(url, "key").wait_registries("c", seconds=0)
