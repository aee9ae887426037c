"""How the contract is called and what it logs: bytes in, bytes out. No I/O.

>>> call_data(append)[:4] == selector("append_many")
True
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.abi import event_abi_to_log_topic, function_abi_to_4byte_selector
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from anchoring.log import Anchor, Append, Block, Entry, Kind, Log

_COMPILED: dict[str, Any] = json.loads((Path(__file__).parent / "contracts" / "anchor_log.json").read_text())
CREATION = bytes.fromhex(_COMPILED["bytecode"][2:])
RUNTIME = bytes.fromhex(_COMPILED["bytecode_runtime"][2:])
_HEADS_SLOT = 0  # the only storage variable
_PREFIX = ["bytes32", "uint64", "uint64"]


def _abi(name: str) -> Any:
    return next(item for item in _COMPILED["abi"] if item.get("name") == name)


ANCHORED = event_abi_to_log_topic(_abi("Anchored"))


def selector(function: str) -> bytes:
    """The four bytes that name a function of the contract."""
    return function_abi_to_4byte_selector(_abi(function))


def call_data(append: Append) -> bytes:
    """The call that makes this append: `append` for one entry, which is cheaper, or `append_many`."""
    prefix = (append.prev, append.seq, append.prev_block)
    items = [(entry.kind, entry.subject, entry.digest) for entry in append.entries]
    if len(items) == 1:
        return selector("append") + encode([*_PREFIX, "uint8", "bytes32", "bytes32"], [*prefix, *items[0]])
    return selector("append_many") + encode([*_PREFIX, "(uint8,bytes32,bytes32)[]"], [*prefix, items])


def heads_call(issuer: str) -> bytes:
    """The call that reads an issuer's head."""
    return selector("heads") + encode(["address"], [issuer])


def heads_slot(issuer: str) -> int:
    """Where the contract's storage holds an issuer's head."""
    return int.from_bytes(keccak(encode(["uint256", "address"], [_HEADS_SLOT, issuer])))


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event as a chain gives it."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes
    block: Block
    transaction: bytes


def anchors(chain: str, contract: str, lines: Iterable[LogLine]) -> tuple[Anchor, ...]:
    """The appends that these events of blocks in order tell of. Events of other contracts are passed over.

    Events with a kind that this program does not know make no anchor: it could not say what they mean.
    """
    ours = (line for line in lines if line.address == contract and line.topics[:1] == (ANCHORED,))
    return tuple(
        found
        for _, group in groupby(ours, key=lambda line: (line.transaction, line.topics[1], line.data[32:128]))
        if (found := _anchor(chain, contract, list(group)))
    )


def _anchor(chain: str, contract: str, lines: list[LogLine]) -> Anchor | None:
    kinds = [int.from_bytes(line.topics[3]) for line in lines]
    if not set(kinds) <= set(Kind):
        return None
    first = lines[0]
    _, seq, prev_block, prev = decode(["bytes32", *_PREFIX[1:], "bytes32"], first.data)
    issuer = to_checksum_address(first.topics[1][12:])
    entries = tuple(
        Entry(kind=Kind(kind), subject=line.topics[2], digest=line.data[:32])
        for kind, line in zip(kinds, lines, strict=True)
    )
    log = Log(chain=chain, contract=contract, issuer=issuer)
    append = Append(log=log, seq=seq, prev=prev, prev_block=prev_block, entries=entries)
    return Anchor(append=append, block=first.block, transaction=first.transaction)
