"""The Open Badge of a credential that the office issued, as the node keeps it."""

from typing import Any
from uuid import UUID

from issuer_api.usecases.claim import share_token
from issuer_api.usecases.records import contents_of
from tests.integration.issuer_api.office import Office

Json = dict[str, Any]


def badge_of(office: Office, credential: Json) -> Json:
    """The signed badge."""
    with office.node.store() as work:
        found = work.credentials.get(UUID(credential["id"]))
        assert found
        badge = contents_of(work, found).badge
    assert badge
    return badge


def claim_token_of(credential: Json) -> str:
    return str(credential["claim_link"].partition("#")[2])


def share_token_of(office: Office, credential: Json) -> str:
    return share_token(office.node.claim_secret, UUID(credential["id"]))
