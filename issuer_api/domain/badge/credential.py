"""The credential around the achievement: who issues it, since when, and where its status stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from issuer_api.domain.award import Award
from issuer_api.domain.badge.achievement import CONTEXTS
from issuer_api.domain.badge.subject import subject
from issuer_api.domain.status_list import credential_status
from verification.encoding import multihash_base58
from verification.stamps import stamp


@dataclass(frozen=True, slots=True)
class StatusPlace:
    """The badge's place: one index, in the list of each purpose."""

    list_id: str
    index: int


def open_badge(award: Award, *, salt: str, place: StatusPlace) -> dict[str, Any]:
    """The unsigned OpenBadgeCredential (Open Badges 3.0 section B.1.1, VCDM 2.0 section 4)."""
    until = award.valid_until
    return {
        "@context": list(CONTEXTS),
        "id": f"urn:uuid:{award.credential_id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.elements.title,
        "issuer": _issuer(award),
        "validFrom": stamp(award.issued),
        **({"validUntil": stamp(until)} if until else {}),
        "awardedDate": stamp(award.issued),
        "credentialStatus": credential_status(award.host, place.list_id, place.index),
        "credentialSubject": subject(award, salt),
        **({"relatedResource": [_corrected(award.corrects)]} if award.corrects else {}),
    }


def badge_file(badge: Mapping[str, Any]) -> bytes:
    """The badge as a learner downloads it: the bytes whose digest a correction names."""
    return json.dumps(badge, ensure_ascii=False, indent=2).encode()


def _corrected(badge: Mapping[str, Any]) -> dict[str, Any]:
    """The badge that this one takes the place of, by its id and the digest of its file (VCDM 2.0 section 5.3)."""
    digest = "z" + multihash_base58(badge_file(badge))
    return {"id": badge["id"], "mediaType": "application/vc", "digestMultibase": digest}


def _issuer(award: Award) -> dict[str, Any]:
    return {
        "id": award.issuer,
        "type": ["Profile"],
        "name": award.awarding_body,
        "url": f"https://{award.host}",
        "address": {"type": ["Address"], "addressCountryCode": award.country},
    }
