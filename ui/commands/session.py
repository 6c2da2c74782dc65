"""Opening the assistant for a command; the index of the built-in guides is made on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import IndexMissing
from corpus.settings import CorpusSettings
from ui.terminal import complain, progress

if TYPE_CHECKING:
    from assistant.service import Ventanilla

FIRST_USE = "Es el primer uso: se prepara el índice de las guías."


def open_assistant() -> Ventanilla:
    """The assistant over the current index. Raises IndexProblem, EmbedderError or LanguageModelMisconfigured."""
    from assistant import factory

    settings = CorpusSettings()
    try:
        return factory.build(settings)
    except IndexMissing:
        prepare_index(settings)
        return factory.build(settings)


def prepare_index(settings: CorpusSettings) -> None:
    """Build the index of the guides, telling so on standard error. Raises EmbedderError or IndexLocked."""
    from ingest import pipeline

    complain(FIRST_USE)
    with progress() as advance:
        pipeline.build(settings, progress=advance)


def document_titles(assistant: Ventanilla) -> dict[str, str]:
    """The title of each document of the library, by id."""
    return {id_: indexed.document.title for id_, indexed in assistant.library.documents.items()}
