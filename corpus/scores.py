"""Scores that can be added: as standard deviations from their mean."""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]

# Scores that differ by a smaller share of their size differ by rounding alone.
NO_SPREAD = 1e-6


def standardise(scores: Scores, among: Mask | None = None) -> Scores:
    """Scores as standard deviations from the mean of those `among` (of all when None); zeros when these are equal."""
    sample = (scores if among is None else scores[among]).astype(np.float64)
    spread = float(sample.std()) if len(sample) else 0.0
    if not len(sample) or spread <= NO_SPREAD * float(np.abs(sample).max()):
        return np.zeros_like(scores)
    standard: Scores = ((scores - sample.mean()) / spread).astype(np.float32)
    return standard
