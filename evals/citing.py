"""Citations as they are judged: whether they hold what an answer says, and whether they are on the question."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

from evals.datasets import EvalQuestion
from evals.metrics import facts_stated, gold_found
from evals.results import Statement
from evals.systems.reply import Citation


class Entailment(Protocol):
    """Whether one text says what another does. `name` stands in the stamp of a run."""

    @property
    def name(self) -> str:
        """How a run calls it."""

    def entails(self, premise: str, hypothesis: str) -> bool:
        """Whether a hypothesis follows from a premise."""


@dataclass(frozen=True, slots=True)
class CitationQuality:
    """The recall and precision of an answer's citations, from 0 to 1."""

    recall: float
    precision: float


def citation_quality(statements: Sequence[Statement], entailment: Entailment) -> CitationQuality | None:
    """Citation recall and precision of an answer; None when it says nothing.

    T. Gao, H. Yen, J. Yu and D. Chen (2023), Enabling Large Language Models to Generate Text with Citations (ALCE), §3.
    Recall is the share of statements that their quotes together entail. A citation is precise when they do and it is
    needed: it entails the statement alone, or the others do not without it. Precision is the share of precise
    citations, 0 when there are none.
    """
    if not statements:
        return None
    supported = [bool(each.quotes) and entailment.entails(" ".join(each.quotes), each.text) for each in statements]
    precise = [
        holds and _is_needed(number, statement, entailment)
        for statement, holds in zip(statements, supported, strict=True)
        for number in range(len(statement.quotes))
    ]
    return CitationQuality(fmean(supported), fmean(precise) if precise else 0.0)


def relevant(citation: Citation, question: EvalQuestion) -> bool:
    """Whether a citation has to do with a question that can be answered.

    Its passage, or one that travels with it, holds evidence or is a gold section; or its quote states a fact asked for.
    """
    held = gold_found([citation.source], question)
    return any(held) or any(facts_stated(citation.quote, [fact]) for fact in question.facts)


def _is_needed(number: int, statement: Statement, entailment: Entailment) -> bool:
    """Whether a citation of a supported statement supports it alone, or is missed where it is taken away."""
    others = [quote for place, quote in enumerate(statement.quotes) if place != number]
    return (
        not others
        or entailment.entails(statement.quotes[number], statement.text)
        or not entailment.entails(" ".join(others), statement.text)
    )
