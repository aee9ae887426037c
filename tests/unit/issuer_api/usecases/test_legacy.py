"""What the older library signs is judged before it is given out."""

from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from issuer_api.adapters.didkit import DidkitIssuer
from issuer_api.domain.errors import Unavailable
from issuer_api.usecases.legacy import legacy_badge
from issuer_api.usecases.node import Node
from tests.unit.issuer_api.domain.awards import badge

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@dataclass
class Careless:
    """A library that leaves something out of what it signs."""

    inner: DidkitIssuer

    @property
    def did(self) -> str:
        return self.inner.did

    def issue(self, credential: dict[str, Any], form: Any, *, created: datetime) -> Any:
        made = self.inner.issue(credential, form, created=created)
        return made[:-3] + "AAA" if isinstance(made, str) else {**made, "expirationDate": "2037-01-01T00:00:00Z"}


def node(legacy: Any) -> Node:
    """Of a node, the two parts that matter here."""
    return cast(Node, SimpleNamespace(legacy=legacy, clock=lambda: NOW))


@pytest.mark.parametrize("form", ["ldp", "jwt"])
def test_it_is_given_out_where_it_verifies_and_only_there(form: Any) -> None:
    issuer = DidkitIssuer(bytes(31) + b"\x07")
    made = legacy_badge(node(issuer), badge(), form)
    assert isinstance(made, str if form == "jwt" else dict)
    with pytest.raises(Unavailable, match="does not verify: proof-signature-wrong"):
        legacy_badge(node(Careless(issuer)), badge(), form)


def test_a_node_without_the_library_says_so() -> None:
    with pytest.raises(Unavailable) as caught:
        legacy_badge(node(None), badge(), "jwt")
    assert caught.value.code == "legacy-unavailable"
