"""A block's header as the chain hashes it. Pure.

    >>> header = Header.read(raw)
    >>> header.hash == keccak(raw)
    True

A header is an RLP list whose first fifteen items have kept their places in every fork; later forks added items
at its end, and those are hashed and not read. So a header of a fork to come is read like one of today.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import rlp
from eth_utils.crypto import keccak
from rlp.exceptions import RLPException

from anchoring.errors import MalformedHeader

_STATE_ROOT, _NUMBER, _TIMESTAMP = 3, 8, 11  # places in the list
_LEAST, _MOST = 15, 40  # items
_END_OF_TIME = 253_402_300_800  # what a date can still say
_FIRST = (
    *("parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom"),
    *("difficulty", "number", "gasLimit", "gasUsed", "timestamp", "extraData", "mixHash", "nonce"),
)
_ADDED = (  # by London, Shanghai, Cancun, Prague
    ("baseFeePerGas",),
    ("withdrawalsRoot",),
    ("blobGasUsed", "excessBlobGas", "parentBeaconBlockRoot"),
    ("requestsHash",),
)
_NUMBERS = frozenset(
    ("difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas", "blobGasUsed", "excessBlobGas")
)


@dataclass(frozen=True, slots=True)
class Header:
    """What of a header matters here. `timestamp` in Unix seconds, hash and root 32 bytes."""

    hash: bytes
    number: int
    timestamp: int
    state_root: bytes

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """From RLP. Raises MalformedHeader."""
        try:
            items = rlp.decode(raw)
        except RLPException as exc:
            raise MalformedHeader("not RLP") from exc
        if not isinstance(items, list) or not _LEAST <= len(items) <= _MOST:
            raise MalformedHeader("a header is a list of fifteen items or more")
        if not all(isinstance(item, bytes) for item in items) or len(items[_STATE_ROOT]) != 32:
            raise MalformedHeader("an item of the header is not what belongs there")
        number, timestamp = _number(items[_NUMBER]), _number(items[_TIMESTAMP])
        if timestamp >= _END_OF_TIME:
            raise MalformedHeader("the header's time is past the year 9999")
        return cls(keccak(raw), number, timestamp, items[_STATE_ROOT])


def encode_header(block: Mapping[str, Any]) -> bytes:
    """The RLP of a header that a node gave as JSON (`eth_getBlockByNumber`).

    Raises MalformedHeader where a member is missing or is no hex, and where the bytes do not hash to the block's own
    hash: the node is wrong, or its chain puts something into headers that this program does not know.
    """
    names = [*_FIRST, *(name for group in _ADDED for name in group if name in block)]
    try:
        raw: bytes = rlp.encode([_item(name, block[name]) for name in names])
        named = bytes.fromhex(block["hash"].removeprefix("0x"))
    except (KeyError, ValueError, TypeError, AttributeError) as exc:
        raise MalformedHeader(f"the block has a member that belongs to no header: {type(exc).__name__}") from exc
    if keccak(raw) != named:
        raise MalformedHeader("the block's members do not hash to its hash")
    return raw


def _item(name: str, value: str) -> bytes:
    if name not in _NUMBERS:
        return bytes.fromhex(value.removeprefix("0x"))
    number = int(value, 16)
    return number.to_bytes((number.bit_length() + 7) // 8)


def _number(item: bytes) -> int:
    if len(item) > 8 or item[:1] == b"\x00":
        raise MalformedHeader("a number of the header is not one of at most 64 bits")
    return int.from_bytes(item)
