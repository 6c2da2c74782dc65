"""Measures of a ranking, each from the relevance of its ranks: `relevance[i]` is whether rank i + 1 holds the gold.

C. D. Manning, P. Raghavan and H. Schütze (2008), Introduction to Information Retrieval, chapter 8.
"""

import math
from collections.abc import Sequence


def hit(relevance: Sequence[bool], k: int) -> float:
    """1.0 if any of the first `k` ranks is relevant, else 0.0."""
    return float(any(relevance[:k]))


def reciprocal_rank(relevance: Sequence[bool]) -> float:
    """1 / rank of the first relevant one; 0.0 when there is none."""
    return next((1.0 / rank for rank, relevant in enumerate(relevance, start=1) if relevant), 0.0)


def recall(found: Sequence[frozenset[int]], gold: int, k: int) -> float:
    """The share of `gold` things, numbered from 0, that the first `k` ranks hold together; 1.0 when there are none.

    `found[i]` are the numbers of those that rank i + 1 holds.
    """
    return len(frozenset().union(*found[:k])) / gold if gold else 1.0


def ndcg(found: Sequence[frozenset[int]], gold: int, k: int) -> float:
    """Normalised discounted cumulative gain at `k`: the gain of a rank is the number of gold things first seen there.

    DCG = Σ gain(i) / log2(i + 1); the ideal ranking shows one thing a rank until all were seen. K. Järvelin and
    J. Kekäläinen (2002), Cumulated gain-based evaluation of IR techniques. At most 1.0; 1.0 when there is no gold.
    """
    if not gold:
        return 1.0
    seen: set[int] = set()
    total = 0.0
    for rank, things in enumerate(found[:k], start=1):
        total += len(things - seen) / math.log2(rank + 1)
        seen |= things
    ideal = sum(1.0 / math.log2(rank + 1) for rank in range(1, min(gold, k) + 1))
    return min(1.0, total / ideal)
