"""How an answer came about, for who wants to see it."""

from dataclasses import dataclass

from assistant.answerability import Evidence
from assistant.query import Query
from assistant.retrieval import Candidate


@dataclass(frozen=True, slots=True)
class Trace:
    """The steps behind an answer.

    `query` is the question as it was searched; `parts` the things that it asks, when they are several; `candidates` the
    best passages, best first, each with its score and signals; `evidence` what the decision to answer rests on, with
    the names and years of the question that are `missing` from the best passages, the `probability` that follows and
    the `threshold` that it must reach.
    """

    query: Query
    parts: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    evidence: Evidence
    probability: float
    threshold: float
    missing: tuple[str, ...] = ()
