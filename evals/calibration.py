"""Fitting when to decline: the logistic model of `assistant.answerability`, cross-validated by question."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Answer
from assistant.answerability import AnswerabilityModel, Evidence
from assistant.service import Ventanilla
from evals.asking import ask
from evals.datasets import EvalQuestion, load_set
from evals.metrics import facts_in, squeeze
from evals.reliability import Reliability

FOLDS = 10
# Inverse strength of the L2 penalty; figures hardly move between 0.3 and 10.
REGULARISATION = 3.0
# An answerable question counts as such for a library whose best passages hold this share of its facts.
LEAST_FACTS = 0.5


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted model, and how reliable the one in use is on the same questions, and fitted ones in cross-validation.

    The one in use is judged by what it gave, which of a question of two things may be that of its parts. It may have
    been fitted on these very questions; those in cross-validation have not seen what they judge.
    """

    model: AnswerabilityModel
    questions: int
    answerable: int
    in_use: Reliability
    held_out: Reliability


def calibrate(
    paths: Sequence[Path],
    assistants: Sequence[Ventanilla],
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Calibration:
    """Fits the model on question sets, each question asked of every assistant (say, with and without documents).

    The threshold of the present model is kept. Raises EvaluationFileError for a bad set, ValueError when there are too
    few questions or all are of one kind.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    questions = [question for path in paths for question in load_set(path)]
    rows, labels, groups, probabilities = [], [], [], []
    for number, (question, assistant) in enumerate((q, a) for q in questions for a in assistants):
        progress(number, len(questions) * len(assistants))
        answer = ask(assistant, question.question, history=question.history)
        if answer.trace is not None:
            rows.append(astuple(answer.trace.evidence))
            labels.append(_is_answerable(question, answer))
            groups.append(question.id)
            probabilities.append(answer.trace.probability)
    features, answers = np.array(rows), np.array(labels)
    learner = LogisticRegression(C=REGULARISATION, max_iter=1000)
    held_out = cross_val_predict(
        learner, features, answers, groups=groups, cv=GroupKFold(FOLDS), method="predict_proba"
    )[:, 1]
    return Calibration(
        model=_model(learner.fit(features, answers).coef_[0], float(learner.intercept_[0])),
        questions=len(answers),
        answerable=int(answers.sum()),
        in_use=Reliability(np.array(probabilities), answers),
        held_out=Reliability(held_out, answers),
    )


def _is_answerable(question: EvalQuestion, answer: Answer) -> bool:
    """Whether the library that gave an answer can answer the question: its passages hold evidence, or most facts."""
    if not question.answerable:
        return False
    text = " ".join(p.text for ranked in answer.passages for p in (ranked.passage, *ranked.official))
    if any(squeeze(span) in squeeze(text) for span in question.evidence):
        return True
    facts = question.facts
    return bool(facts) and len(facts_in(text, facts)) >= LEAST_FACTS * len(facts)


def _model(coefficients: NDArray[np.float64], intercept: float) -> AnswerabilityModel:
    named = dict(zip(Evidence.__dataclass_fields__, (round(float(c), 2) for c in coefficients), strict=True))
    return AnswerabilityModel(intercept=round(intercept, 2), **named)
