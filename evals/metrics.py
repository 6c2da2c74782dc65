"""Is an answer right? Each measure is a pure function from an answer and a question of a set to a number."""

import re
import unicodedata
from collections.abc import Sequence

from assistant.answer import Answer
from evals.datasets import EvalQuestion

MARK = re.compile(r"\[(\d+)\]")


def squeeze(text: str) -> str:
    """Letters and digits alone, in lower case without accents: how evidence and facts are compared."""
    folded = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]", "", folded)


def first_hit(answer: Answer, question: EvalQuestion) -> int | None:
    """The rank, from 1, of the first passage that holds an evidence span; None when no passage does.

    The official passages that travel with a guide's section count with it.
    """
    spans = [squeeze(span) for span in question.evidence]
    for rank, ranked in enumerate(answer.passages, start=1):
        texts = [squeeze(passage.text) for passage in (ranked.passage, *ranked.official)]
        if any(span in text for span in spans for text in texts):
            return rank
    return None


def facts_stated(text: str, facts: Sequence[Sequence[str]], words: int) -> float:
    """The share of facts of which some wording stands in the first `words` words of a text; 1.0 when none is asked."""
    said = squeeze(" ".join(without_marks(text).split()[:words]))
    stated = [any(squeeze(wording) in said for wording in alternatives) for alternatives in facts]
    return sum(stated) / len(stated) if stated else 1.0


def without_marks(text: str) -> str:
    """An answer without its citation marks ([1]), which are not words."""
    return re.sub(r"\s*\[\d+\]", "", text)


def quotes_valid(answer: Answer, passages: dict[str, str]) -> bool:
    """Whether every citation's quote stands verbatim in its passage, and every mark points at a citation.

    `passages` holds the text of each passage by its id.
    """
    numbers = {citation.n for citation in answer.citations}
    printed = {n for citation in answer.citations for n in MARK.findall(citation.quote)}
    marks = {int(n) for n in MARK.findall(answer.answer) if n not in printed}
    cited = {n for statement in answer.statements for n in statement.citations}
    verbatim = all(citation.quote in passages.get(citation.passage_id, "") for citation in answer.citations)
    return verbatim and cited <= numbers and marks <= numbers
