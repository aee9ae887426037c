"""The identifiers we resolve, taken apart: did:webvh:{SCID}:{host}[:{path}…] and its resources.

    >>> resource_url("did:webvh:QmS…:salud.example.edu/resources/zQmR…")
    'https://salud.example.edu/resources/zQmR…'

A port, an IP address or an escape in the host is refused: a stock wallet cannot follow them.
"""

import re
from dataclasses import dataclass

from verification.errors import DidLogError, ResourceError

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
_DID = re.compile(
    rf"did:webvh:(?P<scid>[1-9A-HJ-NP-Za-km-z]{{46}}):(?P<host>(?:{_LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9])"
    rf"(?P<path>(?::{_SEGMENT})*)"
)
_RESOURCE = re.compile(r"(?P<did>did:webvh:[^/]+)/resources/(?P<digest>zQm[1-9A-HJ-NP-Za-km-z]{44})")


@dataclass(frozen=True, slots=True)
class WebvhDid:
    """A did:webvh, taken apart: `path` holds the segments after the host."""

    scid: str
    host: str
    path: tuple[str, ...]

    @property
    def base_url(self) -> str:
        """https://{host}[/{path}…], without a slash at the end."""
        return "/".join((f"https://{self.host}", *self.path))


def parse_did(did: object) -> WebvhDid:
    """Take a DID apart; raises `DidLogError` (did-malformed)."""
    match = _DID.fullmatch(did) if isinstance(did, str) else None
    if match is None:
        raise DidLogError("did-malformed", "not a did:webvh with a plain host name")
    return WebvhDid(match["scid"], match["host"], tuple(match["path"].split(":")[1:]))


def did_of(resource_id: object) -> str:
    """The DID inside a resource's id; raises `ResourceError` (resource-id-malformed)."""
    return _resource(resource_id)["did"]


def digest_of(resource_id: object) -> str:
    """The digest inside a resource's id; raises `ResourceError` (resource-id-malformed)."""
    return _resource(resource_id)["digest"]


def resource_url(resource_id: object) -> str:
    """Where a resource is published; raises `ResourceError` (resource-id-malformed)."""
    match = _resource(resource_id)
    return f"{parse_did(match['did']).base_url}/resources/{match['digest']}"


def log_url(did: str) -> str:
    """Where a DID's log is published; raises `DidLogError` (did-malformed)."""
    parsed = parse_did(did)
    return parsed.base_url + ("/did.jsonl" if parsed.path else "/.well-known/did.jsonl")


def witness_url(did: str) -> str:
    """Where the proofs of a log's witnesses are published, if it has any; raises `DidLogError` (did-malformed)."""
    return log_url(did).removesuffix("did.jsonl") + "did-witness.json"


def _resource(resource_id: object) -> re.Match[str]:
    match = _RESOURCE.fullmatch(resource_id) if isinstance(resource_id, str) else None
    if match is None or _DID.fullmatch(match["did"]) is None:
        raise ResourceError("resource-id-malformed", "not the id of a did:webvh attested resource")
    return match
