"""The API's own description: whole, with examples that hold, and true of tokens and problems."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pydantic import TypeAdapter

from issuer_api.domain.design import Elements
from issuer_api.routes.asks import Demand, Short, Watch
from issuer_api.routes.claims import Claim
from issuer_api.routes.credentials import Correcting
from issuer_api.routes.downloads import ClaimedWanted, Wanted
from issuer_api.routes.endorsements import Given, Received
from issuer_api.routes.learners import ErasureDemand, Lookup
from issuer_api.routes.shown import Shared
from issuer_api.routes.status_changes import Demanded, ManyDemanded, Reinstatement, Suspension
from issuer_api.routes.verifications import Receipt
from issuer_api.routes.webhooks import Wanted as WebhookWanted
from tests.integration.issuer_api.office import Office, good
from verification.policy import ProofPolicy

BODIES: dict[str, Any] = {
    "/designs": Elements,
    "/proof-requests": ProofPolicy,
    "/verifications/receipt": Receipt,
    "/asks": Demand,
    "/asks/state": Watch,
    "/asks/cancel": Watch,
    "/asks/opened": Short,
    "/claims": Claim,
    "/claims/state": Claim,
    "/claims/badge": Claim,
    "/claims/download": ClaimedWanted,
    "/credentials/{credential_id}/download": Wanted,
    "/credentials/shown": Shared,
    "/bundles": Claim,
    "/credentials/{credential_id}/revocation": Demanded,
    "/credentials/{credential_id}/suspension": Suspension,
    "/credentials/{credential_id}/reinstatement": Reinstatement,
    "/credentials/{credential_id}/supersession": Correcting,
    "/status-changes": ManyDemanded,
    "/learners/lookup": Lookup,
    "/webhooks": WebhookWanted,
    "/endorsements": Given,
    "/endorsements/received": Received,
    "/learners/erasures/plan": Lookup,
    "/learners/erasures": ErasureDemand,
}
PRIVATE = (
    "/designs",
    "/batches",
    "/credentials",
    "/proof-requests",
    "/anchors",
    "/bundles/",
    "/learners",
    "/status-changes",
    "/registries",
    "/presentations",
    "/bulk-verifications",
    "/webhooks",
    "/endorsements",
)
OPEN = ("/credentials/shown", "/endorsements.json")  # by the share link's own token, and by anybody


@pytest.fixture
def described(office: Office) -> dict[str, Any]:
    found: dict[str, Any] = good(office.client.get("/openapi.json"))
    return found


def operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for operation in methods.values():
            yield path, operation


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def test_it_is_whole(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert described["info"]["title"] == "Mochila"
    for reference in references(described):
        place: Any = described
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    ids = [operation["operationId"] for _, operation in operations(described)]
    assert len(ids) == len(set(ids))


def test_each_operation_says_what_it_does_what_comes_back_and_what_can_go_wrong(described: dict[str, Any]) -> None:
    for path, operation in operations(described):
        assert operation["summary"], path
        assert any(status.startswith("2") for status in operation["responses"]), path
        problem = operation["responses"]["default"]["content"]["application/problem+json"]["schema"]
        assert {"type", "title", "status", "detail"} == set(problem["required"]), path
        assert "422" not in operation["responses"], f"{path} promises errors of another shape"


def test_what_is_private_says_so_and_what_is_internal_is_not_there(described: dict[str, Any]) -> None:
    assert described["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    public = ("/.well-known", "/resources", "/tails", "/receipts", "/health", "/claims")
    for path, operation in operations(described):
        assert not path.startswith("/internal")
        private = path.startswith(PRIVATE) and path not in OPEN
        assert ("security" in operation) == private, path
        assert private or "security" not in operation, f"{path}: {public}"


@pytest.mark.parametrize("path", sorted(BODIES))
def test_each_body_has_an_example_that_is_one(described: dict[str, Any], path: str) -> None:
    body = described["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    schema = body["schema"]
    while "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    examples = [item["value"] for item in body.get("examples", {}).values()] or schema["examples"]
    assert examples
    for example in examples:
        TypeAdapter(BODIES[path]).validate_python(example)


def test_the_pages_for_people_are_there(office: Office) -> None:
    page = office.client.get("/docs")
    assert page.status_code == 200
    assert "/openapi.json" in page.text
    assert office.client.get(f"/docs/{uuid4()}").status_code == 404
