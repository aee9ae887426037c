"""An RPC node that answers badly, on loopback: each fault is one clear error, and none tells the URL."""

import json
import secrets
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from anchoring import abi
from anchoring.errors import (
    AnchoringError,
    LedgerRefused,
    LedgerUnavailable,
    NonceTooLow,
    Underpriced,
    Unfunded,
    WouldRevert,
    WrongChain,
)
from anchoring.evm import EvmLedger
from anchoring.log import genesis
from tests.integration.anchoring.anvil import CHAIN
from tests.unit.anchoring.ledger_rules import following
from tests.unit.anchoring.values import CONTRACT, DID, ISSUER

TOKEN = secrets.token_hex(16)
HEALTHY: dict[str, Any] = {"eth_chainId": "0x7a69", "eth_getCode": "0x" + abi.RUNTIME.hex()}


class Node(ThreadingHTTPServer):
    """Answers each method with what `results` or `errors` say; `body` and `status` spoil everything."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.results = dict(HEALTHY)
        self.errors: dict[str, str] = {}
        self.body: bytes | None = None
        self.status = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v3/{TOKEN}"


class Handler(BaseHTTPRequestHandler):
    server: Node

    def do_POST(self) -> None:
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = {"jsonrpc": "2.0", "id": call["id"], "result": self.server.results.get(call["method"])}
        if message := self.server.errors.get(call["method"]):
            answer = {"jsonrpc": "2.0", "id": call["id"], "error": {"code": -32000, "message": message}}
        body = json.dumps(answer).encode() if self.server.body is None else self.server.body
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def node() -> Iterator[Node]:
    with Node() as node:
        thread = threading.Thread(target=node.serve_forever, args=(0.01,))
        thread.start()
        yield node
        node.shutdown()
        thread.join()


@pytest.fixture
def ledger(node: Node) -> EvmLedger:
    return EvmLedger.connect(CHAIN, node.url, CONTRACT)


@contextmanager
def refused(error: type[AnchoringError]) -> Iterator[None]:
    with pytest.raises(error) as caught:
        yield
    assert caught.type is error
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_an_http_error(node: Node, ledger: EvmLedger, status: int) -> None:
    node.status, node.body = status, b"{}"
    for ask in (ledger.latest, ledger.finalized, lambda: ledger.head(ISSUER), lambda: ledger.send(b"\x02")):
        with refused(LedgerUnavailable):
            ask()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"<html>", b'{"jsonrpc":"2.0","id":1,"resu', b'"text"', b"\xff"]
)
def test_a_broken_answer(node: Node, ledger: EvmLedger, body: bytes) -> None:
    node.body = body
    for ask in (ledger.latest, lambda: ledger.head(ISSUER), lambda: ledger.find(bytes(32), ISSUER)):
        with refused(LedgerUnavailable):
            ask()


@pytest.mark.parametrize("result", [None, {}, [], "0x", "nonsense", 7, {"number": "0x1"}])
def test_an_answer_of_another_shape(node: Node, ledger: EvmLedger, result: Any) -> None:
    node.results |= {"eth_getBlockByNumber": result, "eth_call": result}
    for ask in (ledger.latest, ledger.finalized, lambda: ledger.head(ISSUER)):
        with refused(LedgerUnavailable):
            ask()


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("nonce too low: address 0xf3, tx: 3 state: 4", NonceTooLow),
        ("OldNonce", NonceTooLow),
        ("replacement transaction underpriced", Underpriced),
        ("max fee per gas less than block base fee", Underpriced),
        ("insufficient funds for gas * price + value", Unfunded),
        ("Upfront cost exceeds account balance", Unfunded),
        ("the sky is falling", LedgerRefused),
    ],
)
def test_a_refusal_by_its_words(node: Node, ledger: EvmLedger, message: str, error: type[AnchoringError]) -> None:
    node.errors["eth_sendRawTransaction"] = message
    with refused(error):
        ledger.send(b"\x02")


@pytest.mark.parametrize(
    "message", ["already known", "AlreadyKnown", "Known transaction", "transaction already imported"]
)
def test_what_it_already_has_is_no_error(node: Node, ledger: EvmLedger, message: str) -> None:
    node.errors["eth_sendRawTransaction"] = message
    ledger.send(b"\x02")


def test_a_revert_while_estimating(node: Node, ledger: EvmLedger) -> None:
    block = {"number": "0x1", "hash": "0x" + "11" * 32, "timestamp": "0x1", "baseFeePerGas": "0x1"}
    node.results |= {"eth_getBlockByNumber": block, "eth_maxPriorityFeePerGas": "0x1", "eth_getTransactionCount": "0x0"}
    node.errors["eth_estimateGas"] = "execution reverted: stale head"
    with refused(WouldRevert):
        ledger.prepare(following(ledger, ISSUER, genesis(DID)))


@pytest.mark.parametrize(("method", "result"), [("eth_chainId", "0x1"), ("eth_getCode", "0x"), ("eth_getCode", "0x60")])
def test_another_chain_or_contract(node: Node, method: str, result: str) -> None:
    node.results[method] = result
    with refused(WrongChain):
        EvmLedger.connect(CHAIN, node.url, CONTRACT)
