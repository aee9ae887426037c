"""What is anchored of a credential: the digest of what it says, never what it says.

Whoever has the credential's attributes can make the digest again; whoever has the digest alone can guess
nothing, because its leaf carries 32 random bytes beside it (`anchoring.checkpoint`).
"""

from hashlib import sha256

from verification.encoding import canonical


def credential_digest(issuer: str, attributes: dict[str, str]) -> bytes:
    """32 bytes: SHA-256 over the JCS form of the issuer's DID and the credential's attributes."""
    return sha256(canonical({"issuer": issuer, "attributes": attributes})).digest()
