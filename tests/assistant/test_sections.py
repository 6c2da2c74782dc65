"""Which sections are quoted together."""

import pytest

from assistant.coverage import Weighed
from assistant.parts import Part
from assistant.retrieval import Candidate
from assistant.sections import AS_GOOD, MUST_COME_CLOSER, answering_sections
from corpus.models import Passage, PassageKind, Span


def section(number: int, score: float, text: str = "El permiso dura ocho meses.") -> Candidate:
    units = (Span(0, len(text)),)
    heading = (f"Sección {number}",)
    passage = Passage(f"{number:012d}", "guía", heading, 0, len(text), text, PassageKind.PROSE, units, 9)
    return Candidate(number, passage, score, {})


NOTHING_HELD = Weighed({"zumbido": 1.0}, {})
ALL_HELD = Weighed({"permiso": 1.0}, {})


def numbers(found: list[Candidate]) -> list[int]:
    return [candidate.number for candidate in found]


def test_no_section_gives_none():
    assert answering_sections([], {}, NOTHING_HELD) == []


@pytest.mark.parametrize(("question", "share"), [(NOTHING_HELD, AS_GOOD), (ALL_HELD, MUST_COME_CLOSER)])
def test_a_section_is_added_when_it_is_as_good_and_must_be_better_where_the_first_holds_most(question, share):
    near = [section(1, 10.0), section(2, 10.0 * share + 0.01), section(3, 10.0 * share - 0.01)]
    assert numbers(answering_sections(near, {}, question)) == [1, 2]


def test_at_most_three_sections_are_quoted():
    alike = [section(n, 10.0) for n in range(1, 6)]
    assert numbers(answering_sections(alike, {}, NOTHING_HELD)) == [1, 2, 3]


def test_each_thing_asked_gets_the_best_section_of_the_pool_for_it():
    pool = [section(1, 10.0), section(2, 6.0, "La cuota es de 48 pesos."), section(3, 5.0)]
    cost = Part("cuánto cuesta la cuota", "quién autoriza")
    found = {
        Part("quién autoriza", "cuánto cuesta la cuota"): [section(1, 9.0), section(2, 2.0)],
        cost: [section(2, 9.0), section(1, 2.0), section(7, 12.0)],
    }
    assert numbers(answering_sections(pool, found, NOTHING_HELD)) == [1, 2]


def test_a_part_whose_words_stand_in_a_section_chosen_before_needs_no_other():
    pool = [section(1, 10.0), section(2, 6.0)]
    parts = {
        Part("quién da el permiso", "cuánto dura"): [section(1, 9.0), section(2, 1.0)],
        Part("cuánto dura", "quién da el permiso"): [section(2, 9.0), section(1, 1.0)],
    }
    assert numbers(answering_sections(pool, parts, NOTHING_HELD)) == [1]


def test_a_side_of_a_comparison_gets_its_own_best_section_though_the_whole_question_does_not_find_it():
    pool = [section(1, 10.0)]
    parts = {
        Part("qué es Metropolis", alone=True): [section(1, 9.0)],
        Part("qué es CGLU", alone=True): [section(8, 9.0)],
    }
    assert numbers(answering_sections(pool, parts, NOTHING_HELD)) == [1, 8]


def test_a_part_that_finds_nothing_is_passed_over():
    assert numbers(answering_sections([section(1, 10.0)], {Part("qué", "es"): []}, NOTHING_HELD)) == [1]
