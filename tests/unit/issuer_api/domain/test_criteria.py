"""What a verifier reads out of either form for its criteria is what the institution wrote, to the last digit."""

from hypothesis import given, settings

from issuer_api.domain import attributes
from issuer_api.domain.award import Award
from issuer_api.domain.badge import open_badge
from tests.unit.issuer_api.domain.awards import AWARDS, PLACE, SALT
from verification.anoncreds_evidence import unsigned_evidence
from verification.criteria import NUMBERS, numbers_of


def test_every_number_can_be_asked_of_every_form() -> None:
    assert set(NUMBERS) == set(attributes.NUMBERS)


@settings(max_examples=150, deadline=None)
@given(AWARDS)
def test_both_forms_say_the_same_numbers(found: Award) -> None:
    written = found.attributes()
    said = {name: int(written[name]) for name in NUMBERS if int(written[name]) != attributes.ABSENT}
    assert numbers_of(unsigned_evidence(found.issuer, written, None)) == said
    assert numbers_of(open_badge(found, salt=SALT, place=PLACE)) == said
