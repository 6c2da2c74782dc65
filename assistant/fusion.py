"""Fusing the signals of a passage into one score."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """The weight of each signal in the convex combination of standardised scores."""

    text: float = 1.0
    heading: float = 0.3
    questions: float = 0.7
    sentence: float = 0.5
    question_vector: float = 1.0
    passage_vector: float = 0.3


def fuse(signals: Mapping[str, Scores], weights: FusionWeights) -> Scores:
    """The weighted mean of the standardised signals, each of shape (passages,).

    Bruch, Gai and Ingber (2023), "An Analysis of Fusion Functions for Hybrid Retrieval", for convex combinations.
    """
    total = sum(getattr(weights, name) for name in signals)
    fused: Scores = sum((getattr(weights, n) * standardise(s) for n, s in signals.items()), np.float32(0.0)) / total
    return fused


def standardise(scores: Scores) -> Scores:
    """Scores as standard deviations from their mean; zeros when all are equal."""
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)
