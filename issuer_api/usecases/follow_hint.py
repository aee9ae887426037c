"""What to look at when the agent says that something happened (protocol step I6).

The agent's webhook is parsed to find out which credential or proof request it is about, and no further.
"""

import json
from dataclasses import dataclass

from issuer_api.domain.errors import Invalid
from issuer_api.usecases.node import Node

_LOOKED_AT = {
    "connections": "invitation_msg_id",
    "issue_credential_v2_0": "connection_id",
    "present_proof_v2_0": "pres_ex_id",
}


@dataclass(frozen=True, slots=True)
class Hint:
    """Something changed about the thing whose field `name` has this value."""

    name: str
    value: str


def read_hint(topic: str, body: bytes) -> Hint | None:
    """None for a topic that says nothing to us. Raises Invalid for a body that is not what ACA-Py sends."""
    name = _LOOKED_AT.get(topic)
    if name is None:
        return None
    try:
        payload = json.loads(body)
        value = payload.get(name)
    except (ValueError, AttributeError, RecursionError):
        raise Invalid("malformed-webhook", f"The body of a {topic} webhook is a JSON object.") from None
    return Hint(name, value) if isinstance(value, str) else None


def follow_hint(node: Node, hint: Hint) -> None:
    """Poke the job that looks. A hint about nothing of ours is nothing to us."""
    with node.store() as work:
        if hint.name == "pres_ex_id":
            proof = work.proofs.first(pres_ex_id=hint.value)
            found = [("judge_proof", {"proof_id": str(proof.id)})] if proof else []
        else:
            credential = work.credentials.first(**{hint.name: hint.value})
            found = [("advance_credential", {"credential_id": str(credential.id)})] if credential else []
    for task, arguments in found:
        node.jobs.soon(task, **arguments)
