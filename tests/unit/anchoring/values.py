"""Values the tests of this package share."""

from anchoring.log import NOTHING, Anchor, Append, Block, Entry, Kind, Log, genesis

CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
ISSUER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
LOG = Log(chain="eip155:31337", contract=CONTRACT, issuer=ISSUER)
DID = "did:webvh:QmScid:salud.example.edu"


def append(root: bytes, *more: Entry, log: Log = LOG) -> Append:
    """The first append of a log, with a checkpoint of this root."""
    entries = (genesis(DID), Entry(kind=Kind.CHECKPOINT, subject=NOTHING, digest=root), *more)
    return Append(log=log, seq=0, prev=NOTHING, prev_block=0, entries=entries)


def anchor(root: bytes) -> Anchor:
    """The same, in a block."""
    block = Block(number=7, hash=b"\x07" * 32, timestamp=1_790_000_000)
    return Anchor(append=append(root), block=block, transaction=b"\x09" * 32)
