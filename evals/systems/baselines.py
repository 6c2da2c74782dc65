"""What people build first, over the same documents and embedder: plain systems to compare the assistant with.

They share no code with its retrieval, generate nothing, never decline, and quote whole texts, each citing itself.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import cast
from uuid import uuid4

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.library import Library
from corpus.models import IndexedDocument, Passage
from evals.results import Statement
from evals.systems.reply import Citation, RankedText, Reply, System

# The sizes of LangChain's tutorials, in characters.
CHUNK_SIZE, CHUNK_OVERLAP = 1000, 200
WORD_BUDGET = 180
HEAD = re.compile(rf"(?:\S+\s+){{0,{WORD_BUDGET - 1}}}\S+")
INSTALL_COMMAND = 'uv pip install -e ".[evals]"'


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a document, and the document with the headings that it stands under, outermost first."""

    text: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A chunk that a search found; `cosine` is its likeness to the question where the search measures one."""

    chunk: Chunk
    cosine: float | None = None


Search = Callable[[str, int], Sequence[Found]]
"""From a question and a number `k` to the `k` chunks found, best first; all there are when they are fewer."""


@dataclass(frozen=True)
class Baseline:
    """A search as a system: the best chunks are the answer, and the cosine of the first the confidence."""

    name: str
    search: Search
    documents: Collection[str]

    def reply(self, question: str, *, history: Sequence[str] = (), k: int = 5) -> Reply:
        """Searches the last question with the earlier ones put before it."""
        start = perf_counter()
        found = self.search("\n".join((*history, question)), k)
        said = best_texts([each.chunk.text for each in found])
        ranked = tuple(RankedText((each.chunk.text,), (each.chunk.path,)) for each in found)
        return Reply(
            text="\n\n".join(said),
            abstained=False,
            ranked=ranked,
            citations=tuple(map(Citation, said, ranked)),
            invalid_marks=0,
            confidence=_confidence(found),
            milliseconds=(perf_counter() - start) * 1000,
            statements=tuple(Statement(text, (text,)) for text in said),
        )


def langchain_default(library: Library) -> System:
    """LangChain's tutorial: chunks of 1000 characters in Chroma, in memory, and its similarity search.

    Raises ImportError with the command that installs what is missing.
    """
    chunks = split_documents(library)
    with _installed():
        from chromadb.config import Settings
        from langchain_chroma import Chroma

    # In memory all collections of a process live in one store, so each needs a name of its own.
    store = Chroma.from_texts(
        [chunk.text for chunk in chunks],
        _embeddings(library),
        metadatas=[{"number": number} for number in range(len(chunks))],
        collection_name=f"baseline-{uuid4().hex}",
        client_settings=Settings(anonymized_telemetry=False, is_persistent=False),
    )

    def search(question: str, k: int) -> Sequence[Found]:
        # What `similarity_search` calls. Chroma's default distance is squared, |a - b|² = 2 - 2cos of unit vectors.
        nearest = store.similarity_search_with_score(question, k)
        return [Found(chunks[near.metadata["number"]], 1 - far / 2) for near, far in nearest]

    return Baseline("langchain-default", search, library.documents.keys())


def bm25(library: Library) -> System:
    """The same chunks under Okapi's BM25, words split at white space as LangChain's retriever does.

    Raises ImportError with the command that installs what is missing.
    """
    chunks = split_documents(library)
    with _installed():
        from rank_bm25 import BM25Okapi

    index = BM25Okapi([chunk.text.split() for chunk in chunks])

    def search(question: str, k: int) -> Sequence[Found]:
        return [Found(chunks[n]) for n in _highest(index.get_scores(question.split()), k)]

    return Baseline("bm25", search, library.documents.keys())


def dense(library: Library) -> System:
    """The library's own passages, whole, by the exact cosine of their vectors."""
    passages = [
        Chunk(passage.text, (id_, *passage.section))
        for id_, entry in library.documents.items()
        for passage in entry.passages
    ]
    vectors = np.array(library.embedder.embed_documents([passage.text for passage in passages]))

    def search(question: str, k: int) -> Sequence[Found]:
        cosines = vectors @ np.array(library.embedder.embed_query(question))  # of unit vectors
        return [Found(passages[n], float(cosines[n])) for n in _highest(cosines, k)]

    return Baseline("dense", search, library.documents.keys())


BASELINES: Mapping[str, Callable[[Library], System]] = {
    "langchain-default": langchain_default,
    "bm25": bm25,
    "dense": dense,
}


def split_documents(library: Library) -> list[Chunk]:
    """Every document's text in chunks of LangChain's sizes, in order. Raises ImportError as the systems do.

    A chunk knows no headings; so that it can be judged, it is labelled with the section that it holds most of.
    """
    with _installed():
        from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP, add_start_index=True)
    return [
        Chunk(chunk.page_content, _path(entry, chunk.metadata["start_index"], len(chunk.page_content)))
        for entry in library.documents.values()
        for chunk in splitter.create_documents([entry.document.text])
    ]


def _path(entry: IndexedDocument, start: int, length: int) -> tuple[str, ...]:
    def shared(passage: Passage) -> int:
        return min(passage.end, start + length) - max(passage.start, start)

    best = max(entry.passages, key=shared, default=None)
    headings = best.section if best is not None and shared(best) > 0 else ()
    return (entry.document.id, *headings)


def best_texts(texts: Sequence[str]) -> list[str]:
    """The first texts that fit whole into 180 words together; the first is cut there if it does not."""
    if not texts:
        return []
    head = HEAD.match(texts[0].strip())
    chosen, words = [head.group() if head else ""], len(texts[0].split())
    for text in texts[1:]:
        words += len(text.split())
        if words > WORD_BUDGET:
            break
        chosen.append(text.strip())
    return chosen


def _confidence(found: Sequence[Found]) -> float | None:
    cosine = found[0].cosine if found else None
    return None if cosine is None else min(max(cosine, 0.0), 1.0)


def _highest(scores: NDArray[np.floating], k: int) -> list[int]:
    """The places of the `k` highest scores, best first; the earlier one of equals first."""
    places: list[int] = np.argsort(-scores, kind="stable")[:k].tolist()
    return places


def _embeddings(library: Library) -> Embeddings:
    """The library's embedder as LangChain knows it; the port asks for less than its class has."""
    return cast(Embeddings, library.embedder)


@contextmanager
def _installed() -> Iterator[None]:
    """What is imported here belongs to the extra `evals`. Raises ImportError with the command that installs it."""
    try:
        yield
    except ImportError as error:
        raise ImportError(
            f"{error.name or error} is missing; to install it: {INSTALL_COMMAND}", name=error.name
        ) from error
