"""What a conversation of the page holds, kept in memory while it lasts so that reloading the page loses nothing."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from uuid import uuid4

from assistant.answer import Answer, RankedPassage, Turn
from corpus.errors import UnknownPassage
from corpus.library import Library
from ui.explanation import ExplanationSchema
from ui.storage import utc_now

SESSION_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
SESSIONS_KEPT = 300
EXCHANGES_KEPT = 30


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it was typed, with its answer or else the sentence that says why there is none (`failure`).

    `cited` are the passages that the answer cites; `number` counts the exchanges of the conversation from 1;
    `explanation` tells how the answer came about, if anything was searched; `helpful` is what the reader thought of it,
    if they said. After a restart only the text of an answer is
    known (`recalled`), from storage, and the passages that it cited.
    """

    number: int
    question: str
    answer: Answer | None = None
    cited: tuple[RankedPassage, ...] = ()
    failure: str = ""
    recalled: str = ""
    helpful: bool | None = None
    explanation: ExplanationSchema | None = None


class Conversations:
    """The exchanges of each session, the least recently used forgotten first. Safe to share between threads.

    `life` is how long after its last use a conversation is kept, the same as in storage.
    """

    def __init__(self, life: timedelta, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._life = life
        self._clock = clock
        self._lock = Lock()
        self._sessions: OrderedDict[str, tuple[datetime, tuple[Exchange, ...]]] = OrderedDict()

    def get(self, session_id: str) -> tuple[Exchange, ...]:
        """The exchanges of a session, oldest first; none when it is new or has been forgotten."""
        with self._lock:
            self._forget()
            return self._sessions.get(session_id, (None, ()))[1]

    def recall(self, session_id: str, exchanges: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
        """Take up a conversation that storage knows and memory does not; returns the one in force."""
        with self._lock:
            held = self._sessions.get(session_id, (None, ()))[1]
            return held or (self._keep(session_id, exchanges) if exchanges else ())

    def add(self, session_id: str, exchange: Exchange) -> tuple[Exchange, ...]:
        """Append an exchange, numbered after the last; returns the conversation, its oldest exchanges dropped."""
        with self._lock:
            self._forget()
            earlier = self._sessions.get(session_id, (None, ()))[1]
            number = earlier[-1].number + 1 if earlier else 1
            return self._keep(session_id, (*earlier, replace(exchange, number=number))[-EXCHANGES_KEPT:])

    def judge(self, session_id: str, helpful: bool) -> tuple[Exchange, ...]:
        """Note what the reader thought of the last answer; returns the conversation."""
        with self._lock:
            exchanges = self._sessions.get(session_id, (None, ()))[1]
            if not exchanges:
                return ()
            return self._keep(session_id, (*exchanges[:-1], replace(exchanges[-1], helpful=helpful)))

    def _keep(self, session_id: str, exchanges: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
        self._sessions[session_id] = (self._clock(), exchanges)
        self._sessions.move_to_end(session_id)
        while len(self._sessions) > SESSIONS_KEPT:
            self._sessions.popitem(last=False)
        return exchanges

    def _forget(self) -> None:
        oldest = self._clock() - self._life
        while self._sessions and next(iter(self._sessions.values()))[0] < oldest:
            self._sessions.popitem(last=False)


def recall(turns: Sequence[Turn], library: Library) -> tuple[Exchange, ...]:
    """The exchanges that stored turns tell of."""
    return tuple(
        Exchange(
            number,
            turn.question,
            recalled=turn.answer,
            cited=tuple(found for passage_id in turn.cited if (found := _look_up(passage_id, library))),
        )
        for number, turn in enumerate(turns, start=1)
    )


def valid_session(session_id: str | None) -> str:
    """The id that the browser sent, or a new one when it is not of the expected form."""
    return session_id if session_id and SESSION_ID.fullmatch(session_id) else uuid4().hex


def cited_passages(answer: Answer, library: Library) -> tuple[RankedPassage, ...]:
    """Each passage that the answer cites, once, in the order of the citations.

    Those that are not among the answer's passages are looked up; one that has left the library since is omitted.
    """
    ranked = {found.passage.id: found for found in answer.passages}
    cited = dict.fromkeys(citation.passage_id for citation in answer.citations)
    found = (ranked.get(passage_id) or _look_up(passage_id, library) for passage_id in cited)
    return tuple(passage for passage in found if passage is not None)


def _look_up(passage_id: str, library: Library) -> RankedPassage | None:
    try:
        passage = library.passage(passage_id)
    except UnknownPassage:
        return None
    return RankedPassage(passage, library.document(passage.document_id), 0.0, library.official(passage))
