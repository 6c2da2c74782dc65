"""What the page asks of the desk, without any component: conversations go in, exchanges and texts come out."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.answer import Answer
from corpus.errors import VentanillaError
from corpus.library import Library
from corpus.models import DocumentKind
from ui.desk import Inquiry
from ui.messages import INTERNAL_ERROR, message
from ui.pages.exchanges import Conversations, Exchange, cited_passages, recall
from ui.pages.transcript import transcript
from ui.storage import Feedback

if TYPE_CHECKING:
    from ui.desk import Desk

logger = logging.getLogger("ventanilla.page")

# Showing each token of a model as it comes would cost more than making it.
SECONDS_BETWEEN_UPDATES = 0.08
_TRY_AGAIN = "Conviene repetir la pregunta; si vuelve a ocurrir, hay que avisar a quien administra Ventanilla."


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the page says of the library: (title, id) of each document, guides last, and the id of the index."""

    documents: tuple[tuple[str, str], ...] = ()
    generation: str = ""
    problem: str = ""

    def titles(self) -> dict[str, str]:
        """The title of each document by its id."""
        return {document_id: title for title, document_id in self.documents}


class Reception:
    """Receives whoever opens the page: keeps what was said in each session and asks the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.conversations = Conversations(timedelta(hours=desk.settings.session_hours))

    def conversation(self, session_id: str) -> tuple[Exchange, ...]:
        """The exchanges of a session; after a restart, as much of them as storage keeps."""
        held = self.conversations.get(session_id)
        if held:
            return held
        try:
            library = self._desk.window.open().library
        except VentanillaError:
            return ()
        return self.conversations.recall(session_id, recall(self._desk.storage.history(session_id), library))

    def ask(self, question: str, session_id: str, documents: Sequence[str]) -> Iterator[str | tuple[Exchange, ...]]:
        """The text so far each time that it grows, then the whole conversation with its new exchange.

        No error leaves: whatever happens becomes a sentence of the exchange.
        """
        inquiry = Inquiry(question, documents=tuple(documents) or None, session_id=session_id)
        exchange = Exchange(0, question, failure=f"{INTERNAL_ERROR} {_TRY_AGAIN}")
        try:
            for piece in coalesced(self._desk.stream(inquiry), SECONDS_BETWEEN_UPDATES):
                if isinstance(piece, Answer):
                    cited = cited_passages(piece, self._desk.window.open().library)
                    exchange = Exchange(0, question, piece, cited, explanation=self._desk.explain(piece))
                else:
                    yield piece
        except VentanillaError as error:
            exchange = Exchange(0, question, failure=message(error))
        except Exception:  # The outermost door of the page: the detail goes to the log, never to the reader.
            logger.exception("a question of the page failed")
        yield self.conversations.add(session_id, exchange)

    def judge(self, session_id: str, helpful: bool) -> tuple[Exchange, ...]:
        """Store what the reader thought of the last answer, once."""
        exchanges = self.conversations.get(session_id)
        if not exchanges or exchanges[-1].answer is None or exchanges[-1].helpful is not None:
            return exchanges
        last = exchanges[-1]
        self._desk.storage.add_feedback(
            Feedback(helpful, last.question, answer_id=str(last.number), session_id=session_id)
        )
        return self.conversations.judge(session_id, helpful)

    def transcript(self, session_id: str) -> str:
        """The conversation as Markdown."""
        return transcript(self.conversation(session_id), datetime.now())

    def shelf(self) -> Shelf:
        """The documents that there are now, or why there are none."""
        try:
            library = self._desk.window.open().library
        except VentanillaError as error:
            return Shelf(problem=message(error))
        return Shelf(listed(library), library.generation)


def listed(library: Library) -> tuple[tuple[str, str], ...]:
    """(title, id) of each document: the official texts first, then the guides, each by title."""
    documents = [entry.document for entry in library.documents.values()]
    documents.sort(key=lambda document: (document.kind is DocumentKind.GUIDE, document.title.casefold()))
    return tuple((document.title, document.id) for document in documents)


def coalesced(pieces: Iterator[str | Answer], seconds: float) -> Iterator[str | Answer]:
    """The text so far, at most once every so many seconds, then the answer."""
    text, shown = "", time.monotonic()
    for piece in pieces:
        if isinstance(piece, Answer):
            yield piece
            continue
        text += piece
        if time.monotonic() - shown >= seconds:
            shown = time.monotonic()
            yield text
