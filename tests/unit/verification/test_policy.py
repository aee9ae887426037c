import json
from typing import Any

import pytest

from verification.errors import PolicyError
from verification.policy import Predicate, ProofPolicy

POLICY = ProofPolicy(
    predicates=(Predicate(name="eqf_level", op=">=", value=6),),
    reveal=("title",),
    issuers=("did:webvh:x",),
    fresh_within=60,
)


def test_a_policy_comes_back_from_json() -> None:
    assert ProofPolicy.from_json(json.loads(json.dumps(POLICY.to_json()))) == POLICY


@pytest.mark.parametrize(
    "change",
    [
        {"predicates": [{"name": "eqf_level", "op": "==", "value": 6}]},
        {"predicates": [{"name": "eqf_level", "op": ">=", "value": 6.5}]},
        {"predicates": [{"name": "eqf_level", "op": ">=", "value": "6"}]},
        {"predicates": [{"name": "eqf_level", "op": ">=", "value": 2**31}]},
        {"predicates": [{"name": "", "op": ">=", "value": 6}]},
        {"predicates": [], "reveal": []},
        {"fresh_within": 0},
        {"surprise": 1},
    ],
    ids=str,
)
def test_what_cannot_be_proven_cannot_be_demanded(change: dict[str, Any]) -> None:
    with pytest.raises(PolicyError) as refusal:
        ProofPolicy.from_json({**POLICY.to_json(), **change})
    assert refusal.value.code == "policy-malformed"
