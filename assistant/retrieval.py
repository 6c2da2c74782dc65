"""Hybrid retrieval: every passage scored by its words, its heading, its questions and its vectors."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.coverage import Weighed, coverage, weighed
from assistant.evidence import shows_sign
from assistant.fusion import FusionWeights, fuse
from assistant.query import Query, QuestionType, question_type
from corpus.analysis import terms
from corpus.library import Library
from corpus.models import Passage, PassageKind
from corpus.scores import Scores
from corpus.vectors import PASSAGES, QUESTIONS

# How many searches at once have their two collections searched side by side; the threads end with the retriever.
SEARCHES_AT_ONCE = 4
# How many neighbours Chroma is asked for; a passage beyond them is as good as unrelated.
NEIGHBOURS = 200
# What a passage gains for which this very question was written.
ASKED_BONUS = 2.0
SAME_QUESTION = 0.97
# How many of the best passages are looked at for the shape of the answer, and what the right shape gains.
SHORTLIST = 30
FIT_BONUS = 1.0
# What notes, bibliographies and lists of acronyms lose: they name everything and explain nothing.
BACK_MATTER_PENALTY = 1.0
SHAPES = {QuestionType.PROCEDURE: PassageKind.STEPS, QuestionType.LIST: PassageKind.LIST}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its number in the library, its fused score, and each signal before standardising."""

    number: int
    passage: Passage
    score: float
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Signals:
    """The words of a question, what is fused, each of shape (passages,), and the cosines of the nearest questions."""

    question: Weighed
    fused: Mapping[str, Scores]
    questions: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The outcome of a search for a query: the candidates, best first.

    `question` holds the words of the query; `sentences` are the scores of all sentences of the library, `questions` the
    cosines of the nearest questions of its bank, by their ids.
    """

    query: Query
    question: Weighed
    candidates: tuple[Candidate, ...]
    sentences: Scores
    questions: Mapping[str, float]


class HybridRetriever:
    """Searches one library. `search` is pure: the same query gives the same candidates."""

    def __init__(self, library: Library, weights: FusionWeights) -> None:
        self._library = library
        self._weights = weights
        self._beside = ThreadPoolExecutor(SEARCHES_AT_ONCE, "passage-vectors")

    def search(self, query: Query, limit: int, *, documents: Sequence[str] | None = None) -> Retrieval:
        """The `limit` best passages of the given documents (of all when None).

        A passage that travels with a better one (a guide's section and its official text) takes no rank of its own.
        """
        sentences = self._library.lexical.sentences.scores(query.terms)
        found = self.signals(query, sentences)
        signals = found.fused
        scores = fuse(signals, self._weights, self._library.with_questions)
        scores += ASKED_BONUS * (signals["question_vector"] >= SAME_QUESTION)
        scores += FIT_BONUS * self._fits(query, scores) - BACK_MATTER_PENALTY * self._library.back_matter
        order = np.argsort(-scores, kind="stable")
        chosen = self._without_companions(order.tolist(), limit, documents)
        candidates = (
            Candidate(
                n,
                self._library.passages[n],
                float(scores[n]),
                {name: float(signal[n]) for name, signal in signals.items()},
            )
            for n in chosen
        )
        return Retrieval(query, found.question, tuple(candidates), sentences, found.questions)

    def signals(self, query: Query, sentences: Scores) -> Signals:
        """What is fused; `sentences` are the scores of all units for the query."""
        lexical, count = self._library.lexical, len(self._library.passages)
        vector = self._library.embedder.embed_query(query.text)
        near_passages = self._beside.submit(self._nearest, PASSAGES, vector)
        questions = self._nearest(QUESTIONS, vector)
        question = weighed(query, self._library)
        return Signals(
            question,
            {
                "coverage": coverage(question, lexical),
                "text": lexical.text.scores(query.terms),
                "heading": lexical.heading.scores(query.terms),
                "sentence": best_of_each(sentences, lexical.sentences.owners, count),
                "asked": best_of_each(lexical.asked.scores(query.terms), lexical.asked.owners, count),
                "question_vector": self._of_passages(questions),
                "passage_vector": self._of_passages(near_passages.result()),
            },
            questions,
        )

    def _fits(self, query: Query, scores: Scores) -> Scores:
        """1.0 for those of the best passages that have the shape which the question asks for, else 0.0."""
        fits = np.zeros_like(scores)
        for number in np.argsort(-scores, kind="stable")[:SHORTLIST].tolist():
            fits[number] = has_shape(self._library.passages[number], query)
        return fits

    def _nearest(self, collection: str, vector: Sequence[float]) -> dict[str, float]:
        return dict(self._library.vectors.search(collection, vector, NEIGHBOURS))

    def _of_passages(self, found: Mapping[str, float]) -> Scores:
        """Cosine similarity of the best vector of each passage; those beyond the neighbours get the farthest one's."""
        floor = min(found.values(), default=0.0)
        scores = np.full(len(self._library.passages), floor, dtype=np.float32)
        for id_, similarity in found.items():
            number = self._library.numbers[id_.split(".")[0]]
            scores[number] = max(scores[number], similarity)
        return scores

    def _without_companions(self, order: Sequence[int], limit: int, documents: Sequence[str] | None) -> list[int]:
        chosen: list[int] = []
        companions: set[str] = set()
        for number in order:
            passage = self._library.passages[number]
            if (documents and passage.document_id not in documents) or passage.id in companions:
                continue
            chosen.append(number)
            companions.update(passage.official)
            if len(chosen) == limit:
                break
        return chosen


def has_shape(passage: Passage, query: Query) -> bool:
    """Whether a passage has the shape of the answer.

    It stands under a heading that asks alike, is made of steps or a list, or opens with a definition of what is asked.
    """
    if passage.section and "¿" in passage.section[-1] and question_type(passage.section[-1]) is query.type:
        return True
    if query.type is QuestionType.DEFINITION:
        opening = passage.sentences()[0] if passage.units else ""
        return shows_sign(opening, query.type) and any(query.terms.get(term) == 1.0 for term in terms(opening))
    return passage.kind is SHAPES.get(query.type)


def best_of_each(scores: Scores, owners: NDArray[np.int32], count: int) -> Scores:
    """The highest score of the rows of each owner; shape (count,), zero for an owner without rows."""
    best = np.zeros(count, dtype=np.float32)
    known = owners >= 0
    np.maximum.at(best, owners[known], scores[known])
    return best
