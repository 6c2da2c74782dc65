"""The lexical index: BM25 over several fields of the passages, and over their sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.analysis import terms
from corpus.errors import IndexDamaged
from corpus.models import IndexedDocument, Passage
from corpus.scores import Mask, Scores

# Lucene's variant (never a negative weight) with the textbook constants; Robertson and Zaragoza (2009).
BM25_METHOD, BM25_K1, BM25_B = "lucene", 1.2, 0.75

NO_ROWS = np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Field:
    """One BM25 index: row `i` belongs to passage number `owners[i]`, in the order of the library."""

    name: str
    owners: NDArray[np.int32]
    index: Any

    def scores(self, query: Mapping[str, float]) -> Scores:
        """BM25 of every row for weighted query terms; shape (rows,). Terms that no row has weigh nothing."""
        total = np.zeros(len(self.owners), dtype=np.float32)
        for weight in sorted(set(query.values())):
            wanted = [term for term, w in query.items() if w == weight and term in self.index.vocab_dict]
            if wanted:
                total += weight * self.index.get_scores(wanted)
        return total

    def rows_with(self, term: str) -> NDArray[np.int32]:
        """The numbers of the rows in which a term stands."""
        number = self.index.vocab_dict.get(term)
        if number is None:
            return NO_ROWS
        starts = self.index.scores["indptr"]
        rows: NDArray[np.int32] = self.index.scores["indices"][starts[number] : starts[number + 1]]
        return rows


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """The fields of a generation.

    `text` and `heading` have a row for each passage; `sentences` one for each unit and `asked` one for each question,
    both in the order of the passages.
    """

    text: Field
    heading: Field
    sentences: Field
    asked: Field

    def rarity(self, stems: Iterable[str]) -> float:
        """ln(1 + N / (df + 1)) over the passages, for a word given by its terms, of which the most frequent counts."""
        frequency = max((len(self.text.rows_with(stem)) for stem in stems), default=0)
        return float(np.log(1.0 + len(self.text.owners) / (frequency + 1.0)))

    def holding(self, term: str) -> Mask:
        """The passages that hold a term in their text, headings or questions; shape (passages,)."""
        holding = np.zeros(len(self.text.owners), dtype=bool)
        for field in (self.text, self.heading, self.asked):
            holding[field.owners[field.rows_with(term)]] = True
        return holding

    def save(self, folder: Path) -> None:
        """Writes every field to a folder of its own."""
        for field in self._fields():
            field.index.save(str(folder / field.name), corpus=None)
            np.save(folder / field.name / "owners.npy", field.owners)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Reads what `save` wrote. Raises IndexDamaged when a file is missing or unreadable."""
        import bm25s

        fields = {}
        for name in cls.__slots__:
            try:
                index = bm25s.BM25.load(str(folder / name), load_corpus=False)
                owners = np.load(folder / name / "owners.npy")
            except (OSError, EOFError, ValueError, KeyError) as error:
                raise IndexDamaged(folder, f"lexical field {name}: {error}") from error
            fields[name] = Field(name, owners, index)
        return cls(**fields)

    def _fields(self) -> tuple[Field, ...]:
        return (self.text, self.heading, self.sentences, self.asked)


def build_lexical(documents: Sequence[IndexedDocument]) -> LexicalIndex:
    """The lexical index over the passages of all documents, in their order."""
    pairs = [(entry.document.title, passage) for entry in documents for passage in entry.passages]
    passages = [passage for _, passage in pairs]
    return LexicalIndex(
        text=_field("text", [(i, p.text) for i, p in enumerate(passages)]),
        heading=_field("heading", [(i, heading_text(title, p)) for i, (title, p) in enumerate(pairs)]),
        sentences=_field("sentences", [(i, s) for i, p in enumerate(passages) for s in p.sentences()]),
        asked=_field("asked", [(i, q) for i, p in enumerate(passages) for q in p.questions]),
    )


def heading_text(title: str, passage: Passage) -> str:
    """What the heading field holds: document title and heading path."""
    return " ".join((title, *passage.section))


def _field(name: str, rows: Sequence[tuple[int, str]]) -> Field:
    import bm25s

    index = bm25s.BM25(method=BM25_METHOD, k1=BM25_K1, b=BM25_B)
    # An index without any term cannot be built, so an empty field holds one that no question has.
    tokens = [terms(text) for _, text in rows] or [[]]
    if not any(tokens):
        tokens[0] = ["\x00"]
    owners = np.array([owner for owner, _ in rows] or [-1], dtype=np.int32)
    index.index(tokens, show_progress=False)
    return Field(name, owners, index)
