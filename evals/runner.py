"""Running question sets against a system, and the figures of a run."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from evals.datasets import EvalQuestion, load_set
from evals.metrics import facts_stated, gold_found, quotes_valid, without_marks
from evals.ranking import ndcg, recall
from evals.refusing import crag_score, risk_coverage_area
from evals.systems.reply import System

WORD_BUDGET = 250
CUTOFF = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question.

    `rank` is that of the first passage that holds gold, None if none does; `facts`, `recall` and `ndcg` are from 0 to
    1, `score` is CRAG's from -1 to 1; `confidence` is the system's probability that it can answer, if it has one.
    """

    id: str
    kind: str
    language: str
    question: str
    answerable: bool
    abstained: bool
    rank: int | None
    facts: float
    quotes_valid: bool
    words: int
    milliseconds: float
    answer: str
    has_gold: bool = True
    recall: float = 0.0
    ndcg: float = 0.0
    score: float = 0.0
    confidence: float | None = None
    invalid_marks: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """The means of a run, shares from 0 to 1; `refusals` over unanswerable questions, `false_refusals` over others.

    `fully` is the share of answerable questions of which all facts are stated; `score` the mean of CRAG's; `risk_area`
    the area under the risk-coverage curve, None for a system without confidence; `invalid_marks` a count.
    """

    questions: int
    hit_at_5: float
    hit_at_1: float
    mrr: float
    recall: float
    ndcg: float
    facts: float
    fully: float
    score: float
    risk_area: float | None
    refusals: float
    false_refusals: float
    quotes_valid: float
    invalid_marks: int
    median_words: float
    median_milliseconds: float
    p95_milliseconds: float


def run_sets(
    paths: Sequence[Path], system: System, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> tuple[Result, ...]:
    """Asks every question of the sets, each in a conversation of its own. Raises EvaluationFileError for a bad set."""
    questions = [question for path in paths for question in load_set(path)]
    results = []
    for number, question in enumerate(questions):
        progress(number, len(questions))
        results.append(_run(question, system))
    progress(len(questions), len(questions))
    return tuple(results)


def summarise(results: Sequence[Result]) -> Figures:
    """The figures of a run; a share over no question at all is 1.0."""
    answerable = [r for r in results if r.answerable]
    judged = [r for r in answerable if r.has_gold]
    unanswerable = [r for r in results if not r.answerable]
    return Figures(
        questions=len(results),
        hit_at_5=_mean([r.rank is not None and r.rank <= CUTOFF for r in judged]),
        hit_at_1=_mean([r.rank == 1 for r in judged]),
        mrr=_mean([1 / r.rank if r.rank else 0.0 for r in judged]),
        recall=_mean([r.recall for r in judged]),
        ndcg=_mean([r.ndcg for r in judged]),
        facts=_mean([r.facts for r in answerable]),
        fully=_mean([r.facts >= 1.0 for r in answerable]),
        score=_mean([r.score for r in results]),
        risk_area=_risk_area(results),
        refusals=_mean([r.abstained for r in unanswerable]),
        false_refusals=_mean([r.abstained for r in answerable]) if answerable else 0.0,
        quotes_valid=_mean([r.quotes_valid for r in results]),
        invalid_marks=sum(r.invalid_marks for r in results),
        median_words=statistics.median(r.words for r in answerable) if answerable else 0.0,
        median_milliseconds=statistics.median(r.milliseconds for r in results) if results else 0.0,
        p95_milliseconds=float(np.percentile([r.milliseconds for r in results], 95)) if results else 0.0,
    )


def save_run(path: Path, results: Sequence[Result]) -> None:
    """Writes the figures and every result as JSON."""
    run = {"figures": asdict(summarise(results)), "results": [asdict(result) for result in results]}
    path.write_text(json.dumps(run, ensure_ascii=False, indent=1), encoding="utf-8")


def _run(question: EvalQuestion, system: System) -> Result:
    reply = system.reply(question.question, history=question.history, k=CUTOFF)
    found = gold_found(reply.ranked, question)
    gold = len(question.evidence) + len(question.sections)
    facts = 0.0 if reply.abstained else facts_stated(reply.text, question.facts, WORD_BUDGET)
    return Result(
        id=question.id,
        kind=question.kind,
        language=question.language,
        question=question.question,
        answerable=question.answerable,
        abstained=reply.abstained,
        rank=next((rank for rank, things in enumerate(found, start=1) if things), None),
        facts=facts,
        quotes_valid=quotes_valid(reply.quotes) and not reply.invalid_marks,
        words=len(without_marks(reply.text).split()),
        milliseconds=reply.milliseconds,
        answer=reply.text,
        has_gold=question.has_gold,
        recall=recall(found, gold, CUTOFF),
        ndcg=ndcg(found, gold, CUTOFF),
        score=crag_score(answerable=question.answerable, abstained=reply.abstained, facts=facts),
        confidence=reply.confidence,
        invalid_marks=reply.invalid_marks,
    )


def _risk_area(results: Sequence[Result]) -> float | None:
    """Over all questions; the risk of answering one is what its facts lack, and 1 for an unanswerable one."""
    confident = [(r.confidence, 1.0 - r.facts if r.answerable else 1.0) for r in results if r.confidence is not None]
    if len(confident) < len(results) or not confident:
        return None
    return risk_coverage_area([confidence for confidence, _ in confident], [risk for _, risk in confident])


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values) if values else 1.0
