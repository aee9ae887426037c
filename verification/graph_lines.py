"""Lines of N-Quads with places in them, filled in one go.

>>> Lines([('<urn:a>', '<urn:p>', '"@0@"', '')], {"@0@": 0}).fill(["x"])
['<urn:a> <urn:p> "x" .']
"""

import re
from collections.abc import Mapping, Sequence

from verification.quads import Quad, line


class Lines:
    """Lines in which each of the given marks is a place; `slots` says which value comes in the place of a mark."""

    __slots__ = ("_form", "_slots")

    def __init__(self, quads: Sequence[Quad], slots: Mapping[str, int]) -> None:
        text = "".join(map(line, quads)).removesuffix("\n")
        parts = re.split("(" + "|".join(map(re.escape, slots)) + ")", text) if slots else [text]
        self._form = "%s".join(part.replace("%", "%%") for part in parts[::2])
        self._slots = tuple(slots[mark] for mark in parts[1::2])

    def fill(self, values: Sequence[str]) -> list[str]:
        """The lines, without their ends."""
        return (self._form % tuple(map(values.__getitem__, self._slots))).split("\n") if self._form else []
