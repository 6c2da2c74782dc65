"""The measures of a ranking, on rankings small enough to work out on paper."""

import math

import pytest

from evals.ranking import hit, ndcg, recall, reciprocal_rank

NONE: frozenset[int] = frozenset()


@pytest.mark.parametrize(("k", "expected"), [(1, 0.0), (2, 0.0), (3, 1.0), (9, 1.0)])
def test_a_hit_within_the_first_k(k: int, expected: float) -> None:
    assert hit([False, False, True], k) == expected


@pytest.mark.parametrize(
    ("relevance", "expected"),
    [([True, True], 1.0), ([False, True], 0.5), ([False, False, False, True], 0.25), ([False], 0.0), ([], 0.0)],
)
def test_the_reciprocal_rank_is_that_of_the_first(relevance: list[bool], expected: float) -> None:
    assert reciprocal_rank(relevance) == expected


def test_recall_counts_each_thing_once() -> None:
    found = [frozenset({0}), frozenset({0, 2}), frozenset({1})]
    assert [recall(found, 4, k) for k in (1, 2, 3)] == [0.25, 0.5, 0.75]
    assert recall([NONE], 0, 5) == 1.0


def test_ndcg_of_one_thing_is_the_discount_of_its_rank() -> None:
    assert ndcg([frozenset({0})], 1, 5) == 1.0
    assert ndcg([NONE, frozenset({0})], 1, 5) == pytest.approx(1 / math.log2(3))
    assert ndcg([NONE, NONE, frozenset({0})], 1, 2) == 0.0


def test_ndcg_of_two_things() -> None:
    # Gains 1, 0, 1 over an ideal of 1, 1: (1 + 1/2) / (1 + 1/log2(3)).
    found = [frozenset({0}), frozenset({0}), frozenset({1})]
    assert ndcg(found, 2, 5) == pytest.approx(1.5 / (1 + 1 / math.log2(3)))


def test_one_rank_with_everything_is_no_better_than_ideal() -> None:
    assert ndcg([frozenset({0, 1})], 2, 5) == 1.0
    assert ndcg([], 0, 5) == 1.0
