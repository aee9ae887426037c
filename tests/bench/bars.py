"""Horizontal bars as plain SVG, readable on light and dark pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH, _ROW, _LEFT, _TOP = 780, 40, 290, 56
_SCALE = _WIDTH - _LEFT - 80


@dataclass(frozen=True, slots=True)
class Bar:
    """One of them; `ours` is set off from the rest."""

    name: str
    value: float
    label: str
    ours: bool


def bars(title: str, shown: Sequence[Bar]) -> str:
    """An SVG document, its bars from zero and in the order given."""
    height, longest = _TOP + _ROW * len(shown) + 12, max(bar.value for bar in shown)
    rows = "".join(_row(bar, _TOP + _ROW * place, longest) for place, bar in enumerate(shown))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">\n'
        f"<title>{escape(title)}</title>\n"
        "<style>text{font:14px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600;font-size:16px}"
        ".other{fill:#8c96a0}.ours{fill:#1a7f5a}.bold{font-weight:600}"
        "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.ours{fill:#3fb68b}}</style>\n"
        f'<text class="title" x="16" y="30">{escape(title)}</text>\n{rows}</svg>\n'
    )


def _row(bar: Bar, y: int, longest: float) -> str:
    width, kind, weight = bar.value / longest * _SCALE, "ours" if bar.ours else "other", "bold" if bar.ours else ""
    return (
        f'<text class="{weight}" x="{_LEFT - 12}" y="{y + 19}" text-anchor="end">{escape(bar.name)}</text>'
        f'<rect class="{kind}" x="{_LEFT}" y="{y}" width="{width:.1f}" height="28" rx="3"/>'
        f'<text class="{weight}" x="{_LEFT + width + 8:.1f}" y="{y + 19}">{escape(bar.label)}</text>\n'
    )
