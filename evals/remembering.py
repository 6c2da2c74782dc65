"""A library that remembers vectors and neighbours, for asking the same questions many times over."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from corpus.library import Library
from corpus.ports import Embedder
from corpus.vectors import VectorStore


class RememberedEmbedder:
    """An embedder that computes the vector of each question once."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.revision, self.dimension = embedder.name, embedder.revision, embedder.dimension
        self.embed_documents = embedder.embed_documents
        self.embed_query = cache(embedder.embed_query)


class RememberedVectors(VectorStore):
    """A store that looks for the neighbours of each vector once."""

    def __init__(self, whole: VectorStore) -> None:
        """Reads from the whole store, which it leaves as it is."""
        self._found = cache(whole.search)

    def search(
        self, collection: str, vector: Sequence[float], limit: int, documents: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """As that of the whole store."""
        return self._found(collection, tuple(vector), limit, None if documents is None else tuple(documents))


def remembering(library: Library) -> Library:
    """The same library, answering the same, faster the second time."""
    return replace(library, embedder=RememberedEmbedder(library.embedder), vectors=RememberedVectors(library.vectors))
