"""The attested resources an institution publishes, before they are signed (DIF did-attested-resources v0.1).

    >>> build_resource(did, STATUS_LIST, content)["id"]
    'did:webvh:QmS…:salud.example.edu/resources/zQmR…'

A resource's id hashes its content alone, so a revocation registry definition keeps its id while links to its
status lists are added. The form is the one that a stock Credo wallet takes.
"""

from collections.abc import Mapping
from typing import Any

from issuer_api.domain.errors import Invalid
from verification.attested_resource import CONTENT_MEMBERS, digest_of
from verification.encoding import digest_multibase

CONTEXT = (
    "https://identity.foundation/did-attested-resources/context/v0.1",
    "https://w3id.org/security/data-integrity/v2",
)
SCHEMA = "anonCredsSchema"
CRED_DEF = "anonCredsCredDef"
REV_REG_DEF = "anonCredsRevocRegDef"
STATUS_LIST = "anonCredsStatusList"


def build_resource(did: str, resource_type: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The unsigned resource of `content`; raises Invalid (resource-type-unknown, content-malformed)."""
    if resource_type not in CONTENT_MEMBERS:
        raise Invalid("resource-type-unknown", f"{resource_type} is not an AnonCreds resource type.")
    missing = CONTENT_MEMBERS[resource_type] - content.keys()
    if missing or content["issuerId"] != did:
        detail = (
            f"it lacks {', '.join(sorted(missing))}" if missing else "its issuerId is not this institution"
        )
        raise Invalid("content-malformed", f"The content is not that of an {resource_type}: {detail}.")
    digest = digest_multibase(content)
    return {
        "@context": list(CONTEXT),
        "type": ["AttestedResource"],
        "id": f"{did}/resources/{digest}",
        "content": dict(content),
        "metadata": {"resourceId": digest, "resourceType": resource_type, "resourceName": _name(content)},
        "links": [],
    }


def with_status_list(rev_reg_def: Mapping[str, Any], status_list: Mapping[str, Any]) -> dict[str, Any]:
    """The registry definition, unsigned again, with a link to `status_list` at the end. Idempotent."""
    link = {
        "id": status_list["id"],
        "type": STATUS_LIST,
        "timestamp": status_list["content"]["timestamp"],
        "digestMultibase": digest_of(status_list["id"]),
    }
    unsigned = {name: value for name, value in rev_reg_def.items() if name != "proof"}
    others = [other for other in unsigned["links"] if other["id"] != link["id"]]
    return {**unsigned, "links": [*others, link]}


def _name(content: Mapping[str, Any]) -> str:
    """What people see: the schema's name, the tag, or for a status list its time."""
    return str(content.get("name") or content.get("tag") or content.get("timestamp"))
