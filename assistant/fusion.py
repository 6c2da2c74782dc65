"""Fusing the signals of a passage into one score."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from corpus.scores import Mask, Scores, standardise

WEIGHTS_FILE = Path(__file__).parent / "weights.json"

# A passage for which nobody wrote questions lacks two signals. What its text would lead one to expect stands in.
STANDS_IN = {"asked": "sentence", "question_vector": "passage_vector"}


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """The weight of each signal in the convex combination of standardised scores.

    `coverage` is the share of the question that a passage holds with its headings and questions, by rarity. `text`,
    `heading`, `sentence` (the best one) and `asked` (the best question) are BM25; the vectors are cosines.
    `stand_in` is the slope with which a missing signal is expected to follow the one that stands in for it.
    """

    coverage: float = 1.5
    text: float = 1.0
    heading: float = 0.4
    sentence: float = 0.4
    asked: float = 1.0
    question_vector: float = 1.5
    passage_vector: float = 0.7
    stand_in: float = 0.7


@cache
def fitted_weights() -> FusionWeights:
    """The weights of the last accepted fit, stored with its date and figures by `ventanilla eval fit --save`."""
    return FusionWeights(**json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))["weights"])


def fuse(signals: Mapping[str, Scores], weights: FusionWeights, with_questions: Mask) -> Scores:
    """The weighted mean of the standardised signals, each of shape (passages,).

    `with_questions` marks the passages that have questions; the others get the stand-ins. Bruch, Gai and Ingber (2023),
    "An Analysis of Fusion Functions for Hybrid Retrieval", for convex combinations.
    """
    standard = {name: standardise(scores) for name, scores in signals.items() if name not in STANDS_IN}
    for name, other in STANDS_IN.items():
        known = standardise(signals[name], among=with_questions)
        standard[name] = np.where(with_questions, known, weights.stand_in * standard[other])
    total = sum(getattr(weights, name) for name in standard)
    fused: Scores = sum((getattr(weights, name) * s for name, s in standard.items()), np.float32(0.0)) / total
    return fused
