"""Answering in the words of the passages: which whole sentences, steps or items to quote, and in what order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.fusion import Scores
from assistant.query import Query, QuestionType
from assistant.retrieval import Candidate, Retrieval
from corpus.analysis import fold
from corpus.library import Library
from corpus.models import DocumentKind, Passage, PassageKind

# Steps and lists are quoted whole up to this length; a longer one is cut to the items that the question asks for.
WHOLE_LIST_WORDS = 280
# A passage that ends up nearly whole is quoted whole: a hole of one sentence only confuses.
NEARLY_WHOLE = 0.8
# A sentence of a further passage is worth adding when it comes this close to the best sentence quoted so far.
WORTH_ADDING = 0.75
# How many standard deviations a further passage may stay behind the best one and still be about the question.
CLOSE_BEHIND = 1.0
FURTHER_PASSAGES = 2

# What a sentence must show to answer a question of its type, in folded text.
EVIDENCE: dict[QuestionType, re.Pattern[str]] = {
    QuestionType.WHEN: re.compile(
        r"\b(1[89]|20)\d\d\b|\b(dias?|semanas?|mes(es)?|anos?|plazo|antes de|a partir|desde|hasta)\b"
    ),
    QuestionType.HOW_MANY: re.compile(
        r"\d|\b(dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|ciento|miles|millones)\b"
    ),
    QuestionType.WHO: re.compile(
        r"\b(secretaria|direccion|consultoria|oficina|embajadas?|consulados?|agencia|instituto|delegacion\w*|coordinacion"
        r"|funcionari\w+|titular|president\w+|cancilleria|[a-z]*sre|amexcid|dgcp)\b"
    ),
    QuestionType.DEFINITION: re.compile(
        r"\b(es|son) (un|una|el|la|los|las|aquel\w*)\b"
        r"|\b(se entiende|consiste|se define|se refiere|se llama|definid\w+)\b"
    ),
    QuestionType.MAY_I: re.compile(
        r"\b(pued\w+|podr\w+|deb\w+|no es|no se|siempre|nunca|exclusivamente|obligator\w+)\b"
    ),
}
EVIDENCE_BONUS = 0.25


@dataclass(frozen=True, slots=True)
class Quote:
    """Consecutive units of a passage. `items` tells that each unit is a step or an item that stands on its own line."""

    passage: Passage
    first: int
    last: int
    items: bool

    @property
    def text(self) -> str:
        """The verbatim text from the first unit's start to the last one's end."""
        return self.passage.text[self.passage.units[self.first].start : self.passage.units[self.last].end]


def choose_quotes(query: Query, retrieval: Retrieval, library: Library, words: int) -> list[Quote]:
    """The quotes that answer a question, at most about `words` words, the steps of a procedure aside.

    The best passage leads. Further ones add a sentence when they come close to it, or when two things are compared.
    """
    best = retrieval.candidates[0]
    relevance = _relevance(query, best, retrieval.sentences, library)
    quotes = _from_best(query, best.passage, relevance, words)
    left = words - sum(count_words(quote.text) for quote in quotes)
    ceiling = float(relevance.max(initial=0.0))
    for candidate in _further(query, retrieval.candidates):
        scores = _relevance(query, candidate, retrieval.sentences, library)
        unit = int(scores.argmax()) if len(scores) else -1
        if unit < 0 or scores[unit] < WORTH_ADDING * ceiling:
            continue
        quote = _quote(candidate.passage, unit, unit)
        if count_words(quote.text) <= left and not _repeats(quote.text, quotes):
            quotes.append(quote)
            left -= count_words(quote.text)
    return quotes


def count_words(text: str) -> int:
    """Words as a reader counts them: runs of anything but white space."""
    return len(text.split())


def _from_best(query: Query, passage: Passage, relevance: Scores, words: int) -> list[Quote]:
    last = len(passage.units) - 1
    length = count_words(passage.text)
    listed = passage.kind in (PassageKind.STEPS, PassageKind.LIST)
    asks_all = query.type in (QuestionType.PROCEDURE, QuestionType.LIST)
    if length <= words or (listed and asks_all and length <= WHOLE_LIST_WORDS):
        return [_quote(passage, 0, last)]
    chosen = _fill(passage, relevance, words)
    if sum(count_words(s) for n, s in enumerate(passage.sentences()) if n in chosen) >= NEARLY_WHOLE * length:
        return [_quote(passage, 0, last)]
    return [_quote(passage, first, end) for first, end in _runs(sorted(chosen))]


def _fill(passage: Passage, relevance: Scores, words: int) -> set[int]:
    """The units of highest relevance that fit, best first; at least one."""
    sentences = passage.sentences()
    chosen: set[int] = set()
    left = words
    for number in map(int, np.argsort(-relevance, kind="stable")):
        length = count_words(sentences[number])
        if not chosen or length <= left:
            chosen.add(number)
            left -= length
    return chosen


def _relevance(query: Query, candidate: Candidate, sentences: Scores, library: Library) -> Scores:
    """How well each unit answers: its BM25, a quarter of its neighbours', and evidence of the type asked."""
    start = library.unit_starts[candidate.number]
    own = sentences[start : start + len(candidate.passage.units)]
    if not len(own):
        return own
    padded = np.pad(own, 1)
    smoothed = own + 0.25 * (padded[:-2] + padded[2:])
    pattern = EVIDENCE.get(query.type)
    if pattern is None:
        return smoothed
    shown = np.array([bool(pattern.search(fold(s))) for s in candidate.passage.sentences()], dtype=np.float32)
    relevance: Scores = smoothed * (1.0 + EVIDENCE_BONUS * shown)
    return relevance


def _further(query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
    best = candidates[0]
    if query.type is QuestionType.COMPARISON:
        others = [c for c in candidates[1:] if c.passage.document_id != best.passage.document_id]
        return (others or list(candidates[1:]))[:FURTHER_PASSAGES]
    return [c for c in candidates[1 : 1 + FURTHER_PASSAGES] if best.score - c.score <= CLOSE_BEHIND]


def _quote(passage: Passage, first: int, last: int) -> Quote:
    return Quote(passage, first, last, items=passage.kind in (PassageKind.STEPS, PassageKind.LIST))


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _repeats(text: str, quotes: Sequence[Quote]) -> bool:
    wanted = set(fold(text).split())
    return any(len(wanted & set(fold(quote.text).split())) >= 0.8 * len(wanted) for quote in quotes)


def is_guide(candidate: Candidate, library: Library) -> bool:
    """Whether a candidate comes from a guide, whose sections are whole answers."""
    return library.document(candidate.passage.document_id).kind is DocumentKind.GUIDE
