"""Multibase, multihash, Multikey, did:key and JCS: how bytes become names.

    >>> digest_multibase({"name": "Salud comunitaria digital"})[:6]
    'zQmVTc'

Only base58btc ("z"), sha2-256 and Ed25519 are known: nothing else is used by did:webvh 1.0 with
eddsa-jcs-2022 or by AnonCreds attested resources. Each decoder accepts exactly one spelling.
"""

import hashlib
from typing import Any

import base58
import rfc8785

from verification.errors import EncodingError

_SHA2_256 = b"\x12\x20"
_ED25519_PUB = b"\xed\x01"
_MAX_CHARS = 256
_DID_KEY = "did:key:"


def canonical(value: Any) -> bytes:
    """JCS (RFC 8785) of a JSON value; refuses what JCS cannot express (not-canonicalizable)."""
    try:
        return rfc8785.dumps(value)
    except (ValueError, RecursionError) as exc:
        raise EncodingError("not-canonicalizable", f"the document has no canonical form: {exc}") from exc


def multibase(data: bytes) -> str:
    """'z' and base58btc."""
    return "z" + _base58(data)


def from_multibase(text: Any) -> bytes:
    """The bytes of a base58btc multibase string of at most 256 characters (multibase-malformed)."""
    if not isinstance(text, str) or not text.startswith("z") or len(text) > _MAX_CHARS:
        raise EncodingError("multibase-malformed", "not a base58btc multibase string")
    try:
        data: bytes = base58.b58decode(text[1:])
    except ValueError as exc:
        raise EncodingError("multibase-malformed", "not a base58btc multibase string") from exc
    if multibase(data) != text:  # the library drops trailing blanks
        raise EncodingError("multibase-malformed", "not the one spelling of these bytes")
    return data


def multihash_base58(data: bytes) -> str:
    """base58btc(0x12 0x20 ‖ sha256(data)), without a multibase prefix: the form inside did:webvh."""
    return _base58(_SHA2_256 + hashlib.sha256(data).digest())


def digest_multibase(content: Any) -> str:
    """The name of an attested resource: 'zQm…' = z + base58btc(0x1220 ‖ sha256(JCS(content)))."""
    return "z" + multihash_base58(canonical(content))


def next_key_hash(multikey: str) -> str:
    """What `nextKeyHashes` commits to for an update key (did:webvh 1.0, pre-rotation)."""
    return multihash_base58(multikey.encode("ascii"))


def ed25519_multikey(public_key: bytes) -> str:
    """'z6Mk…' of a 32-byte Ed25519 public key (key-malformed)."""
    if len(public_key) != 32:
        raise EncodingError("key-malformed", "an Ed25519 public key has 32 bytes")
    return multibase(_ED25519_PUB + public_key)


def from_ed25519_multikey(text: Any) -> bytes:
    """The 32 bytes of an Ed25519 Multikey (multibase-malformed, key-malformed)."""
    data = from_multibase(text)
    if len(data) != 34 or not data.startswith(_ED25519_PUB):
        raise EncodingError("key-malformed", "not an Ed25519 Multikey")
    return data[2:]


def did_key_url(multikey: str) -> str:
    """The verification method of a did:key: 'did:key:z6Mk…#z6Mk…'."""
    return f"{_DID_KEY}{multikey}#{multikey}"


def multikey_of_did_key(url: Any) -> str:
    """The Multikey named by a did:key verification method (did-key-malformed)."""
    if not isinstance(url, str) or not url.startswith(_DID_KEY):
        raise EncodingError("did-key-malformed", "not a did:key verification method")
    multikey, hash_sign, fragment = url.removeprefix(_DID_KEY).partition("#")
    if not hash_sign or multikey != fragment:
        raise EncodingError("did-key-malformed", "a did:key's fragment must repeat its key")
    from_ed25519_multikey(multikey)
    return multikey


def _base58(data: bytes) -> str:
    text: bytes = base58.b58encode(data)
    return text.decode("ascii")
