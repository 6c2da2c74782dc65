"""Can the corpus answer? Decided from how well the best passages match, before anything is quoted."""

import math
from dataclasses import dataclass

from assistant.evidence import asked_datum, gives
from assistant.query import Query
from assistant.retrieval import Candidate, Retrieval
from corpus.analysis import content_words, terms
from corpus.library import Library

# How many of the best passages are weighed.
CONSIDERED = 3
# A sentence is near the question when its BM25 is at least this share of the best one's.
NEAR = 0.5
# By how much the nearest question of the best passage is nearer than the passage itself, on average: a question and a
# text differ in form.
QUESTION_GAP = 0.3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the decision rests on.

    `coverage`: share of the question's words, weighted by rarity, that the best passage holds with its headings and
    questions (0 to 1). `similarity`: cosine of the question with the nearest question or passage among the best.
    `length`: ln(1 + content words), since a long question is never covered whole. `datum_missing`: 1.0 when it asks
    for an amount, a date, a telephone or a number that no passage considered gives. `english`: 1.0 for a question in
    English, whose words cannot stand in a Spanish text.
    """

    coverage: float
    similarity: float
    length: float
    datum_missing: float
    english: float


@dataclass(frozen=True, slots=True)
class AnswerabilityModel:
    """A logistic model over the evidence; a question is answered from `threshold` upwards.

    The coefficients come from `ventanilla eval calibrate`; docs/evaluation.md has the date and the figures of the fit.
    """

    intercept: float = -7.66
    coverage: float = 4.84
    similarity: float = 2.54
    length: float = 2.2
    datum_missing: float = -3.69
    english: float = 0.17
    threshold: float = 0.4

    def probability(self, evidence: Evidence) -> float:
        """The probability that the corpus answers the question."""
        logit = self.intercept + sum(
            getattr(self, name) * getattr(evidence, name) for name in Evidence.__dataclass_fields__
        )
        return 1.0 / (1.0 + math.exp(-logit))


def weigh_evidence(query: Query, retrieval: Retrieval, library: Library) -> Evidence:
    """The evidence that the best candidates give for a question."""
    best = retrieval.candidates[:CONSIDERED]
    asked = [query.repairs.get(word, word) for word in content_words(query.text)]
    words = {word: library.lexical.rarity(terms(word)) for word in asked}
    total = sum(words.values()) or 1.0
    return Evidence(
        coverage=max((_held(words, candidate, library) / total for candidate in best), default=0.0),
        similarity=max((_similarity(candidate) for candidate in best), default=0.0),
        length=math.log1p(len(words)),
        datum_missing=float(_lacks_datum(query, best, retrieval, library)),
        english=float(query.language == "en"),
    )


def _similarity(candidate: Candidate) -> float:
    """Cosine with the nearest question of a passage; what its own vector lets expect where nobody wrote questions."""
    own = candidate.signals["passage_vector"]
    nearest = candidate.signals["question_vector"] if candidate.passage.questions else own + QUESTION_GAP
    return max(nearest, own, 0.0)


def _held(words: dict[str, float], candidate: Candidate, library: Library) -> float:
    """The rarity of the words that a passage holds with its title, headings and questions."""
    passage = candidate.passage
    title = library.document(passage.document_id).title
    held = set(terms(" ".join((title, *passage.section, *passage.questions, passage.text))))
    return sum(rarity for word, rarity in words.items() if held.intersection(terms(word)))


def _lacks_datum(query: Query, best: tuple[Candidate, ...], retrieval: Retrieval, library: Library) -> bool:
    """Whether a datum is asked that no sentence near the question's words gives."""
    datum = asked_datum(query.text)
    if datum is None:
        return False
    sentences = [
        (score, text)
        for c in best
        for text, score in zip(c.passage.sentences(), library.unit_scores(c.number, retrieval.sentences), strict=True)
    ]
    least = NEAR * max((score for score, _ in sentences), default=0.0)
    return not any(gives(text, datum) for score, text in sentences if score >= least)
