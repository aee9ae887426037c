"""Stands between a ledger and a real RPC node, on loopback, and spoils what passes.

with rpc_proxy(anvil_url) as proxy:
    proxy.spoil(Fault.LOST, "eth_sendRawTransaction")            # the node takes it, and nobody hears of it
    proxy.lie("eth_call", lambda result: "0x" + "66" * 32)
    proxy.chaos(random.Random(seed), 0.3)                        # three answers of ten are spoilt somehow
"""

import json
import random
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx


class Fault(Enum):
    """What may happen to one call."""

    DROPPED = "the node never hears of it"
    LOST = "the node does it, and its answer is lost"
    LIMITED = "429 Too Many Requests"
    BROKEN = "502, with a page for people"
    TRUNCATED = "half of the JSON"
    LATE = "the answer comes after a while"


class RpcProxy(ThreadingHTTPServer):
    """Faults are used up one call each; lies stay until `honest`."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = upstream
        self.client = httpx.Client(trust_env=False, timeout=30)
        self.calls: Counter[str] = Counter()
        self.spoilt: Counter[Fault] = Counter()
        self.down = False
        self._faults: dict[str, deque[Fault]] = {}
        self._lies: dict[str, Callable[[Any], Any]] = {}
        self._chance, self._share = random.Random(0), 0.0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked was killed, or the node behind: that is what these tests are about."""

    def spoil(self, fault: Fault, method: str, times: int = 1) -> None:
        """The next calls of this method."""
        self._faults.setdefault(method, deque()).extend([fault] * times)

    def lie(self, method: str, change: Callable[[Any], Any]) -> None:
        """Every result of this method, from here on."""
        self._lies[method] = change

    def chaos(self, chance: random.Random, share: float) -> None:
        """That share of all calls, each in some way."""
        self._chance, self._share = chance, share

    def honest(self) -> None:
        self._faults, self._lies, self._share, self.down = {}, {}, 0.0, False

    def fault(self, method: str) -> Fault | None:
        """What is to happen to a call that came."""
        with self._lock:
            self.calls[method] += 1
            if self.down:
                return Fault.DROPPED
            waiting = self._faults.get(method)
            found = waiting.popleft() if waiting else None
            if found is None and self._chance.random() < self._share:
                found = self._chance.choice(list(Fault))
            if found:
                self.spoilt[found] += 1
            return found

    def answer(self, call: dict[str, Any], body: bytes) -> bytes:
        """What the real node says, or what is made of it."""
        content = self.client.post(self.upstream, content=body, headers={"Content-Type": "application/json"}).content
        if change := self._lies.get(call["method"]):
            answer = json.loads(content)
            if "result" in answer:
                answer["result"] = change(answer["result"])
            content = json.dumps(answer).encode()
        return content


class _Handler(BaseHTTPRequestHandler):
    server: RpcProxy

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        call = json.loads(body)
        fault = self.server.fault(call["method"])
        if fault is Fault.DROPPED:
            return self._hang_up()
        if fault in (Fault.LIMITED, Fault.BROKEN):
            return self._send(429 if fault is Fault.LIMITED else 502, b"<html>come back later</html>")
        content = self.server.answer(call, body)
        if fault is Fault.LOST:
            return self._hang_up()
        if fault is Fault.LATE:
            time.sleep(0.2)
        return self._send(200, content[: len(content) // 2] if fault is Fault.TRUNCATED else content)

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def rpc_proxy(upstream: str) -> Iterator[RpcProxy]:
    with RpcProxy(upstream) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
            proxy.client.close()
