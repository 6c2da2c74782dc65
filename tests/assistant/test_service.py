"""The assistant as a whole: what an answer holds, suggestions, changes of the library, threads."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace

import pytest

from assistant import factory
from assistant.answer import Answer
from assistant.parts import parts_of, read_part, sides_of
from assistant.retrieval import HybridRetriever
from assistant.service import LEAST_CANDIDATES
from assistant.settings import AssistantSettings
from assistant.wording import ENGLISH_FRAME
from corpus.analysis import words
from corpus.errors import EmptyQuestion, IndexMissing, QuestionTooLong, UnreadableQuestion
from corpus.settings import CorpusSettings
from corpus.vectors import forget_open_stores
from ingest import pipeline

SIGNING = "¿Cómo firmo un hermanamiento con otra ciudad?"
TERM = "¿Cuánto dura el permiso del tianguis de Villa Ficticia?"
TWO_THINGS = "¿Quién entrega el permiso del tianguis y cuánto dura?"
TWO_SIDES = "¿En qué se distinguen CGLU y Metropolis?"
NEW_TERM = """# Reglamento del tianguis de Villa Ficticia

## Vigencia del permiso del tianguis

El permiso del tianguis de Villa Ficticia dura once meses y se renueva en la ventanilla de mercados.
"""

# A long list of which no item says anything by itself.
VILLAS = "".join(
    f"- Villa {name} {place}\n"
    for name in "Alta Baja Nueva Vieja Verde Roja Blanca Negra Azul Gris Honda Larga Llana Seca Fría".split()
    for place in ("Norte", "Sur", "Este")
)
ROLL = f"# Padrón\n\n## Villas del foro imaginario\n\nVillas del foro:\n\n{VILLAS}"


def without_timings(answer: Answer) -> dict[str, object]:
    return {name: value for name, value in asdict(replace(answer, trace=None)).items() if name != "timings_ms"}


def test_an_answer_says_how_it_was_made(window):
    answer = window.ask(SIGNING)
    assert (answer.question, answer.rewritten, answer.language) == (SIGNING, None, "es")
    assert (answer.mode, answer.note, answer.reason, answer.abstained) == ("quotes", None, None, False)
    assert answer.index.generation == window.library.generation
    assert answer.index.embedder == window.library.embedder.name
    assert set(answer.timings_ms) == {"retrieve", "answer", "total"}
    assert answer.timings_ms["total"] >= answer.timings_ms["retrieve"] > 0


def test_an_answer_is_never_empty(open_own, own_settings, tmp_path):
    (tmp_path / "padron.md").write_text(ROLL, encoding="utf-8")
    pipeline.ingest([tmp_path / "padron.md"], own_settings)
    answer = open_own.ask("¿Qué villas son integrantes del foro imaginario?", documents=["padron"])
    assert answer.answer
    assert answer.citations or answer.abstained


def test_an_answer_can_be_written_as_json(window):
    assert json.loads(json.dumps(asdict(replace(window.ask(SIGNING), trace=None))))["question"] == SIGNING


@pytest.mark.parametrize(
    "question", [SIGNING, TERM, "¿Qué es la OFAI?", "¿Quién ganó el mundial de futbol de 1986?", "Hola"]
)
def test_the_same_question_gives_the_same_answer(window, question):
    assert without_timings(window.ask(question)) == without_timings(window.ask(question))


@pytest.mark.parametrize("question", [TWO_THINGS, TWO_SIDES])
def test_the_things_asked_find_side_by_side_what_they_find_one_after_another(window, glossary, question):
    library, one_by_one = window.library, {}
    for part in parts_of(question) or sides_of(question, glossary):
        query = read_part(part, glossary, library.vocabulary)
        one_by_one[part] = HybridRetriever(library, window.weights).search(query, LEAST_CANDIDATES).candidates
    found = window.ask(question).trace.parts
    assert len(found) == 2
    assert list(found.items()) == list(one_by_one.items())


def test_many_who_ask_two_things_at_once_get_the_answer_that_each_gets_alone(window):
    alone = {question: without_timings(window.ask(question)) for question in (TWO_THINGS, TWO_SIDES)}
    asked = [TWO_THINGS, TWO_SIDES] * 4
    with ThreadPoolExecutor(len(asked)) as pool:
        together = list(pool.map(window.ask, asked))
    assert [without_timings(answer) for answer in together] == [alone[question] for question in asked]


@pytest.mark.parametrize(
    "question",
    [
        "What is a sister city agreement?",
        "How do I sign a sister city agreement?",
        "Who issues the dictamen for an agreement?",
    ],
)
def test_a_question_in_english_gets_an_english_frame_around_spanish_quotes(window, question):
    answer = window.ask(question)
    assert answer.language == "en"
    assert answer.answer.startswith(ENGLISH_FRAME)
    for citation in answer.citations:
        assert citation.quote in window.library.passage(citation.passage_id).text


def test_a_stream_is_the_answer_in_pieces_and_then_the_answer(window):
    *pieces, last = window.stream(SIGNING)
    assert isinstance(last, Answer)
    assert len(pieces) > 1
    assert "".join(pieces) == last.answer == window.ask(SIGNING).answer


@pytest.mark.parametrize(
    ("question", "error"),
    [("", EmptyQuestion), ("   ", EmptyQuestion), ("🙂", UnreadableQuestion), ("a" * 2001, QuestionTooLong)],
)
def test_a_question_that_cannot_be_processed_is_refused_in_both_ways_of_asking(window, question, error):
    with pytest.raises(error):
        window.ask(question)
    with pytest.raises(error):
        next(window.stream(question))


def test_the_limit_of_a_question_is_a_setting(library_settings):
    strict = factory.build(library_settings, AssistantSettings(_env_file=None, llm=None, question_limit=100))
    with pytest.raises(QuestionTooLong):
        strict.ask("¿Qué es un hermanamiento? " * 5)


def test_without_an_index_there_is_no_assistant(tmp_path):
    with pytest.raises(IndexMissing):
        factory.build(CorpusSettings(_env_file=None, home=tmp_path), AssistantSettings(_env_file=None, llm=None))


@pytest.mark.parametrize(
    "question",
    [
        SIGNING,
        "¿Qué es un hermanamiento?",
        "¿Qué es ICLEI?",
        "¿Para qué sirve una red de ciudades?",
        "¿Qué es una OFAI?",
    ],
)
def test_suggestions_are_other_questions_that_the_library_answers(window, question):
    answer = window.ask(question)
    assert 1 <= len(answer.suggestions) <= 3
    known = {asked for passage in window.library.passages for asked in passage.questions}
    for suggestion in answer.suggestions:
        assert suggestion in known
        assert words(suggestion) != words(question)
        assert not window.ask(suggestion).abstained


def test_what_was_asked_is_not_suggested_even_in_other_letters(window):
    for passage in window.library.passages[::9]:
        if passage.questions:
            asked = passage.questions[0].upper()
            assert words(asked) not in [words(suggestion) for suggestion in window.ask(asked).suggestions]


def test_a_library_that_did_not_change_is_not_reopened(window):
    assert window.refresh() is False


def test_a_document_that_is_removed_is_never_cited_again(open_own, own_settings):
    before = open_own.ask(TERM)
    assert "tianguis" in {citation.document_id for citation in before.citations}
    pipeline.remove("tianguis", own_settings)
    after = open_own.ask(TERM)
    assert after.index.generation != before.index.generation
    assert "tianguis" not in {ranked.passage.document_id for ranked in after.passages}
    assert "tianguis" not in {citation.document_id for citation in after.citations}
    assert "ocho meses" not in after.answer


def test_a_document_that_is_replaced_is_cited_as_it_stands_now(open_own, own_settings, tmp_path):
    assert "ocho meses" in open_own.ask(TERM).answer
    path = tmp_path / "tianguis.md"
    path.write_text(NEW_TERM, encoding="utf-8")
    pipeline.ingest([path], own_settings, as_id="tianguis")
    answer = open_own.ask(TERM)
    assert "once meses" in answer.answer
    assert "ocho meses" not in answer.answer


def test_answers_given_while_the_library_changes_come_from_one_generation_each(open_own, own_settings, tmp_path):
    path = tmp_path / "tianguis.md"
    path.write_text(NEW_TERM, encoding="utf-8")
    done = threading.Event()

    def keep_asking(_: int) -> list[Answer]:
        answers = []
        while not done.is_set() or len(answers) < 3:
            answers.append(open_own.ask(TERM, documents=["tianguis"]))
        return answers

    old = open_own.library.generation
    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(keep_asking, n) for n in range(3)]
        new = pipeline.ingest([path], own_settings, as_id="tianguis").generation
        done.set()
        answers = [answer for future in asking for answer in future.result()]
    answers.append(open_own.ask(TERM, documents=["tianguis"]))
    said = {old: "ocho meses", new: "once meses"}
    assert {answer.index.generation for answer in answers} == set(said)
    for answer in answers:
        assert said[answer.index.generation] in answer.answer
        texts = {ranked.passage.id: ranked.passage.text for ranked in answer.passages}
        assert all(citation.quote in texts[citation.passage_id] for citation in answer.citations)


def test_threads_that_find_a_new_generation_reopen_it_once(open_own, own_settings):
    pipeline.remove("rastro", own_settings)
    with ThreadPoolExecutor(4) as pool:
        reopened = list(pool.map(lambda _: open_own.refresh(), range(8)))
    assert reopened.count(True) == 1
    assert "rastro" not in open_own.library.documents


def test_libraries_are_opened_in_several_threads_while_others_are_forgotten(window):
    done = threading.Event()

    def forget() -> None:
        while not done.is_set():
            forget_open_stores()

    with ThreadPoolExecutor(4) as pool:
        forgetting = pool.submit(forget)
        opened = list(pool.map(lambda _: window.library.reopen().generation, range(9)))
        done.set()
        forgetting.result()
    assert set(opened) == {window.library.generation}


def test_a_copy_of_the_library_elsewhere_answers_the_same(window, open_own):
    assert open_own.ask(SIGNING).answer == window.ask(SIGNING).answer
