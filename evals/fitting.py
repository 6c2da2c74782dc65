"""Fitting the weights of fusion on question sets, with cross-validation, and storing them with date and figures."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from statistics import fmean

from assistant.fusion import WEIGHTS_FILE, FusionWeights
from assistant.query import Query
from assistant.retrieval import HybridRetriever, Signals
from assistant.service import Ventanilla
from corpus.library import Library
from corpus.scores import Scores
from evals.asking import ask
from evals.datasets import EvalQuestion, load_set
from evals.metrics import gold_found
from evals.systems.ventanilla import ranked_text

GRID = (0.0, 0.2, 0.4, 0.7, 1.0, 1.5, 2.0)
FOLDS = 5
ROUNDS = 2
# A step must gain more than this mean reciprocal rank: less is chance on sets of this size.
LEAST_GAIN = 0.002
# How many ranks are looked at: gold that stands lower counts as not found.
RANKS = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """A question as it is searched, and the passages that are gold, by their numbers."""

    query: Query
    relevant: frozenset[int]


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted weights, with the mean reciprocal rank of the weights before, on all questions and cross-validated."""

    weights: FusionWeights
    questions: int
    before: float
    fitted: float
    cross_validated: float
    date: str


class RememberedSignals(HybridRetriever):
    """The search of the assistant, which computes what weights do not change once a question."""

    def __init__(self, library: Library, weights: FusionWeights, known: dict[str, Signals]) -> None:
        """`known` holds the signals of each question by its text, and is added to."""
        super().__init__(library, weights)
        self._known = known

    def signals(self, query: Query, sentences: Scores) -> Signals:
        """As those of the assistant's search."""
        if query.text not in self._known:
            self._known[query.text] = super().signals(query, sentences)
        return self._known[query.text]


class Objective:
    """What is made greatest: the mean reciprocal rank of the first gold in the search as it is, bonuses and all."""

    def __init__(self, library: Library, judged: Sequence[Judged]) -> None:
        self._library = library
        self._judged = judged
        self._signals: dict[str, Signals] = {}
        self._ranks: dict[FusionWeights, tuple[float, ...]] = {}

    def over(self, weights: FusionWeights, questions: Sequence[int]) -> float:
        """The mean over the questions of these numbers, at least one."""
        if weights not in self._ranks:
            self._ranks[weights] = tuple(self._reciprocal_ranks(weights))
        return fmean(self._ranks[weights][number] for number in questions)

    def _reciprocal_ranks(self, weights: FusionWeights) -> Iterator[float]:
        if not any(value for name, value in asdict(weights).items() if name != "stand_in"):
            yield from (0.0 for _ in self._judged)
            return
        retriever = RememberedSignals(self._library, weights, self._signals)
        for judged in self._judged:
            found = retriever.search(judged.query, RANKS).candidates
            ranks = (rank for rank, each in enumerate(found, start=1) if each.number in judged.relevant)
            yield 1.0 / next(ranks, float("inf"))


def fit_weights(
    paths: Sequence[Path], assistant: Ventanilla, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Fit:
    """Fits the weights on the questions with gold in the library (spans or sections), by coordinate ascent over a grid.

    The cross-validated figure is what weights fitted on four fifths reach on the rest. Deterministic. Raises
    EvaluationFileError for a bad set, ValueError when no question has gold in the library.
    """
    library, start = assistant.library, assistant.weights
    questions = [question.asked_of(library.documents) for path in paths for question in load_set(path)]
    judged = [j for q in questions if q.answerable and (j := _judge(q, assistant)) and j.relevant]
    if not judged:
        raise ValueError("no question has its evidence in the library")
    objective, every = Objective(library, judged), range(len(judged))
    held_out = 0.0
    for fold in range(FOLDS):
        progress(fold, FOLDS + 1)
        if kept := every[fold::FOLDS]:
            others = [number for number in every if number % FOLDS != fold]
            weights = _ascend(objective, start, others) if others else start
            held_out += objective.over(weights, kept) * len(kept) / len(every)
    progress(FOLDS, FOLDS + 1)
    best = _ascend(objective, start, every)
    progress(FOLDS + 1, FOLDS + 1)
    before, fitted = objective.over(start, every), objective.over(best, every)
    return Fit(best, len(judged), before, fitted, held_out, date.today().isoformat())


def save_fit(fit: Fit, path: Path = WEIGHTS_FILE) -> None:
    """Stores fitted weights where the assistant reads them, with the date and the figures of the fit."""
    path.write_text(json.dumps(asdict(fit), indent=1) + "\n", encoding="utf-8")


def _judge(question: EvalQuestion, assistant: Ventanilla) -> Judged | None:
    """The question as the assistant searches it in its conversation, with its gold; None of a courtesy."""
    trace = ask(assistant, question.question, history=question.history).trace
    return Judged(trace.query, _relevant(question, assistant.library)) if trace else None


def _relevant(question: EvalQuestion, library: Library) -> frozenset[int]:
    """The passages that are gold, or that travel with what is."""
    each = [ranked_text(passage, library.official(passage)) for passage in library.passages]
    return frozenset(number for number, things in enumerate(gold_found(each, question)) if things)


def _ascend(objective: Objective, start: FusionWeights, questions: Sequence[int]) -> FusionWeights:
    """Coordinate ascent: each weight in turn takes the grid value with the best mean reciprocal rank."""
    best, reached = start, objective.over(start, questions)
    for _ in range(ROUNDS):
        for name in FusionWeights.__dataclass_fields__:
            for value in GRID:
                candidate = replace(best, **{name: value})
                score = objective.over(candidate, questions)
                if score > reached + LEAST_GAIN:
                    best, reached = candidate, score
    return best
