"""An external signer on loopback: what it signs is anchored on a real chain, and what it should not sign is not."""

import json
import secrets
import threading
import traceback
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from anchoring.errors import SignerFailed
from anchoring.evm import EvmLedger
from anchoring.log import genesis
from issuer_api.adapters.remote_signer import RemoteAnchorKey
from issuer_api.domain.errors import Invalid
from tests.integration.anchoring.anvil import FUNDED
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.ledger_rules import following
from tests.unit.anchoring.values import DID

PASSWORD = secrets.token_hex(8)
TRANSACTION: dict[str, Any] = {
    "type": 2,
    "chainId": 31337,
    "nonce": 3,
    "to": "0x5FbDB2315678afecb367f032d93F642f64180aa3",
    "value": 0,
    "data": b"\x01",
    "gas": 50_000,
    "maxFeePerGas": 10,
    "maxPriorityFeePerGas": 1,
}


class Signer(ThreadingHTTPServer):
    """Signs what it is asked, by the method that it knows; `spoil` changes the question, `body` replaces the answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.key = MemoryKey(FUNDED[0])
        self.address = self.key.address
        self.method = "eth_signTransaction"
        self.asked: list[dict[str, Any]] = []
        self.spoil: Callable[[dict[str, Any]], dict[str, Any]] = dict
        self.body: bytes | None = None
        self.in_raw = False

    @property
    def url(self) -> str:
        return f"http://user:{PASSWORD}@127.0.0.1:{self.server_port}"

    def answer(self, call: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(call)
        if call["method"] != self.method:
            return {"error": {"code": -32601, "message": "method not found"}}
        question = self.spoil(call["params"][0])
        if question.pop("from").lower() != self.address.lower():
            return {"error": {"code": -32000, "message": "no such account"}}
        raw = "0x" + self.key.sign(question).hex()
        return {"result": {"raw": raw, "tx": {}} if self.in_raw else raw}


class _Handler(BaseHTTPRequestHandler):
    server: Signer

    def do_POST(self) -> None:
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = self.server.body or json.dumps({"jsonrpc": "2.0", "id": call["id"], **self.server.answer(call)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def signer() -> Iterator[Signer]:
    with Signer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("method", "in_raw"),
    [("eth_signTransaction", False), ("eth_signTransaction", True), ("account_signTransaction", True)],
    ids=["web3signer", "geth", "clef"],
)
def test_what_it_signs_is_what_the_chain_takes(signer: Signer, ledger: EvmLedger, method: str, in_raw: bool) -> None:
    signer.method, signer.in_raw = method, in_raw
    key = RemoteAnchorKey(signer.url, signer.address)
    append = following(ledger, key.address, genesis(DID))
    ledger.send(key.sign(ledger.prepare(append)))
    assert ledger.head(key.address) == append.head(ledger.latest().timestamp)


def test_it_puts_a_contract_on_the_chain(signer: Signer, rpc_url: str) -> None:
    key = RemoteAnchorKey(signer.url, signer.address)
    assert EvmLedger.deploy("eip155:31337", rpc_url, key).head(key.address) == bytes(32)


def fails(signer: Signer, words: str | None, address: str | None = None) -> None:
    with pytest.raises(SignerFailed, match=words) as caught:
        RemoteAnchorKey(signer.url, address or signer.address).sign(TRANSACTION)
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "0x4"},
        {"to": "0x" + "66" * 20},
        {"value": "0x1"},
        {"data": "0x02"},
        {"chainId": "0x1"},
        {"gas": "0x0"},
    ],
)
def test_something_else_than_was_asked_is_not_believed(signer: Signer, change: dict[str, str]) -> None:
    signer.spoil = lambda question: question | change
    fails(signer, "something else")


def test_another_key_is_not_believed(signer: Signer) -> None:
    signer.key = MemoryKey()
    fails(signer, "another key")


def test_a_refusal_is_told(signer: Signer) -> None:
    fails(signer, "no such account", MemoryKey().address)


def test_a_signer_that_knows_no_method(signer: Signer) -> None:
    signer.method = "personal_sign"
    fails(signer, "knows neither")
    assert [call["method"] for call in signer.asked] == ["eth_signTransaction", "account_signTransaction"]


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"null", b'{"error": "no"}', b'{"result": null}', b'{"result": "0x02"}', b'{"result": {}}']
)
def test_an_answer_that_is_none(signer: Signer, body: bytes) -> None:
    signer.body = body
    fails(signer, None)


def test_a_signer_that_is_down(unused_tcp_port: int) -> None:
    key = RemoteAnchorKey(f"http://user:{PASSWORD}@127.0.0.1:{unused_tcp_port}", MemoryKey().address)
    with pytest.raises(SignerFailed, match="no answer") as caught:
        key.sign(TRANSACTION)
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("address", ["", "0x00", MemoryKey(FUNDED[0]).address.lower()])
def test_its_address_is_in_eip_55(address: str) -> None:
    with pytest.raises(Invalid):
        RemoteAnchorKey("http://127.0.0.1:1", address)
