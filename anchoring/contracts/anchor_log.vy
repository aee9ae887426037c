# pragma version 0.4.3
# pragma evm-version cancun
# pragma optimize gas
"""
@title AnchorLog
@notice A chained log of 32-byte digests for each account that writes to it. No owner, no admin, no upgrade.
@dev `heads` holds one slot an issuer, rewritten by each append, so no append costs a new slot.
     An append names the head that it follows: the same append sent twice is refused the second time.
     head = keccak256(abi.encode(chain id, this contract, issuer, block timestamp, seq, prev, items)).
     `seq`, `prev_block` and the kinds are the issuer's word: whoever replays the log checks them.
"""

MAX_ITEMS: constant(uint256) = 100


struct Item:
    kind: uint8
    subject: bytes32
    digest: bytes32


event Anchored:
    issuer: indexed(address)
    subject: indexed(bytes32)
    kind: indexed(uint8)
    digest: bytes32
    seq: uint64
    prev_block: uint64
    prev: bytes32


heads: public(HashMap[address, bytes32])


@external
def append_many(prev: bytes32, seq: uint64, prev_block: uint64, items: DynArray[Item, MAX_ITEMS]):
    """
    @notice Put up to 100 items at the end of the caller's log, as one link of its chain.
    @param prev The caller's head; anything else is refused.
    @param seq How many appends came before this one.
    @param prev_block The block of the append before this one, 0 for the first.
    """
    assert len(items) > 0, "nothing to anchor"
    assert self.heads[msg.sender] == prev, "stale head"
    self.heads[msg.sender] = keccak256(
        abi_encode(chain.id, self, msg.sender, block.timestamp, seq, prev, items)
    )
    for item: Item in items:
        log Anchored(
            issuer=msg.sender,
            subject=item.subject,
            kind=item.kind,
            digest=item.digest,
            seq=seq,
            prev_block=prev_block,
            prev=prev,
        )


@external
def append(prev: bytes32, seq: uint64, prev_block: uint64, kind: uint8, subject: bytes32, digest: bytes32):
    """
    @notice `append_many` of a single item, cheaper; the head comes out the same.
    """
    assert self.heads[msg.sender] == prev, "stale head"
    items: DynArray[Item, 1] = [Item(kind=kind, subject=subject, digest=digest)]
    self.heads[msg.sender] = keccak256(
        abi_encode(chain.id, self, msg.sender, block.timestamp, seq, prev, items)
    )
    log Anchored(
        issuer=msg.sender,
        subject=subject,
        kind=kind,
        digest=digest,
        seq=seq,
        prev_block=prev_block,
        prev=prev,
    )
