"""Fusing signals into one score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.fusion import FusionWeights, fuse
from corpus.scores import standardise

NAMES = ("coverage", "text", "heading", "sentence", "asked", "question_vector", "passage_vector")
ALL = np.array([True, True, True])


def signals(**given_scores: list[float]) -> dict[str, np.ndarray]:
    flat = [0.0, 0.0, 0.0]
    return {name: np.array(given_scores.get(name, flat), dtype=np.float32) for name in NAMES}


def test_standard_scores_count_deviations_from_the_mean():
    # Mean 4, deviations -2, 0, 2; their root mean square is sqrt(8 / 3).
    expected = np.array([-2, 0, 2]) / np.sqrt(8 / 3)
    assert standardise(np.array([2, 4, 6], dtype=np.float32)) == pytest.approx(expected)


def test_equal_scores_say_nothing():
    assert not standardise(np.array([3, 3, 3], dtype=np.float32)).any()


def test_a_score_is_measured_against_those_that_have_the_signal():
    scores = standardise(np.array([1, 3, 100], dtype=np.float32), among=np.array([True, True, False]))
    assert scores[:2] == pytest.approx([-1, 1])


def test_no_passage_to_measure_against_says_nothing():
    assert not standardise(np.array([1, 2], dtype=np.float32), among=np.array([False, False])).any()


def test_the_fused_score_is_the_weighted_mean_of_the_standard_scores():
    weights = FusionWeights(**{**dict.fromkeys(NAMES, 0.0), "text": 3.0, "heading": 1.0})
    fused = fuse(signals(text=[2, 4, 6], heading=[6, 4, 2]), weights, ALL)
    # (3 z - 1 z) / 4 = z / 2, with z as in the first test.
    assert fused == pytest.approx(np.array([-2, 0, 2]) / np.sqrt(8 / 3) / 2)


@pytest.mark.parametrize("name", NAMES)
def test_every_signal_lifts_the_passage_that_has_most_of_it(name):
    fused = fuse(signals(**{name: [0, 5, 1]}), FusionWeights(), ALL)
    assert int(fused.argmax()) == 1


def test_a_passage_without_questions_is_not_punished_for_it():
    asked, nobody = np.array([True, True, False]), np.array([True, True, True])
    scores = signals(text=[1, 2, 9], sentence=[1, 2, 9], asked=[1, 2, 0], passage_vector=[0.1, 0.2, 0.9])
    with_stand_in = fuse(scores, FusionWeights(), asked)
    assert int(with_stand_in.argmax()) == 2
    assert with_stand_in[2] > fuse(scores, FusionWeights(), nobody)[2]


@given(st.lists(st.floats(0, 50, width=32), min_size=3, max_size=3))
def test_the_scale_of_a_signal_makes_no_difference(scores):
    once = fuse(signals(text=scores), FusionWeights(), ALL)
    tenfold = fuse(signals(text=[10 * score for score in scores]), FusionWeights(), ALL)
    assert once == pytest.approx(tenfold, abs=1e-3)
