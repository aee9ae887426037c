"""The attested resources an institution publishes, before they are signed (DIF did-attested-resources v0.1).

    >>> build_resource(did, "anonCredsSchema", content)["id"]
    'did:webvh:QmS…:salud.example.edu/resources/zQmR…'

A resource's id hashes its content alone, so a revocation registry definition keeps its id while links to its
status lists are added. The form is the one that a stock Credo wallet takes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from issuer_api.domain.errors import Invalid
from verification.attested_resource import CONTENT_MEMBERS
from verification.encoding import digest_multibase

CONTEXT = (
    "https://identity.foundation/did-attested-resources/context/v0.1",
    "https://w3id.org/security/data-integrity/v2",
)


@dataclass(frozen=True, slots=True)
class ResourceLink:
    """A link to another resource of the institution; `timestamp` in unix seconds."""

    id: str
    type: str
    timestamp: int
    digest_multibase: str

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "type": self.type,
            "timestamp": self.timestamp,
            "digestMultibase": self.digest_multibase,
        }


def build_resource(
    did: str, resource_type: str, content: Mapping[str, Any], links: Sequence[ResourceLink] = ()
) -> dict[str, Any]:
    """The unsigned resource of `content`; raises Invalid (resource-type-unknown, content-malformed)."""
    if resource_type not in CONTENT_MEMBERS:
        raise Invalid("resource-type-unknown", f"{resource_type} is not an AnonCreds resource type.")
    missing = CONTENT_MEMBERS[resource_type] - content.keys()
    if missing:
        names = ", ".join(sorted(missing))
        raise Invalid("content-malformed", f"The content is not that of an {resource_type}: it lacks {names}.")
    if content["issuerId"] != did:
        raise Invalid("content-malformed", "The content's issuerId is not this institution.")
    digest = digest_multibase(content)
    return {
        "@context": list(CONTEXT),
        "type": ["AttestedResource"],
        "id": f"{did}/resources/{digest}",
        "content": dict(content),
        "metadata": {"resourceId": digest, "resourceType": resource_type, "resourceName": _name(content)},
        "links": [link.to_json() for link in links],
    }


def _name(content: Mapping[str, Any]) -> str:
    """What people see: the schema's name, the tag, or for a status list its time."""
    return str(content.get("name") or content.get("tag") or content.get("timestamp"))
