"""Two runs side by side: each figure's difference with interval and p-value, and the questions that changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from evals.measures import MEASURES
from evals.results import Result

RESAMPLES = 2_000
FLIPS = 10_000
# With so few differences every pattern of signs is tried: 2 ** 13 is about as many as are drawn otherwise.
FEW = 13
SEED = 20261121
# A fact more or less is a change; rounding is not.
LEAST_CHANGE = 1e-9


def _right(result: Result) -> float:
    """Stated facts when there is an answer; declining when there is none."""
    return result.facts if result.answerable else float(result.abstained)


# What is compared, in the order in which it is told.
COMPARED = (
    "hit_at_5",
    "mrr",
    "recall",
    "ndcg",
    "facts",
    "fully",
    "refusals",
    "false_refusals",
    "score",
    "citation_relevance",
    "citation_recall",
    "citation_precision",
    "quote_f1",
    "words",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """The means of a measure in both runs, with the 95% interval and the p-value of the paired difference.

    `low` and `high` are of the second minus the first; `p` is two-sided and not corrected for the number of measures.
    """

    measure: str
    first: float
    second: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Change:
    """A question in both runs."""

    before: Result
    after: Result

    @property
    def question(self) -> str:
        """What was asked."""
        return self.after.question


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences, and the questions that the second run answers better (`wins`) and worse (`losses`)."""

    questions: int
    differences: tuple[Difference, ...]
    wins: tuple[Change, ...]
    losses: tuple[Change, ...]

    @property
    def better(self) -> tuple[str, ...]:
        """The questions of the wins."""
        return tuple(change.question for change in self.wins)

    @property
    def worse(self) -> tuple[str, ...]:
        """The questions of the losses."""
        return tuple(change.question for change in self.losses)


def compare_runs(first: Sequence[Result], second: Sequence[Result]) -> Comparison:
    """Compares two runs over the questions that both have. Raises ValueError when they share none."""
    later = {result.id: result for result in second}
    pairs = [(result, later[result.id]) for result in first if result.id in later]
    if not pairs:
        raise ValueError("the two runs have no question in common")
    differences = (_difference(name, pairs) for name in COMPARED)
    return Comparison(
        questions=len(pairs),
        differences=tuple(d for d in differences if d is not None),
        wins=tuple(Change(a, b) for a, b in pairs if _right(b) > _right(a) + LEAST_CHANGE),
        losses=tuple(Change(a, b) for a, b in pairs if _right(b) < _right(a) - LEAST_CHANGE),
    )


def _difference(name: str, pairs: Sequence[tuple[Result, Result]]) -> Difference | None:
    measure = MEASURES[name]
    values = np.array(
        [(measure.value(a), measure.value(b)) for a, b in pairs if measure.applies(a) and measure.applies(b)]
    )
    if not len(values):
        return None
    first, second = values[:, 0], values[:, 1]
    low, high = paired_interval(second - first)
    return Difference(name, float(first.mean()), float(second.mean()), low, high, sign_flip_p(second - first))


def paired_interval(differences: Sequence[float]) -> tuple[float, float]:
    """The 95% percentile bootstrap interval of a mean of paired differences; the seed is fixed.

    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    values = np.asarray(differences, dtype=np.float64)
    drawn = np.random.default_rng(SEED).integers(0, len(values), size=(RESAMPLES, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def sign_flip_p(differences: Sequence[float]) -> float:
    """The two-sided p-value of a mean of paired differences, by randomisation; the seed is fixed.

    If the two runs are alike, each difference d_i could as well have the other sign. p is the share of the patterns of
    signs s_i with |Σ s_i d_i| >= |Σ d_i|: exact over all 2^n for few differences, else (c + 1) / (m + 1) for c such
    among m random patterns, so that it is never zero. Zeros change no sum and are left out; 1.0 when all are zero.

    E. W. Noreen (1989), Computer-Intensive Methods for Testing Hypotheses, chapter 2.
    """
    values = np.asarray(differences, dtype=np.float64)
    values = values[np.abs(values) > LEAST_CHANGE]
    if not len(values):
        return 1.0
    # Sums that are equal but for rounding count as equal.
    observed = abs(values.sum()) - LEAST_CHANGE
    if len(values) <= FEW:
        signs = np.array(list(product((-1.0, 1.0), repeat=len(values))))
        return float(np.mean(np.abs(signs @ values) >= observed))
    signs = np.random.default_rng(SEED).choice((-1.0, 1.0), size=(FLIPS, len(values)))
    return float((np.sum(np.abs(signs @ values) >= observed) + 1) / (FLIPS + 1))
