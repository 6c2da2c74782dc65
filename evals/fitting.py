"""Fitting the weights of fusion on question sets, with cross-validation, and storing them with date and figures."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from assistant.fusion import WEIGHTS_FILE, FusionWeights, fuse
from assistant.service import Ventanilla
from corpus.library import Library
from corpus.scores import Mask, Scores
from evals.datasets import EvalQuestion, load_set
from evals.metrics import squeeze

GRID = (0.0, 0.2, 0.4, 0.7, 1.0, 1.5, 2.0)
FOLDS = 5
ROUNDS = 2
# A step must gain more than this mean reciprocal rank: less is chance on sets of this size.
LEAST_GAIN = 0.002


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its signals, each of shape (passages,), and the passages that hold its evidence."""

    signals: dict[str, Scores]
    relevant: Mask


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted weights, with the mean reciprocal rank of the weights before, on all questions and cross-validated."""

    weights: FusionWeights
    questions: int
    before: float
    fitted: float
    cross_validated: float
    date: str


def fit_weights(
    paths: Sequence[Path], assistant: Ventanilla, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Fit:
    """Fits the weights on the answerable questions with evidence in the library, by coordinate ascent over a grid.

    The cross-validated figure is what weights fitted on four fifths reach on the rest. Deterministic. Raises
    EvaluationFileError for a bad set, ValueError when no question has evidence in the library.
    """
    questions = [q for path in paths for q in load_set(path) if q.answerable and q.evidence]
    judged = [j for j in (_judge(q, assistant) for q in questions) if j.relevant.any()]
    if not judged:
        raise ValueError("no question has its evidence in the library")
    known, start = assistant.library.with_questions, assistant.weights
    held_out: list[float] = []
    for fold in range(FOLDS):
        progress(fold, FOLDS + 1)
        weights = _ascend([j for n, j in enumerate(judged) if n % FOLDS != fold], start, known)
        held_out += [_reciprocal_rank(j, weights, known) for j in judged[fold::FOLDS]]
    progress(FOLDS, FOLDS + 1)
    best = _ascend(judged, start, known)
    progress(FOLDS + 1, FOLDS + 1)
    return Fit(
        best,
        len(judged),
        _mrr(judged, start, known),
        _mrr(judged, best, known),
        fmean(held_out),
        date.today().isoformat(),
    )


def save_fit(fit: Fit, path: Path = WEIGHTS_FILE) -> None:
    """Stores fitted weights where the assistant reads them, with the date and the figures of the fit."""
    path.write_text(json.dumps(asdict(fit), indent=1) + "\n", encoding="utf-8")


def _judge(question: EvalQuestion, assistant: Ventanilla) -> Judged:
    library = assistant.library
    return Judged(assistant.signals(question.question), _relevant(question, library))


def _relevant(question: EvalQuestion, library: Library) -> NDArray[np.bool_]:
    """The passages that hold evidence, and the guide sections that such a passage is linked to."""
    spans = [squeeze(span) for span in question.evidence]
    holds = {p.id for p in library.passages if any(span in squeeze(p.text) for span in spans)}
    return np.array([p.id in holds or bool(holds.intersection(p.official)) for p in library.passages], dtype=bool)


def _ascend(judged: Sequence[Judged], start: FusionWeights, known: Mask) -> FusionWeights:
    """Coordinate ascent: each weight in turn takes the grid value with the best mean reciprocal rank."""
    best, reached = start, _mrr(judged, start, known)
    for _ in range(ROUNDS):
        for name in FusionWeights.__dataclass_fields__:
            for value in GRID:
                candidate = replace(best, **{name: value})
                score = _mrr(judged, candidate, known)
                if score > reached + LEAST_GAIN:
                    best, reached = candidate, score
    return best


def _mrr(judged: Sequence[Judged], weights: FusionWeights, known: Mask) -> float:
    return fmean(_reciprocal_rank(j, weights, known) for j in judged)


def _reciprocal_rank(judged: Judged, weights: FusionWeights, known: Mask) -> float:
    """One over the rank of the best relevant passage."""
    if not any(getattr(weights, name) for name in judged.signals):
        return 0.0
    scores = fuse(judged.signals, weights, known)
    return 1.0 / (1 + int((scores > scores[judged.relevant].max()).sum()))
