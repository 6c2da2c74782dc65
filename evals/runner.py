"""Running question sets against a system."""

from collections.abc import Callable, Sequence
from pathlib import Path

from evals.datasets import EvalQuestion, load_set
from evals.metrics import facts_stated, gold_found, quotes_valid, without_marks
from evals.ranking import ndcg, recall
from evals.refusing import crag_score
from evals.results import CUTOFF, Result
from evals.systems.reply import System

WORD_BUDGET = 250


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
        quotes_valid=quotes_valid(reply.citations) and not reply.invalid_marks,
        words=len(without_marks(reply.text).split()),
        milliseconds=reply.milliseconds,
        answer=reply.text,
        has_gold=question.has_gold,
        recall=recall(found, gold, CUTOFF),
        ndcg=ndcg(found, gold, CUTOFF),
        score=crag_score(answerable=question.answerable, abstained=reply.abstained, facts=facts),
        confidence=reply.confidence,
        invalid_marks=reply.invalid_marks,
        documents=question.documents,
        history=question.history,
        statements=reply.statements,
        passages=tuple("\n\n".join(place.texts) for place in reply.ranked),
        places=tuple(place.section for place in reply.ranked),
    )
