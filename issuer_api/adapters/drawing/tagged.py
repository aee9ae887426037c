"""A PDF page whose text is tagged (ISO 32000-2, section 14.8), so that a screen reader reads it in its order.

    with page.tagged("H1"):
        page.cell(text="Salud digital")
    with page.artifact():
        page.rect(0, 0, 10, 10, style="F")

fpdf2 tags images and headings of its outline alone, and what is half tagged is read by halves: here every mark on the
page is either an element of the structure or an artifact.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from fpdf import FPDF

type Role = Literal["H1", "H2", "P", "Figure", "Link", "L", "Lbl", "LBody"]


class TaggedPdf(FPDF):
    """One page of A4, in millimetres, to be kept for good (PDF/A-3U, which allows an attachment of any kind)."""

    def __init__(self) -> None:
        super().__init__(unit="mm", format="A4", enforce_compliance="PDF/A-3U")
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0

    @contextmanager
    def tagged(self, role: Role, alt_text: str | None = None) -> Iterator[None]:
        """What is drawn inside is one element of this role."""
        mark = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=f"/{role}", mcid=mark, alt_text=alt_text)
        self._out(f"/{role} <</MCID {mark}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn inside is decoration: nothing to read."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")
