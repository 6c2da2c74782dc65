"""The library: one generation of the index, opened for reading."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.analysis import fold
from corpus.errors import EmbedderChanged, EmbedderMismatch, IndexDamaged, UnknownDocument, UnknownPassage
from corpus.generations import Manifest, current_generation, generation_folder, read_documents, read_manifest
from corpus.lexical import LexicalIndex
from corpus.models import Document, IndexedDocument, Passage
from corpus.ports import Embedder
from corpus.vectors import PASSAGES, QUESTIONS, VectorStore, forget_open_stores

BACK_MATTER = re.compile(
    r"\W*(notas?|bibliografia|referencias( bibliograficas)?|fuentes( consultadas)?|siglas( y (abreviaturas|acronimos))?"
    r"|abreviaturas|acronimos|glosario|creditos|directorio|agradecimientos|indice( general)?|contenido)\W*"
)

LEFT_OUT = re.compile(r"los documentos no (indican|dicen|dan|mencionan|precisan) (si|que|cuanto|cuando|como|quien)\b")


def is_back_matter(passage: Passage) -> bool:
    """Whether a passage explains nothing by itself: by its heading, or since it tells what the documents leave out."""
    if passage.section and BACK_MATTER.fullmatch(fold(passage.section[-1])):
        return True
    return bool(passage.units) and LEFT_OUT.match(fold(passage.sentences()[0])) is not None


@dataclass(frozen=True)
class Library:
    """Everything that a question is answered from.

    Passages are numbered in the order of the documents and of their text; the lexical index speaks in these numbers.
    """

    home: Path
    manifest: Manifest
    documents: Mapping[str, IndexedDocument]
    lexical: LexicalIndex
    vectors: VectorStore
    embedder: Embedder

    @classmethod
    def open(cls, home: Path, embedder: Embedder) -> "Library":
        """Opens the current generation.

        Raises IndexMissing, IndexDamaged, EmbedderMismatch or EmbedderChanged when another embedder, or other weights,
        made its vectors, and EmbedderError.
        """
        generation = current_generation(home)
        manifest = read_manifest(home, generation)
        if manifest.embedder != embedder.name:
            raise EmbedderMismatch(home, manifest.embedder, embedder.name)
        if manifest.revision != embedder.revision:
            raise EmbedderChanged(home, embedder.name)
        folder = generation_folder(home, generation)
        try:
            vectors = VectorStore.open(folder / "chroma")
            held = (vectors.count(PASSAGES), vectors.count(QUESTIONS))
            documents = {entry.document.id: entry for entry in read_documents(folder)}
            lexical = LexicalIndex.load(folder / "lexical")
        except IndexDamaged as error:
            raise IndexDamaged(home, error.detail) from error
        if held != (manifest.passages, manifest.questions):
            raise IndexDamaged(home, "vectors are missing")
        return cls(home, manifest, documents, lexical, vectors, embedder)

    def reopen(self) -> "Library":
        """The generation that serves now, with the same embedder. Raises as `open`."""
        forget_open_stores()
        return type(self).open(self.home, self.embedder)

    @property
    def generation(self) -> str:
        """The id of the open generation."""
        return self.manifest.id

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage, in the order of the lexical index."""
        return tuple(passage for entry in self.documents.values() for passage in entry.passages)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each passage, by its id."""
        return {passage.id: number for number, passage in enumerate(self.passages)}

    @cached_property
    def unit_starts(self) -> tuple[int, ...]:
        """The row of each passage's first unit in the sentences of the lexical index."""
        return tuple(accumulate((len(passage.units) for passage in self.passages[:-1]), initial=0))

    def unit_scores(self, number: int, sentences: NDArray[np.float32]) -> NDArray[np.float32]:
        """The part of the scores of all sentences that belongs to the units of a passage, given its number."""
        start = self.unit_starts[number]
        return sentences[start : start + len(self.passages[number].units)]

    @cached_property
    def with_questions(self) -> NDArray[np.bool_]:
        """Which passages have questions; shape (passages,)."""
        return np.array([bool(passage.questions) for passage in self.passages], dtype=bool)

    @cached_property
    def back_matter(self) -> NDArray[np.float32]:
        """1.0 for the passages of notes, bibliographies and the like, by their heading, else 0.0; shape (passages,)."""
        return np.array([is_back_matter(passage) for passage in self.passages], dtype=np.float32)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The singular forms of all words of the passages, their headings and their questions, without accents."""
        fields = (self.lexical.text, self.lexical.heading, self.lexical.asked)
        return frozenset(t[2:] for field in fields for t in field.index.vocab_dict if t.startswith("p:"))

    def passage(self, passage_id: str) -> Passage:
        """The passage with an id. Raises UnknownPassage."""
        try:
            return self.passages[self.numbers[passage_id]]
        except KeyError as error:
            raise UnknownPassage(passage_id) from error

    def document(self, document_id: str) -> Document:
        """The document with an id. Raises UnknownDocument, which lists those there are."""
        try:
            return self.documents[document_id].document
        except KeyError as error:
            raise UnknownDocument(document_id, tuple(self.documents)) from error

    def official(self, passage: Passage) -> tuple[Passage, ...]:
        """The official passages that a guide's section is linked to, best first; none for an official passage."""
        return tuple(self.passage(linked) for linked in passage.official)

    def is_current(self) -> bool:
        """Whether this generation is still the one that serves."""
        return current_generation(self.home) == self.generation
