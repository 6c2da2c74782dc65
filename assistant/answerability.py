"""Can the corpus answer? Decided from how well the best passages match, before anything is quoted."""

from dataclasses import dataclass

import numpy as np

from assistant.query import Query
from assistant.retrieval import Candidate, Retrieval
from corpus.analysis import content_words, terms
from corpus.library import Library


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the decision rests on, each from 0 to 1.

    `coverage`: share of the question's term weight (inverse document frequency) that the best passage, its heading and
    its questions hold. `similarity`: cosine of the question with the nearest question of the best passages.
    """

    coverage: float
    similarity: float


@dataclass(frozen=True, slots=True)
class AnswerabilityModel:
    """A logistic model over the evidence."""

    intercept: float = -4.2
    coverage: float = 4.5
    similarity: float = 4.5
    threshold: float = 0.35

    def probability(self, evidence: Evidence) -> float:
        """The probability that the corpus answers the question."""
        logit = self.intercept + self.coverage * evidence.coverage + self.similarity * evidence.similarity
        return float(1.0 / (1.0 + np.exp(-logit)))

    def can_answer(self, evidence: Evidence) -> bool:
        """Whether to answer."""
        return self.probability(evidence) >= self.threshold


CONSIDERED = 3


def weigh_evidence(query: Query, retrieval: Retrieval, library: Library) -> Evidence:
    """The evidence that the best candidates give for a question."""
    best = retrieval.candidates[:CONSIDERED]
    if not best:
        return Evidence(0.0, 0.0)
    similarity = max(max(c.signals["question_vector"], c.signals["passage_vector"]) for c in best)
    return Evidence(coverage=max(_coverage(query, c, library) for c in best), similarity=max(0.0, float(similarity)))


def _coverage(query: Query, candidate: Candidate, library: Library) -> float:
    """Share of the question's own words, weighted by rarity, that a passage holds with its headings and questions."""
    passage = candidate.passage
    title = library.document(passage.document_id).title
    held = set(terms(" ".join((title, *passage.section, *passage.questions, passage.text))))
    by_word = {word: terms(word) for word in content_words(query.text)}
    weights = {word: library.lexical.rarity(stems) for word, stems in by_word.items()}
    found = sum(weights[word] for word, stems in by_word.items() if held.intersection(stems))
    total = sum(weights.values())
    return found / total if total else 0.0
