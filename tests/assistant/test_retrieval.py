"""Search over the guides and a few tiny documents."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from assistant.fusion import FusionWeights
from assistant.query import read_query
from assistant.retrieval import NEIGHBOURS, HybridRetriever, best_of_each
from corpus.analysis import fold
from corpus.embedding import make_embedder
from corpus.errors import UnknownDocument
from corpus.library import Library
from ingest import pipeline

# Our own wording under the heading of an official text, so that a guide's section finds its source.
OFFICIAL = """# Cuaderno sobre acuerdos de los gobiernos locales

## Procedimiento legal aplicable

Al negociar un hermanamiento, el gobierno local avisa a la Dirección General de Coordinación Política. Pide a la
Secretaría de Relaciones Exteriores el dictamen de procedencia del acuerdo. La Consultoría Jurídica revisa el proyecto
y, firmado el hermanamiento por las autoridades de las dos ciudades, lo inscribe en el registro de acuerdos.

## Ferias del libro

Las ferias del libro del municipio se celebran en la plaza. Los expositores llegan la víspera, montan las mesas por
la tarde y reciben un gafete de la biblioteca, que también presta las sillas y los manteles para la inauguración.

## Cuidado de los jardines

Los jardines de la presidencia municipal se riegan de noche. La cuadrilla de parques poda los setos cada dos semanas,
repone las plantas secas en primavera y lleva las hojas a la composta que está detrás del vivero del municipio.
"""

ACCENTED = [
    "¿Cómo se solicita el dictamen a la Secretaría de Relaciones Exteriores?",
    "¿Qué es la cooperación internacional descentralizada?",
    "¿Cuántos países están en la red de ciudades educadoras?",
    "¿Qué función tiene la oficina de asuntos internacionales?",
    "¿Con cuánta anticipación se avisa de una gira del alcalde?",
    "¿Cómo se acomodan los invitados según la precedencia?",
    "¿Qué documentos se entregan con la solicitud azul del tianguis?",
    "¿CUÁNTO DURA EL PERMISO DEL TIANGUIS?",
]


def first(answer):
    return answer.passages[0].passage


@pytest.mark.parametrize("question", ACCENTED)
def test_a_question_without_accents_marks_or_capitals_finds_the_same_passages(window, question):
    plain = fold(question).strip("¿?")
    assert plain != question
    typed, proper = window.ask(plain, k=2), window.ask(question, k=2)
    assert first(typed).id in {ranked.passage.id for ranked in proper.passages}
    assert first(proper).id in {ranked.passage.id for ranked in typed.passages}
    assert typed.abstained is proper.abstained is False


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("¿Cómo firmo un ermanamiento?", "¿Cómo firmo un hermanamiento?"),
        ("que es el dictmaen de la sre", "que es el dictamen de la sre"),
        ("¿Cuánto dura el permizo del tianguis?", "¿Cuánto dura el permiso del tianguis?"),
        ("como firmo un ermanamineto", "como firmo un hermanamiento"),
    ],
)
def test_a_slip_of_the_keyboard_finds_what_was_meant(window, typed, meant):
    answer = window.ask(typed)
    assert not answer.abstained
    assert first(answer).document_id == first(window.ask(meant)).document_id


@pytest.mark.parametrize(
    ("question", "document_id"),
    [
        ("¿Cómo le pido el visto bueno a la cancillería?", "dictamen-sre"),
        ("¿Cómo se firma con una ciudad hermana?", "hermanamiento"),
        ("How do we get the foreign ministry's opinion on an agreement?", "dictamen-sre"),
        ("What is a sister city agreement?", "hermanamiento"),
        ("¿Qué hace el área internacional de un ayuntamiento?", "ofai"),
    ],
)
def test_everyday_words_and_english_find_the_guide_in_its_own_terms(window, question, document_id):
    answer = window.ask(question)
    assert document_id in [ranked.passage.document_id for ranked in answer.passages[:2]]


@pytest.mark.parametrize("k", [1, 5, 50])
def test_as_many_passages_come_as_were_asked_for(window, k):
    answer = window.ask("¿Qué es un hermanamiento?", k=k)
    assert len(answer.passages) == k
    assert len({ranked.passage.id for ranked in answer.passages}) == k


def test_more_passages_do_not_change_the_first_nor_the_answer(window):
    few, many = (window.ask("¿Qué es un hermanamiento?", k=k) for k in (5, 50))
    assert few.answer == many.answer
    assert few.passages == many.passages[:5]


def test_passages_come_best_first(window):
    scores = [ranked.score for ranked in window.ask("¿Cómo se afilia un municipio a una red?", k=20).passages]
    assert scores == sorted(scores, reverse=True)


def test_only_the_documents_asked_for_are_searched_and_cited(window):
    chosen = ["tianguis-nocturno", "rastro"]
    answer = window.ask("¿Cuánto dura el permiso del tianguis?", k=50, documents=chosen)
    assert {ranked.passage.document_id for ranked in answer.passages} == set(chosen)
    assert {citation.document_id for citation in answer.citations} <= set(chosen)
    assert "tres meses" in answer.answer


def test_no_document_named_means_all(window):
    question = "¿Cuánto dura el permiso del tianguis?"
    assert window.ask(question, documents=[]).passages == window.ask(question).passages


def test_an_unknown_document_is_an_error_that_lists_the_known_ones(window):
    with pytest.raises(UnknownDocument) as caught:
        window.ask("¿Qué es un hermanamiento?", documents=["tianguis", "ninguno"])
    assert caught.value.document_id == "ninguno"
    assert {"tianguis", "hermanamiento"} <= set(caught.value.known)


def test_the_same_query_finds_the_same_candidates(window, glossary):
    retriever = HybridRetriever(window.library, FusionWeights())
    query = read_query("¿Qué papeles lleva la solicitud azul?", glossary, window.library.vocabulary)
    once, again = retriever.search(query, 10), retriever.search(query, 10)
    assert once.candidates == again.candidates
    assert np.array_equal(once.sentences, again.sentences)


def test_a_search_tells_the_cosines_of_the_nearest_questions_of_the_bank(window, glossary):
    library, asked = window.library, "¿Qué es un hermanamiento?"
    found = HybridRetriever(library, FusionWeights()).search(read_query(asked, glossary, library.vocabulary), 5)
    bank = {f"{p.id}.{number}": question for p in library.passages for number, question in enumerate(p.questions)}
    assert len(found.questions) == min(NEIGHBOURS, len(bank))
    nearest = max(found.questions, key=lambda id_: found.questions[id_])
    one, other = (np.array(library.embedder.embed_query(text)) for text in (asked, bank[nearest]))
    assert found.questions[nearest] == pytest.approx(one @ other / np.sqrt((one @ one) * (other @ other)), abs=0.01)


def test_a_passage_is_as_near_as_the_nearest_of_its_questions(window, glossary):
    query = read_query("¿Qué es un hermanamiento?", glossary, window.library.vocabulary)
    found = HybridRetriever(window.library, FusionWeights()).search(query, 5)
    best = found.candidates[0]
    own = [found.questions.get(f"{best.passage.id}.{number}", 0.0) for number in range(len(best.passage.questions))]
    assert best.signals["question_vector"] == pytest.approx(max(own))


def test_every_weight_is_of_a_signal_that_is_fused(window, glossary):
    query = read_query("¿Qué es un hermanamiento?", glossary, window.library.vocabulary)
    (best,) = HybridRetriever(window.library, FusionWeights()).search(query, 1).candidates
    assert {*best.signals, "stand_in"} == {field.name for field in fields(FusionWeights)}


def test_the_best_row_of_each_owner_counts():
    scores = np.array([1, 5, 2, 7], dtype=np.float32)
    owners = np.array([0, 0, 2, -1], dtype=np.int32)
    assert best_of_each(scores, owners, 3).tolist() == [5, 0, 2]


@pytest.fixture(scope="module")
def linked(guides_library, tmp_path_factory) -> Library:
    """A library in which guides lead into a source."""
    folder = tmp_path_factory.mktemp("linked")
    path = Path(folder / "abc.md")
    path.write_text(OFFICIAL, encoding="utf-8")
    settings = guides_library(folder)
    pipeline.ingest([path], settings, as_id="abc-sre")
    return Library.open(settings.home, make_embedder(settings))


def test_the_official_text_that_travels_with_a_guide_takes_no_rank_of_its_own(linked, glossary):
    query = read_query("¿Cómo se firma un hermanamiento paso a paso?", glossary, linked.vocabulary)
    found = HybridRetriever(linked, FusionWeights()).search(query, len(linked.passages)).candidates
    companions = {official.id for c in found for official in linked.official(c.passage)}
    assert [official.section[-1] for official in linked.official(found[0].passage)] == ["Procedimiento legal aplicable"]
    assert companions
    assert linked.official(found[0].passage)[0].id not in {candidate.passage.id for candidate in found}


def test_the_official_text_has_its_rank_when_it_alone_is_asked(linked, glossary):
    query = read_query("¿Cómo se firma un hermanamiento paso a paso?", glossary, linked.vocabulary)
    found = HybridRetriever(linked, FusionWeights()).search(query, 5, documents=["abc-sre"]).candidates
    assert found[0].passage.section[-1] == "Procedimiento legal aplicable"
