"""An issuer's head, proven by a block's header alone (EIP-1186). Pure.

    >>> proven = proven_head(log, proof)
    >>> proven.head == anchor.head      # and so is all of the log that leads to that head
    True

A header names the root of the chain's state; a path of hashed nodes leads from there to the contract's account, and
from the account to its one slot for the issuer. Whoever trusts the header's hash has nothing else to believe: not
even what the contract is, for the account holds the hash of its code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import rlp
from eth_utils.address import to_canonical_address
from eth_utils.crypto import keccak
from pydantic import BeforeValidator, Field, PlainSerializer
from rlp.exceptions import RLPException

from anchoring import abi
from anchoring.errors import MalformedProof, OtherContract
from anchoring.header import Header
from anchoring.log import Log, Value

_CODE = keccak(abi.RUNTIME)
_MAX_BYTES = 4096  # of a header or a node


def _raw(value: Any) -> bytes:
    if isinstance(value, str) and value.startswith("0x"):
        value = bytes.fromhex(value[2:])
    if isinstance(value, bytes) and 0 < len(value) <= _MAX_BYTES:
        return value
    raise ValueError(f"not 1 to {_MAX_BYTES} bytes in hex")


Raw = Annotated[bytes, BeforeValidator(_raw), PlainSerializer(lambda value: "0x" + value.hex(), when_used="json")]
Nodes = Annotated[tuple[Raw, ...], Field(min_length=1, max_length=65)]


class HeadProof(Value):
    """A header in RLP, and the nodes from its state root to the contract, and from there to the issuer's slot."""

    header: Raw
    account: Nodes
    storage: Nodes


@dataclass(frozen=True, slots=True)
class ProvenHead:
    """The head of a log as of a block."""

    header: Header
    head: bytes


def proven_head(log: Log, proof: HeadProof) -> ProvenHead:
    """What the proof proves of this log. Raises MalformedHeader, MalformedProof, OtherContract."""
    header = Header.read(proof.header)
    account = _list(_found(header.state_root, to_canonical_address(log.contract), proof.account))
    if len(account) != 4 or not all(isinstance(item, bytes) for item in account):
        raise MalformedProof("what the state holds there is no account")
    _, _, storage_root, code = account
    if code != _CODE:
        raise OtherContract("the account's code is not that of the AnchorLog contract")
    slot = abi.heads_slot(log.issuer).to_bytes(32)
    value = _decoded(_found(storage_root, slot, proof.storage))
    if not isinstance(value, bytes) or not 0 < len(value) <= 32:
        raise MalformedProof("what the slot holds is no head")
    return ProvenHead(header, value.rjust(32, b"\x00"))


def lookup(root: bytes, key: bytes, nodes: Sequence[bytes]) -> bytes | None:
    """What a Merkle Patricia trie of this root holds under keccak(key); None where the nodes show that it holds
    nothing. Raises MalformedProof where they lead nowhere, or where some are left over."""
    path, waiting, reference, value = keccak(key).hex(), iter(nodes), root, b""
    while reference:
        reference, path, value = _step(_node(reference, waiting), path)
    if next(waiting, None) is not None:
        raise MalformedProof("nodes are left over")
    return value or None


def _step(node: list[Any], path: str) -> tuple[Any, str, bytes]:
    """Where a node leads on this path: the next reference and the rest of the path, or a value; nothing: a dead end."""
    if len(node) == 17:
        return (node[int(path[0], 16)], path[1:], b"") if path else (b"", "", node[16])
    steps, last = _steps(node[0])
    if last:
        return b"", "", node[1] if path == steps else b""
    return (node[1], path[len(steps) :], b"") if path.startswith(steps) else (b"", "", b"")


def _found(root: bytes, key: bytes, nodes: Sequence[bytes]) -> bytes:
    value = lookup(root, key, nodes)
    if not isinstance(value, bytes):
        raise MalformedProof("nothing is there: it is a proof of another place, or the log has no head yet")
    return value


def _node(reference: Any, waiting: Any) -> list[Any]:
    """The node that a reference leads to: the next one by its hash, or, shorter than a hash, in its own place."""
    if isinstance(reference, list):
        node = reference
    else:
        raw = next(waiting, None)
        if raw is None:
            raise MalformedProof("a node is missing")
        if keccak(raw) != reference:
            raise MalformedProof("a node is not the one that the node above it names")
        node = _list(raw)
    if len(node) not in (2, 17) or (len(node) == 2 and not (isinstance(node[0], bytes) and node[0])):
        raise MalformedProof("a node has the wrong shape")
    return node


def _steps(prefix: bytes) -> tuple[str, bool]:
    """The nibbles of a compact path, and whether it ends in a value (yellow paper, appendix C)."""
    flag, nibbles = prefix[0] >> 4, prefix.hex()
    if flag > 3:
        raise MalformedProof("a node's path is not one")
    return nibbles[1 if flag & 1 else 2 :], bool(flag & 2)


def _list(raw: bytes) -> list[Any]:
    value = _decoded(raw)
    if not isinstance(value, list):
        raise MalformedProof("a node is not a list")
    return value


def _decoded(raw: bytes) -> Any:
    try:
        return rlp.decode(raw)
    except RLPException as exc:
        raise MalformedProof("not RLP") from exc
