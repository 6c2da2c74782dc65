"""Is an answer right? Each measure is a pure function from an answer and a question of a set to a number."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from assistant.answer import Answer
from evals.datasets import EvalQuestion
from evals.systems.reply import Citation, RankedText

# The same passages are compared for many questions: this holds those of a large library, in some tens of megabytes.
REMEMBERED_TEXTS = 10_000
MARK = re.compile(r"\[(\d+)\]")


@lru_cache(maxsize=REMEMBERED_TEXTS)
def squeeze(text: str) -> str:
    """Letters and digits alone, in lower case without accents: how evidence and facts are compared."""
    folded = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]", "", folded)


def gold_found(ranked: Sequence[RankedText], question: EvalQuestion) -> list[frozenset[int]]:
    """For each rank the numbers of the gold that it holds: evidence spans, then guide sections, then official ones.

    A guide's section holds the official sections of the passages that travel with it.
    """
    spans = [squeeze(span) for span in question.evidence]
    sections = [squeeze(section) for section in question.sections]
    official = [(section.document, squeeze(section.heading)) for section in question.official]
    found = []
    for place in ranked:
        texts = [squeeze(text) for text in place.texts]
        held = {n for n, span in enumerate(spans) if any(span in text for text in texts)}
        named = {n for n, section in enumerate(sections, start=len(spans)) if section == squeeze(place.section)}
        headings = {(document, squeeze(heading)) for document, *path in place.paths for heading in path}
        under = {n for n, heading in enumerate(official, start=len(spans) + len(sections)) if heading in headings}
        found.append(frozenset(held | named | under))
    return found


def facts_stated(text: str, facts: Sequence[Sequence[str]], words: int | None = None) -> float:
    """The share of facts of which some wording stands in the first `words` words of a text; 1.0 when none is asked."""
    said = " ".join(without_marks(text).split()[:words])
    return len(facts_in(said, facts)) / len(facts) if facts else 1.0


def facts_in(text: str, facts: Sequence[Sequence[str]]) -> frozenset[int]:
    """The numbers of the facts of which some wording stands in a text."""
    said = squeeze(text)
    return frozenset(
        number for number, alternatives in enumerate(facts) if any(squeeze(wording) in said for wording in alternatives)
    )


def without_marks(text: str) -> str:
    """An answer without its citation marks ([1]), which are not words."""
    return re.sub(r"\s*\[\d+\]", "", text)


def quotes_valid(citations: Sequence[Citation]) -> bool:
    """Whether every quote stands verbatim in the text that it claims to be taken from."""
    return all(citation.quote in citation.source.texts[0] for citation in citations)


def invalid_marks(answer: Answer) -> set[int]:
    """The citation numbers in an answer's text and statements that no citation has.

    A bracketed number that a quote itself prints is none.
    """
    numbers = {citation.n for citation in answer.citations}
    printed = {n for citation in answer.citations for n in MARK.findall(citation.quote)}
    marks = {int(n) for n in MARK.findall(answer.answer) if n not in printed}
    cited = {n for statement in answer.statements for n in statement.citations}
    return (marks | cited) - numbers
