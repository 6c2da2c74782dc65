"""Scores that punish a wrong answer more than none, worked by hand."""

import pytest

from evals.refusing import crag_score, risk_coverage, risk_coverage_area


@pytest.mark.parametrize(
    ("answerable", "abstained", "facts", "score"),
    [
        (True, False, 1.0, 1.0),
        (True, False, 0.5, 0.5),
        (True, False, 0.4, -1.0),
        (True, True, 0.0, 0.0),
        (False, True, 0.0, 1.0),
        (False, False, 1.0, -1.0),
    ],
)
def test_the_score_of_an_answer(answerable: bool, abstained: bool, facts: float, score: float) -> None:
    assert crag_score(answerable=answerable, abstained=abstained, facts=facts) == score


def test_the_most_confident_are_answered_first() -> None:
    # In the order of confidence the risks are 0, 1, 0: means 0, 1/2, 1/3.
    curve = risk_coverage([0.2, 0.9, 0.5], [0.0, 0.0, 1.0])
    assert curve == [(pytest.approx(1 / 3), 0.0), (pytest.approx(2 / 3), 0.5), (1.0, pytest.approx(1 / 3))]
    assert risk_coverage_area([0.2, 0.9, 0.5], [0.0, 0.0, 1.0]) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)


def test_confidence_in_the_right_order_has_the_smaller_area() -> None:
    risks = [0.0, 0.0, 1.0, 1.0]
    assert risk_coverage_area([4, 3, 2, 1], risks) < risk_coverage_area([1, 2, 3, 4], risks)


def test_no_question_has_no_risk() -> None:
    assert risk_coverage([], []) == []
    assert risk_coverage_area([], []) == 0.0
