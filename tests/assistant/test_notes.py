"""The note beside an answer that may not answer, and when it is said; questions of which each part is answered."""

import math
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from assistant import factory, service
from assistant.answerability import AnswerabilityModel, weigh_evidence
from assistant.drafting import NOTES
from assistant.evidence import DATA
from assistant.parts import parts_of, read_part
from assistant.query import Query, language_of, read_query
from assistant.retrieval import HybridRetriever
from assistant.service import LEAST_CANDIDATES, SURE, Ventanilla
from assistant.settings import AssistantSettings
from assistant.wording import DATUM, DOUBTFUL, caution
from corpus.errors import LanguageModelUnavailable
from corpus.glossary import Glossary
from corpus.models import Passage
from corpus.settings import CorpusSettings

LANGUAGES = ("es", "en")
SURELY = "¿Cuánto dura el permiso del tianguis de Villa Ficticia?"
SURELY_IN_ENGLISH = "Who sells the boletos verdes of the lavadero?"
# Of the truck wash the texts tell the day of the week.
WITHOUT_DATE = "¿En qué fecha abre el lavadero de camiones del rastro?"
WITHOUT_DATE_IN_ENGLISH = "On what date does the lavadero de camiones of the rastro de Villa Ficticia open?"
# Of matters that stand in two documents.
TWO_LIKELY = "¿Quién emite el dictamen y cuánto cuesta la comida preparada?"
ONE_LIKELY = "¿Cuánto dura el permiso del tianguis y quién inventó el submarino?"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("datum", [None, *(datum.name for datum in DATA)])
def test_a_caution_says_in_its_language_what_is_not_said(language, datum):
    said = caution(language, datum)
    assert language_of(said) == language
    assert said.endswith(".")
    assert (DATUM[datum][language] in said) if datum else (said == DOUBTFUL[language])


def test_each_kind_of_datum_has_a_caution_of_its_own():
    said = {caution(language, datum) for language in LANGUAGES for datum in DATUM}
    assert set(DATUM) == {datum.name for datum in DATA}
    assert len(said) == 2 * len(DATUM)


class Scripted:
    """A model that writes one sentence, marked with the passage that holds `about`; without one it does not reply."""

    name = "scripted"

    def __init__(self, sentence: str = "", about: str = "") -> None:
        self._sentence, self._about = sentence, about

    def draft(self, question: str, passages: Sequence[Passage], language: str) -> str:
        if not self._sentence:
            raise LanguageModelUnavailable("silence")
        mark = next(passage.id for passage in passages if self._about in passage.text)
        return f"{self._sentence} [{mark}]."


def with_model(window: Ventanilla, glossary: Glossary, model: Scripted) -> Ventanilla:
    """The assistant over the same library, with a model."""
    return Ventanilla(window.library, glossary, AssistantSettings(_env_file=None, llm=None), model)


@pytest.mark.parametrize(("question", "language"), [(SURELY, "es"), (SURELY_IN_ENGLISH, "en")])
def test_an_answer_below_what_is_sure_has_a_note_and_one_at_it_has_none(window, monkeypatch, question, language):
    sure = window.ask(question)
    assert sure.trace.probability >= SURE
    assert (sure.abstained, sure.note) == (False, None)
    monkeypatch.setattr(service, "SURE", sure.trace.probability)
    assert window.ask(question).note is None
    monkeypatch.setattr(service, "SURE", math.nextafter(sure.trace.probability, 1.0))
    assert window.ask(question).note == DOUBTFUL[language]


@pytest.mark.parametrize(("question", "language"), [(WITHOUT_DATE, "es"), (WITHOUT_DATE_IN_ENGLISH, "en")])
def test_an_answer_without_the_datum_asked_says_so_however_sure_it_is(window, monkeypatch, question, language):
    for sure in (0.0, 1.0):
        monkeypatch.setattr(service, "SURE", sure)
        answer = window.ask(question)
        assert not answer.abstained
        assert answer.note == caution(language, "date")


def test_a_refusal_needs_no_caution(window):
    answer = window.ask("¿Quién ganó el mundial de futbol de 1986?")
    assert (answer.abstained, answer.note) == (True, None)


def test_the_caution_follows_what_is_noted_of_a_model_that_fails(window, glossary):
    answer = with_model(window, glossary, Scripted()).ask(WITHOUT_DATE)
    assert (answer.mode, answer.note) == ("quotes", f"{NOTES['unavailable', 'es']} {caution('es', 'date')}")
    assert with_model(window, glossary, Scripted()).ask(SURELY).note == NOTES["unavailable", "es"]


def test_what_a_model_writes_has_the_caution_too(window, glossary):
    model = Scripted("El lavadero de camiones del rastro abre los martes", "lavadero de camiones")
    answer = with_model(window, glossary, model).ask(WITHOUT_DATE)
    assert (answer.mode, answer.note) == ("llm", caution("es", "date"))


@pytest.fixture
def over_threshold(library_settings: CorpusSettings, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], Ventanilla]:
    """The assistant, answering from another probability upwards."""

    def open_at(threshold: float) -> Ventanilla:
        monkeypatch.setattr(service, "AnswerabilityModel", partial(AnswerabilityModel, threshold=threshold))
        return factory.build(library_settings, AssistantSettings(_env_file=None, llm=None))

    return open_at


def probabilities(window: Ventanilla, glossary: Glossary, question: str) -> tuple[float, list[float]]:
    """How probable it is that the library answers a question as a whole, and each of the things that it asks."""
    library, retriever = window.library, HybridRetriever(window.library, window.weights)

    def probability(query: Query) -> float:
        found = retriever.search(query, LEAST_CANDIDATES)
        return AnswerabilityModel().probability(weigh_evidence(found, library))

    whole = read_query(question, glossary, library.vocabulary)
    each = [read_part(part, glossary, library.vocabulary) for part in parts_of(question)]
    return probability(whole), [probability(query) for query in each]


def test_a_question_of_two_things_is_answered_when_each_is_likely_though_the_whole_is_not(
    window, glossary, over_threshold
):
    whole, each = probabilities(window, glossary, TWO_LIKELY)
    assert whole < min(each) < max(each)
    answer = over_threshold((whole + min(each)) / 2).ask(TWO_LIKELY)
    assert not answer.abstained
    assert answer.trace.probability == min(each)
    assert over_threshold(math.nextafter(min(each), 1.0)).ask(TWO_LIKELY).abstained


def test_one_likely_thing_does_not_carry_another_that_is_not(window, glossary, over_threshold):
    whole, each = probabilities(window, glossary, ONE_LIKELY)
    assert min(each) < whole < max(each)
    answer = over_threshold((whole + max(each)) / 2).ask(ONE_LIKELY)
    assert answer.abstained
    assert answer.trace.probability == whole
