"""Conversations and feedback in the database."""

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import inspect, select

from assistant.answer import Turn
from corpus.errors import ServingError
from ui.storage import Feedback, Storage, feedback, open_engine


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = datetime(2026, 1, 1, 12)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'carpeta' / 'conversaciones.sqlite3'}"


@pytest.fixture
def storage(url, clock):
    made = Storage(url, timedelta(hours=12), clock=clock)
    yield made
    made.close()


def test_turns_come_back_whole_and_in_order(storage):
    turns = (Turn("¿Qué es?", "Es esto. [1]", ("a1", "b2")), Turn("¿Y cuánto tarda?", "Diez días.", ()))
    for turn in turns:
        storage.record("sesion-1", turn)
    assert storage.history("sesion-1") == turns
    assert storage.history("sesion-2") == ()


def test_only_the_last_six_turns_are_kept(storage):
    for number in range(9):
        storage.record("sesion-1", Turn(str(number)))
        storage.record("sesion-2", Turn("otra"))
    assert [turn.question for turn in storage.history("sesion-1")] == ["3", "4", "5", "6", "7", "8"]


def test_a_session_is_deleted_when_its_last_turn_expires(storage, clock, url):
    storage.record("sesion-1", Turn("uno"))
    clock.now += timedelta(hours=11)
    storage.record("sesion-1", Turn("dos"))
    clock.now += timedelta(hours=11)
    assert len(storage.history("sesion-1")) == 2
    clock.now += timedelta(hours=2)
    assert storage.history("sesion-2") == ()
    with open_engine(url).connect() as connection:
        assert connection.exec_driver_sql("select count(*) from turns").scalar_one() == 0


def test_what_is_stored_outlives_the_process(storage, clock, url):
    storage.record("sesion-1", Turn("uno"))
    assert Storage(url, timedelta(hours=12), clock=clock).history("sesion-1") == (Turn("uno"),)


def test_feedback_is_stored_as_given(storage, clock, url):
    given = Feedback(False, question="¿Qué es?", session_id="sesion-1", comment="Faltó el plazo.")
    assert storage.add_feedback(given) == 1
    with open_engine(url).connect() as connection:
        row = connection.execute(select(feedback)).one()
    assert (row.helpful, row.question, row.comment, row.created) == (False, "¿Qué es?", "Faltó el plazo.", clock.now)


def test_nothing_that_identifies_a_person_has_a_column(storage, url):
    names = {
        column["name"] for table in ("turns", "feedback") for column in inspect(open_engine(url)).get_columns(table)
    }
    assert names == {
        "position",
        "session_id",
        "question",
        "answer",
        "cited",
        "created",
        "id",
        "answer_id",
        "helpful",
        "comment",
    }


def test_an_error_of_the_database_does_not_repeat_what_was_asked(storage, url):
    with open_engine(url).begin() as connection:
        connection.exec_driver_sql("alter table turns rename to otra")
        connection.exec_driver_sql("create table turns (session_id text, created datetime)")
    with pytest.raises(ServingError, match="does not answer") as failed:
        storage.record("sesion-1", Turn("una pregunta privada", "su respuesta"))
    assert "privada" not in str(failed.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_the_file_is_readable_by_its_owner_alone(storage, tmp_path):
    mode = (tmp_path / "carpeta" / "conversaciones.sqlite3").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_threads_may_share_it(storage):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: storage.record(f"sesion-{n % 4}", Turn(str(n))), range(40)))
    assert [len(storage.history(f"sesion-{n}")) for n in range(4)] == [6, 6, 6, 6]


@pytest.mark.parametrize("url", ["nada", "otra://servidor/base", "mssql+pyodbc://usuario:secreto@servidor/base"])
def test_a_database_that_cannot_be_opened_is_an_error_of_ours_without_the_password(url):
    with pytest.raises(ServingError) as refused:
        Storage(url, timedelta(hours=12))
    assert "secreto" not in str(refused.value)


def test_a_home_that_is_not_a_folder_is_an_error_of_ours(tmp_path):
    (tmp_path / "archivo").touch()
    with pytest.raises(ServingError):
        Storage(f"sqlite:///{tmp_path / 'archivo' / 'conversaciones.sqlite3'}", timedelta(hours=12))
