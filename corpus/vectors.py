"""The vectors of a generation, held by Chroma. The only module that imports chromadb."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged

PASSAGES, QUESTIONS = "passages", "questions"
# Chroma refuses more than 5,461 records in one call to add.
ADD_LIMIT = 5_000
# With hundreds of neighbours asked for, the default search width of 100 would miss some.
SEARCH_WIDTH = 400

# Chroma's table of open stores is not made for threads: one opening a store meets another's half open, or forgotten.
OPENING = Lock()

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class VectorRecord:
    """A vector to store: its id, the document it comes from, and the hash of the text it was made from."""

    id: str
    document_id: str
    text_hash: str


class VectorStore:
    """Two collections of unit vectors, of passages and of questions, in one folder.

    A question's id is `<passage id>.<number>`. Distances are cosine; scores are cosine similarities.
    """

    def __init__(self, folder: Path, collections: dict[str, Any]) -> None:
        self._folder = folder
        self._collections = collections

    @classmethod
    def create(cls, folder: Path) -> "VectorStore":
        """An empty store in a new folder."""
        client = _client(folder)
        configuration = {"hnsw": {"space": "cosine", "ef_search": SEARCH_WIDTH}}
        return cls(
            folder,
            {
                name: client.create_collection(name, embedding_function=None, configuration=configuration)
                for name in (PASSAGES, QUESTIONS)
            },
        )

    @classmethod
    def open(cls, folder: Path) -> "VectorStore":
        """The store in a folder. Raises IndexDamaged when it is not there or cannot be read."""
        if not (folder / "chroma.sqlite3").is_file():
            raise IndexDamaged(folder, "no vectors")
        with _told_as_damage(folder):
            client = _client(folder)
            return cls(folder, {n: client.get_collection(n, embedding_function=None) for n in (PASSAGES, QUESTIONS)})

    def add(self, collection: str, records: Sequence[VectorRecord], vectors: Vectors) -> None:
        """Stores one vector (row of shape (n, dimension)) for each record."""
        for start in range(0, len(records), ADD_LIMIT):
            batch = records[start : start + ADD_LIMIT]
            self._collections[collection].add(
                ids=[r.id for r in batch],
                embeddings=vectors[start : start + ADD_LIMIT],
                metadatas=[{"document": r.document_id, "hash": r.text_hash} for r in batch],
            )

    def search(
        self, collection: str, vector: Sequence[float], limit: int, documents: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ids nearest to a vector with their cosine similarity, at most `limit`, best first. Raises IndexDamaged.

        `documents` keeps the search to those; all when None.
        """
        where = {"document": {"$in": list(documents)}} if documents else None
        with _told_as_damage(self._folder):
            found = self._collections[collection].query(
                query_embeddings=[list(vector)], n_results=limit, where=where, include=["distances"]
            )
        return [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def by_text_hash(self) -> dict[str, Vectors]:
        """Every stored vector under the hash of its text, so that a new generation need not compute it again.

        Raises IndexDamaged when Chroma cannot read them all.
        """
        with _told_as_damage(self._folder):
            return {text_hash: vector for name in self._collections for text_hash, vector in self._rows(name)}

    def count(self, collection: str) -> int:
        """How many vectors a collection holds. Raises IndexDamaged."""
        with _told_as_damage(self._folder):
            return int(self._collections[collection].count())

    def _rows(self, collection: str) -> Iterator[tuple[str, Vectors]]:
        total = self.count(collection)
        for offset in range(0, total, ADD_LIMIT):
            page = self._collections[collection].get(
                limit=ADD_LIMIT, offset=offset, include=["embeddings", "metadatas"]
            )
            for metadata, vector in zip(page["metadatas"], page["embeddings"], strict=True):
                yield str(metadata["hash"]), vector


def forget_open_stores() -> None:
    """Makes the next `VectorStore.open` read the disk again: Chroma shares one system for each path in a process."""
    with OPENING:
        # The package first: its modules import each other, and go wrong when one of them is imported alone.
        import chromadb  # noqa: F401
        from chromadb.api.shared_system_client import SharedSystemClient

        SharedSystemClient.clear_system_cache()


@contextmanager
def _told_as_damage(folder: Path) -> Iterator[None]:
    """Whatever Chroma cannot do with the files of a folder is damage to them. Raises IndexDamaged."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError) as error:
        raise IndexDamaged(folder, str(error)) from error


def _client(folder: Path) -> Any:
    with OPENING:
        import chromadb
        from chromadb.config import Settings

        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
