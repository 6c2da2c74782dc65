"""What is measured of a run: the value of each question by the measure's name, and the figures of them all."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.refusing import risk_coverage_area
from evals.results import CUTOFF, Result


@dataclass(frozen=True, slots=True)
class Measure:
    """The value of a question, and whether the measure speaks of it."""

    value: Callable[[Result], float]
    applies: Callable[[Result], bool]

    def of(self, results: Sequence[Result]) -> list[float]:
        """The values of the questions that it speaks of."""
        return [self.value(result) for result in results if self.applies(result)]


def _answerable(result: Result) -> bool:
    return result.answerable


def _judged(result: Result) -> bool:
    return result.answerable and result.has_gold


def _any(_result: Result) -> bool:
    return True


def _where_judged(name: str) -> Measure:
    """A value of the results that is None where there is nothing to judge."""
    return Measure(lambda r: getattr(r, name) or 0.0, lambda r: getattr(r, name) is not None)


def _within(k: int) -> Callable[[Result], float]:
    return lambda result: float(result.rank is not None and result.rank <= k)


MEASURES: Mapping[str, Measure] = {
    "hit_at_5": Measure(_within(CUTOFF), _judged),
    "hit_at_1": Measure(_within(1), _judged),
    "mrr": Measure(lambda r: 1.0 / r.rank if r.rank else 0.0, _judged),
    "recall": Measure(lambda r: r.recall, _judged),
    "ndcg": Measure(lambda r: r.ndcg, _judged),
    "facts": Measure(lambda r: r.facts, _answerable),
    "fully": Measure(lambda r: float(r.facts >= 1.0), _answerable),
    "answered": Measure(lambda r: float(not r.abstained), _answerable),
    "refusals": Measure(lambda r: float(r.abstained), lambda r: not r.answerable),
    "false_refusals": Measure(lambda r: float(r.abstained), _answerable),
    "score": Measure(lambda r: r.score, _any),
    "quotes_valid": Measure(lambda r: float(r.quotes_valid), _any),
    "invalid_marks": Measure(lambda r: float(r.invalid_marks), _any),
    "citation_relevance": _where_judged("citation_relevance"),
    "citation_recall": _where_judged("citation_recall"),
    "citation_precision": _where_judged("citation_precision"),
    "quote_precision": _where_judged("quote_precision"),
    "quote_recall": _where_judged("quote_recall"),
    "quote_f1": _where_judged("quote_f1"),
    "words": Measure(lambda r: float(r.words), _answerable),
}
# In all others but the words more is.
LESS_IS_BETTER = frozenset({"false_refusals", "invalid_marks", "risk_area"})


@dataclass(frozen=True, slots=True)
class Figures:
    """The means of a run, shares from 0 to 1; `refusals` over unanswerable questions, `false_refusals` over others.

    `fully` is the share of answerable questions of which all facts are stated; `score` the mean of CRAG's; `risk_area`
    the area under the risk-coverage curve, None for a system without confidence; `invalid_marks` a count. The measures
    of citations and quotes are None where no question has anything to judge.
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
    citation_relevance: float | None
    citation_recall: float | None
    citation_precision: float | None
    quote_precision: float | None
    quote_recall: float | None
    quote_f1: float | None
    median_words: float
    median_milliseconds: float
    p95_milliseconds: float


def summarise(results: Sequence[Result]) -> Figures:
    """The figures of a run; a share over no question at all is 1.0."""
    words = MEASURES["words"].of(results)
    times = [result.milliseconds for result in results]
    return Figures(
        questions=len(results),
        hit_at_5=_mean("hit_at_5", results),
        hit_at_1=_mean("hit_at_1", results),
        mrr=_mean("mrr", results),
        recall=_mean("recall", results),
        ndcg=_mean("ndcg", results),
        facts=_mean("facts", results),
        fully=_mean("fully", results),
        score=_mean("score", results),
        risk_area=risk_area(results),
        refusals=_mean("refusals", results),
        false_refusals=1.0 - _mean("answered", results),
        quotes_valid=_mean("quotes_valid", results),
        invalid_marks=sum(result.invalid_marks for result in results),
        citation_relevance=_mean_or_none("citation_relevance", results),
        citation_recall=_mean_or_none("citation_recall", results),
        citation_precision=_mean_or_none("citation_precision", results),
        quote_precision=_mean_or_none("quote_precision", results),
        quote_recall=_mean_or_none("quote_recall", results),
        quote_f1=_mean_or_none("quote_f1", results),
        median_words=statistics.median(words) if words else 0.0,
        median_milliseconds=statistics.median(times) if times else 0.0,
        p95_milliseconds=float(np.percentile(times, 95)) if times else 0.0,
    )


def risks(results: Sequence[Result]) -> tuple[list[float], list[float]] | None:
    """The confidence and the risk of each question, or None if any has no confidence.

    The risk is what the facts lack, and 1 for an unanswerable question.
    """
    if not results or any(result.confidence is None for result in results):
        return None
    return [r.confidence or 0.0 for r in results], [1.0 - r.facts if r.answerable else 1.0 for r in results]


def risk_area(results: Sequence[Result]) -> float | None:
    """The area under the risk-coverage curve, None if any question has no confidence."""
    known = risks(results)
    return None if known is None else risk_coverage_area(*known)


def _mean(measure: str, results: Sequence[Result]) -> float:
    mean = _mean_or_none(measure, results)
    return 1.0 if mean is None else mean


def _mean_or_none(measure: str, results: Sequence[Result]) -> float | None:
    values = MEASURES[measure].of(results)
    return statistics.fmean(values) if values else None
