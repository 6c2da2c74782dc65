"""What became of each question of a run."""

from dataclasses import dataclass

# How many of the best passages are looked at.
CUTOFF = 5


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, step or item of an answer, with the quotes of what it cites; none if it cites nothing."""

    text: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question.

    `rank` is that of the first passage that holds gold, None if none does; `facts`, `recall` and `ndcg` are from 0 to
    1, `score` is CRAG's from -1 to 1; `confidence` is the system's probability that it can answer, if it has one.
    `documents` are those of the gold, `history` the questions asked before. `passages` are the texts of the first
    ranks, each with those that travel with it, and `places` where each comes from (`document › last heading`).
    `irrelevant` are the quotes that have nothing to do with the question. The measures of citations (`evals.citing`)
    and of quotes (`evals.overlap`) are from 0 to 1, None where there is nothing to judge.
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
    documents: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    passages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    citation_recall: float | None = None
    citation_precision: float | None = None
    citation_relevance: float | None = None
    irrelevant: tuple[str, ...] = ()
    quote_precision: float | None = None
    quote_recall: float | None = None
    quote_f1: float | None = None
