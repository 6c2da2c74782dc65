"""What every system gives for a question, so that all are measured alike."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import SECTION_SEPARATOR
from evals.results import Statement


@dataclass(frozen=True, slots=True)
class RankedText:
    """What stands at one rank: a passage's text with those that travel with it, and where each comes from.

    `paths` holds, for each text, its document and headings, outermost first; the document alone if none are known.
    """

    texts: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]

    @property
    def section(self) -> str:
        """Where the first text comes from, as question sets name it: `document › last heading`."""
        document, *headings = self.paths[0]
        return SECTION_SEPARATOR.join((document, *headings[-1:]))


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote, and what it claims to be taken from: the first text of `source`."""

    quote: str
    source: RankedText


@dataclass(frozen=True, slots=True)
class Reply:
    """The outcome of one question.

    `text` carries citation marks ([1]) if the system cites; `statements` are its pieces with the quotes of what they
    cite; `invalid_marks` counts marks that point at no citation. `confidence` is the system's probability that it can
    answer, from 0 to 1, or None if it has none.
    """

    text: str
    abstained: bool
    ranked: tuple[RankedText, ...]
    citations: tuple[Citation, ...]
    invalid_marks: int
    confidence: float | None
    milliseconds: float
    statements: tuple[Statement, ...] = ()


class System(Protocol):
    """Something that answers questions. `name` stands in runs and tables."""

    @property
    def name(self) -> str:
        """How `--system` calls it."""

    @property
    def documents(self) -> Collection[str]:
        """The ids of the documents that it answers from."""

    def reply(self, question: str, *, history: Sequence[str] = (), k: int = 5) -> Reply:
        """Answers the last turn of a conversation whose earlier questions are `history`, with the `k` best texts."""
