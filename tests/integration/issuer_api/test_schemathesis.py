"""Whatever the OpenAPI description allows, and some that it does not, sent to the running application: no answer is
unexpected, and each is one that the description promises.

In full: `make schemathesis` (MOCHILA_TEST_EXAMPLES examples for each operation).
"""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case, CheckContext, Response
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from issuer_api.routes.pace import Buckets, Pace
from tests.integration.issuer_api.office import Office

EXAMPLES = int(os.environ.get("MOCHILA_TEST_EXAMPLES", "4"))


def nothing_unexpected(_: CheckContext, response: Response, case: "Case[Any]") -> None:
    """A server's error is one that the description names: 501, where a status list of another time is asked for."""
    named = case.operation.definition.raw["responses"]
    if response.status_code >= 500 and str(response.status_code) not in named:
        raise AssertionError(f"{response.status_code}: {response.text[:300]}")


CHECKS = [nothing_unexpected, status_code_conformance, content_type_conformance, response_schema_conformance]


BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 10,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.timeout(300 + EXAMPLES * 30)
@pytest.mark.parametrize("by", ["officer", None], ids=["with a token", "without"])
def test_every_operation(office: Office, by: str | None) -> None:
    office.app.state.pace = Pace({kind: Buckets(10**6, 1e-4) for kind in ("judge", "scan", "ask")})
    headers = office.headers(by) if by else {}
    described = schemathesis.openapi.from_url(f"{str(office.client.base_url).rstrip('/')}/openapi.json")
    operations = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > 50
    wrong = [said for operation in operations if (said := _tried(operation, headers))]
    assert not wrong, "\n\n".join(wrong)


def _tried(operation: "APIOperation[Any, Any, Any, Any]", headers: dict[str, str]) -> str | None:
    """What is wrong with it; the headers stay out."""

    @BOUNDED
    @given(operation.as_strategy())
    def one(case: "Case[Any]") -> None:
        case.call_and_validate(headers=headers, checks=CHECKS, timeout=30)

    try:
        one()
    except FailureGroup as group:
        return f"{operation.label}: {'; '.join(f'{one.title}: {one.message}' for one in group.exceptions)}"
    return None
