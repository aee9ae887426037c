"""Whose servers are asked: those that a DID names, and no others.

    >>> stands_with("https://estado.salud.example.edu/7", "did:web:salud.example.edu")
    True

A credential comes from anybody, and names addresses. Only what is on the host that its issuer's DID names, or on one
under it, is fetched: nobody has a verifier call wherever it suits them.
"""

from urllib.parse import urlsplit

from verification.did_id import parse_did
from verification.did_web import document_url
from verification.errors import DidDocumentError, DidLogError


def stands_with(address: str, did: str) -> bool:
    """Whether an https address is on the host of this did:web or did:webvh, or under it. Never of another DID."""
    try:
        parts, named = urlsplit(address), _host(did)
    except (ValueError, DidDocumentError, DidLogError):
        return False
    host = parts.hostname or ""
    return parts.scheme == "https" and (host == named or host.endswith(f".{named}"))


def _host(did: str) -> str | None:
    return parse_did(did).host if did.startswith("did:webvh:") else urlsplit(document_url(did)).hostname
