"""Anchors 32-byte digests on an EVM chain, and says where they are.

Knows: Merkle trees, an issuer's chained log, checkpoints, receipts, chains, and how to write to one
exactly once. Does not know: credentials, people, DIDs, databases. A digest is 32 bytes; an identity is
a text to commit to; a key is something that signs; where checkpoints are kept is a port (`journal`).

Pure, and free for others to import: `merkle`, `padding`, `log`, `checkpoint`, `note`, `tlog`, `witness`. The rest does
I/O.
"""
