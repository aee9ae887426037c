"""An Open Badge as evidence: what was anchored of it, which entries of which lists speak of it, who signed it.

    >>> claim = read_badge(badge)
    >>> claim.digest == receipt.leaf.digest
    True

What is anchored is the badge without its proof, so whoever has the badge can make the digest again, and a badge that is
signed anew (another suite, another key) is still the one that was anchored. It holds a random salt, so the digest of a
badge that nobody shows tells nothing.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from verification.encoding import canonical

TYPE = "OpenBadgeCredential"


def badge_digest(badge: Mapping[str, Any]) -> bytes:
    """What is anchored, 32 bytes: SHA-256 over the JCS form of the credential without its proof."""
    return sha256(canonical({name: value for name, value in badge.items() if name != "proof"})).digest()
