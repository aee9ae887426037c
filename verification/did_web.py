"""did:web documents, read strictly (W3C CCG did:web method; DID Core 1.0).

    >>> document = read_document("did:web:salud.example.edu", body)
    >>> method_key(document, "did:web:salud.example.edu#key-1", "assertionMethod")      # 32 bytes, or DidDocumentError

A did:web document is what a web server says today, and no more: it has no history. `verification.issuer_key` climbs
from it to the did:webvh that it names.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from verification import strict_json
from verification.encoding import from_ed25519_multikey
from verification.errors import DidDocumentError, EncodingError, StrictJsonError

MAX_BYTES = 256 * 1024
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DID = re.compile(
    rf"did:web:(?P<host>(?:{_LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9])(?P<path>(?::[A-Za-z0-9_-][A-Za-z0-9._-]*)*)"
)
_PURPOSES = ("assertionMethod", "authentication")


def document_url(did: object) -> str:
    """Where a did:web is published; raises DidDocumentError (did-malformed) for a port, an IP address or an escape."""
    match = _DID.fullmatch(did) if isinstance(did, str) else None
    if match is None:
        raise DidDocumentError("did-malformed", "not a did:web with a plain host name")
    path = match["path"].replace(":", "/") or "/.well-known"
    return f"https://{match['host']}{path}/did.json"


def read_document(did: str, body: bytes) -> dict[str, Any]:
    """The DID document of `did`. Codes: did-document-malformed, did-document-of-another, did-document-doubled."""
    try:
        document = strict_json.loads_object(body, limit=MAX_BYTES)
    except StrictJsonError as exc:
        raise DidDocumentError("did-document-malformed", f"the DID document cannot be read: {exc}") from exc
    if document.get("id") != did:
        raise DidDocumentError("did-document-of-another", "the DID document is of another DID")
    ids = [_absolute(did, method.get("id")) for method in _methods(document, ("verificationMethod", *_PURPOSES))]
    if None in ids or len(set(ids)) != len(ids):
        raise DidDocumentError("did-document-doubled", "two verification methods have one id, or one has none")
    return document


def also_known_as(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The other names that a DID document gives its subject."""
    named = document.get("alsoKnownAs")
    return tuple(name for name in named if isinstance(name, str)) if isinstance(named, list) else ()


def method_key(document: Mapping[str, Any], method_id: str, purpose: str) -> bytes:
    """The 32-byte Ed25519 key of a method that may be used for `purpose`.

    Codes: key-not-in-document, key-purpose-wrong, key-of-another, key-type-unknown.
    """
    did = str(document["id"])
    method = _named(document, ("verificationMethod", purpose), method_id)
    if method is None:
        raise DidDocumentError("key-not-in-document", "the issuer's DID document does not have the key")
    listed = document.get(purpose)
    allowed = (
        [item.get("id") if isinstance(item, dict) else item for item in listed] if isinstance(listed, list) else []
    )
    if method_id not in [_absolute(did, item) for item in allowed]:
        raise DidDocumentError("key-purpose-wrong", f"the key may not be used for {purpose}")
    if method.get("controller") != did:
        raise DidDocumentError("key-of-another", "the key is controlled by another DID")
    if method.get("type") not in ("Multikey", "Ed25519VerificationKey2020"):
        raise DidDocumentError("key-type-unknown", "only Ed25519 Multikeys are used for proofs")
    try:
        return from_ed25519_multikey(method.get("publicKeyMultibase"))
    except EncodingError as exc:
        raise DidDocumentError("key-type-unknown", f"the key is not an Ed25519 Multikey: {exc}") from exc


def _named(document: Mapping[str, Any], lists: tuple[str, ...], method_id: str) -> Mapping[str, Any] | None:
    did = str(document["id"])
    return next((one for one in _methods(document, lists) if _absolute(did, one.get("id")) == method_id), None)


def _methods(document: Mapping[str, Any], lists: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    """Every verification method of these lists; references are none."""
    for name in lists:
        listed = document.get(name, [])
        if not isinstance(listed, list):
            raise DidDocumentError("did-document-malformed", f"{name} is not a list")
        yield from (item for item in listed if isinstance(item, dict))


def _absolute(did: str, reference: object) -> str | None:
    if not isinstance(reference, str):
        return None
    return f"{did}{reference}" if reference.startswith("#") else reference
