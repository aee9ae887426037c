from typing import Any

import pytest

from issuer_api.domain import resource
from issuer_api.domain.errors import Invalid
from verification.encoding import digest_multibase

DID = "did:webvh:QmPh929Bfg7UGaVMxCo1fF9cjZsvchZ8dhe9VEoGi5QqaA:salud.example.edu"
REV_REG_DEF, STATUS_LIST = "anonCredsRevocRegDef", "anonCredsStatusList"
CONTENT = {"issuerId": DID, "name": "Salud", "version": "1.0", "attrNames": ["title"]}
DEFINITION = {"issuerId": DID, "revocDefType": "CL_ACCUM", "credDefId": "x", "tag": "t", "value": {}}


def test_a_resource_has_the_form_a_stock_wallet_takes() -> None:
    digest = digest_multibase(CONTENT)
    assert resource.build_resource(DID, "anonCredsSchema", CONTENT) == {
        "@context": [
            "https://identity.foundation/did-attested-resources/context/v0.1",
            "https://w3id.org/security/data-integrity/v2",
        ],
        "type": ["AttestedResource"],
        "id": f"{DID}/resources/{digest}",
        "content": CONTENT,
        "metadata": {"resourceId": digest, "resourceType": "anonCredsSchema", "resourceName": "Salud"},
        "links": [],
    }


def test_links_do_not_change_the_id() -> None:
    links = [
        resource.ResourceLink(f"{DID}/resources/{digest_multibase(at)}", STATUS_LIST, at, digest_multibase(at))
        for at in (1795449863, 1795449999)
    ]
    linked = resource.build_resource(DID, REV_REG_DEF, DEFINITION, links)
    assert linked["id"] == resource.build_resource(DID, REV_REG_DEF, DEFINITION)["id"]
    assert linked["links"] == [
        {
            "id": link.id,
            "type": "anonCredsStatusList",
            "timestamp": link.timestamp,
            "digestMultibase": link.digest_multibase,
        }
        for link in links
    ]
    assert linked["metadata"]["resourceName"] == "t"


@pytest.mark.parametrize(
    ("resource_type", "content", "code"),
    [
        ("anonCredsThing", CONTENT, "resource-type-unknown"),
        ("anonCredsCredDef", CONTENT, "content-malformed"),
        ("anonCredsSchema", {**CONTENT, "issuerId": "did:example:another"}, "content-malformed"),
    ],
)
def test_what_would_not_be_accepted_is_not_built(resource_type: str, content: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        resource.build_resource(DID, resource_type, content)
    assert refusal.value.code == code
