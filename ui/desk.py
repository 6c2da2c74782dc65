"""What the routes work with: the assistant, opened when first needed, and the conversations it has."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from assistant.answer import Answer, Turn
from corpus.errors import ServingError
from corpus.settings import CorpusSettings
from ui.explanation import ExplanationSchema, explain
from ui.metrics import Metrics
from ui.schemas import IndexSchema, index_to_schema
from ui.settings import UiSettings
from ui.storage import Storage

if TYPE_CHECKING:
    from assistant.service import Ventanilla
    from ingest.pipeline import Summary

    AssistantSource: TypeAlias = Ventanilla | Callable[[], Ventanilla]

logger = logging.getLogger("ventanilla.desk")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question as it reaches the desk, from whichever route.

    With a `session_id` the earlier turns come from storage and the new one is stored; else `history` holds them.
    """

    question: str
    k: int = 5
    documents: tuple[str, ...] | None = None
    session_id: str | None = None
    history: tuple[Turn, ...] = ()


class Window:
    """The assistant, made by a loader when first needed and brought up to date before each use.

    A loader lets the server start without an index: each request tries again, so that building the index from
    another terminal is enough to open the window.
    """

    def __init__(self, source: AssistantSource) -> None:
        self._source = source
        self._opened: Ventanilla | None = None if callable(source) else source
        self._lock = Lock()

    def open(self) -> Ventanilla:
        """The assistant over the current generation. Raises what the loader raises (IndexMissing, WeightsMissing…)."""
        with self._lock:
            if self._opened is None:
                assert callable(self._source)
                self._opened = self._source()
            else:
                self._opened.refresh()
            return self._opened


class Desk:
    """Answers inquiries within their conversations, and changes the library, one change at a time."""

    def __init__(
        self,
        window: Window,
        storage: Storage,
        metrics: Metrics,
        *,
        settings: UiSettings,
        corpus_settings: CorpusSettings,
    ) -> None:
        self.window = window
        self.storage = storage
        self.metrics = metrics
        self.settings = settings
        self._corpus_settings = corpus_settings
        self._changing = Lock()

    def ask(self, inquiry: Inquiry) -> Answer:
        """The whole answer at once."""
        assistant, history = self.window.open(), self._history(inquiry)
        answer = assistant.ask(inquiry.question, k=inquiry.k, documents=inquiry.documents, history=history)
        self._conclude(inquiry, answer)
        return answer

    def stream(self, inquiry: Inquiry) -> Iterator[str | Answer]:
        """The answer's text piece by piece, then the answer.

        The first piece is awaited here, so that a question that cannot be answered raises before anything is sent.
        """
        assistant, history = self.window.open(), self._history(inquiry)
        pieces = iter(assistant.stream(inquiry.question, k=inquiry.k, documents=inquiry.documents, history=history))
        return self._noting_answer(inquiry, chain([next(pieces)], pieces))

    def explain(self, answer: Answer) -> ExplanationSchema | None:
        """How an answer came about; None for a courtesy."""
        assistant = self.window.open()
        return explain(answer, assistant.weights, assistant.library)

    def index(self) -> IndexSchema:
        """Which index is open; opens it if need be."""
        return index_to_schema(self.window.open().library)

    def add_document(self, path: Path, as_id: str | None) -> Summary:
        """Ingest a file. Raises FileError, or IndexLocked while another process builds."""
        from ingest import pipeline

        with self._changing:
            return pipeline.ingest([path], self._corpus_settings, as_id=as_id)

    def remove_document(self, document_id: str) -> Summary:
        """Take a document out of the library. Raises UnknownDocument."""
        from ingest import pipeline

        with self._changing:
            return pipeline.remove(document_id, self._corpus_settings)

    def _history(self, inquiry: Inquiry) -> Sequence[Turn]:
        if not inquiry.session_id:
            return inquiry.history
        try:
            return self.storage.history(inquiry.session_id)
        except ServingError as error:
            # An answer without its conversation is better than none.
            logger.warning("conversation not read: %s", error)
            return inquiry.history

    def _noting_answer(self, inquiry: Inquiry, pieces: Iterator[str | Answer]) -> Iterator[str | Answer]:
        for piece in pieces:
            if isinstance(piece, Answer):
                self._conclude(inquiry, piece)
            yield piece

    def _conclude(self, inquiry: Inquiry, answer: Answer) -> None:
        self.metrics.observe_answer(answer)
        if not inquiry.session_id:
            return
        try:
            self.storage.record(inquiry.session_id, answer.as_turn())
        except ServingError as error:
            logger.warning("conversation not kept: %s", error)
