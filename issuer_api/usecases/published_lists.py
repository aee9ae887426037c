"""What anybody may fetch of a status list: its newest signed forms, and the bits of every version there ever was."""

from dataclasses import dataclass
from hashlib import sha256
from zlib import decompress

from issuer_api.domain.errors import NotFound
from issuer_api.domain.status import PublishedList
from issuer_api.domain.status_list import TOKEN, TTL, list_url
from issuer_api.usecases.node import Node, institution_of, there
from verification.stamps import stamp


@dataclass(frozen=True, slots=True)
class Fetched:
    """`body` as it was signed. `max_age`: seconds for which it may be kept, never beyond what it holds for."""

    body: bytes
    signed_at: int
    max_age: int


def fetch_list(node: Node, list_id: str, purpose: str, *, as_jwt: bool) -> Fetched:
    """The newest list in one of its forms; a token list is a JWT only. Raises NotFound."""
    with node.store() as work:
        found: PublishedList = there(work.published_lists.get((list_id, purpose)), "status list")
    if (purpose == TOKEN) and as_jwt:
        raise NotFound("not-found", "A token list is a JWT already: ask for it without .jwt.")
    text = found.jwt if as_jwt or found.document is None else found.document
    left = found.valid_until - int(node.clock().timestamp())
    return Fetched(text.encode(), found.valid_from, max(0, min(int(TTL.total_seconds()), left)))


def list_versions(node: Node, list_id: str, purpose: str) -> dict[str, object]:
    """Every version, for an auditor to lay beside the chain: the subject and the digest of each STATUS_LIST entry."""
    with node.store() as work:
        there(work.published_lists.get((list_id, purpose)), "status list")
        versions = work.status_versions.find(list_id=list_id, purpose=purpose)
        url = list_url(institution_of(work).host, list_id, purpose)
    return {
        "list": url,
        "subject": sha256(url.encode()).hexdigest(),
        "versions": [
            {"number": version.number, "digest": version.digest, "published_at": stamp(version.created_at)}
            for version in sorted(versions, key=lambda version: version.number)
        ],
    }


def version_bits(node: Node, list_id: str, purpose: str, which: str) -> bytes:
    """The uncompressed bits of a version, by its number or by their SHA-256 in hex. Raises NotFound."""
    named: dict[str, object] = {"digest": which} if len(which) == 64 else {"number": int(which)}
    with node.store() as work:
        found = work.status_versions.first(list_id=list_id, purpose=purpose, **named)
    return decompress(there(found, "version of this list").bits)
