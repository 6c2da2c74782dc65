"""Does a text follow from another? By words, which runs anywhere, or by a cross-encoder that the evaluator brings."""

import re
from typing import Any

import numpy as np

from corpus.analysis import content_words, snowball_stem
from evals.citing import Entailment

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
LABEL = re.compile(r"^\s*(?:\d{1,2}|[a-z])[.)]\s+")
# Share of the hypothesis' content words that the premise must hold.
LEAST_SHARE = 0.75
# Of a model that gives a single score: a probability of one half.
LEAST_LOGIT = 0.0


class LexicalEntailment:
    """The premise holds every number of the hypothesis and three in four of its content words, by their stems.

    It is not the check that drops sentences of drafts (`assistant.support`), so that the product does not judge
    itself; but it compares words too, and is as blind to what they say together.
    """

    name = "palabras"

    def entails(self, premise: str, hypothesis: str) -> bool:
        """A hypothesis without content words follows from anything."""
        said = LABEL.sub("", hypothesis)
        if set(_numbers(said)) - set(_numbers(premise)):
            return False
        stems = [snowball_stem(word) for word in content_words(said)]
        held = {snowball_stem(word) for word in content_words(premise)}
        return sum(stem in held for stem in stems) >= LEAST_SHARE * len(stems)


class UnusableModel(ValueError):
    """There is no cross-encoder of this name on this machine, or it does not tell entailment."""


class CrossEncoderEntailment:
    """A cross-encoder of natural language inference, by the name or folder of one that is on this machine.

    Of several labels the one called entailment must be the likeliest; a single score must be one half at least. Raises
    UnusableModel.
    """

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder
        from torch.nn import Identity

        self.name = model
        try:
            self._model: Any = CrossEncoder(model, device="cpu", local_files_only=True, activation_fn=Identity())
        except (OSError, ValueError, TypeError, KeyError, RuntimeError) as error:
            raise UnusableModel(f"{model}: {error}") from error
        labels: dict[int, str] = self._model.model.config.id2label
        self._labels = [labels[number].lower().startswith("entail") for number in sorted(labels)]
        if len(labels) > 1 and not any(self._labels):
            raise UnusableModel(f"{model}: none of its labels is entailment")

    def entails(self, premise: str, hypothesis: str) -> bool:
        """By the likeliest label, or the score."""
        logits = np.ravel(self._model.predict([(premise, hypothesis)], show_progress_bar=False))
        if len(self._labels) > 1:
            return self._labels[int(logits.argmax())]
        return bool(logits[0] >= LEAST_LOGIT)


def make_entailment(model: str | None) -> Entailment:
    """The check by words, or that of a model. Raises UnusableModel."""
    return LexicalEntailment() if model is None else CrossEncoderEntailment(model)


def _numbers(text: str) -> list[str]:
    """The numbers of a text without separators of thousands, and with a point for decimals."""
    return [re.sub(r"[.,](?=\d{3}(?!\d))", "", number).replace(",", ".") for number in NUMBER.findall(text)]
