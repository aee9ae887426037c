"""A design's elements: what may stand in them, what may not, and who approves them."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from issuer_api.domain.design import Design, DesignState, Elements, GradeScale
from issuer_api.domain.errors import Conflict, Forbidden
from issuer_api.routes.designs import EXAMPLE
from tests.unit.issuer_api.domain.awards import DIGCOMP, ESCO

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EXAMPLES = sorted((Path(__file__).parents[4] / "examples").glob("*.json"))
LEAST = {
    "title": "Salud digital",
    "outcomes": ["Planifica"],
    "hours": 1,
    "assessment_type": "Proyecto",
    "mode": "online",
    "qa_type": "Acreditación",
}


def elements(**changes: Any) -> Elements:
    return Elements.model_validate(LEAST | changes)


def test_the_example_of_the_api_is_one() -> None:
    assert Elements.model_validate(EXAMPLE).national_credits == 3


def test_what_is_left_out_is_absent_and_never_computed() -> None:
    least = elements(hours=75)
    assert least.ects is None
    assert least.national_credits is None
    assert least.credit_scheme == "none"
    assert least.grade_scale == GradeScale(minimum=Decimal(0), maximum=Decimal(100), pass_mark=Decimal(60))


@pytest.mark.parametrize("name", sorted(LEAST))
def test_each_of_the_least_is_needed(name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        Elements.model_validate({key: value for key, value in LEAST.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("title", text) for text in ("", "   ", "x" * 201, "a\x00b", "a\nb", "a\u202eb", "\ud800", 5, None)),
        *(("assessment_type", text) for text in ("", "\t")),
        *(("description", text) for text in ("x" * 2001, "a\x00b", "\u202e")),
        *(("hours", number) for number in (0, -1, 10_001, 1.5, "x", None)),
        *((name, number) for name in ("ects", "national_credits") for number in ("-1", "1001", "3.001", "NaN", "inf")),
        *(("eqf_level", number) for number in (0, 9, 6.5)),
        *(("nqf_level", number) for number in (0, 11)),
        ("outcomes", []),
        ("outcomes", [""]),
        ("outcomes", ["x"] * 21),
        ("outcomes", "Planifica"),
        *(("outcomes_uri", uri) for uri in ("x", "javascript:alert(1)", "file:///etc/passwd")),
        ("mode", "hybrid"),
        ("language", "fr"),
        ("credit_scheme", "ECTS"),
        ("credits", 3),
        *(
            ("alignments", [value])
            for value in ({}, "x", ESCO | {"url": "https://example.edu/skill"}, ESCO | {"type": "x"})
        ),
        *(("alignments", [value]) for value in (DIGCOMP | {"framework": ""}, DIGCOMP | {"url": "x"})),
        ("alignments", [DIGCOMP | {"url": f"https://example.edu/{number}"} for number in range(21)]),
        *(("prerequisites", text) for text in ("x" * 501, "a\nb", None)),
        *(("valid_months", number) for number in (0, -1, 1201, 1.5)),
        ("issuer_form", "did:key"),
        ("cryptosuite", "bbs-2023"),
    ],
)
def test_what_cannot_be_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        elements(**{name: value})
    assert caught.value.errors()[0]["loc"][0] == name


def test_a_text_is_trimmed_and_a_description_may_have_lines() -> None:
    found = elements(title="  Salud  ", description="Una.\nOtra.")
    assert (found.title, found.description) == ("Salud", "Una.\nOtra.")


@pytest.mark.parametrize(
    ("minimum", "maximum", "pass_mark"),
    [
        (0, 100, 101),
        (10, 100, 9),
        (5, 5, 5),
        (100, 0, 60),
        (-3, 12, 2),
        (0, 10**9, 1),
        ("0", "NaN", "0"),
        (0, 5, 2.999),
    ],
)
def test_a_scale_that_is_none(minimum: object, maximum: object, pass_mark: object) -> None:
    with pytest.raises(ValidationError):
        GradeScale.model_validate({"minimum": minimum, "maximum": maximum, "pass_mark": pass_mark})


@given(st.tuples(*[st.decimals(0, 1_000_000, places=2)] * 3))
def test_a_scale_goes_from_minimum_to_maximum_with_the_pass_mark_between(
    marks: tuple[Decimal, Decimal, Decimal],
) -> None:
    minimum, pass_mark, maximum = sorted(marks)
    if minimum < maximum:
        GradeScale(minimum=minimum, pass_mark=pass_mark, maximum=maximum)


def test_a_design_of_before_badges_is_read_as_it_was_meant() -> None:
    found = elements()
    assert (found.alignments, found.prerequisites, found.valid_months) == ([], "", None)
    assert (found.issuer_form, found.cryptosuite) == ("did:web", "eddsa-rdfc-2022")


def test_an_alignment_stands_once() -> None:
    assert len(elements(alignments=[ESCO, DIGCOMP]).alignments) == 2
    with pytest.raises(ValidationError, match="two of these have the same url"):
        elements(alignments=[ESCO, ESCO | {"name": "x"}])


def test_what_is_wrong_with_an_alignment_is_said_in_plain_words() -> None:
    with pytest.raises(ValidationError, match="the address of an ESCO skill begins with"):
        elements(alignments=[ESCO | {"url": "https://example.edu/skill"}])
    with pytest.raises(ValidationError, match="names the framework"):
        elements(alignments=[DIGCOMP | {"framework": ""}])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_designs_of_the_examples_are_ones(path: Path) -> None:
    found = Elements.model_validate_json(path.read_text())
    assert found.alignments
    assert found.valid_months


def draft() -> Design:
    return Design(elements=elements().model_dump(mode="json"), author="officer", created_at=NOW)


def test_a_second_person_approves_once() -> None:
    design = draft()
    design.approve("approver", NOW)
    assert (design.state, design.approver, design.approved_at) == (DesignState.APPROVED, "approver", NOW)
    with pytest.raises(Conflict, match="approved by approver"):
        design.approve("third", NOW)
    assert design.approver == "approver"


def test_the_author_does_not_approve() -> None:
    design = draft()
    with pytest.raises(Forbidden, match="somebody other"):
        design.approve("officer", NOW)
    assert (design.state, design.approver) == (DesignState.DRAFT, None)


def test_elements_come_back_as_they_were() -> None:
    kept = elements(ects="3.50", outcomes_uri="https://salud.example.edu/r")
    design = Design(elements=kept.model_dump(mode="json"), author="officer", created_at=NOW)
    assert design.read() == kept
