"""ACA-Py's webhooks: what each is about, and no more of what it says.

    subject = parse("connections", body)      # Subject("invitation_msg_id", "…")
    parse("ping", body)                       # None: a topic that the node does not follow

ACA-Py sends a webhook again when nobody took it, keeps what it has not sent in memory only, and keeps no
order: a webhook is a poke, and the record read back from the Admin API is the truth.
"""

import json
from dataclasses import dataclass
from typing import Literal

from agent.errors import MalformedPayload

type Field = Literal["invitation_msg_id", "connection_id", "pres_ex_id"]
_FOLLOWED: dict[str, Field] = {
    "connections": "invitation_msg_id",
    "issue_credential_v2_0": "connection_id",
    "present_proof_v2_0": "pres_ex_id",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Something changed about the record whose `field` has this value."""

    field: Field
    value: str


def parse(topic: str, body: bytes) -> Subject | None:
    """What it is about; None where that is nothing to the node. Raises MalformedPayload, and quotes nothing of it."""
    field = _FOLLOWED.get(topic)
    if field is None:
        return None
    try:
        value = json.loads(body).get(field)
    except (ValueError, AttributeError, RecursionError):
        raise MalformedPayload(f"the body of a {topic} webhook is not a JSON object") from None
    return Subject(field, value) if isinstance(value, str) else None
