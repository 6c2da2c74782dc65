"""What the page asks of the desk and remembers of each conversation."""

from datetime import datetime, timedelta

import pytest

from assistant.answer import Answer
from corpus.errors import IndexMissing
from corpus.settings import CorpusSettings
from ui.app import create_app
from ui.messages import INTERNAL_ERROR
from ui.pages.exchanges import EXCHANGES_KEPT, SESSIONS_KEPT, Conversations, Exchange, valid_session
from ui.pages.reception import Reception, coalesced
from ui.settings import UiSettings

SESSION = "sesion-de-prueba-1"
QUESTION = "¿Cuánto cuesta una copia?"


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, 9)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def make_reception(tmp_path):
    def make(assistant) -> Reception:
        app = create_app(
            assistant,
            settings=UiSettings(_env_file=None),
            corpus_settings=CorpusSettings(_env_file=None, home=tmp_path / "home"),
            page=False,
        )
        return Reception(app.state.desk)

    return make


@pytest.fixture
def reception(make_reception, stand_in) -> Reception:
    return make_reception(stand_in)


def last(reception: Reception, question: str, session: str = SESSION, documents=()) -> Exchange:
    return list(reception.ask(question, session, documents))[-1][-1]


def test_an_answer_joins_the_conversation_with_the_passages_it_cites(reception):
    exchange = last(reception, QUESTION)
    assert exchange.answer.question == QUESTION
    assert [found.document.id for found in exchange.cited] == ["guia"]
    assert reception.conversation(SESSION) == (exchange,)


def test_a_follow_up_carries_the_conversation(reception, stand_in):
    last(reception, QUESTION)
    second = last(reception, "¿y las certificadas?")
    assert [turn.question for turn in stand_in.history] == [QUESTION]
    assert second.number == 2


def test_conversations_are_not_shared(reception, stand_in):
    last(reception, QUESTION)
    last(reception, "¿y las certificadas?", "otra-sesion-123")
    assert stand_in.history == ()
    assert len(reception.conversation(SESSION)) == 1


def test_the_chosen_documents_restrict_the_answer(reception, stand_in):
    last(reception, QUESTION, documents=["guia"])
    assert stand_in.asked["documents"] == ("guia",)
    last(reception, QUESTION, documents=[])
    assert stand_in.asked["documents"] is None


@pytest.mark.parametrize(
    ("question", "expected"), [(" ", "La pregunta está vacía."), ("falla a medias", "El servidor del modelo")]
)
def test_an_error_is_told_in_spanish_in_the_conversation(reception, question, expected):
    exchange = last(reception, question)
    assert exchange.answer is None
    assert exchange.failure.startswith(expected)


def test_an_unforeseen_error_is_told_without_its_detail(reception):
    exchange = last(reception, "explota a medias")
    assert exchange.answer is None
    assert exchange.failure.startswith(INTERNAL_ERROR)
    assert "secreto" not in exchange.failure


def test_an_index_that_is_missing_is_told_on_opening_and_on_asking(make_reception, tmp_path):
    def broken():
        raise IndexMissing(tmp_path)

    reception = make_reception(broken)
    assert "ventanilla build" in reception.shelf().problem
    assert "ventanilla build" in last(reception, QUESTION).failure
    assert reception.conversation("sesion-nueva-9") == ()


def test_the_shelf_lists_official_texts_before_guides(reception):
    shelf = reception.shelf()
    assert [document_id for _, document_id in shelf.documents] == ["reglamento", "guia"]
    assert shelf.titles()["guia"] == "Título de guia"


def test_an_opinion_is_stored_once(reception):
    last(reception, QUESTION)
    assert reception.judge(SESSION, False)[-1].helpful is False
    assert reception.judge(SESSION, True)[-1].helpful is False


def test_there_is_nothing_to_judge_before_an_answer(reception):
    assert reception.judge(SESSION, True) == ()


def test_the_transcript_is_of_the_session(reception):
    last(reception, QUESTION)
    assert QUESTION in reception.transcript(SESSION)
    assert reception.transcript("otra-sesion-123") == ""


def test_after_a_restart_a_conversation_is_recalled_from_storage(reception, make_reception, stand_in):
    last(reception, QUESTION)
    again = make_reception(stand_in).conversation(SESSION)
    assert [(exchange.question, exchange.recalled) for exchange in again] == [
        (QUESTION, "Las copias cuestan doce pesos. [1]")
    ]
    assert [found.document.id for found in again[0].cited] == ["guia"]


def test_text_is_shown_as_it_grows_and_not_at_every_token(stand_in):
    answer = stand_in.ask(QUESTION)
    assert list(coalesced(iter(["Las", " copias", answer]), seconds=0)) == ["Las", "Las copias", answer]
    assert list(coalesced(iter(["Las", " copias", answer]), seconds=60)) == [answer]
    assert isinstance(answer, Answer)


def test_a_conversation_is_forgotten_when_its_life_ends():
    clock = Clock()
    conversations = Conversations(timedelta(hours=1), clock=clock)
    conversations.add(SESSION, Exchange(0, "uno", failure="x"))
    clock.now += timedelta(minutes=59)
    conversations.add(SESSION, Exchange(0, "dos", failure="x"))
    clock.now += timedelta(minutes=59)
    assert [exchange.number for exchange in conversations.get(SESSION)] == [1, 2]
    clock.now += timedelta(minutes=2)
    assert conversations.get(SESSION) == ()


def test_memory_is_bounded_in_sessions_and_in_exchanges():
    conversations = Conversations(timedelta(hours=1))
    for number in range(EXCHANGES_KEPT + 2):
        conversations.add(SESSION, Exchange(0, str(number), failure="x"))
    assert len(conversations.get(SESSION)) == EXCHANGES_KEPT
    assert conversations.get(SESSION)[-1].number == EXCHANGES_KEPT + 2
    for number in range(SESSIONS_KEPT):
        conversations.add(f"sesion-{number:06}", Exchange(0, "uno", failure="x"))
    assert conversations.get(SESSION) == ()


@pytest.mark.parametrize("sent", [None, "", "corta", "con espacios y más", "x" * 65, "<script>alert(1)</script>"])
def test_an_id_that_is_not_one_is_replaced(sent):
    made = valid_session(sent)
    assert made != sent
    assert valid_session(made) == made


def test_the_id_of_the_browser_is_kept():
    assert valid_session(SESSION) == SESSION
