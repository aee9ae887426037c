"""What people read: complete in three languages, and unknown never sounds like anything else."""

import re
from collections.abc import Mapping
from string import Formatter

import pytest

from tests.unit.verification.test_verdict import DETAIL
from verification.outcome import OUTCOMES, Outcome
from verification.wording import en, es, pt
from verification.wording.phrases import Language, phrase
from verification.wording.sentences import sentence, summary

WORDING: Mapping[Language, Mapping[str, str]] = {"es": es.SENTENCES, "pt": pt.SENTENCES, "en": en.SENTENCES}
UNKNOWN: Mapping[Language, str] = {
    "es": "No se pudo comprobar|no se pudo comprobar",
    "pt": "Não foi possível verificar",
    "en": "could not be checked",
}
LANGUAGES: tuple[Language, ...] = ("es", "pt", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_a_sentence_and_every_sentence_a_code(lang: Language) -> None:
    assert WORDING[lang].keys() == OUTCOMES.keys()


@pytest.mark.parametrize("code", OUTCOMES)
def test_the_languages_say_the_same_things(code: str) -> None:
    fields = [{name for _, name, _, _ in Formatter().parse(WORDING[lang][code]) if name} for lang in LANGUAGES]
    assert fields[0] == fields[1] == fields[2]
    assert fields[0] <= DETAIL.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", OUTCOMES)
def test_unknown_reads_as_could_not_be_checked_and_nothing_else_does(code: str, lang: Language) -> None:
    said = sentence(code, DETAIL, lang)
    assert bool(re.search(UNKNOWN[lang], said)) == (OUTCOMES[code] is Outcome.UNKNOWN)
    assert said.endswith(".")
    assert said[0].isupper()
    assert "{" not in said


def test_the_summary_of_unknown_is_neither_yes_nor_no() -> None:
    assert summary("unknown", "es").startswith("No se pudo comprobar todo")
    assert summary("unknown", "pt").startswith("Não foi possível verificar tudo")
    assert summary("unknown", "en").startswith("Not everything could be checked")


@pytest.mark.parametrize(
    ("comparison", "lang", "said"),
    [
        (("ects_x100", ">=", 300), "es", "créditos ECTS: al menos 3"),
        (("ects_x100", ">=", 250), "pt", "créditos ECTS: pelo menos 2,5"),
        (("grade_x100", "<", 655), "en", "grade: less than 6.55"),
        (("hours", ">", 100), "es", "horas: más de 100"),
        (("completed_dateint", ">", 20251231), "es", "fecha de finalización: después del 31/12/2025"),
        (("completed_dateint", ">=", 20230314), "pt", "data de conclusão: a partir de 14/03/2023"),
        (("completed_dateint", "<=", 20230314), "en", "date of completion: on or before 14 March 2023"),
        (("completed_dateint", ">=", 0), "en", "date of completion: at least 0"),
        (("id_verified", ">=", 1), "es", "identidad comprobada"),
        (("unheard_of", "<=", 5), "es", "unheard_of: como máximo 5"),
    ],
    ids=str,
)
def test_comparisons_are_said_as_people_say_them(comparison: tuple[str, str, int], lang: Language, said: str) -> None:
    name, op, value = comparison
    assert phrase({"name": name, "op": op, "value": value}, lang) == said


def test_details_are_put_into_words() -> None:
    criteria = [{"name": "eqf_level", "op": ">=", "value": 6}, {"name": "ects_x100", "op": ">=", "value": 300}]
    assert sentence("criteria-met", {"criteria": criteria}, "es") == (
        "Cumple lo que se pidió: nivel EQF: al menos 6; créditos ECTS: al menos 3."
    )
    assert sentence("disclosed-too-much", {"names": ["family_name", "given_name"]}, "pt") == (
        "Revelou dados que não tinham sido pedidos: sobrenome; nome."
    )
    assert sentence("in-force", {"as_of": "2026-11-23T12:05:00Z"}, "en") == (
        "It was not revoked as of 23 November 2026, 12:05 UTC. Nothing is known of what came after."
    )
