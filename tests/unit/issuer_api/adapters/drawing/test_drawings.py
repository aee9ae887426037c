"""Images and documents: everything that a design may say fits, and nothing is drawn that cannot be read."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from issuer_api.adapters.drawing.badge_image import PIXELS, badge_png, badge_svg
from issuer_api.adapters.drawing.certificate import certificate
from issuer_api.adapters.drawing.sheet import Box, Line, Polygon
from issuer_api.adapters.drawing.typeface import REGULAR, SEMIBOLD
from issuer_api.adapters.drawing.weave import PALETTES, weave
from issuer_api.domain.award import Award
from issuer_api.domain.baking import bake_png, bake_svg
from issuer_api.domain.errors import Invalid
from issuer_api.domain.summary import WORDS, Language, facts
from tests.unit.issuer_api.domain.awards import award, badge
from verification.baked import read_badge

LINK = "https://salud.example.edu/credential#5f0c3c2e8a5b4d0f9e3d7c6b5a49382f.Jm3vN0l2Jm3vN0l2Jm3vN0l2"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
LANGUAGES: tuple[Language, ...] = get_args(Language.__value__)
LETTERS = st.sampled_from("aeioun ñÑáÜçãõẽłșğʼβЖ.,()«»–")
PRINTABLE = st.text(LETTERS, min_size=1, max_size=200).map(str.strip).filter(bool)
FAR = "Ẽg̃a Łucja Ștefan Nguyễn Đặng Kʼicheʼ Ọláńrewájú İğit Őry Þór Жанна Ωμέγα"


def document(of: Award, lang: Language = "es", credential: str = "{}") -> bytes:
    return certificate(of, lang, link=LINK, credential=credential, made=NOW)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_images_say_in_words_what_they_show(lang: Language) -> None:
    drawn = badge_svg(award(), lang)
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    title = root.findtext("{http://www.w3.org/2000/svg}title")
    told = root.findtext("{http://www.w3.org/2000/svg}desc")
    assert title == f"{WORDS[lang]['kind']}: {award().elements.title}"
    assert told
    assert award().awarding_body in told
    assert f"{award().elements.hours} {WORDS[lang]['hours']}" in told
    assert root.get("role") == "img"
    assert not re.search(r"href|url\(|<image|<style|<script|font-family", drawn)


def test_the_png_is_the_same_square() -> None:
    image = Image.open(io.BytesIO(badge_png(award(), "es")))
    assert image.size == (PIXELS, PIXELS)
    ground = weave(award().awarding_body, award().elements.title).ground
    assert image.convert("RGB").getpixel((PIXELS // 2, PIXELS // 4)) == tuple(bytes.fromhex(ground[1:]))
    assert image.getchannel("A").getpixel((0, 0)) == 0  # its corners are round


def test_a_drawn_image_is_baked_and_read_back() -> None:
    assert read_badge(bake_png(badge_png(award(), "es"), badge())).form == "json"
    assert read_badge(bake_svg(badge_svg(award(title='a < b & "c" ]]>'), "es"), badge()).encode()).form == "json"


def _luminance(colour: str) -> float:
    parts = [value / 255 for value in bytes.fromhex(colour[1:])]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", PALETTES)
def test_every_palette_can_be_read(palette: tuple[str, ...]) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.6: white and the first thread on the ground, the ground on white paper."""
    ground, deep, first, *_ = palette
    assert _contrast(ground, "#ffffff") >= 7
    assert _contrast(deep, "#ffffff") >= 7
    assert _contrast(first, ground) >= 4.5
    assert _contrast(ground, "#f3f1ea") >= 4.5


def test_each_institution_has_its_colours_and_each_title_its_pattern() -> None:
    same, again = weave("Universidad de Ejemplo", "Salud"), weave("Universidad de Ejemplo", "Salud")
    assert same == again
    assert weave("Universidad de Ejemplo", "Datos").ground == same.ground
    assert weave("Universidad de Ejemplo", "Datos").band(0, 0, 1000, 90) != same.band(0, 0, 1000, 90)
    for shape in same.band(10, 20, 1000, 90):
        match shape:
            case Polygon():
                assert all(20 <= y <= 110 for _, y in shape.points)
            case Box():
                assert shape.y >= 20
            case Line():
                pytest.fail("a band has no words")


@given(PRINTABLE, st.floats(5, 100), st.floats(20, 900))
def test_lines_hold_every_word_and_none_is_too_wide(text: str, size: float, width: float) -> None:
    composed = SEMIBOLD.printable(text)
    lines = SEMIBOLD.lines(composed, size, width)
    assert "".join(lines).replace(" ", "") == "".join(composed.split())
    assert all(SEMIBOLD.width(line, size) <= width or len(line) == 1 for line in lines)


@settings(max_examples=25, deadline=None)
@given(
    st.builds(
        award,
        title=PRINTABLE,
        outcomes=st.lists(PRINTABLE, min_size=1, max_size=20),
        assessment_type=PRINTABLE,
        qa_type=PRINTABLE,
        nqf_level=st.integers(1, 10),
        nqf_scheme=st.text(LETTERS, max_size=60),
        valid_months=st.none() | st.integers(1, 1200),
    ),
    PRINTABLE,
    PRINTABLE,
    st.sampled_from(LANGUAGES),
)
def test_whatever_a_design_may_say_fits_on_one_page(of: Award, name: str, institution: str, lang: Language) -> None:
    made = document(replace(of, given_name=name, awarding_body=institution), lang)
    assert made.count(b"/Type /Page\n") == 1
    assert read_badge(made).credential == "{}"
    badge_svg(replace(of, awarding_body=institution), lang)


def test_names_are_printed_whatever_language_they_come_from() -> None:
    assert document(replace(award(), given_name=FAR))
    assert all(ord(letter) in REGULAR.characters for letter in REGULAR.printable(FAR))


def test_what_there_is_no_letter_for_is_said_and_not_drawn_as_a_box() -> None:
    for name in ("李明", "محمد", "Ana 😀"):
        with pytest.raises(Invalid) as caught:
            document(replace(award(), given_name=name))
        assert caught.value.code == "not-printable"
        assert name not in caught.value.detail


def test_the_document_for_archives_and_for_screen_readers() -> None:
    made = document(award(), "pt")
    assert made.startswith(b"%PDF-1.7")
    for part in (
        b"/Lang (pt)",
        b"/Marked true",
        b"/S /H1",
        b"/S /Figure",
        b"<pdfaid:part>3</pdfaid:part>",
        b"/DisplayDocTitle true",
    ):
        assert part in made, part
    assert b"/AFRelationship /Source" in made
    assert b"JavaScript" not in made


def test_the_grade_is_told_by_nothing_drawn() -> None:
    assert all("87" not in fact.text for lang in LANGUAGES for fact in facts(award(), lang))


@pytest.mark.parametrize(
    ("lang", "told"), [("es", "23 de noviembre de 2026"), ("pt", "23 de novembro de 2026"), ("en", "23 November 2026")]
)
def test_dates_as_people_write_them(lang: Language, told: str) -> None:
    assert facts(award(), lang)[0].text == told


def test_credits_and_levels_that_there_are() -> None:
    said = dict(facts(award(ects="1.5", national_credits="2", credit_scheme="SCT", eqf_level=6, nqf_level=4), "es"))
    assert said["Créditos"] == "1,5 ECTS · 2 SCT"
    assert said["Nivel"] == "EQF 6 · NQF 4"
    bare = dict(
        facts(award(ects=None, national_credits=None, credit_scheme="none", eqf_level=None, nqf_level=None), "es")
    )
    assert not {"Créditos", "Nivel", "Válida hasta"} & bare.keys()
