"""Which passages are quoted together."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.coverage import Weighed
from assistant.parts import Part
from assistant.retrieval import Candidate
from assistant.sections import ADDITIONS, MOST_PASSAGES, POOL, Addition, AdditionModel, addition, answering_passages
from corpus.generations import Manifest
from corpus.library import Library
from corpus.models import Document, DocumentKind, IndexedDocument, IngestReport, Passage, PassageKind, Span

TERM = "El permiso dura ocho meses."
FEE = "La cuota es de 48 pesos."
BOTH = Weighed({"permiso": 3.0, "cuota": 1.0}, {})
NOTHING_HELD = Weighed({"zumbido": 1.0}, {})
WHO = Part("quién da el permiso", "cuánto es la cuota")
HOW_MUCH = Part("cuánto es la cuota", "quién da el permiso")
# The sections of the library, of which the last is back matter.
HEADINGS = ("Trámite", "Pago", "Horario", "Lugar", "Multas", "Avisos", "Quejas", "Fuentes")
BACK = len(HEADINGS) - 1

NEUTRAL = Addition(ratio=0.9, coverage=0.5, lead_coverage=0.5, new_words=0.0, gain=0.0, same_document=1.0)


def section(
    number: int, score: float, text: str = TERM, *, coverage: float = 0.5, document: str = "guía", heading: str = ""
) -> Candidate:
    units = (Span(0, len(text)),)
    under = (heading or HEADINGS[number],)
    passage = Passage(f"{number:012d}", document, under, 0, len(text), text, PassageKind.PROSE, units, 9)
    return Candidate(number, passage, score, {"coverage": coverage})


@pytest.fixture(scope="module")
def library() -> Library:
    """A guide of eight sections; nothing is searched in it."""
    passages = tuple(section(number, 1.0).passage for number in range(len(HEADINGS)))
    document = Document("guía", "Guía", DocumentKind.GUIDE, TERM, "f0")
    entry = IndexedDocument(document, passages, IngestReport("guía", 1, len(passages), 1.0))
    manifest = Manifest("20260101-000000-000", "2026-01-01", "none", 1, 1, "0", {}, len(passages), 0, {})
    return Library(Path("none"), manifest, {"guía": entry}, None, None, None)


def numbers(found: list[Candidate]) -> list[int]:
    return [candidate.number for candidate in found]


def test_what_a_passage_adds_is_as_worked_by_hand():
    lead, other = section(0, 10.0, TERM, coverage=0.75), section(1, 6.0, FEE, coverage=0.25, document="reglamento")
    # Of the question's weight of 4, "cuota", which only the other holds, is 1.
    assert addition(other, lead, {}, BOTH) == Addition(
        ratio=0.6, coverage=0.25, lead_coverage=0.75, new_words=0.25, gain=0.0, same_document=0.0
    )


def test_what_a_passage_adds_to_one_of_two_things_asked_is_as_worked_by_hand():
    lead, other = section(0, 10.0, TERM), section(1, 6.0, FEE)
    parts = {WHO: [section(0, 9.0), section(1, 3.0)], HOW_MUCH: [section(1, 8.0), section(0, 6.0)]}
    added = addition(other, lead, parts, BOTH)
    # All the words of the second thing are new; there the other is ahead by 2 of 8.
    assert (added.new_words, added.gain, added.same_document) == (1.0, 0.25, 1.0)


def test_a_passage_that_a_thing_does_not_find_stands_as_low_as_the_last_that_it_finds():
    lead, other = section(0, 10.0, TERM), section(1, 6.0, FEE)
    parts = {HOW_MUCH: [section(1, 8.0), section(2, 4.0)]}
    assert addition(other, lead, parts, BOTH).gain == (8.0 - 4.0) / 8.0


def test_a_thing_that_finds_nothing_speaks_for_no_passage():
    assert addition(section(1, 6.0), section(0, 10.0), {WHO: []}, BOTH).gain == 0.0


def test_a_word_that_the_lead_holds_by_another_name_is_not_new():
    question = Weighed({"cuota": 1.0}, {"cuota": (frozenset({"p:permiso"}),)})
    assert addition(section(1, 6.0, FEE), section(0, 10.0, TERM), {}, question).new_words == 0.0


def test_the_heading_right_above_a_passage_counts_as_its_text():
    lead, other = section(0, 10.0, TERM), section(1, 6.0, TERM, heading="Cuota")
    assert addition(other, lead, {}, BOTH).new_words == 0.25


def test_the_probability_is_as_worked_by_hand():
    model = AdditionModel(
        intercept=-1.0, ratio=1.0, coverage=2.0, lead_coverage=-2.0, new_words=0.5, gain=4.0, same_document=0.25
    )
    given = Addition(ratio=0.5, coverage=0.5, lead_coverage=1.0, new_words=1.0, gain=0.25, same_document=1.0)
    # -1 + 0.5 + 1 - 2 + 0.5 + 1 + 0.25 = 0.25
    assert model.probability(given) == pytest.approx(1 / (1 + math.exp(-0.25)))
    assert replace(model, intercept=-1.25).probability(given) == pytest.approx(0.5)


@pytest.mark.parametrize("name", ["ratio", "coverage", "new_words", "gain", "same_document"])
def test_the_more_speaks_for_a_passage_the_likelier_it_adds_a_fact(name):
    with_it, without_it = replace(NEUTRAL, **{name: 1.0}), replace(NEUTRAL, **{name: 0.0})
    assert ADDITIONS.probability(with_it) > ADDITIONS.probability(without_it)


def test_the_more_the_lead_holds_of_the_question_the_less_likely_another_adds_a_fact():
    assert ADDITIONS.probability(replace(NEUTRAL, lead_coverage=1.0)) < ADDITIONS.probability(NEUTRAL)


def test_the_lead_is_quoted_alone_when_nothing_adds_to_it(library):
    lead = section(0, 10.0, coverage=1.0)
    assert numbers(answering_passages([lead], {}, BOTH, library)) == [0]
    assert numbers(answering_passages([lead, section(1, 2.0, coverage=0.1)], {}, BOTH, library)) == [0]


def test_a_passage_is_quoted_beside_the_lead_from_the_threshold_upwards(library):
    lead, near = section(0, 10.0, coverage=0.5), [section(n, 10.0 - n, coverage=0.5) for n in (1, 2, 3, 4, 5)]
    added = [
        c.number for c in near if ADDITIONS.probability(addition(c, lead, {}, NOTHING_HELD)) >= ADDITIONS.threshold
    ]
    assert 0 < len(added) < MOST_PASSAGES
    assert numbers(answering_passages([lead, *near], {}, NOTHING_HELD, library)) == [0, *added]


def test_what_adds_most_comes_first_whatever_its_rank(library):
    lead, second = section(0, 10.0, TERM, coverage=0.4), section(1, 9.9, TERM, coverage=0.4)
    third = section(2, 9.5, FEE, coverage=1.0)
    assert numbers(answering_passages([lead, second, third], {}, BOTH, library)) == [0, 2, 1]


def test_at_most_three_passages_are_quoted(library):
    alike = [section(n, 10.0) for n in range(5)]
    assert numbers(answering_passages(alike, {}, NOTHING_HELD, library)) == [0, 1, 2]


def test_back_matter_adds_nothing_however_near_it_is(library):
    lead, notes, other = section(0, 10.0), section(BACK, 10.0, FEE, coverage=1.0), section(2, 10.0)
    assert numbers(answering_passages([lead, notes, other], {}, BOTH, library)) == [0, 2]


def test_only_the_best_candidates_are_looked_at(library):
    poor = [section(n, 1.0, coverage=0.0) for n in range(1, POOL)]
    good = section(POOL, 9.9, FEE, coverage=1.0)
    assert numbers(answering_passages([section(0, 10.0), *poor, good], {}, BOTH, library)) == [0]
    assert numbers(answering_passages([section(0, 10.0), *poor[1:], good], {}, BOTH, library)) == [0, POOL]


def test_a_passage_that_answers_the_second_thing_asked_is_quoted_beside_the_lead(library):
    pool = [section(0, 10.0, TERM, coverage=0.75), section(1, 6.0, FEE, coverage=0.25)]
    parts = {WHO: [section(0, 9.0), section(1, 2.0)], HOW_MUCH: [section(1, 9.0), section(0, 2.0)]}
    assert numbers(answering_passages(pool, parts, BOTH, library)) == [0, 1]
    assert numbers(answering_passages(pool, {}, BOTH, library)) == [0]


def test_a_side_of_a_comparison_gets_its_own_best_section_though_the_whole_question_does_not_find_it(library):
    parts = {
        Part("qué es Metropolis", alone=True): [section(0, 9.0)],
        Part("qué es CGLU", alone=True): [section(6, 9.0)],
    }
    assert numbers(answering_passages([section(0, 10.0)], parts, NOTHING_HELD, library)) == [0, 6]


def test_the_sides_of_a_comparison_are_quoted_alone_and_a_section_that_both_find_once(library):
    pool = [section(0, 10.0), section(1, 10.0)]
    sides = Part("qué es Metropolis", alone=True), Part("qué es CGLU", alone=True)
    assert numbers(answering_passages(pool, {side: [section(3, 9.0)] for side in sides}, NOTHING_HELD, library)) == [3]


def test_a_side_that_finds_nothing_is_passed_over(library):
    found = {Part("qué es CGLU", alone=True): []}
    assert numbers(answering_passages([section(0, 10.0)], found, NOTHING_HELD, library)) == [0]
