"""The older form of a badge, made when somebody asks for it (protocol step I5).

    legacy_badge(node, badge, "jwt")        # text; "ldp": a JSON object

What the library signs is judged by our own verifier before it is given out. Whether the credential still stands is for
the caller to see to.
"""

from collections.abc import Mapping
from typing import Any, Literal

from issuer_api.domain.errors import Unavailable
from issuer_api.domain.legacy import legacy_form
from issuer_api.usecases.node import Node
from verification.credential import judge_credential
from verification.verdict import Outcome

type LegacyForm = Literal["ldp", "jwt"]


def legacy_badge(node: Node, badge: Mapping[str, Any], form: LegacyForm) -> dict[str, Any] | str:
    """`ldp`: VCDM 1.1 with Ed25519Signature2020; `jwt`: VC-JWT. Raises Unavailable (legacy-unavailable, legacy-unsound)
    and Invalid (legacy-refused)."""
    if node.legacy is None:
        raise Unavailable("legacy-unavailable", "This node makes no badges of the older profile.")
    now = node.clock()
    made = node.legacy.issue(legacy_form(badge, issuer=node.legacy.did, now=now), form, created=now)
    verdict = judge_credential(made, {}, now=now)
    if verdict.outcome is not Outcome.PASSED:
        codes = [str(c.detail.get("reason", c.code)) for c in verdict.checks if c.outcome is not Outcome.PASSED]
        raise Unavailable(
            "legacy-unsound", f"The library of the older profile made what does not verify: {', '.join(codes)}."
        )
    return made
