"""The badge's image: institution, title, and what it weighs, between two woven bands.

    badge_svg(award, "es")
    badge_png(award, "es")

It names no learner, as Open Badges has it: the image is the achievement's, the person is in the credential baked in.
"""

from issuer_api.adapters.drawing.sheet import Box, Line, Shape, as_png, as_svg
from issuer_api.adapters.drawing.typeface import REGULAR, SEMIBOLD, Typeface
from issuer_api.adapters.drawing.weave import weave
from issuer_api.domain.award import Award
from issuer_api.domain.summary import WORDS, Language, academic_credits, level, workload

SIZE = 1000
PIXELS = 800
_MARGIN, _WIDTH = 90, 820
_WHITE = "#ffffff"


def badge_svg(award: Award, lang: Language) -> str:
    """1,000 units square."""
    kind = WORDS[lang]["kind"]
    weight = ", ".join(_weight(award, lang))
    return as_svg(
        _shapes(award, lang),
        size=SIZE,
        lang=lang,
        title=f"{kind}: {award.elements.title}",
        description=f"{award.awarding_body}. {weight}.",
    )


def badge_png(award: Award, lang: Language) -> bytes:
    """800 pixels square."""
    return as_png(_shapes(award, lang), size=SIZE, pixels=PIXELS)


def _shapes(award: Award, lang: Language) -> list[Shape]:
    pattern = weave(award.awarding_body, award.elements.title)
    return [
        Box(0, 0, SIZE, SIZE, pattern.ground, radius=72),
        *pattern.band(0, 108, SIZE, 92),
        *_centred([WORDS[lang]["kind"].upper()], 72, 34, SEMIBOLD, pattern.threads[0], spacing=9),
        *_title(SEMIBOLD.printable(award.elements.title)),
        *_institution(REGULAR.printable(award.awarding_body)),
        *pattern.band(0, 800, SIZE, 92),
        *_last_line("  ·  ".join(_weight(award, lang))),
    ]


def _weight(award: Award, lang: Language) -> list[str]:
    """Hours, credits, levels: those that there are."""
    said = (workload(award, lang), academic_credits(award, lang), level(award))
    return [REGULAR.printable(text) for text in said if text]


def _title(text: str) -> list[Shape]:
    """As large as it goes into the room between the bands, above the institution."""
    size, lines = _fitting(text, SEMIBOLD, sizes=range(104, 30, -2), height=390)
    top = 420 - len(lines) * size * 1.14 / 2
    return _centred(lines, top + size * 0.92, size, SEMIBOLD, _WHITE)


def _institution(text: str) -> list[Shape]:
    size, lines = _fitting(text, REGULAR, sizes=range(46, 20, -2), height=120)
    return _centred(lines, 700 - (len(lines) - 1) * size * 0.57, size, REGULAR, _WHITE)


def _last_line(text: str) -> list[Shape]:
    size = next((size for size in range(40, 14, -2) if SEMIBOLD.width(text, size) <= _WIDTH + 60), 14)
    return _centred([text], 956, size, SEMIBOLD, _WHITE)


def _fitting(text: str, face: Typeface, *, sizes: range, height: float) -> tuple[int, list[str]]:
    """The greatest size at which the text fits, and its lines; the smallest where it fits at none."""
    for size in sizes:
        lines = face.lines(text, size, _WIDTH)
        whole = all(face.width(word, size) <= _WIDTH for word in text.split())
        if whole and len(lines) * size * 1.14 <= height:
            return size, lines
    return sizes[-1], face.lines(text, sizes[-1], _WIDTH)


def _centred(lines: list[str], y: float, size: float, face: Typeface, fill: str, spacing: float = 0) -> list[Shape]:
    """The first baseline at `y`, the others below."""
    return [
        Line(
            text,
            (SIZE - face.width(text, size, spacing) + spacing) / 2,
            y + row * size * 1.14,
            size,
            face,
            fill,
            spacing,
        )
        for row, text in enumerate(lines)
    ]
