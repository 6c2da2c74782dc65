"""An answer and what it rests on, as values: statements, citations, passages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from corpus.models import Document, Passage

if TYPE_CHECKING:
    # A trace brings in the search and with it numpy, which a command that only prints an answer can do without.
    from assistant.trace import Trace

# Between the headings of a path, as a reader sees it.
SECTION_SEPARATOR = " › "

Mode = Literal["quotes", "llm"]
Reason = Literal["greeting", "thanks", "farewell", "about", "not_in_corpus", "off_topic"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation: what was asked (after rewriting), and the passages cited in the answer."""

    question: str
    answer: str = ""
    cited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of the answer (a sentence, a step, an item) with the numbers of the citations it rests on."""

    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """What the mark [n] of an answer stands for. `quote` is a verbatim substring of the passage's text."""

    n: int
    passage_id: str
    document_id: str
    document_title: str
    section: str
    page: int | None
    quote: str
    url: str | None


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A retrieved passage with its document, score, and the official passages (at most two) that travel with it."""

    passage: Passage
    document: Document
    score: float
    official: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """Which index answered."""

    generation: str
    embedder: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole result of one question; the field names are those of the HTTP interface.

    `answer` is Markdown with citation marks ([1]); `reason` says why there is no cited answer (greeting, not in the
    corpus), else None; `note` is a sentence for the user about how the answer was made (a model that did not reply).
    `timings_ms` has the keys retrieve, answer and total. `trace`, no part of that interface, tells how the answer came
    about; a courtesy has none.
    """

    question: str
    rewritten: str | None
    language: str
    abstained: bool
    reason: Reason | None
    answer: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    passages: tuple[RankedPassage, ...]
    suggestions: tuple[str, ...]
    mode: Mode
    timings_ms: dict[str, float]
    index: IndexInfo
    note: str | None = None
    trace: Trace | None = field(default=None, repr=False, compare=False)

    def as_turn(self) -> Turn:
        """What a conversation remembers of it: the complete question, the text and the passages cited, each once."""
        cited = dict.fromkeys(citation.passage_id for citation in self.citations)
        return Turn(self.rewritten or self.question, self.answer, tuple(cited))
