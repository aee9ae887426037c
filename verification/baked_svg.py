"""The element of an SVG that holds a badge (Open Badges 3.0, "SVG").

    >>> element_credential(image)[:1]
    b'{'

The whole document is parsed, so that a second credential is found. A document type is refused, and with it every
entity; nothing outside the file is ever looked at. It is parsed twice, first without regard to namespaces: whatever
knows them writes a namespace out for each name in it, and a long one is megabytes for each.
"""

from typing import Never
from xml.parsers import expat

from verification.errors import BakedError

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_SEPARATOR = " "
_SVG = f"http://www.w3.org/2000/svg{_SEPARATOR}svg"
_CREDENTIAL = f"{NAMESPACE}{_SEPARATOR}credential"
_MAX_DEPTH = 64
_MAX_ELEMENTS = 100_000
_MAX_ATTRIBUTES = 256  # of one element
_MAX_NAMESPACE = 1000


def element_credential(svg: bytes) -> bytes:
    """Its `verify` attribute, or else its text; raises BakedError (badge-file-broken, -absent, -doubled)."""
    _parse(svg, _Shape(), None)
    reader = _Reader()
    _parse(svg, reader, _SEPARATOR)
    if reader.found == 0:
        raise BakedError("badge-absent", "no credential is baked into this SVG")
    if reader.verify is not None and reader.text.strip():
        raise BakedError("badge-doubled", "the credential stands both in the attribute and in the element")
    return (reader.text if reader.verify is None else reader.verify).encode()


class _Shape:
    """Refuses a document that is larger than an image, or that has a document type."""

    def __init__(self) -> None:
        self._depth, self._elements = 0, 0

    def start(self, _: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _MAX_DEPTH or self._elements > _MAX_ELEMENTS or len(attributes) > _MAX_ATTRIBUTES:
            raise _broken("it is nested too deep, or too long")
        if any(len(value) > _MAX_NAMESPACE for name, value in attributes.items() if name.startswith("xmlns")):
            raise _broken("a namespace is too long")

    def end(self, _: str) -> None:
        self._depth -= 1

    def characters(self, _: str) -> None:
        return


class _Reader:
    """Gathers the one `openbadges:credential` of a document."""

    def __init__(self) -> None:
        self.found = 0
        self.verify: str | None = None
        self._parts: list[str] = []
        self._depth, self._inside = 0, 0

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 and name != _SVG:
            raise _broken("its outermost element is not svg")
        if self._inside:
            raise _broken("the credential holds other elements")
        if name == _CREDENTIAL:
            self._take(attributes)

    def _take(self, attributes: dict[str, str]) -> None:
        if self.found:
            raise BakedError("badge-doubled", "more than one credential is baked into this SVG")
        self.found, self._inside, self.verify = 1, self._depth, attributes.get("verify")

    def end(self, _: str) -> None:
        if self._depth == self._inside:
            self._inside = 0
        self._depth -= 1

    def characters(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)


def _parse(svg: bytes, reader: _Shape | _Reader, separator: str | None) -> None:
    parser = expat.ParserCreate(namespace_separator=separator, intern=None)  # no name is kept
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(svg, True)
    except (expat.ExpatError, ValueError, LookupError):  # the latter two: an encoding that nobody knows
        raise _broken("it is not well-formed XML") from None


def _refuse(*_: object) -> Never:
    raise _broken("a document type is not read")


def _broken(what: str) -> BakedError:
    return BakedError("badge-file-broken", f"this is no SVG that can be read: {what}")
