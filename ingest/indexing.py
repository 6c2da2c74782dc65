"""Writing a generation: lexical index, vectors, links, documents and, last, the manifest."""

import time
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from corpus.errors import IndexDamaged
from corpus.generations import (
    SPLITTER_VERSION,
    Manifest,
    file_sizes,
    generation_folder,
    new_generation,
    write_documents,
    write_manifest,
)
from corpus.lexical import build_lexical, heading_text
from corpus.models import IndexedDocument
from corpus.ports import Embedder
from corpus.vectors import PASSAGES, QUESTIONS, VectorRecord, Vectors, VectorStore, forget_open_stores
from ingest.linking import link_guides
from ingest.planning import fingerprints

Progress = Callable[[str, int, int], None]
Rows = list[tuple[VectorRecord, str]]

EMBEDDING_BATCH = 64


def write_generation(
    home: Path,
    entries: Sequence[IndexedDocument],
    inputs: str,
    embedder: Embedder,
    known: Mapping[str, Vectors],
    progress: Progress,
) -> str:
    """Writes a whole generation beside the serving one and gives its id.

    `inputs` is the hash of what it is made from, for its manifest; `known` are vectors to reuse, by text hash.
    """
    generation = new_generation(home)
    folder = generation_folder(home, generation)
    lexical = build_lexical(entries)
    lexical.save(folder / "lexical")
    records = _records(entries)
    vectors = _embed(records, embedder, known, progress)
    store = VectorStore.create(folder / "chroma")
    for collection, rows in records.items():
        store.add(collection, [record for record, _ in rows], vectors[collection])
    by_passage = {record.id: vectors[PASSAGES][n] for n, (record, _) in enumerate(records[PASSAGES])}
    linked = link_guides(entries, lexical, by_passage)
    write_documents(folder, linked)
    write_manifest(
        folder,
        Manifest(
            id=generation,
            created=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            embedder=embedder.name,
            dimension=embedder.dimension,
            splitter_version=SPLITTER_VERSION,
            inputs=inputs,
            documents=fingerprints(entries),
            passages=len(records[PASSAGES]),
            questions=len(records[QUESTIONS]),
            files=file_sizes(folder),
            revision=embedder.revision,
        ),
    )
    return generation


def _records(entries: Sequence[IndexedDocument]) -> dict[str, Rows]:
    """What is embedded, by collection: each record with its text."""
    passages: Rows = []
    questions: Rows = []
    for entry in entries:
        for passage in entry.passages:
            text = f"{heading_text(entry.document.title, passage)}\n{passage.text}"
            passages.append((_record(passage.id, entry.document.id, text), text))
            for number, question in enumerate(passage.questions):
                questions.append((_record(f"{passage.id}.{number}", entry.document.id, question), question))
    return {PASSAGES: passages, QUESTIONS: questions}


def _record(id_: str, document_id: str, text: str) -> VectorRecord:
    return VectorRecord(id_, document_id, sha256(text.encode()).hexdigest()[:32])


def known_vectors(home: Path, previous: Manifest, embedder: Embedder) -> Mapping[str, Vectors]:
    """The vectors of the serving generation by text hash, when the same weights of the same embedder made them."""
    made_by = (previous.embedder, previous.revision, previous.dimension)
    if made_by != (embedder.name, embedder.revision, embedder.dimension):
        return {}
    forget_open_stores()
    try:
        return VectorStore.open(generation_folder(home, previous.id) / "chroma").by_text_hash()
    except IndexDamaged:
        return {}


def _embed(
    records: Mapping[str, Rows], embedder: Embedder, known: Mapping[str, Vectors], progress: Progress
) -> dict[str, Vectors]:
    """One row for each record, shape (n, dimension); only texts that have no vector yet are computed."""
    texts = {record.text_hash: text for rows in records.values() for record, text in rows}
    missing = [text_hash for text_hash in texts if text_hash not in known]
    computed = dict(known)
    for start in range(0, len(missing), EMBEDDING_BATCH):
        batch = missing[start : start + EMBEDDING_BATCH]
        progress("Calculando vectores", start, len(missing))
        vectors = embedder.embed_documents([texts[text_hash] for text_hash in batch])
        computed.update(zip(batch, np.asarray(vectors, dtype=np.float32), strict=True))
    progress("Vectores listos", len(missing), len(missing))
    return {
        collection: np.array([computed[record.text_hash] for record, _ in rows], dtype=np.float32)
        for collection, rows in records.items()
    }
