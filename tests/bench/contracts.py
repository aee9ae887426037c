"""The contracts that are compared: each as its makers compiled and published it, and the call that anchors one root."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from anchoring import abi
from anchoring.log import NOTHING, Append, Entry, Kind, Log, next_head
from tests.integration.anchoring.anvil import CHAIN, ask

MODULES = Path(__file__).parent / "peers" / "node_modules"
_TEN_YEARS = 10 * 365 * 86_400
_GAS = hex(10_000_000)  # more than any of these takes; what is not used is not counted
Anchor = Callable[[bytes], int]  # puts one 32-byte root on the chain; returns the gas that it took


@dataclass(frozen=True, slots=True)
class Sender:
    """An account that anvil signs for, and its chain."""

    url: str
    address: str

    def send(self, data: bytes, to: str | None = None) -> dict[str, Any]:
        """The receipt of a transaction that succeeded."""
        call = {"from": self.address, "data": "0x" + data.hex(), "gas": _GAS, **({"to": to} if to else {})}
        transaction = ask(self.url, "eth_sendTransaction", call)
        receipt: dict[str, Any] = ask(self.url, "eth_getTransactionReceipt", transaction)
        assert receipt["status"] == "0x1", receipt
        return receipt

    def deploy(self, creation: bytes) -> str:
        """A new contract's address."""
        return to_checksum_address(self.send(creation)["contractAddress"])

    def gas(self, to: str, data: bytes) -> int:
        """Of one call that succeeded."""
        return int(self.send(data, to)["gasUsed"], 16)


class AnchorLog:
    """Ours: appends one CHECKPOINT entry to the sender's log, on top of its GENESIS entry."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._log = Log(chain=CHAIN, contract=sender.deploy(abi.CREATION), issuer=to_checksum_address(sender.address))
        self._seq, self._head, self._block = 0, NOTHING, 0

    def __call__(self, root: bytes) -> int:
        entries = (Entry(kind=Kind.CHECKPOINT, subject=NOTHING, digest=root),)
        append = Append(log=self._log, seq=self._seq, prev=self._head, prev_block=self._block, entries=entries)
        receipt = self._sender.send(abi.call_data(append), self._log.contract)
        block = ask(self._sender.url, "eth_getBlockByHash", receipt["blockHash"], False)
        self._seq, self._block = self._seq + 1, int(block["number"], 16)
        self._head = next_head(self._log, int(block["timestamp"], 16), append.seq, append.prev, entries)
        return int(receipt["gasUsed"], 16)


def eas_timestamp(sender: Sender) -> Anchor:
    """Ethereum Attestation Service: `timestamp(bytes32)`."""
    folder = MODULES / "@ethereum-attestation-service" / "eas-contracts" / "artifacts" / "contracts"
    registry = sender.deploy(_hardhat(folder / "SchemaRegistry.sol" / "SchemaRegistry.json"))
    eas = sender.deploy(_hardhat(folder / "EAS.sol" / "EAS.json") + encode(["address"], [registry]))
    return lambda root: sender.gas(eas, keccak(b"timestamp(bytes32)")[:4] + root)


def document_store_issue(sender: Sender) -> Anchor:
    """OpenAttestation: `issue(bytes32)` of a document store that the sender owns."""
    factories = MODULES / "@govtechsg" / "document-store" / "dist" / "contracts" / "factories" / "contracts"
    found = re.search(r'_bytecode = "0x([0-9a-f]+)"', (factories / "DocumentStore__factory.js").read_text())
    assert found
    arguments = encode(["string", "address"], ["Universidad de Ejemplo", sender.address])
    store = sender.deploy(bytes.fromhex(found[1]) + arguments)
    return lambda root: sender.gas(store, keccak(b"issue(bytes32)")[:4] + root)


def erc1056_attribute(sender: Sender) -> Anchor:
    """ERC-1056 (ethr DIDs): `setAttribute` of the sender's own identity."""
    artifact = MODULES / "ethr-did-registry" / "artifacts" / "contracts" / "EthereumDIDRegistry.sol"
    registry = sender.deploy(_hardhat(artifact / "EthereumDIDRegistry.json"))
    selector = keccak(b"setAttribute(address,bytes32,bytes,uint256)")[:4]
    types = ["address", "bytes32", "bytes", "uint256"]
    name = b"mochila/root".ljust(32, b"\0")
    return lambda root: sender.gas(registry, selector + encode(types, [sender.address, name, root, _TEN_YEARS]))


def dead_address(sender: Sender) -> Anchor:
    """The bound: 32 bytes of calldata that nobody's code reads, and that no state remembers."""
    return lambda root: sender.gas("0x000000000000000000000000000000000000dEaD", root)


def _hardhat(artifact: Path) -> bytes:
    return bytes.fromhex(json.loads(artifact.read_text())["bytecode"].removeprefix("0x"))
