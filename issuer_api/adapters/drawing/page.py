"""What every printed page of ours is made of: its ground, its texts from the top downwards, its code.

pdf = new_page("Constancia", "Universidad de Ejemplo", "es", made, pattern)
y = lines(pdf, "H1", ["Constancia"], 30, 20, SEMIBOLD, INK)
"""

import io
from collections.abc import Sequence
from datetime import datetime

import qrcode
from fpdf.enums import XPos, YPos
from fpdf.prefs import ViewerPreferences

from issuer_api.adapters.drawing.sheet import Box, Polygon, Shape
from issuer_api.adapters.drawing.tagged import Role, TaggedPdf
from issuer_api.adapters.drawing.typeface import REGULAR, SEMIBOLD, Typeface
from issuer_api.adapters.drawing.weave import Weave
from issuer_api.domain.summary import Language

PAGE, LEFT, WIDTH = 210.0, 22.0, 166.0
INK, QUIET = "#1b2530", "#55606b"
POINT = 25.4 / 72  # millimetres


def new_page(title: str, institution: str, lang: Language, made: datetime, pattern: Weave) -> TaggedPdf:
    """One page with its ground drawn."""
    pdf = TaggedPdf()
    _describe(pdf, title, institution, lang, made)
    for name, face in (("", REGULAR), ("B", SEMIBOLD)):
        pdf.add_font("source", name, face.path)
    pdf.add_page()
    _ground(pdf, pattern)
    return pdf


def lines(
    pdf: TaggedPdf,
    role: Role,
    paragraphs: Sequence[str],
    y: float,
    size: float,
    face: Typeface,
    fill: str,
    *,
    x: float = LEFT,
    width: float = WIDTH,
    spacing: float = 0,
) -> float:
    """Text from the top edge `y` downwards as one element; `size` in points. Returns where it ends."""
    height = size * POINT * 1.25
    pdf.set_font("source", "B" if face is SEMIBOLD else "", size)
    pdf.set_text_color(fill)
    pdf.set_char_spacing(spacing)
    with pdf.tagged(role):
        for paragraph in paragraphs:
            for line in face.lines(face.printable(paragraph), size * POINT, width):
                pdf.set_xy(x, y)
                pdf.cell(width, height, line, new_x=XPos.LEFT, new_y=YPos.NEXT)
                y += height
    return y


def draw(pdf: TaggedPdf, shape: Shape) -> None:
    """Whatever is drawn here is decoration, or inside a figure."""
    match shape:
        case Box():
            pdf.set_fill_color(shape.fill)
            pdf.rect(
                shape.x,
                shape.y,
                shape.width,
                shape.height,
                style="F",
                round_corners=bool(shape.radius),
                corner_radius=shape.radius,
            )
        case Polygon():
            pdf.set_fill_color(shape.fill)
            pdf.polygon(list(shape.points), style="F")


def qr_png(link: str) -> io.BytesIO:
    """A PNG with a quarter of error correction: it will be printed, folded and photographed."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=2, box_size=8)
    code.add_data(link)
    buffer = io.BytesIO()
    code.make_image(fill_color=INK, back_color="white").save(buffer)
    buffer.seek(0)
    return buffer


def _describe(pdf: TaggedPdf, title: str, institution: str, lang: Language, made: datetime) -> None:
    pdf.set_title(title)
    pdf.set_author(institution)
    pdf.set_lang(lang)
    pdf.set_creation_date(made)
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)


def _ground(pdf: TaggedPdf, pattern: Weave) -> None:
    with pdf.artifact():
        for shape in (*pattern.band(0, 0, PAGE, 15), *pattern.band(0, 285, PAGE, 12)):
            draw(pdf, shape)
