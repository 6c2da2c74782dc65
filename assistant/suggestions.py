"""What could be asked next: questions that the guide sections near an answer answer."""

from collections.abc import Sequence

from assistant.answer import Turn
from corpus.analysis import words
from corpus.library import Library
from corpus.models import DocumentKind

SUGGESTIONS = 3


def suggest(passage_ids: Sequence[str], used: set[str], library: Library, asked: str) -> tuple[str, ...]:
    """Questions that the guide sections near the answer answer, neither what was asked nor any already quoted."""
    found: dict[str, None] = {}
    said = words(asked)
    for passage_id in passage_ids:
        if len(found) >= SUGGESTIONS:
            break
        if passage_id not in library.numbers:
            continue
        passage = library.passage(passage_id)
        entry = library.documents[passage.document_id]
        if entry.document.kind is not DocumentKind.GUIDE:
            continue
        for section in entry.passages if passage_id in used else (passage,):
            other = next((q for q in section.questions if words(q) != said), None)
            if section.id not in used and other:
                found.setdefault(other)
    return tuple(found)[:SUGGESTIONS]


def suggest_after(turn: Turn, library: Library) -> tuple[str, ...]:
    """The suggestions that followed a turn, as far as its cited passages tell."""
    return suggest(turn.cited, set(turn.cited), library, turn.question)
