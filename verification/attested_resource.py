"""An AnonCreds object as did:webvh publishes it: content, links, and the issuer's proof over both.

    >>> resource = open_resource(strict_json.loads_object(body), expected_id=id, history=history)
    >>> resource.content["attrNames"]

A stock wallet takes a resource signed by any key and for any purpose; this reader does not. The key must be
the issuer's, in force in its DID log, for assertionMethod. (DIF did-attested-resources v0.1.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verification.data_integrity import check_proof, single_proof
from verification.did_history import DidHistory
from verification.did_id import did_of, digest_of, log_url, resource_url
from verification.encoding import digest_multibase
from verification.errors import ResourceError

__all__ = [
    "CONTENT_MEMBERS",
    "Link",
    "Resource",
    "did_of",
    "digest_of",
    "log_url",
    "open_resource",
    "resource_url",
]

CONTENT_MEMBERS: Mapping[str, frozenset[str]] = {
    "anonCredsSchema": frozenset({"issuerId", "name", "version", "attrNames"}),
    "anonCredsCredDef": frozenset({"issuerId", "schemaId", "type", "tag", "value"}),
    "anonCredsRevocRegDef": frozenset({"issuerId", "revocDefType", "credDefId", "tag", "value"}),
    "anonCredsStatusList": frozenset({"issuerId", "revRegDefId", "revocationList", "currentAccumulator", "timestamp"}),
}
# What hangs on another object of the same issuer, by resource type. (A schema may be anyone's.)
_PARENT = {"anonCredsRevocRegDef": "credDefId", "anonCredsStatusList": "revRegDefId"}


@dataclass(frozen=True, slots=True)
class Link:
    """Another resource of the same issuer; `timestamp` in unix seconds, for status lists."""

    id: str
    type: str
    timestamp: int | None


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource whose digest and proof were checked."""

    id: str
    content: Mapping[str, Any]
    resource_type: str
    links: tuple[Link, ...]


def open_resource(document: Mapping[str, Any], *, expected_id: str, history: DidHistory) -> Resource:
    """Check a resource against its id and its issuer's log; raises a `VerificationError`.

    `ResourceError` codes: resource-id-malformed, resource-malformed, resource-id-wrong,
    resource-type-unknown, digest-wrong, content-malformed, issuer-wrong, log-of-another, key-of-another,
    link-malformed, link-of-another. Also `ProofError`, `EncodingError`, and `DidLogError` for the key
    (key-not-in-log, key-rotated-out, key-purpose-wrong, did-deactivated).
    """
    did = did_of(expected_id)
    if history.did != did:
        raise ResourceError("log-of-another", "the log given is not that of the resource's issuer")
    resource_type = _check_shape(document, expected_id)
    content = _check_content(document["content"], resource_type, expected_id)
    links = tuple(_link(item, did) for item in _list(document.get("links", [])))
    _check_signer(document, did, history)
    return Resource(expected_id, content, resource_type, links)


def _check_shape(document: Mapping[str, Any], expected_id: str) -> str:
    metadata, content = document.get("metadata"), document.get("content")
    if not isinstance(metadata, dict) or not isinstance(content, dict):
        raise ResourceError("resource-malformed", "a resource has an object as content and as metadata")
    if "AttestedResource" not in _list(document.get("type")) or not all(
        isinstance(item, str) for item in _list(document.get("@context"))
    ):
        raise ResourceError("resource-malformed", "not an AttestedResource")
    if document.get("id") != expected_id or metadata.get("resourceId") != digest_of(expected_id):
        raise ResourceError("resource-id-wrong", "the resource names another id than the one asked for")
    resource_type = metadata.get("resourceType")
    if not isinstance(resource_type, str) or resource_type not in CONTENT_MEMBERS:
        raise ResourceError("resource-type-unknown", "not one of the four AnonCreds resource types")
    return resource_type


def _check_content(content: dict[str, Any], resource_type: str, expected_id: str) -> Mapping[str, Any]:
    if digest_multibase(content) != digest_of(expected_id):
        raise ResourceError("digest-wrong", "the content is not the one that the id names")
    if not CONTENT_MEMBERS[resource_type] <= content.keys():
        raise ResourceError("content-malformed", f"the content is not that of an {resource_type}")
    did = did_of(expected_id)
    if content["issuerId"] != did:
        raise ResourceError("issuer-wrong", "the content names another issuer than the id")
    parent = _PARENT.get(resource_type)
    if parent is not None and did_of(content[parent]) != did:
        raise ResourceError("issuer-wrong", f"{parent} belongs to another issuer")
    return content


def _check_signer(document: Mapping[str, Any], did: str, history: DidHistory) -> None:
    proof = single_proof(document)
    method = proof.get("verificationMethod")
    if not isinstance(method, str) or not method.startswith(f"{did}#"):
        raise ResourceError("key-of-another", "signed by a key that is not the issuer's")
    check_proof(document, proof, history.key(method, "assertionMethod"))


def _link(item: Any, did: str) -> Link:
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        raise ResourceError("link-malformed", "a link has an id and a type")
    timestamp = item.get("timestamp")
    if timestamp is not None and (not isinstance(timestamp, int) or isinstance(timestamp, bool)):
        raise ResourceError("link-malformed", "a link's timestamp is not a whole number of seconds")
    if did_of(item.get("id")) != did:
        raise ResourceError("link-of-another", "a link leads to another issuer's resource")
    if item.get("digestMultibase", digest_of(item["id"])) != digest_of(item["id"]):
        raise ResourceError("link-malformed", "a link's digest is not the one in its id")
    return Link(item["id"], item["type"], timestamp)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ResourceError("resource-malformed", "type, @context and links are lists")
    return value
