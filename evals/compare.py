"""Two runs side by side: the difference of each figure with its interval, and the questions that changed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import EvaluationFileError
from evals.runner import CUTOFF, Result

RESAMPLES = 2_000
SEED = 20261121
# A fact more or less is a change; rounding is not.
LEAST_CHANGE = 1e-9


def _hit(result: Result) -> float:
    return float(result.rank is not None and result.rank <= CUTOFF)


def _right(result: Result) -> float:
    """Stated facts when there is an answer; declining when there is none."""
    return result.facts if result.answerable else float(result.abstained)


# What is compared, by name, with the questions that it makes sense for.
MEASURES: Mapping[str, tuple[Callable[[Result], float], Callable[[Result], bool]]] = {
    "hit_at_5": (_hit, lambda r: r.answerable and r.has_evidence),
    "reciprocal_rank": (lambda r: 1.0 / r.rank if r.rank else 0.0, lambda r: r.answerable and r.has_evidence),
    "facts": (lambda r: r.facts, lambda r: r.answerable),
    "refusals": (lambda r: float(r.abstained), lambda r: not r.answerable),
    "false_refusals": (lambda r: float(r.abstained), lambda r: r.answerable),
    "words": (lambda r: float(r.words), lambda r: r.answerable),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """The means of a measure in both runs, and the 95% interval of the paired difference (second minus first)."""

    measure: str
    first: float
    second: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences, and the questions that the second run answers better and worse."""

    questions: int
    differences: tuple[Difference, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]


def load_run(path: Path) -> tuple[Result, ...]:
    """The results of a run that `save_run` wrote. Raises EvaluationFileError when the file is not one."""
    try:
        return tuple(Result(**row) for row in json.loads(path.read_text(encoding="utf-8"))["results"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationFileError(str(path), f"not a run: {error!r}") from error


def compare_runs(first: Sequence[Result], second: Sequence[Result]) -> Comparison:
    """Compares two runs over the questions that both have. Raises ValueError when they share none."""
    later = {result.id: result for result in second}
    pairs = [(result, later[result.id]) for result in first if result.id in later]
    if not pairs:
        raise ValueError("the two runs have no question in common")
    differences = (_difference(name, pairs) for name in MEASURES)
    return Comparison(
        questions=len(pairs),
        differences=tuple(d for d in differences if d is not None),
        better=tuple(b.question for a, b in pairs if _right(b) > _right(a) + LEAST_CHANGE),
        worse=tuple(b.question for a, b in pairs if _right(b) < _right(a) - LEAST_CHANGE),
    )


def _difference(name: str, pairs: Sequence[tuple[Result, Result]]) -> Difference | None:
    measure, applies = MEASURES[name]
    values = np.array([(measure(a), measure(b)) for a, b in pairs if applies(a)])
    if not len(values):
        return None
    low, high = paired_interval(values[:, 1] - values[:, 0])
    return Difference(name, float(values[:, 0].mean()), float(values[:, 1].mean()), low, high)


def paired_interval(differences: Sequence[float]) -> tuple[float, float]:
    """The 95% percentile bootstrap interval of a mean of paired differences; the seed is fixed.

    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    values = np.asarray(differences, dtype=np.float64)
    drawn = np.random.default_rng(SEED).integers(0, len(values), size=(RESAMPLES, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
