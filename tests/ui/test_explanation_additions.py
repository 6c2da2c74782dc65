"""Why more passages than one were quoted."""

from dataclasses import replace

import pytest

from assistant.answer import Answer
from assistant.parts import Part
from assistant.retrieval import Candidate
from corpus.lexical import build_lexical
from corpus.library import Library
from ui.explanation import ExplanationSchema, explain
from ui.explanation_additions import AdditionSchema, as_written
from ui.explanation_wording import notes

QUESTION = "¿Cuánto cuestan las copias y qué dice el Artículo del horario?"
PARTS = (Part("¿Cuánto cuestan las copias"), Part("qué dice el Artículo del horario?"))


@pytest.fixture
def library(stand_in) -> Library:
    """The two documents, with an index of their words."""
    return replace(stand_in.library, lexical=build_lexical(list(stand_in.library.documents.values())))


@pytest.fixture
def found(stand_in, library) -> tuple[Candidate, Candidate]:
    """The guide's passage, on copies, and the regulation's, on opening hours."""
    (guide,) = stand_in.ask(QUESTION).trace.candidates
    (official,) = library.documents["reglamento"].passages
    return guide, replace(guide, number=1, passage=official, score=0.7)


def quoting(stand_in, cited: tuple[Candidate, ...], candidates: tuple[Candidate, ...], **of_trace) -> Answer:
    """An answer that quotes some of its candidates, in that order."""
    answer = stand_in.ask(QUESTION)
    citations = tuple(
        replace(answer.citations[0], n=number, passage_id=candidate.passage.id)
        for number, candidate in enumerate(cited, start=1)
    )
    return replace(answer, citations=citations, trace=replace(answer.trace, candidates=candidates, **of_trace))


def explained(stand_in, library: Library, answer: Answer) -> ExplanationSchema:
    return explain(answer, stand_in.weights, library)


def test_a_passage_adds_the_words_asked_that_the_first_does_not_hold(stand_in, library, found):
    told = explained(stand_in, library, quoting(stand_in, found, found))
    assert [each.adds for each in told.passages] == [None, AdditionSchema(words=["Artículo", "horario"], part=None)]
    assert notes(told)[0] == "Además del pasaje 1 se citó el 2 porque menciona «Artículo» y «horario»."


def test_the_first_is_the_one_that_the_answer_quotes_first(stand_in, library, found):
    told = explained(stand_in, library, quoting(stand_in, found[::-1], found))
    assert [each.adds is None for each in told.passages] == [False, True]
    assert notes(told)[0].startswith("Además del pasaje 2 se citó el 1 porque menciona «cuestan» y «copias»")


def test_a_passage_answers_the_thing_asked_in_whose_own_search_it_is_most_ahead(stand_in, library, found):
    guide, official = found
    parts = {PARTS[0]: found, PARTS[1]: (replace(official, score=0.9), replace(guide, score=0.2))}
    told = explained(stand_in, library, quoting(stand_in, found, found, parts=parts))
    assert told.passages[1].adds.part == 2
    assert "el 2 porque responde mejor a la parte 2 de la pregunta y menciona «Artículo»" in notes(told)[0]


def test_a_passage_that_is_ahead_in_no_search_answers_no_part_better(stand_in, library, found):
    told = explained(stand_in, library, quoting(stand_in, found, found, parts=dict.fromkeys(PARTS, found)))
    assert told.passages[1].adds.part is None


def test_a_passage_that_was_not_found_for_a_part_counts_as_the_last_that_was(stand_in, library, found):
    guide, official = found
    parts = {PARTS[0]: (replace(guide, score=0.9),), PARTS[1]: (replace(official, score=0.5),)}
    told = explained(stand_in, library, quoting(stand_in, found, found, parts=parts))
    assert told.passages[1].adds.part is None


def test_what_adds_neither_a_word_nor_a_part_may_complete_the_answer(stand_in, library, found):
    guide, official = found
    like = replace(guide, number=2, passage=replace(guide.passage, id="otro"))
    told = explained(stand_in, library, quoting(stand_in, (guide, like, official), (guide, like, official)))
    assert notes(told)[0] == (
        "Además del pasaje 1 se citaron otros: el 2 porque puede completar la respuesta; "
        "el 3 porque menciona «Artículo» y «horario»."
    )


def test_a_word_that_is_little_of_the_question_explains_nothing(stand_in, library, found):
    answer = quoting(stand_in, found, found)
    wordy = " ".join(f"palabra{number}" for number in range(30))
    query = replace(answer.trace.query, text=f"{QUESTION} {wordy}")
    told = explained(stand_in, library, replace(answer, trace=replace(answer.trace, query=query)))
    assert told.passages[1].adds.words == []


def test_where_one_passage_is_quoted_or_a_model_chose_nothing_is_told(stand_in, library, found):
    single = quoting(stand_in, found[:1], found)
    drafted = replace(quoting(stand_in, found, found), mode="llm")
    for told in (explained(stand_in, library, single), explained(stand_in, library, drafted)):
        assert all(each.adds is None for each in told.passages)
        assert not any(note.startswith("Además") for note in notes(told))


def test_a_word_is_told_as_it_was_written():
    assert as_written("sancion", "¿Qué Sanción hay?") == "Sanción"
    assert as_written("cop21", "¿Qué fue la COP-21?") == "cop21"
