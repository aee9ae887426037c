"""A woven band: rows of diamonds as in the sashes of the Andes and of Mesoamerica, one for each institution and title.

    weave("Universidad de Ejemplo", "Salud digital").band(0, 0, 1000, 90)

Nobody has to draw a logo: the colours come from the institution's name and the pattern from the title, the same every
time. Every ground is dark enough for white text (WCAG 2.2, 1.4.3, contrast 7:1 or more).
"""

from dataclasses import dataclass
from hashlib import sha256

from issuer_api.adapters.drawing.sheet import Box, Polygon, Shape

# ground, deeper ground, and three threads
PALETTES = (
    ("#0b4f43", "#083a32", "#f2b63c", "#e4572e", "#8fd3c1"),
    ("#233876", "#182857", "#f6c445", "#e0577b", "#8fb8f0"),
    ("#6a1f3c", "#4d142b", "#f4b942", "#4fb0ae", "#f2a7b5"),
    ("#5b2a86", "#431e64", "#f7c948", "#ef6f6c", "#b9a3e3"),
    ("#134a6e", "#0d3651", "#f5b83d", "#f07d5a", "#8cc9e8"),
    ("#4a3a12", "#36290b", "#f3c14b", "#d9603b", "#b9cf8a"),
    ("#3a4a1a", "#293611", "#f0c04a", "#e06b3f", "#b5d17f"),
    ("#7a2a12", "#591d0b", "#f6c453", "#3fa796", "#f1b08f"),
)


@dataclass(frozen=True, slots=True)
class Weave:
    """Colours and pattern. `ground` and `deep` bear white text."""

    ground: str
    deep: str
    threads: tuple[str, str, str]
    seed: bytes

    def band(self, x: float, y: float, width: float, height: float) -> list[Shape]:
        """Diamonds from edge to edge, as many as fit: each kind of the pattern in its turn."""
        count = max(1, round(width / (height * 1.1)))
        step = width / count
        shapes: list[Shape] = [Box(x, y, width, height, self.deep)]
        for place in range(count):
            # from the middle outwards, so that both halves mirror each other
            kind = self.seed[abs(2 * place + 1 - count) // 2 % 7]
            shapes += self._diamond(x + step * (place + 0.5), y + height / 2, step / 2, height / 2, kind)
        edge = height * 0.06
        return [
            *shapes,
            Box(x, y, width, edge, self.threads[0]),
            Box(x, y + height - edge, width, edge, self.threads[0]),
        ]

    def _diamond(self, x: float, y: float, wide: float, high: float, kind: int) -> list[Shape]:
        first, second, third = (self.threads[(kind + turn) % 3] for turn in range(3))
        inner = second if kind & 4 else self.deep
        return [
            _rhombus(x, y, wide * 0.94, high * 0.8, first),
            _rhombus(x, y, wide * 0.70, high * 0.6, inner),
            _rhombus(x, y, wide * 0.44, high * 0.38, third if kind & 8 else first),
            _rhombus(x, y, wide * 0.18, high * 0.16, self.deep),
            *(_rhombus(x + side * wide, y, wide * 0.16, high * 0.24, third) for side in (-1, 1)),
        ]


def weave(institution: str, title: str) -> Weave:
    """The weave of this institution's microcredential."""
    ground, deep, *threads = PALETTES[sha256(institution.encode()).digest()[0] % len(PALETTES)]
    return Weave(ground, deep, (threads[0], threads[1], threads[2]), sha256(title.encode()).digest())


def _rhombus(x: float, y: float, wide: float, high: float, fill: str) -> Polygon:
    return Polygon(((x - wide, y), (x, y - high), (x + wide, y), (x, y + high)), fill)
