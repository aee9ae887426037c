"""What is anchored of a credential: the digest of what it says, never what it says.

Whoever has the credential's attributes can make the digest again; whoever has the digest alone can guess
nothing, because its leaf carries 32 random bytes beside it (`anchoring.checkpoint`).
"""

from verification.anoncreds_evidence import credential_digest

__all__ = ["credential_digest"]
