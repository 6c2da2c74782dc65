"""Can the corpus answer? Decided from how well the best passages match, before anything is quoted."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.coverage import Weighed, own_terms, terms_of, with_headings
from assistant.evidence import asked_datum, asks_for, asks_of_now, gives, thing_asked, years_in
from assistant.query import Query, names_in
from assistant.retrieval import Candidate, Retrieval
from corpus.analysis import fold, words
from corpus.library import Library

# How many of the best passages are weighed, and in how many of them the names of the question must stand.
CONSIDERED = 3
NAMING = 2
# A sentence is near the question when its BM25 is at least this share of the best one's.
NEAR = 0.5
# By how much the nearest question of the best passage is nearer than the passage itself, on average: a question and a
# text differ in form.
QUESTION_GAP = 0.3
# How much less of a question a passage holds, on average: where nobody wrote questions for it, and of a question in
# English.
UNASKED_GAP = 0.1
FOREIGN_GAP = 0.18
# By how much the nearest question that asks for the same is farther than the nearest of all, on average.
ALIKE_GAP = 0.1
# Names with so many first letters in common are forms of one name.
SAME_OPENING = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the decision rests on, of the best passages considered.

    `coverage`: share of the question's words, weighted by rarity, that the best of them holds with its headings and
    questions, under this name or another (0 to 1). `similarity`: cosine of the question with the nearest question or
    passage. `names_missing`: share of the question's words that are names and stand in neither of the two best.
    `thing_missing`: 1.0 when it asks for a thing by name ("¿qué sanción…?") that none holds. `datum_missing`: 1.0 when
    it asks for an amount, a date, a telephone, who pays, how often… and none gives that; `datum_unasked`: by how much
    the nearest question that asks for such a datum is farther than the nearest of all, 0.0 when none is asked for.
    `year_missing`: 1.0 when it names a year that none names. `of_now`: 1.0 when it asks of today or the future.
    """

    coverage: float
    similarity: float
    names_missing: float
    thing_missing: float
    datum_missing: float
    datum_unasked: float
    year_missing: float
    of_now: float


@dataclass(frozen=True, slots=True)
class AnswerabilityModel:
    """A logistic model over the evidence; a question is answered from `threshold` upwards.

    The coefficients come from `ventanilla eval calibrate`; docs/evaluation.md has the date and the figures of the fit.
    """

    intercept: float = -3.51
    coverage: float = 4.21
    similarity: float = 3.91
    names_missing: float = -3.18
    thing_missing: float = -2.39
    datum_missing: float = -2.08
    datum_unasked: float = -4.59
    year_missing: float = -3.1
    of_now: float = -2.56
    threshold: float = 0.46

    def probability(self, evidence: Evidence) -> float:
        """The probability that the corpus answers the question."""
        logit = self.intercept + sum(
            getattr(self, name) * getattr(evidence, name) for name in Evidence.__dataclass_fields__
        )
        return 1.0 / (1.0 + math.exp(-logit))


def weigh_evidence(retrieval: Retrieval, library: Library) -> Evidence:
    """The evidence that the best candidates of a search give for its question."""
    query, question = retrieval.query, retrieval.question
    best = retrieval.candidates[:CONSIDERED]
    missing = missing_names(retrieval, library)
    similarity = max((_similarity(candidate) for candidate in best), default=0.0)
    thing = thing_asked(query.text)
    return Evidence(
        coverage=max((_coverage(candidate, query.language) for candidate in best), default=0.0),
        similarity=similarity,
        thing_missing=float(thing is not None and not any(_tells(c, thing, query, question) for c in best)),
        names_missing=question.share({fold(name) for name in missing}),
        datum_missing=float(_lacks_datum(best, retrieval, library)),
        datum_unasked=similarity - _asked_alike(best, retrieval) if asked_datum(query.text) else 0.0,
        year_missing=float(bool(missing_years(retrieval, library))),
        of_now=float(asks_of_now(query.text)),
    )


def missing_names(retrieval: Retrieval, library: Library) -> tuple[str, ...]:
    """The names of a question that the two best passages do not hold, not even in another language (Hamburg)."""
    if not (names := names_in(retrieval.query.text)):
        return ()
    question = retrieval.question
    text = " ".join(with_headings(candidate.passage, library) for candidate in retrieval.candidates[:NAMING])
    held, openings = question.held(terms_of(text)), {word[:SAME_OPENING] for word in words(text)}
    return tuple(
        name
        for name in names
        if (folded := fold(name)) in question.rarity
        and folded not in held
        and not (len(folded) >= SAME_OPENING and folded[:SAME_OPENING] in openings)
    )


def missing_years(retrieval: Retrieval, library: Library) -> tuple[str, ...]:
    """The years that a question names and none of the best passages does."""
    if not (years := years_in(retrieval.query.text)):
        return ()
    found = {year for c in retrieval.candidates[:CONSIDERED] for year in years_in(with_headings(c.passage, library))}
    return tuple(year for year in years if year not in found)


def _tells(candidate: Candidate, thing: str, query: Query, question: Weighed) -> bool:
    """Whether a passage or a question written for it holds a thing by its name, and not to say that it is lacking."""
    told = own_terms(candidate.passage) | terms_of(" ".join(candidate.passage.questions))
    return any(question.holds(word, told) for word in {thing, query.repairs.get(thing, thing)})


def _coverage(candidate: Candidate, language: str) -> float:
    """The share of a question that a passage holds, with what is missing from all that are put or asked so."""
    expected = (0.0 if candidate.passage.questions else UNASKED_GAP) + (FOREIGN_GAP if language == "en" else 0.0)
    return min(1.0, candidate.signals["coverage"] + expected)


def _similarity(candidate: Candidate) -> float:
    """Cosine with the nearest question of a passage; what its own vector lets expect where nobody wrote questions."""
    own = candidate.signals["passage_vector"]
    nearest = candidate.signals["question_vector"] if candidate.passage.questions else own + QUESTION_GAP
    return max(nearest, own, 0.0)


def _asked_alike(best: Sequence[Candidate], retrieval: Retrieval) -> float:
    """Cosine with the nearest question that asks for the same; what is to be expected where a passage has none."""
    kind, farthest = asks_for(retrieval.query.text), min(retrieval.questions.values(), default=0.0)
    alike = (
        retrieval.questions.get(f"{candidate.passage.id}.{number}", farthest)
        for candidate in best
        for number, question in enumerate(candidate.passage.questions)
        if asks_for(question) == kind
    )
    expected = (_similarity(candidate) - ALIKE_GAP for candidate in best if not candidate.passage.questions)
    return max((*alike, *expected), default=farthest)


def _lacks_datum(best: Sequence[Candidate], retrieval: Retrieval, library: Library) -> bool:
    """Whether a datum is asked that no sentence near the question's words gives."""
    datum = asked_datum(retrieval.query.text)
    if datum is None:
        return False
    sentences = [
        (score, text)
        for c in best
        for text, score in zip(c.passage.sentences(), library.unit_scores(c.number, retrieval.sentences), strict=True)
    ]
    least = NEAR * max((score for score, _ in sentences), default=0.0)
    return not any(gives(text, datum) for score, text in sentences if score >= least)
