"""Reliability of probabilities, worked by hand."""

import numpy as np
import pytest

from evals.reliability import Bin, Cut, Reliability

# Two in the first tenth, one of them answerable; three in the eighth, two of them answerable; one sure.
PROBABILITIES = np.array([0.02, 0.06, 0.72, 0.75, 0.78, 1.0])
ANSWERABLE = np.array([False, True, True, False, True, True])


@pytest.fixture
def reliability() -> Reliability:
    return Reliability(PROBABILITIES, ANSWERABLE)


def test_a_bin_has_its_count_mean_and_share_and_the_last_one_holds_certainty(reliability):
    assert reliability.bins() == (
        Bin(0.0, 2, pytest.approx(0.04), 0.5),
        Bin(0.7, 3, pytest.approx(0.75), pytest.approx(2 / 3)),
        Bin(0.9, 1, 1.0, 1.0),
    )


def test_the_expected_error_weighs_each_bin_by_its_count(reliability):
    assert reliability.error == pytest.approx((2 * 0.46 + 3 * (0.75 - 2 / 3) + 0) / 6)


def test_the_brier_score_is_the_mean_square_of_what_was_missed(reliability):
    missed = [0.02, 0.94, 0.28, 0.75, 0.22, 0.0]
    assert reliability.brier == pytest.approx(sum(m * m for m in missed) / 6)


def test_the_area_is_how_often_the_answerable_one_is_surer(reliability):
    # Of the eight pairs, 0.06 and 0.72 against 0.75 go wrong.
    assert reliability.auc == 6 / 8


@pytest.mark.parametrize(
    ("threshold", "refusals", "false_refusals"), [(0.0, 0, 0), (0.05, 1 / 2, 0), (0.75, 1 / 2, 1 / 2), (0.76, 1, 1 / 2)]
)
def test_a_threshold_declines_what_lies_below_it(reliability, threshold, refusals, false_refusals):
    assert reliability.cut(threshold) == Cut(threshold, refusals, false_refusals)


def test_the_best_cut_is_the_highest_that_false_refusals_allow(reliability):
    assert reliability.best_cut(0.25, (0.9, 0.05, 0.5, 0.1)).threshold == 0.5
    assert reliability.best_cut(0.0, (0.9, 0.05, 0.5)).threshold == 0.05
    assert reliability.best_cut(0.0, (0.9, 0.5)) == reliability.cut(0.5)


def test_a_share_over_no_question_is_nothing():
    assert Reliability(np.array([0.1]), np.array([True])).cut(0.5) == Cut(0.5, 0.0, 1.0)
