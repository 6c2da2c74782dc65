"""How an answer came about, for who wants to see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answerability import Evidence
from assistant.parts import Part
from assistant.query import Query
from assistant.retrieval import Candidate


@dataclass(frozen=True, slots=True)
class Trace:
    """The steps behind an answer.

    `query` is the question as it was searched; `parts` the things that it asks, when they are several, each with
    what it finds by itself; `candidates` the best passages, best first, each with its score and signals; `evidence`
    what the decision to answer rests on for the question as a whole, with its names and years that are `missing` from
    the best passages; `probability` that of an answer, to the whole or, if that is higher, to the least likely part;
    `threshold` what it must reach.
    """

    query: Query
    parts: Mapping[Part, Sequence[Candidate]]
    candidates: tuple[Candidate, ...]
    evidence: Evidence
    probability: float
    threshold: float
    missing: tuple[str, ...] = ()
