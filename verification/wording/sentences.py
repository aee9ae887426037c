"""The sentence of a code, in the reader's language.

>>> sentence("chain-unseen", {"chain": "eip155:1"}, "en")
'The anchor could not be checked: the chain eip155:1 was not asked, or did not answer.'
"""

from collections.abc import Mapping
from typing import Any

from verification.wording import en, es, pt
from verification.wording.phrases import Language, readable

_SENTENCES: Mapping[Language, Mapping[str, str]] = {"es": es.SENTENCES, "pt": pt.SENTENCES, "en": en.SENTENCES}
_SUMMARIES: Mapping[Language, Mapping[str, str]] = {"es": es.SUMMARIES, "pt": pt.SUMMARIES, "en": en.SUMMARIES}

_LINES: Mapping[Language, Mapping[str, Mapping[str, str]]] = {"es": es.LINES, "pt": pt.LINES, "en": en.LINES}
_NOTHING_ASKED: Mapping[Language, str] = {"es": es.NOTHING_ASKED, "pt": pt.NOTHING_ASKED, "en": en.NOTHING_ASKED}


def sentence(code: str, detail: Mapping[str, Any], lang: Language) -> str:
    """The sentence of a code, with its details in words."""
    return _SENTENCES[lang][code].format_map(readable(detail, lang))


def summary(outcome: str, lang: Language) -> str:
    """A whole verdict in one sentence."""
    return _SUMMARIES[lang][outcome]


def title(line: str, outcome: str, lang: Language) -> str:
    """The two or three words of one of the four lines."""
    return _LINES[lang][line][outcome]


def nothing_asked(lang: Language) -> str:
    """What a line says about which nothing was checked."""
    return _NOTHING_ASKED[lang]
