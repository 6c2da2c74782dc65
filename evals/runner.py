"""Running question sets against a system."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evals.citing import Entailment, citation_quality, relevant
from evals.datasets import EvalQuestion, load_set
from evals.entailment import LexicalEntailment
from evals.journal import Journal
from evals.metrics import facts_stated, gold_found, quotes_valid, without_marks
from evals.overlap import quote_overlap
from evals.ranking import ndcg, recall
from evals.refusing import crag_score
from evals.results import CUTOFF, Result
from evals.systems.reply import Reply, System

WORD_BUDGET = 250


def run_sets(
    paths: Sequence[Path],
    system: System,
    *,
    entailment: Entailment | None = None,
    journal: Journal | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[Result, ...]:
    """Asks every question of the sets, each in a conversation of its own, but those that the journal has.

    Raises EvaluationFileError for a bad set.
    """
    questions = [question for path in paths for question in load_set(path)]
    judge = entailment or LexicalEntailment()
    results = list(journal.done if journal else ())
    for number, question in enumerate(questions[len(results) :], start=len(results)):
        progress(number, len(questions))
        results.append(ask(question, system, judge))
        if journal:
            journal.add(results[-1])
    progress(len(questions), len(questions))
    return tuple(results)


def ask(question: EvalQuestion, system: System, entailment: Entailment) -> Result:
    """Asks a question and measures what comes back."""
    question = question.asked_of(system.documents)
    reply = system.reply(question.question, history=question.history, k=CUTOFF)
    found = gold_found(reply.ranked, question)
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
        has_gold=bool(question.gold),
        recall=recall(found, question.gold, CUTOFF),
        ndcg=ndcg(found, question.gold, CUTOFF),
        score=crag_score(answerable=question.answerable, abstained=reply.abstained, facts=facts),
        confidence=reply.confidence,
        invalid_marks=reply.invalid_marks,
        documents=question.documents,
        history=question.history,
        statements=reply.statements,
        passages=tuple("\n\n".join(place.texts) for place in reply.ranked),
        places=tuple(place.section for place in reply.ranked),
        **_citation_measures(question, reply, entailment),
    )


def _citation_measures(question: EvalQuestion, reply: Reply, entailment: Entailment) -> dict[str, Any]:
    """The measures of citations and quotes, by their names in a result."""
    measures: dict[str, Any] = {}
    if quality := citation_quality(reply.statements, entailment):
        measures |= {"citation_recall": quality.recall, "citation_precision": quality.precision}
    if question.answerable and reply.citations:
        beside = tuple(each.quote for each in reply.citations if not relevant(each, question))
        measures |= {"citation_relevance": 1 - len(beside) / len(reply.citations), "irrelevant": beside}
    if question.answerable and question.evidence:
        overlap = quote_overlap([each.quote for each in reply.citations], question.evidence)
        measures |= {
            "quote_precision": overlap.precision,
            "quote_recall": overlap.recall,
            "quote_f1": overlap.f1,
        }
    return measures
