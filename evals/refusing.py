"""Measures of knowing what one does not know."""

from collections.abc import Sequence

import numpy as np

# A wrong answer costs what a right one is worth; saying nothing costs nothing.
FULL, PARTLY = 1.0, 0.5


def crag_score(*, answerable: bool, abstained: bool, facts: float) -> float:
    """+1 a perfect answer, +0.5 an acceptable one, 0 a refusal, -1 a wrong answer.

    X. Yang et al. (2024), CRAG: Comprehensive RAG Benchmark, §3. Perfect states all facts, acceptable at least half of
    them; an unanswerable question is answered perfectly by declining.
    """
    if abstained:
        return 0.0 if answerable else FULL
    if not answerable or facts < PARTLY:
        return -1.0
    return FULL if facts >= 1.0 else PARTLY


def risk_coverage(confidences: Sequence[float], risks: Sequence[float]) -> list[tuple[float, float]]:
    """Coverage and mean risk when only the most confident share of the questions is answered, from fewest to all.

    R. El-Yaniv and Y. Wiener (2010), On the foundations of noise-free selective classification. `risks` are from 0
    (right) to 1 (wrong); questions of equal confidence are answered in the order given.
    """
    order = np.argsort(-np.asarray(confidences, dtype=np.float64), kind="stable")
    ordered = np.asarray(risks, dtype=np.float64)[order]
    counts = np.arange(1, len(ordered) + 1)
    return list(zip((counts / max(1, len(ordered))).tolist(), (np.cumsum(ordered) / counts).tolist(), strict=True))


def risk_coverage_area(confidences: Sequence[float], risks: Sequence[float]) -> float:
    """The area under the risk-coverage curve, the mean of its risks: 0 is best. 0.0 for no question."""
    curve = risk_coverage(confidences, risks)
    return float(np.mean([risk for _, risk in curve])) if curve else 0.0
