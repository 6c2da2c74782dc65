"""What is quoted: whole steps, whole lists, whole sentences, both sides of a comparison, and no wall of text."""

import re

import pytest

from assistant.answer import Answer
from assistant.quoting import Quote, count_words
from corpus.analysis import fold
from corpus.guides import load_guides
from corpus.models import Passage, PassageKind, Span

SIGNING = "¿Cómo firmo un hermanamiento con otra ciudad?"
# The first question of every second section of the guides.
ASKED = [section.questions[0] for guide in load_guides() for section in guide.sections][::2]


def steps(answer: Answer) -> list[str]:
    return [s.text for s in answer.statements if re.match(r"\d+\. ", s.text)]


def test_a_quote_is_the_text_from_its_first_unit_to_its_last():
    text = "Uno es uno. Dos son dos. Tres son tres."
    units = (Span(0, 11), Span(12, 24), Span(25, 39))
    passage = Passage("0" * 12, "d", (), 0, len(text), text, PassageKind.PROSE, units, 9)
    assert Quote(passage, 1, 2).text == "Dos son dos. Tres son tres."
    assert Quote(passage, 0, 0).text == "Uno es uno."


def test_words_are_counted_as_a_reader_does():
    assert count_words("La SRE: 2,446 municipios — y más.") == 7


def test_a_procedure_is_answered_with_all_its_steps_numbered_in_order(window):
    answer = window.ask(SIGNING)
    labels = [int(step.split(".")[0]) for step in steps(answer)]
    assert labels == list(range(1, len(labels) + 1))
    assert len(labels) >= 5
    assert answer.passages[0].passage.document_id == "hermanamiento"


@pytest.mark.parametrize(
    "named",
    [
        r"Dirección General de Coordinación Política \(DGCP\)",
        "dictamen",
        "dos semanas antes",
        "Consultoría Jurídica",
        "Registro de Acuerdos Interinstitucionales",
    ],
)
def test_the_steps_of_a_sister_city_agreement_name_offices_terms_and_the_registry(window, named):
    assert any(re.search(named, step) for step in steps(window.ask(SIGNING)))


def test_each_step_has_a_citation_of_its_own(window):
    answer = window.ask(SIGNING)
    quotes = {citation.n: citation.quote for citation in answer.citations}
    cited = [statement.citations for statement in answer.statements if statement.text in steps(answer)]
    assert all(len(numbers) == 1 for numbers in cited)
    assert [quotes[number] for (number,) in cited] == steps(answer)
    assert len(set(cited)) == len(cited)


def test_the_steps_of_a_document_of_the_users_are_all_told(window):
    answer = window.ask("¿Cómo obtengo un puesto en el tianguis?")
    assert [step[:2] for step in steps(answer)] == ["1.", "2.", "3.", "4."]


def test_a_list_that_is_asked_for_comes_whole_with_its_lead_in(window):
    texts = [s.text for s in window.ask("¿Qué papeles se entregan con la solicitud azul?").statements]
    assert texts[0].endswith(":")
    assert sum(text.startswith("- ") for text in texts) == 3


def test_a_figure_of_a_table_is_told(window):
    answer = window.ask("¿Cuál es la cuota semanal de comida preparada en el tianguis?")
    assert "Comida preparada | 62 pesos" in answer.answer


def test_a_question_of_a_datum_is_answered_with_the_sentence_that_has_it(window):
    assert "ocho meses" in window.ask("¿Cuánto dura el permiso del tianguis de Villa Ficticia?").answer


@pytest.mark.parametrize(
    "question",
    [
        "¿Qué diferencia hay entre el permiso del tianguis y el del tianguis nocturno?",
        "Compara cuánto dura el permiso del tianguis con el del tianguis nocturno",
    ],
)
def test_a_comparison_tells_both_sides_each_from_its_own_document(window, question):
    answer = window.ask(question)
    assert {"tianguis", "tianguis-nocturno"} <= {citation.document_id for citation in answer.citations}
    assert "ocho meses" in answer.answer
    assert "tres meses" in answer.answer


def test_what_is_quoted_from_a_hostile_document_is_a_quote_like_any_other(window):
    answer = window.ask("¿Cuándo abre el lavadero de camiones del rastro?")
    assert "abre los martes" in answer.answer
    assert all(statement.citations for statement in answer.statements)
    assert {citation.document_id for citation in answer.citations} == {"rastro"}


@pytest.fixture(scope="module")
def answers(window) -> list[Answer]:
    """The answers to many questions, one in each few also without accents."""
    return [window.ask(fold(question) if n % 5 == 0 else question) for n, question in enumerate(ASKED)]


def test_nothing_is_cut_in_the_middle_of_a_sentence(window, answers):
    for answer in answers:
        for citation in answer.citations:
            passage = window.library.passage(citation.passage_id)
            starts = {unit.start for unit in passage.units}
            ends = {unit.end for unit in passage.units}
            places = [found.span() for found in re.finditer(re.escape(citation.quote), passage.text)]
            assert any(start in starts and end in ends for start, end in places)


def test_a_lead_in_is_never_quoted_without_what_it_announces(window, answers):
    for answer in answers:
        for citation, following in zip(answer.citations, [*answer.citations[1:], None], strict=True):
            if citation.quote.endswith(":"):
                passage = window.library.passage(citation.passage_id)
                assert following is not None
                assert following.passage_id == citation.passage_id
                rest = passage.text.split(citation.quote, 1)[1].lstrip()
                assert rest.startswith(following.quote)


def test_the_same_thing_is_not_told_twice(answers):
    for answer in answers:
        texts = [fold(statement.text) for statement in answer.statements]
        assert len(set(texts)) == len(texts)


def test_an_answer_is_no_wall_of_text(answers):
    lengths = sorted(count_words(answer.answer) for answer in answers if not answer.abstained)
    assert lengths[len(lengths) // 2] <= 200
    assert lengths[-1] <= 400


def test_nearly_all_questions_of_the_guides_are_answered_from_them(answers):
    assert sum(not answer.abstained for answer in answers) >= 0.95 * len(answers)
