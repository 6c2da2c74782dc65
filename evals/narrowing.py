"""Libraries that lack something of an open one: what they answer tells what it brings. Nothing is written to disk."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from corpus.lexical import build_lexical
from corpus.library import Library
from corpus.models import DocumentKind, IndexedDocument, Passage
from corpus.vectors import QUESTIONS, VectorStore


class NarrowedVectors(VectorStore):
    """The vectors of some documents of a store, with or without those of their questions."""

    def __init__(self, whole: VectorStore, documents: Collection[str], *, questions: bool) -> None:
        """Reads from the whole store, which it leaves as it is."""
        self._whole = whole
        self._documents = documents
        self._questions = questions

    def search(
        self, collection: str, vector: Sequence[float], limit: int, documents: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """As that of the whole store, over what is left of it."""
        kept = [id_ for id_ in self._documents if documents is None or id_ in documents]
        if not kept or (collection == QUESTIONS and not self._questions):
            return []
        return self._whole.search(collection, vector, limit, kept)


def without_questions(library: Library) -> Library:
    """The library as if nobody had written what its passages answer."""
    entries = _each_passage(library, lambda passage: replace(passage, questions=()))
    return _narrowed(library, entries, questions=False)


def without_links(library: Library) -> Library:
    """The library with guides that lead to no official text."""
    return _narrowed(library, _each_passage(library, lambda passage: replace(passage, official=())))


def without_guides(library: Library) -> Library:
    """The official documents of the library alone; it is empty if there are none."""
    return _narrowed(library, [e for e in library.documents.values() if e.document.kind is DocumentKind.OFFICIAL])


def _each_passage(library: Library, change: Callable[[Passage], Passage]) -> list[IndexedDocument]:
    return [replace(entry, passages=tuple(map(change, entry.passages))) for entry in library.documents.values()]


def _narrowed(library: Library, entries: Iterable[IndexedDocument], *, questions: bool = True) -> Library:
    documents = {entry.document.id: entry for entry in entries}
    return replace(
        library,
        documents=documents,
        lexical=build_lexical(list(documents.values())),
        vectors=NarrowedVectors(library.vectors, documents, questions=questions),
    )
