"""What became of each question of a run."""

from dataclasses import dataclass

# How many of the best passages are looked at.
CUTOFF = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question.

    `rank` is that of the first passage that holds gold, None if none does; `facts`, `recall` and `ndcg` are from 0 to
    1, `score` is CRAG's from -1 to 1; `confidence` is the system's probability that it can answer, if it has one.
    """

    id: str
    kind: str
    language: str
    question: str
    answerable: bool
    abstained: bool
    rank: int | None
    facts: float
    quotes_valid: bool
    words: int
    milliseconds: float
    answer: str
    has_gold: bool = True
    recall: float = 0.0
    ndcg: float = 0.0
    score: float = 0.0
    confidence: float | None = None
    invalid_marks: int = 0
