"""Conversations and feedback in a database: SQLite by default, any that SQLAlchemy speaks by URL.

Neither addresses nor browsers are stored. What was asked and answered is kept until the session expires; feedback,
which repeats the question only if the client sends it, is kept until somebody deletes it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    make_url,
    select,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.answer import Turn
from corpus.errors import ServingError

TURNS_KEPT = 6

metadata = MetaData()
turns = Table(
    "turns",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("session_id", String(64), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("cited", JSON, nullable=False),
    Column("created", DateTime, nullable=False, index=True),
)
feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("session_id", String(64)),
    Column("answer_id", String(64)),
    Column("question", Text),
    Column("helpful", Boolean, nullable=False),
    Column("comment", Text),
    Column("created", DateTime, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader thought of an answer."""

    helpful: bool
    question: str | None = None
    answer_id: str | None = None
    session_id: str | None = None
    comment: str | None = None


def utc_now() -> datetime:
    """The time in UTC without a zone, the only form that every database stores alike."""
    return datetime.now(UTC).replace(tzinfo=None)


class Storage:
    """The last turns of each session, and feedback. Safe to share between threads.

    `session_life` is how long after its last turn a session is forgotten; whatever has expired is deleted each time
    that a conversation is read or written. Raises ServingError when the database cannot be opened: a bad URL, a folder
    without permission, a driver that is not installed; and when it does not answer later.
    """

    def __init__(self, url: str, session_life: timedelta, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._session_life = session_life
        self._clock = clock
        try:
            self._engine = open_engine(url)
            metadata.create_all(self._engine)
        except (SQLAlchemyError, OSError, ImportError) as error:
            # The URL is not repeated: it may hold a password.
            raise ServingError(f"the database of conversations cannot be opened ({type(error).__name__})") from error

    def history(self, session_id: str) -> tuple[Turn, ...]:
        """The last turns of a session, oldest first; none when it is new or has expired."""
        query = (
            select(turns.c.question, turns.c.answer, turns.c.cited)
            .where(turns.c.session_id == session_id)
            .order_by(turns.c.position.desc())
            .limit(TURNS_KEPT)
        )
        with _telling():
            self._forget_expired()
        with _telling(), self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple(Turn(row.question, row.answer, tuple(row.cited)) for row in reversed(rows))

    def record(self, session_id: str, turn: Turn) -> None:
        """Append a turn to a session and drop all but its last six."""
        with _telling():
            self._forget_expired()
        kept = (
            select(turns.c.position)
            .where(turns.c.session_id == session_id)
            .order_by(turns.c.position.desc())
            .limit(TURNS_KEPT)
        )
        row = {"question": turn.question, "answer": turn.answer, "cited": list(turn.cited), "created": self._clock()}
        with _telling(), self._engine.begin() as connection:
            connection.execute(insert(turns).values(session_id=session_id, **row))
            positions = connection.execute(kept).scalars().all()
            connection.execute(
                delete(turns).where(turns.c.session_id == session_id, turns.c.position.not_in(positions))
            )

    def add_feedback(self, given: Feedback) -> int:
        """Store feedback and return its number."""
        values = {
            "session_id": given.session_id,
            "answer_id": given.answer_id,
            "question": given.question,
            "helpful": given.helpful,
            "comment": given.comment,
            "created": self._clock(),
        }
        with _telling(), self._engine.begin() as connection:
            result = connection.execute(insert(feedback).values(**values).returning(feedback.c.id))
            return int(result.scalar_one())

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _forget_expired(self) -> None:
        # A session lives until its newest turn expires, so that a long conversation does not lose its beginning.
        alive = select(turns.c.session_id).where(turns.c.created >= self._clock() - self._session_life)
        with self._engine.begin() as connection:
            connection.execute(delete(turns).where(turns.c.session_id.not_in(alive)))


@contextmanager
def _telling() -> Iterator[None]:
    """Turns what the database refuses (a lock, a full disk) into ServingError, which names the kind and no more."""
    try:
        yield
    except SQLAlchemyError as error:
        raise ServingError(f"the database of conversations does not answer ({type(error).__name__})") from error


def open_engine(url: str) -> Engine:
    """An engine for `url`; a SQLite file is created readable by its owner alone, and set to wait for writers.

    Its errors, which end up in logs, do not repeat the values of a statement: these are what people wrote.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        path = Path(parsed.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA busy_timeout = 5000")
    # Overwrite deleted rows, so that an expired conversation is gone from the file too.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()
