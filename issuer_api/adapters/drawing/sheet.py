"""A drawing as a list of shapes, and the two forms it is given: SVG, and PNG by Pillow.

    as_svg([Box(0, 0, 10, 10, "#123456")], size=10, title="…", description="…")

Text becomes outlines in the SVG, so that it looks the same wherever it is opened; what it says stands in `title` and
`desc`, which is what a screen reader reads.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

from issuer_api.adapters.drawing.typeface import Typeface

_FINER = 2  # a PNG is drawn so many times larger and then made smaller: smooth edges


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `fill` as #rrggbb, `radius` of its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled polygon by its corners."""

    points: tuple[tuple[float, float], ...]
    fill: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text from `x` on the baseline `y`."""

    text: str
    x: float
    y: float
    size: float
    face: Typeface
    fill: str
    spacing: float = 0


type Shape = Box | Polygon | Line


def as_svg(shapes: Sequence[Shape], *, size: int, lang: str, title: str, description: str) -> str:
    """A square SVG of `size` user units."""
    drawn = "".join(_svg(shape) for shape in shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        f'role="img" xml:lang="{lang}" aria-labelledby="badge-title badge-description">'
        f'<title id="badge-title">{escape(title)}</title>'
        f'<desc id="badge-description">{escape(description)}</desc>{drawn}</svg>'
    )


def _svg(shape: Shape) -> str:
    match shape:
        case Box():
            place = f'x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}" height="{shape.height:g}"'
            return f'<rect {place} rx="{shape.radius:g}" fill="{shape.fill}"/>'
        case Polygon():
            points = " ".join(f"{x:g},{y:g}" for x, y in shape.points)
            return f'<polygon points="{points}" fill="{shape.fill}"/>'
        case Line():
            path = shape.face.outline(shape.text, shape.x, shape.y, shape.size, shape.spacing)
            return f'<path d="{path}" fill="{shape.fill}"/>'


def as_png(shapes: Sequence[Shape], *, size: int, pixels: int) -> bytes:
    """The same square as a PNG of so many pixels, transparent where nothing is drawn."""
    scale = pixels * _FINER / size
    image = Image.new("RGBA", (pixels * _FINER, pixels * _FINER), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    for shape in shapes:
        _paint(draw, shape, scale)
    buffer = io.BytesIO()
    image.resize((pixels, pixels), Image.Resampling.LANCZOS).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _paint(draw: ImageDraw.ImageDraw, shape: Shape, scale: float) -> None:
    match shape:
        case Box():
            left, top = shape.x * scale, shape.y * scale
            corners = (left, top, left + shape.width * scale - 1, top + shape.height * scale - 1)
            draw.rounded_rectangle(corners, shape.radius * scale, fill=shape.fill)
        case Polygon():
            draw.polygon([(x * scale, y * scale) for x, y in shape.points], fill=shape.fill)
        case Line():
            _paint_line(draw, shape, scale)


def _paint_line(draw: ImageDraw.ImageDraw, line: Line, scale: float) -> None:
    font = ImageFont.truetype(line.face.path, line.size * scale, layout_engine=ImageFont.Layout.BASIC)
    x = line.x
    for piece in line.text if line.spacing else (line.text,):
        draw.text((x * scale, line.y * scale), piece, font=font, fill=line.fill, anchor="ls")
        x += line.face.width(piece, line.size, line.spacing)
