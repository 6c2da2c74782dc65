"""How an answer came about: the value, its wording, and how the terminal and the page show it."""

from dataclasses import fields, replace

import pytest

from assistant.answer import Answer
from assistant.answerability import Evidence
from assistant.evidence import DATA as KINDS_OF_DATA
from assistant.fusion import FusionWeights
from assistant.parts import Part
from assistant.query import QuestionType
from assistant.service import SURE
from ui.explanation import ExplanationSchema, explain
from ui.explanation_text import explanation_text
from ui.explanation_wording import (
    ABSENT,
    DATA,
    EVIDENCE,
    KINDS,
    NOT_THE_FIRST,
    NOTHING_SEARCHED,
    TOLD_BY_MISSING,
    WAYS,
    WITHOUT_QUESTIONS,
    notes,
    question_facts,
    signal_texts,
    why,
)
from ui.pages.exchanges import Exchange
from ui.pages.explanation_html import explanation_html

QUESTION = "¿Cuántas copyas se entregan?"
PARTS = (Part("qué es"), Part("quién firma"))


@pytest.fixture
def answer(stand_in) -> Answer:
    return stand_in.ask(QUESTION)


@pytest.fixture
def explained(answer, stand_in) -> ExplanationSchema:
    return explain(answer, stand_in.weights, stand_in.library)


def retold(stand_in, answer: Answer, *, of_answer: dict | None = None, **of_trace) -> ExplanationSchema:
    """The explanation of an answer that came about otherwise."""
    changed = replace(answer, trace=replace(answer.trace, **of_trace), **(of_answer or {}))
    return explain(changed, stand_in.weights, stand_in.library)


def missing(stand_in, answer: Answer, **evidence) -> list[str]:
    """The reasons for an answer with other evidence."""
    return why(retold(stand_in, answer, evidence=replace(answer.trace.evidence, **evidence)))[1]


def test_every_kind_signal_and_piece_of_evidence_has_words():
    assert set(KINDS) == set(QuestionType)
    assert {name for way in WAYS for name in way.signals} == {f.name for f in fields(FusionWeights)} - {"stand_in"}
    assert set(DATA) == {datum.name for datum in KINDS_OF_DATA}
    assert {*EVIDENCE, *TOLD_BY_MISSING} == {f.name for f in fields(Evidence)}


def test_an_explanation_tells_the_question_the_passages_and_the_decision(explained, answer):
    assert (explained.searched, explained.kind, explained.slips) == (QUESTION, "how_many", {"copya": "copia"})
    assert (explained.datum, explained.thing) == ("count", "copyas")
    assert (explained.glossary, explained.terms) == (["copia"], {"p:copia": 1.0})
    (found,) = explained.passages
    assert (found.rank, found.document_title, found.section) == (1, "Título de guia", "Capítulo › Atención")
    assert (found.score, found.citations, found.adds) == (0.83, [1], None)
    assert (explained.decision, explained.probability, explained.threshold) == ("answered", 0.97, 0.62)
    assert explained.weights["question_vector"] == 1.5


def test_a_follow_up_is_told_as_it_was_understood(stand_in, answer):
    assert retold(stand_in, answer, of_answer={"rewritten": "¿Y cuánto? — ¿…copias?"}).searched.startswith("¿Y cuánto?")


def test_a_courtesy_has_no_explanation(stand_in):
    assert explain(stand_in.ask("hola"), stand_in.weights, stand_in.library) is None


def test_signals_that_need_questions_are_unknown_without_them(explained):
    found = explained.passages[0]
    assert found.signals["asked"] is None
    assert signal_texts(found.signals) == ["75%", "4.2", "0.0", "3.0", ABSENT, ABSENT, "0.40"]
    assert WITHOUT_QUESTIONS in notes(explained)


def test_signals_are_known_of_a_passage_with_questions(stand_in, answer):
    (candidate,) = answer.trace.candidates
    asked = replace(candidate, passage=replace(candidate.passage, questions=("¿Cuánto cuesta una copia?",)))
    explained = retold(stand_in, answer, candidates=(asked,))
    assert explained.passages[0].signals["question_vector"] == 0.5
    assert WITHOUT_QUESTIONS not in notes(explained)


def test_a_passage_beyond_those_asked_for_is_told_when_it_is_cited(stand_in, answer):
    (candidate,) = answer.trace.candidates
    others = [replace(candidate, passage=replace(candidate.passage, id=id_)) for id_ in ("uno", "dos", "tres")]
    explained = retold(stand_in, answer, candidates=(*others[:2], candidate, others[2]))
    assert [found.citations for found in explained.passages] == [[], [], [1]]
    assert NOT_THE_FIRST in notes(explained)


def test_official_text_that_travels_with_a_section_is_told_apart(stand_in, answer):
    official = stand_in.library.documents["reglamento"].passages[0]
    beside = replace(answer.citations[0], n=2, passage_id=official.id, document_title="Reglamento", page=7)
    explained = retold(stand_in, answer, of_answer={"citations": (*answer.citations, beside)})
    assert [(place.document_title, place.citations) for place in explained.beside] == [("Reglamento", [2])]
    assert any("citado en [2]: Reglamento › Capítulo › Atención, p. 7." in note for note in notes(explained))


def test_a_document_that_has_left_the_library_goes_by_its_id(stand_in, answer):
    (candidate,) = answer.trace.candidates
    gone = replace(candidate, passage=replace(candidate.passage, document_id="retirado"))
    assert retold(stand_in, answer, candidates=(gone,)).passages[0].document_title == "retirado"


@pytest.mark.parametrize(
    ("reason", "asked", "decision", "told"),
    [
        ("not_in_corpus", (QUESTION, 0.6199), "improbable", "Se estima en 61% la probabilidad"),
        ("off_topic", (QUESTION, 0.02), "off_topic", "Tampoco nombra un tema del glosario"),
        ("off_topic", ("¿Cómo falsifico un acta?", 0.9), "harm", "algo dañino o ilegal"),
        ("not_in_corpus", (QUESTION, 0.9), "nothing_to_quote", "no dice nada que se pueda citar por sí solo"),
    ],
)
def test_a_refusal_says_why(stand_in, answer, reason, asked, decision, told):
    question, probability = asked
    explained = retold(
        stand_in,
        answer,
        of_answer={"abstained": True, "reason": reason, "citations": ()},
        query=replace(answer.trace.query, text=question),
        probability=probability,
    )
    heading, reasons = why(explained)
    assert (explained.decision, heading) == (decision, "Por qué no se respondió")
    assert told in reasons[0]
    assert NOT_THE_FIRST not in notes(explained)


def test_an_answer_that_is_less_than_sure_says_from_where_it_would_be(stand_in, answer, explained):
    doubtful = why(retold(stand_in, answer, probability=SURE - 0.01, threshold=0.46))[1][0]
    assert doubtful.endswith(f"se responde desde 46%. Con menos de {SURE:.0%} se advierte que conviene confirmarlo.")
    assert "se advierte" not in why(retold(stand_in, answer, probability=SURE, threshold=0.46))[1][0]
    assert "se advierte" not in why(explained)[1][0]


def test_where_nothing_was_found_there_is_neither_table_nor_evidence(stand_in, answer):
    explained = retold(
        stand_in, answer, of_answer={"abstained": True, "reason": "not_in_corpus", "citations": ()}, candidates=()
    )
    assert explained.decision == "nothing_found"
    assert why(explained)[1] == ["En los documentos elegidos no hay ningún pasaje."]
    for shown in (explanation_text(explained, {}), explanation_html(Exchange(1, "", answer, explanation=explained))):
        assert "No se encontró ningún pasaje." in shown
        assert "BM25" not in shown


def test_what_the_passages_lack_is_said_only_when_they_lack_it(stand_in, answer):
    assert len(missing(stand_in, answer)) == 3
    assert missing(stand_in, answer, coverage=0.0)[1].startswith("Lo más cercano contiene 0%")
    assert missing(stand_in, answer, datum_missing=1.0)[-1] == "No dice lo que se pide: un número."
    assert missing(stand_in, answer, of_now=1.0)[-1].startswith("Se pregunta por el presente")
    absent = retold(stand_in, answer, missing=("Hamburgo", "1987"))
    assert why(absent)[1][-1] == "No menciona «Hamburgo» ni «1987»."


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("¿Qué sanción hay por falsas copias?", "No menciona lo que se pide: «sanción»."),
        ("que sancion hay por falsas copias", "No menciona lo que se pide: «sancion»."),
    ],
)
def test_a_thing_that_is_not_mentioned_is_told_as_it_was_written(stand_in, answer, question, told):
    evidence = replace(answer.trace.evidence, thing_missing=1.0)
    explained = retold(stand_in, answer, query=replace(answer.trace.query, text=question), evidence=evidence)
    assert why(explained)[1][-1] == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("¿Cuánto cuesta el trámite?", "un monto"),
        ("¿Cuál es el teléfono de la oficina?", "un teléfono, correo, domicilio u horario"),
        ("¿Quién paga los boletos?", "quién paga"),
        ("¿Cada cuándo se reúnen?", "cada cuándo"),
        ("¿Hasta cuándo está vigente?", "hasta cuándo"),
        ("¿Cuánto tiempo tarda?", "cuánto dura o tarda"),
        ("¿En qué fecha se firmó?", "una fecha"),
        ("¿Cuántos hay?", "un número"),
    ],
)
def test_a_datum_asked_for_is_told_by_its_kind_where_it_is_lacking(stand_in, answer, question, told):
    evidence = replace(answer.trace.evidence, datum_missing=1.0)
    query = replace(answer.trace.query, text=question, type=QuestionType.FACT)
    explained = retold(stand_in, answer, query=query, evidence=evidence)
    assert dict(question_facts(explained))["Qué se pide"] == told
    assert why(explained)[1][-1] == f"No dice lo que se pide: {told}."


def test_that_nobody_asks_for_such_a_datum_is_said_where_there_are_questions_to_compare_with(stand_in, answer):
    (candidate,) = answer.trace.candidates
    asked = replace(candidate, passage=replace(candidate.passage, questions=("¿Dónde se piden copias?",)))
    farther, hardly = (replace(answer.trace.evidence, datum_unasked=value) for value in (0.21, 0.04))
    told = why(retold(stand_in, answer, candidates=(asked,), evidence=farther))[1]
    assert told[-1].endswith("la que pide lo mismo (un número) se parece 0.21 menos.")
    assert why(retold(stand_in, answer, candidates=(asked,), evidence=hardly))[1] == told[:-1]
    assert why(retold(stand_in, answer, candidates=(candidate,), evidence=farther))[1] == told[:-1]


def test_the_question_is_told_in_plain_words(stand_in, answer):
    query = replace(answer.trace.query, language="en")
    facts = dict(question_facts(retold(stand_in, answer, query=query, parts=dict.fromkeys(PARTS, ()))))
    assert facts == {
        "Se buscó": QUESTION,
        "Idioma": "inglés; los textos están en español",
        "Qué se pide": "cuánto o cuántos; un número",
        "Se leyó también": "«copya» como «copia»",
        "Del glosario": "copia",
        "Por partes": "1) qué es; 2) quién firma",
    }


def test_the_text_keeps_to_the_width_and_its_columns_stand_under_their_names(explained):
    lines = explanation_text(explained, {"retrieve": 3.1, "answer": 2.25, "total": 5.35}).splitlines()
    assert max(map(len, lines)) <= 80
    at = lines.index("Los mejores pasajes")
    names, weights, place, figures = lines[at + 2 : at + 6]
    assert place == "   1. Título de guia › Capítulo › Atención (citado en [1])"
    assert (weights.split(), figures.split()) == (
        ["peso", "1.5", "1", "0.4", "0.4", "1", "1.5", "0.7"],
        ["0.83", "75%", "4.2", "0.0", "3.0", ABSENT, ABSENT, "0.40"],
    )
    assert names.index("oración") + len("oración") == weights.rindex("0.4") + 3 == figures.index("3.0") + 3
    assert lines[-1] == "Tiempo: búsqueda 3.1 ms, respuesta 2.2 ms, total 5.3 ms."


def test_the_page_shows_the_same_and_escapes_it(stand_in, answer):
    (candidate,) = answer.trace.candidates
    hostile = replace(candidate, passage=replace(candidate.passage, section=("<script>alert(1)</script>",)))
    explained = retold(stand_in, answer, candidates=(hostile,), query=replace(answer.trace.query, text="<b>¿qué?</b>"))
    html = explanation_html(Exchange(1, QUESTION, answer, explanation=explained))
    assert "<script" not in html
    assert "<b>" not in html
    assert "citado en [1]" in html
    shares = '<td style="--parte: 100%">75%</td><td style="--parte: 100%">4.2</td><td style="--parte: 0%">0.0</td>'
    assert f'<td class="puntos">0.83</td>{shares}' in html
    for sentence in why(explained)[1]:
        assert f"<li>{sentence}</li>" in html


def test_a_courtesy_says_that_nothing_was_searched_and_a_failure_explains_nothing(stand_in):
    courtesy = stand_in.ask("hola")
    assert explanation_html(Exchange(1, "hola", courtesy)) == f"<p>{NOTHING_SEARCHED}</p>"
    assert " ".join(explanation_text(None, {}).split()) == f"Cómo se encontró {NOTHING_SEARCHED}"
    assert explanation_html(Exchange(1, "¿?!", failure="La pregunta está vacía.")) == ""
