"""Whom the badge is about: an AchievementSubject who is not named, and can be recognised by who knows their name.

Open Badges 3.0, IdentityObject and IdentityHash: `sha256$` and the SHA-256 in hex of the value with the salt behind it,
an e-mail address in lower case. The salt stands beside it: whoever has the badge and a name can tell whether they
belong together, and a badge that is found says nobody's name.
"""

from hashlib import sha256
from typing import Any

from issuer_api.domain.award import Award, noon, plain
from issuer_api.domain.badge.achievement import achievement, credits_of, number, result_id


def subject(award: Award, salt: str) -> dict[str, Any]:
    """The AchievementSubject; `salt` is random and of this badge alone."""
    earned = credits_of(award.elements)
    return {
        "type": ["AchievementSubject"],
        "identifier": _identifiers(award, salt),
        "activityEndDate": noon(award.completed),
        **({"creditsEarned": number(earned)} if earned is not None else {}),
        "achievement": achievement(award.elements, award.achievement_id),
        "result": [
            {
                "type": ["Result"],
                "resultDescription": result_id(award.achievement_id),
                "value": plain(award.grade),
            }
        ],
    }


def identity_hash(value: str, salt: str) -> str:
    """What an IdentityObject holds of a name or an address."""
    return f"sha256${sha256(f'{value}{salt}'.encode()).hexdigest()}"


def _identifiers(award: Award, salt: str) -> list[dict[str, Any]]:
    known = {"name": award.full_name, "emailAddress": award.email.lower()}
    return [
        {
            "type": "IdentityObject",
            "identityType": kind,
            "hashed": True,
            "identityHash": identity_hash(value, salt),
            "salt": salt,
        }
        for kind, value in known.items()
        if value
    ]
