"""Running question sets against the assistant, and the figures of a run."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.service import Ventanilla
from evals.datasets import EvalQuestion, load_set
from evals.metrics import facts_stated, first_hit, quotes_valid, without_marks

WORD_BUDGET = 250
CUTOFF = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question. `rank` is that of the first passage with evidence; `facts` is from 0 to 1."""

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
    has_evidence: bool = True


@dataclass(frozen=True, slots=True)
class Figures:
    """The means of a run, shares from 0 to 1; `refusals` over unanswerable questions, `false_refusals` over others."""

    questions: int
    hit_at_5: float
    hit_at_1: float
    mrr: float
    facts: float
    refusals: float
    false_refusals: float
    quotes_valid: float
    median_words: float
    median_milliseconds: float


def run_sets(
    paths: Sequence[Path], assistant: Ventanilla, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> tuple[Result, ...]:
    """Asks every question of the sets, each in a conversation of its own. Raises EvaluationFileError for a bad set."""
    questions = [question for path in paths for question in load_set(path)]
    texts = {passage.id: passage.text for passage in assistant.library.passages}
    results = []
    for number, question in enumerate(questions):
        progress(number, len(questions))
        results.append(_run(question, assistant, texts))
    progress(len(questions), len(questions))
    return tuple(results)


def summarise(results: Sequence[Result]) -> Figures:
    """The figures of a run; a share over no question at all is 1.0."""
    answerable = [r for r in results if r.answerable]
    judged = [r for r in answerable if r.has_evidence]
    unanswerable = [r for r in results if not r.answerable]
    return Figures(
        questions=len(results),
        hit_at_5=_mean([r.rank is not None and r.rank <= CUTOFF for r in judged]),
        hit_at_1=_mean([r.rank == 1 for r in judged]),
        mrr=_mean([1 / r.rank if r.rank else 0.0 for r in judged]),
        facts=_mean([r.facts for r in answerable]),
        refusals=_mean([r.abstained for r in unanswerable]),
        false_refusals=_mean([r.abstained for r in answerable]) if answerable else 0.0,
        quotes_valid=_mean([r.quotes_valid for r in results]),
        median_words=statistics.median(r.words for r in answerable) if answerable else 0.0,
        median_milliseconds=statistics.median(r.milliseconds for r in results) if results else 0.0,
    )


def save_run(path: Path, results: Sequence[Result]) -> None:
    """Writes the figures and every result as JSON."""
    run = {"figures": asdict(summarise(results)), "results": [asdict(result) for result in results]}
    path.write_text(json.dumps(run, ensure_ascii=False, indent=1), encoding="utf-8")


def _run(question: EvalQuestion, assistant: Ventanilla, texts: dict[str, str]) -> Result:
    answer = assistant.ask(question.question, k=CUTOFF)
    return Result(
        id=question.id,
        kind=question.kind,
        language=question.language,
        question=question.question,
        answerable=question.answerable,
        abstained=answer.abstained,
        rank=first_hit(answer, question),
        facts=0.0 if answer.abstained else facts_stated(answer.answer, question.facts, WORD_BUDGET),
        quotes_valid=quotes_valid(answer, texts),
        words=len(without_marks(answer.answer).split()),
        milliseconds=answer.timings_ms["total"],
        answer=answer.answer,
        has_evidence=bool(question.evidence),
    )


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values) if values else 1.0
