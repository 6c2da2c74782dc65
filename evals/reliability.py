"""Are probabilities to be believed? What they promise against what came true, and what a threshold on them declines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10

Probabilities = NDArray[np.float64]
Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose probability lies between two tenths: how many, their mean one, and the share answerable."""

    low: float
    count: int
    mean: float
    share: float


@dataclass(frozen=True, slots=True)
class Cut:
    """What a threshold does: the share of unanswerable questions that it declines, and that of answerable ones."""

    threshold: float
    refusals: float
    false_refusals: float


@dataclass(frozen=True)
class Reliability:
    """The probabilities of questions, and which of them are answerable; both of shape (questions,)."""

    probabilities: Probabilities
    answerable: Labels

    @property
    def auc(self) -> float:
        """The area under the ROC curve: how often an answerable question has a higher one than one that is not."""
        from sklearn.metrics import roc_auc_score

        return float(roc_auc_score(self.answerable, self.probabilities))

    @property
    def brier(self) -> float:
        """The mean of (p - y)², from 0; lower is better. Brier (1950), Verification of forecasts."""
        return float(np.mean((self.probabilities - self.answerable) ** 2))

    @property
    def error(self) -> float:
        """The expected calibration error: the mean of |mean probability - share| of bins, weighted by their counts.

        Naeini, Cooper and Hauskrecht (2015), Obtaining Well Calibrated Probabilities Using Bayesian Binning.
        """
        return sum(b.count * abs(b.mean - b.share) for b in self.bins()) / len(self.probabilities)

    def bins(self) -> tuple[Bin, ...]:
        """The reliability table: ten bins of equal width, without those that are empty."""
        return tuple(self._bins())

    def cut(self, threshold: float) -> Cut:
        """What declining below a threshold does; a share over no question is 0."""
        declined = self.probabilities < threshold
        right, wrong = declined[~self.answerable], declined[self.answerable]
        return Cut(threshold, float(right.mean()) if len(right) else 0.0, float(wrong.mean()) if len(wrong) else 0.0)

    def best_cut(self, most_false_refusals: float, thresholds: Sequence[float]) -> Cut:
        """Of some thresholds, the highest with at most that share of false refusals; the lowest if none is."""
        cuts = [self.cut(threshold) for threshold in sorted(thresholds)]
        return next((cut for cut in reversed(cuts) if cut.false_refusals <= most_false_refusals), cuts[0])

    def _bins(self) -> Iterator[Bin]:
        places = np.minimum((self.probabilities * BINS).astype(int), BINS - 1)
        for place in range(BINS):
            inside = places == place
            if inside.any():
                mean, share = float(self.probabilities[inside].mean()), float(self.answerable[inside].mean())
                yield Bin(place / BINS, int(inside.sum()), mean, share)
