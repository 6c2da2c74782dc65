"""Intervals and kappa: values worked on paper, and beside scikit-learn's and a numerical derivative."""

import math

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from evals.agreement import Z, cohen_kappa, wilson_interval

# Two reviewers of 50 answers: both yes 20, only the first 5, only the second 10, both no 15.
FIRST = "s" * 25 + "n" * 25
SECOND = "s" * 20 + "n" * 5 + "s" * 10 + "n" * 15


def test_the_interval_of_eight_in_ten():
    # (0.8 + 0.19207 ± 1.95996 x sqrt(0.016 + 0.0096036)) / 1.384146 = (0.99207 ± 0.31362) / 1.384146
    assert wilson_interval(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_the_interval_of_none_or_all_begins_or_ends_there():
    low, high = wilson_interval(0, 10)
    assert low == pytest.approx(0.0)
    assert high == pytest.approx(Z**2 / (10 + Z**2))
    assert wilson_interval(10, 10) == pytest.approx((1 - high, 1.0))


def test_of_no_answer_nothing_is_known():
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_kappa_and_its_interval_worked_on_paper():
    # Agreement 0.7, by chance 0.5 x 0.6 + 0.5 x 0.4 = 0.5: kappa 0.4. Its variance:
    # (0.4 x 0.34² + 0.3 x 0.46² + 0.36 x (0.1 x 1.1² + 0.2 x 0.9²) - 0.1²) / (50 x 0.5²) = 0.2016 / 12.5
    kappa = cohen_kappa(FIRST, SECOND)
    reach = Z * math.sqrt(0.016128)
    assert kappa is not None
    assert (kappa.value, kappa.agreement) == pytest.approx((0.4, 0.7))
    assert (kappa.low, kappa.high) == pytest.approx((0.4 - reach, 0.4 + reach))


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 3, 80)
    second = np.where(rng.random(80) < 0.7, first, rng.integers(0, 3, 80))
    kappa = cohen_kappa(first.tolist(), second.tolist())
    assert kappa is not None
    assert kappa.value == pytest.approx(cohen_kappa_score(first, second))


def test_the_interval_is_that_of_the_delta_method():
    # The variance of a smooth function of multinomial shares p: (Σ p g² - (Σ p g)²) / n, g its gradient.
    p = np.array([[0.3, 0.05, 0.05], [0.1, 0.15, 0.05], [0.0, 0.1, 0.2]])
    pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(round(p[i, j] * 100))]

    def kappa_of(shares):
        expected = shares.sum(axis=1) @ shares.sum(axis=0)
        return (np.trace(shares) - expected) / (1 - expected)

    steps = 1e-6 * np.eye(9).reshape(9, 3, 3)
    gradient = np.array([(kappa_of(p + step) - kappa_of(p - step)) / 2e-6 for step in steps])
    variance = (p.ravel() @ gradient**2 - (p.ravel() @ gradient) ** 2) / 100
    kappa = cohen_kappa([a for a, _ in pairs], [b for _, b in pairs])
    assert kappa is not None
    assert kappa.high - kappa.value == pytest.approx(Z * math.sqrt(variance), rel=1e-4)


def test_who_agree_on_all_have_kappa_one_without_width():
    kappa = cohen_kappa("ssn", "ssn")
    assert kappa is not None
    assert (kappa.value, kappa.low, kappa.high) == pytest.approx((1.0, 1.0, 1.0))


def test_of_one_and_the_same_label_there_is_no_kappa():
    assert cohen_kappa("sss", "sss") is None


def test_reviewers_of_different_numbers_of_answers_are_refused():
    with pytest.raises(ValueError, match="zip"):
        cohen_kappa("ssn", "sn")
