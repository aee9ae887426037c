"""Keep the tails file of a revocation registry, which every wallet of its holders will fetch."""

from hashlib import sha256

import base58

from issuer_api.domain.errors import Invalid
from issuer_api.domain.institution import TailsFile
from issuer_api.usecases.node import Node, there


def keep_tails(node: Node, tails_hash: str, body: bytes) -> None:
    """Raises Invalid where the body is not what the hash (base58 of SHA-256) says. Twice is harmless."""
    if base58.b58encode(sha256(body).digest()).decode() != tails_hash:
        raise Invalid("tails-hash-wrong", "The tails file is not the one that its hash names. Send it again.")
    with node.store() as work:
        work.wait_for(f"tails:{tails_hash}")
        if work.tails.get(tails_hash) is None:
            work.tails.add(TailsFile(hash=tails_hash, body=body, created_at=node.clock()))


def read_tails(node: Node, tails_hash: str) -> bytes:
    """The whole file; raises NotFound."""
    with node.store() as work:
        return there(work.tails.get(tails_hash), "tails file").body
