"""The least that an Open Badge must say (1EdTech Open Badges 3.0, "AchievementCredential" and "Achievement").

>>> check_badge(credential)                            # None, or CredentialError
"""

from collections.abc import Mapping
from typing import Any

from verification.errors import CredentialError
from verification.vcdm_values import objects, url

_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


def is_badge(credential: Mapping[str, Any]) -> bool:
    """Whether its type says so."""
    return not _TYPES.isdisjoint(_names(credential.get("type")))


def check_badge(credential: Mapping[str, Any]) -> None:
    """Codes: badge-subject-malformed, achievement-missing, achievement-malformed, achievement-criteria-malformed."""
    for subject in objects(credential["credentialSubject"], "badge-subject-malformed"):
        if "AchievementSubject" not in _names(subject.get("type")):
            raise CredentialError("badge-subject-malformed", "the subject is no AchievementSubject")
        achievement = subject.get("achievement")
        if not isinstance(achievement, dict):
            raise CredentialError("achievement-missing", "the subject names no one achievement")
        _check_achievement(achievement)


def _check_achievement(achievement: Mapping[str, Any]) -> None:
    url(achievement.get("id"), "achievement-malformed")
    texts = [achievement.get(name) for name in ("name", "description")]
    if "Achievement" not in _names(achievement.get("type")) or not all(isinstance(t, str) and t for t in texts):
        raise CredentialError("achievement-malformed", "the achievement has no type, name or description")
    criteria = achievement.get("criteria")
    if not isinstance(criteria, dict) or not {"id", "narrative"} & criteria.keys():
        raise CredentialError("achievement-criteria-malformed", "the achievement does not say what it takes")


def _names(value: Any) -> list[str]:
    return [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]
