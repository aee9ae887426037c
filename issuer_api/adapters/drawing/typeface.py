"""The one typeface of everything drawn, Source Sans Pro: how wide its text is, and how it breaks into lines.

    SEMIBOLD.width("Salud digital", size=40)
    SEMIBOLD.lines("Salud digital comunitaria", size=40, width=300)

It comes with the package `font-source-sans-pro` (SIL Open Font License 1.1): Latin with every diacritic that the
languages of the Americas and Europe write with, Greek and Cyrillic.
"""

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from issuer_api.domain.errors import Invalid

_ONE_READER = Lock()  # a font's glyphs are read when first drawn, and not by two threads at once


@dataclass(frozen=True)
class Typeface:
    """One weight, by its file's name."""

    name: str

    @property
    def path(self) -> Path:
        """The TrueType file."""
        return Path(str(files("font_source_sans_pro"))) / "files" / f"{self.name}.ttf"

    @cached_property
    def _font(self) -> Any:
        return TTFont(self.path)

    @cached_property
    def characters(self) -> dict[int, str]:
        """The code points that it has letters for, with their glyphs' names."""
        found: dict[int, str] = self._font.getBestCmap()
        return found

    @cached_property
    def _advances(self) -> dict[int, float]:
        """In ems."""
        widths, em = self._font["hmtx"], self._font["head"].unitsPerEm
        return {code: widths[glyph][0] / em for code, glyph in self.characters.items()}

    def width(self, text: str, size: float, spacing: float = 0) -> float:
        """In the unit of `size`; `spacing` is added after each character."""
        return sum(self._advances[ord(character)] for character in text) * size + spacing * len(text)

    def lines(self, text: str, size: float, width: float) -> list[str]:
        """Broken at blanks; a word that is wider than a line is broken anywhere."""
        lines = [""]
        for word in text.split():
            joined = f"{lines[-1]} {word}".strip()
            if self.width(joined, size) <= width:
                lines[-1] = joined
                continue
            lines += self._pieces(word, size, width)
        return [line for line in lines if line]

    def _pieces(self, word: str, size: float, width: float) -> list[str]:
        pieces = [""]
        for character in word:
            if pieces[-1] and self.width(pieces[-1] + character, size) > width:
                pieces.append("")
            pieces[-1] += character
        return pieces

    def outline(self, text: str, x: float, y: float, size: float, spacing: float = 0) -> str:
        """The text as an SVG path, from `x` on the baseline `y`."""
        glyphs, scale = self._font.getGlyphSet(), size / self._font["head"].unitsPerEm
        pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.1f}".removesuffix(".0"))
        with _ONE_READER:
            for character in text:
                glyphs[self.characters[ord(character)]].draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
                x += self.width(character, size, spacing)
        return str(pen.getCommands())

    def printable(self, text: str) -> str:
        """The text composed (NFC); raises Invalid (not-printable) where the typeface lacks a character."""
        composed = unicodedata.normalize("NFC", text)
        for character in composed:
            if ord(character) not in self.characters:
                raise Invalid(
                    "not-printable",
                    f"The typeface lacks the character U+{ord(character):04X}: take the credential as JSON instead.",
                )
        return composed


REGULAR = Typeface("SourceSansPro-Regular")
SEMIBOLD = Typeface("SourceSansPro-Semibold")
