from typing import Any

import pytest

from issuer_api.domain import resource
from issuer_api.domain.errors import Invalid
from verification.encoding import digest_multibase

DID = "did:webvh:QmPh929Bfg7UGaVMxCo1fF9cjZsvchZ8dhe9VEoGi5QqaA:salud.example.edu"
SCHEMA = {"issuerId": DID, "name": "Salud", "version": "1.0", "attrNames": ["title"]}
REV_REG_DEF = {"issuerId": DID, "revocDefType": "CL_ACCUM", "credDefId": "x", "tag": "t", "value": {}}


def status_list(timestamp: int) -> dict[str, Any]:
    return resource.build_resource(
        DID,
        resource.STATUS_LIST,
        {
            "issuerId": DID,
            "revRegDefId": "x",
            "revocationList": [0],
            "currentAccumulator": "1",
            "timestamp": timestamp,
        },
    )


def test_a_resource_has_the_form_a_stock_wallet_takes() -> None:
    digest = digest_multibase(SCHEMA)
    assert resource.build_resource(DID, resource.SCHEMA, SCHEMA) == {
        "@context": [
            "https://identity.foundation/did-attested-resources/context/v0.1",
            "https://w3id.org/security/data-integrity/v2",
        ],
        "type": ["AttestedResource"],
        "id": f"{DID}/resources/{digest}",
        "content": SCHEMA,
        "metadata": {"resourceId": digest, "resourceType": "anonCredsSchema", "resourceName": "Salud"},
        "links": [],
    }


def test_status_lists_are_linked_in_order_and_once() -> None:
    definition = {**resource.build_resource(DID, resource.REV_REG_DEF, REV_REG_DEF), "proof": {"old": True}}
    first, second = status_list(1795449863), status_list(1795449999)
    linked = resource.with_status_list(resource.with_status_list(definition, first), second)
    assert resource.with_status_list(linked, second) == linked
    assert "proof" not in linked, "what changes is to be signed anew"
    assert linked["id"] == definition["id"]
    assert linked["links"] == [
        {
            "id": each["id"],
            "type": "anonCredsStatusList",
            "timestamp": each["content"]["timestamp"],
            "digestMultibase": each["metadata"]["resourceId"],
        }
        for each in (first, second)
    ]
    assert definition["links"] == []


@pytest.mark.parametrize(
    ("resource_type", "content", "code"),
    [
        ("anonCredsThing", SCHEMA, "resource-type-unknown"),
        (resource.CRED_DEF, SCHEMA, "content-malformed"),
        (resource.SCHEMA, {**SCHEMA, "issuerId": "did:example:another"}, "content-malformed"),
    ],
)
def test_what_would_not_be_accepted_is_not_built(
    resource_type: str, content: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        resource.build_resource(DID, resource_type, content)
    assert refusal.value.code == code
