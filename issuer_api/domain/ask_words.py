"""A request for a proof in words: what is asked, what an answer proved, and what stayed with the holder.

>>> asked_in_words(policy, "es")
['créditos ECTS: al menos 3', 'fecha de finalización: después del 01/01/2025']
"""

from collections.abc import Mapping

from issuer_api.domain.attributes import ATTRIBUTES
from verification.policy import ProofPolicy
from verification.wording.phrases import Language, label, phrase

_FIRST = ("given_name", "family_name", "title", "grade_x100")
_EXACT: Mapping[Language, str] = {
    "es": "{}: el valor exacto",
    "pt": "{}: o valor exato",
    "en": "{}: the exact value",
}


def asked_in_words(policy: ProofPolicy, lang: Language) -> list[str]:
    """One comparison a line. The floors that "at most" brings with it are left out."""
    return [phrase(one.model_dump(), lang) for one in policy.predicates if (one.op, one.value) != (">=", 0)]


def kept_in_words(policy: ProofPolicy, lang: Language) -> list[str]:
    """Every attribute of the credential that an answer does not show."""
    compared = {one.name for one in policy.predicates}
    names = [*_FIRST, *(name for name in ATTRIBUTES if name not in _FIRST)]
    kept = [name for name in names if name not in policy.reveal]
    return [_EXACT[lang].format(label(name, lang)) if name in compared else label(name, lang) for name in kept]
