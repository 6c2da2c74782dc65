"""What every system gives for a question, so that all are measured alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RankedText:
    """What stands at one rank: a passage's text with those that travel with it, and where it comes from.

    `section` is `document › last heading`, as question sets name it, or the document where no headings are known.
    """

    texts: tuple[str, ...]
    section: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The outcome of one question.

    `text` carries citation marks ([1]) if the system cites. `quotes` pairs each citation's quote with the text that it
    claims to stand in; `invalid_marks` counts marks that point at no citation. `confidence` is the system's probability
    that it can answer, from 0 to 1, or None if it has none.
    """

    text: str
    abstained: bool
    ranked: tuple[RankedText, ...]
    quotes: tuple[tuple[str, str], ...]
    invalid_marks: int
    confidence: float | None
    milliseconds: float


class System(Protocol):
    """Something that answers questions. `name` stands in runs and tables."""

    @property
    def name(self) -> str:
        """How `--system` calls it."""

    def reply(self, question: str, *, history: Sequence[str] = (), k: int = 5) -> Reply:
        """Answers the last turn of a conversation whose earlier questions are `history`, with the `k` best texts."""
