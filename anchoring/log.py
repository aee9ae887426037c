"""An issuer's chained log, as the contract keeps it. Pure.

    >>> log = Log(chain="eip155:31337", contract=CONTRACT, issuer=ISSUER)
    >>> first = Append(log=log, seq=0, prev=NOTHING, prev_block=0, entries=(genesis("did:example:1"),))
    >>> first.head(timestamp=1_790_000_000).hex()  # what `heads(issuer)` says once it is in a block
    '…'

Bytes are `0x` and lower-case hex in JSON, addresses are EIP-55, times are Unix seconds.
"""

import re
from enum import IntEnum
from hashlib import sha256
from typing import Annotated, Any

from eth_abi.abi import encode
from eth_utils.address import is_checksum_address
from eth_utils.crypto import keccak
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, Strict

NOTHING = bytes(32)  # the head of an empty log, and the subject of an entry that has none
MAX_ENTRIES = 100  # MAX_ITEMS in contracts/anchor_log.vy
_HEX32 = re.compile(r"0x[0-9a-f]{64}")


class Kind(IntEnum):
    """What an entry's digest is about."""

    GENESIS = 1  # the identity that the log belongs to
    CHECKPOINT = 2  # the Merkle root of salted leaves
    DID_VERSION = 3
    STATUS_LIST = 4
    REVOCATION_LIST = 5
    ROTATE = 6  # the log that goes on from this one, which ends here
    MIGRATE = 7  # the log that this one goes on from, and its last head


def _bytes32(value: Any) -> bytes:
    if isinstance(value, str) and _HEX32.fullmatch(value):
        return bytes.fromhex(value[2:])
    if isinstance(value, bytes) and len(value) == 32:
        return value
    raise ValueError("not 32 bytes in hex")


def _address(value: str) -> str:
    if not is_checksum_address(value):
        raise ValueError("not an EIP-55 address")
    return value


def _kind(value: Any) -> Kind:
    if isinstance(value, str) and value in Kind.__members__:
        return Kind[value]
    if isinstance(value, Kind):
        return value
    raise ValueError("not a kind of entry")


_TO_HEX = PlainSerializer(lambda value: "0x" + value.hex(), when_used="json")
Bytes32 = Annotated[bytes, BeforeValidator(_bytes32), _TO_HEX]
Address = Annotated[str, Strict(), AfterValidator(_address)]
KindName = Annotated[Kind, BeforeValidator(_kind), PlainSerializer(lambda k: k.name, when_used="json")]
Uint64 = Annotated[int, Strict(), Field(ge=0, lt=2**64)]
Time = Annotated[int, Strict(), Field(ge=0, lt=253_402_300_800)]  # Unix seconds, up to the year 9999
Chain = Annotated[str, Strict(), Field(pattern=r"^eip155:[1-9][0-9]{0,31}$")]


class Value(BaseModel):
    """A frozen value with no member more and none less than it declares."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Log(Value):
    """Which log: CAIP-2 chain, contract, and the account that writes it."""

    chain: Chain
    contract: Address
    issuer: Address

    @property
    def chain_id(self) -> int:
        """The number in `eip155:<number>`."""
        return int(self.chain.removeprefix("eip155:"))


class Entry(Value):
    """One item of an append: a digest, of what kind, about what."""

    kind: KindName
    subject: Bytes32
    digest: Bytes32


class Append(Value):
    """One link of a log's chain: the entries that go in together, and the head that they follow."""

    log: Log
    seq: Uint64
    prev: Bytes32
    prev_block: Uint64
    entries: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=MAX_ENTRIES)]

    def head(self, timestamp: int) -> bytes:
        """The log's head, 32 bytes, once this is in a block of that time."""
        return next_head(self.log, timestamp, self.seq, self.prev, self.entries)

    @property
    def root(self) -> bytes | None:
        """The Merkle root of the one CHECKPOINT entry; None where there is none, or more than one."""
        roots = [entry.digest for entry in self.entries if entry.kind is Kind.CHECKPOINT]
        return roots[0] if len(roots) == 1 else None


class Block(Value):
    """Which block, and its time."""

    number: Uint64
    hash: Bytes32
    timestamp: Time


class Anchor(Value):
    """An append that is in a block."""

    append: Append
    block: Block
    transaction: Bytes32

    @property
    def head(self) -> bytes:
        """The log's head after it."""
        return self.append.head(self.block.timestamp)


def next_head(log: Log, timestamp: int, seq: int, prev: bytes, entries: tuple[Entry, ...]) -> bytes:
    """keccak256(abi.encode(chain id, contract, issuer, block timestamp, seq, prev, entries))."""
    items = [(entry.kind, entry.subject, entry.digest) for entry in entries]
    types = ["uint256", "address", "address", "uint256", "uint64", "bytes32", "(uint8,bytes32,bytes32)[]"]
    return keccak(encode(types, [log.chain_id, log.contract, log.issuer, timestamp, seq, prev, items]))


def genesis(identity: str) -> Entry:
    """The first entry of a log: commits to the identity (a DID) that the log belongs to."""
    return Entry(kind=Kind.GENESIS, subject=NOTHING, digest=sha256(identity.encode()).digest())
