"""Endorsements: one institution's word on another, signed, in force until it ends or is withdrawn.

Open Badges 3.0, section "EndorsementCredential"; shown by whom it is about (DIF Linked Verifiable Presentation 1.0).
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from issuer_api.domain.badge import CONTEXTS
from issuer_api.domain.fields import key, moment
from issuer_api.domain.status_list import CREDENTIALS, credential_status
from verification.stamps import stamp

TITLES = {"es": "Aval de {} a {}", "pt": "Aval de {} a {}", "en": "Endorsement of {1} by {0}"}


class Endorsement(SQLModel):
    """One that this institution gave. `subject`: the DID of whom it is about, `name` what people call it. `document`:
    the signed credential, as JSON."""

    id: UUID = key()
    subject: str
    name: str
    comment: str
    status_list_id: str
    status_index: int
    document: str
    created_by: str
    created_at: datetime = moment()
    valid_until: datetime = moment()
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = moment(None)

    def in_force(self, now: datetime) -> bool:
        """Neither withdrawn nor over."""
        return self.withdrawn_at is None and now <= self.valid_until


class ReceivedEndorsement(SQLModel):
    """One that this institution was given, and shows. `issuer`: the DID that signed it. `document`: as it was handed
    in, read as JSON."""

    id: UUID = key()
    issuer: str
    comment: str
    document: str
    created_by: str
    created_at: datetime = moment()
    valid_until: datetime | None = moment(None)


def endorsement_credential(
    given: Endorsement, *, host: str, issuer: str, institution: str, language: str
) -> dict[str, Any]:
    """The unsigned EndorsementCredential, with a place in this institution's status lists."""
    return {
        "@context": list(CONTEXTS),
        "id": given.id.urn,
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": TITLES[language].format(institution, given.name),
        "issuer": {"id": issuer, "type": ["Profile"], "name": institution, "url": f"https://{host}"},
        "validFrom": stamp(given.created_at),
        "validUntil": stamp(given.valid_until),
        "credentialSubject": {
            "id": given.subject,
            "type": ["EndorsementSubject"],
            **({"endorsementComment": given.comment} if given.comment else {}),
        },
        "credentialStatus": credential_status(host, given.status_list_id, given.status_index),
    }


def presentation(documents: Iterable[str]) -> dict[str, Any]:
    """What stands behind the DID document's LinkedVerifiablePresentation. It has no proof of its own: each endorsement
    in it is signed by its endorser, and names whom it is for."""
    found = [json.loads(document) for document in documents]
    return {"@context": [CREDENTIALS], "type": ["VerifiablePresentation"], "verifiableCredential": found}


def endorsements_url(host: str) -> str:
    """Where an institution shows the endorsements that it was given."""
    return f"https://{host}/endorsements.json"
