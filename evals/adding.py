"""Fitting what is quoted beside the lead: the logistic model of `assistant.sections`, cross-validated by question."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.coverage import weighed
from assistant.sections import ADDITIONS, POOL, Addition, AdditionModel, addition
from assistant.service import Ventanilla
from corpus.models import DocumentKind
from evals.asking import ask
from evals.datasets import EvalQuestion, load_set
from evals.metrics import facts_in

FOLDS = 10
# Inverse strength of the L2 penalty: hardly any, since there are thousands of pairs.
REGULARISATION = 100.0


@dataclass(frozen=True, slots=True)
class Pair:
    """The lead of an answer and another passage: what speaks for it, and whether it states a fact the lead does not."""

    question: str
    addition: Addition
    adds: bool


@dataclass(frozen=True)
class Picking:
    """The probabilities of pairs, and which of them add a fact; both of shape (pairs,)."""

    probabilities: NDArray[np.float64]
    adds: NDArray[np.bool_]

    @property
    def auc(self) -> float:
        """The area under the ROC curve."""
        from sklearn.metrics import roc_auc_score

        return float(roc_auc_score(self.adds, self.probabilities))

    @property
    def average_precision(self) -> float:
        """The mean precision over the ranks of those that add."""
        from sklearn.metrics import average_precision_score

        return float(average_precision_score(self.adds, self.probabilities))

    def precision(self, threshold: float) -> float:
        """Of the passages quoted from a threshold upwards, the share that adds; 0 of none."""
        quoted = self.adds[self.probabilities >= threshold]
        return float(quoted.mean()) if len(quoted) else 0.0

    def recall(self, threshold: float) -> float:
        """Of the passages that add, the share quoted from a threshold upwards."""
        return float((self.probabilities[self.adds] >= threshold).mean())


@dataclass(frozen=True, slots=True)
class AdditionFit:
    """A fitted model, and how well the one in use picks among the same pairs, and fitted ones in cross-validation."""

    model: AdditionModel
    pairs: int
    adding: int
    in_use: Picking
    held_out: Picking


def fit_additions(
    paths: Sequence[Path],
    assistants: Sequence[Ventanilla],
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> AdditionFit:
    """Fits the model on the answerable questions of sets with facts, each asked of every assistant.

    The threshold of the present model is kept. Raises EvaluationFileError for a bad set, ValueError when there are too
    few questions, or no passage adds anything, or all do.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    questions = [question for path in paths for question in load_set(path) if question.answerable]
    pairs: list[Pair] = []
    for number, (question, assistant) in enumerate(product(questions, assistants)):
        progress(number, len(questions) * len(assistants))
        pairs += pairs_of(question, assistant)
    if not pairs:
        raise ValueError("no question was answered with a section of a guide")
    features, adds = np.array([astuple(pair.addition) for pair in pairs]), np.array([pair.adds for pair in pairs])
    learner = LogisticRegression(C=REGULARISATION, max_iter=1000)
    groups = [pair.question for pair in pairs]
    held_out = cross_val_predict(learner, features, adds, groups=groups, cv=GroupKFold(FOLDS), method="predict_proba")
    return AdditionFit(
        model=_model(learner.fit(features, adds).coef_[0], float(learner.intercept_[0])),
        pairs=len(pairs),
        adding=int(adds.sum()),
        in_use=Picking(np.array([ADDITIONS.probability(pair.addition) for pair in pairs]), adds),
        held_out=Picking(held_out[:, 1], adds),
    )


def pairs_of(question: EvalQuestion, assistant: Ventanilla) -> Iterator[Pair]:
    """The passage quoted first with each other that was considered; none unless it is a guide's section.

    Nor where two things are compared, whose answer has a section for each.
    """
    answer, library = ask(assistant, question.question, history=question.history), assistant.library
    if answer.trace is None or answer.mode != "quotes" or any(part.alone for part in answer.trace.parts):
        return
    first = answer.citations[0].passage_id if answer.citations else None
    lead = next((each for each in answer.trace.candidates if each.passage.id == first), None)
    if lead is None or lead.score <= 0.0 or library.document(lead.passage.document_id).kind is not DocumentKind.GUIDE:
        return
    others = [each for each in answer.trace.candidates if each is not lead][: POOL - 1]
    asked, said = weighed(answer.trace.query, library), facts_in(lead.passage.text, question.facts)
    for other in others:
        if not library.back_matter[other.number]:
            adds = bool(facts_in(other.passage.text, question.facts) - said)
            yield Pair(question.id, addition(other, lead, answer.trace.parts, asked), adds)


def _model(coefficients: NDArray[np.float64], intercept: float) -> AdditionModel:
    named = dict(zip(Addition.__dataclass_fields__, (round(float(c), 2) for c in coefficients), strict=True))
    return replace(ADDITIONS, intercept=round(intercept, 2), **named)
