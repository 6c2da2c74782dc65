"""The desk keeps answering when the conversations cannot be kept."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.answer import Turn
from corpus.errors import ServingError
from ui.storage import Storage

SESSION = "sesion-0001"


@pytest.fixture
def broken(tmp_path: Path) -> Storage:
    """A storage whose tables another program dropped after it was opened."""
    path = tmp_path / "conversations.sqlite3"
    storage = Storage(f"sqlite:///{path}", timedelta(hours=1))
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE turns")
    return storage


def test_a_database_that_fails_is_told_without_what_was_asked(broken: Storage) -> None:
    with pytest.raises(ServingError, match=r"does not answer \(OperationalError\)$"):
        broken.history(SESSION)
    with pytest.raises(ServingError) as caught:
        broken.record(SESSION, Turn("¿Cómo se llama mi vecina?"))
    assert "vecina" not in str(caught.value)


def test_a_question_is_answered_although_its_conversation_cannot_be_kept(client, tmp_path: Path) -> None:
    body = {"question": "¿Cuánto cuestan las copias?", "session_id": SESSION}
    with sqlite3.connect(next(tmp_path.rglob("*.sqlite3"))) as connection:
        connection.execute("DROP TABLE turns")
    reply = client.post("/v1/ask", json=body)
    assert reply.status_code == 200
    assert reply.json()["citations"]
