"""The sentences of the passages read for an answer: how well each answers, and which may be quoted alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evidence import shows_sign
from assistant.query import Query
from assistant.retrieval import Retrieval
from corpus.analysis import fold
from corpus.library import Library
from corpus.models import Passage
from corpus.scores import Scores

# What a passage's lead over another is worth to its sentences, in shares of the best sentence's score for each standard
# deviation between the two passages.
PASSAGE_WEIGHT = 0.15
# A shorter unit is a fragment: a label, an address, a heading that the layout hid.
LEAST_WORDS = 6
# What ends as a sentence does, and is no row of a table.
WHOLE_SENTENCE = re.compile(r"^[^|]*[.!?…»”\"')]$")
# A step, a lettered point or a bullet at the start of a unit.
ITEM = re.compile(r"(\d{1,2}[.)°]|[IVX]{1,5}\.|[a-zA-Z][.)]|[-*•◆▪–]+) ")
# A sentence that opens so leans on the one before it.
DANGLING = re.compile(
    r"\W*((a pesar de|por|para|con|en|de|ante|tras|segun) (eso|esto|ello|lo anterior|lo cual|este motivo|esta razon)"
    r"|(ante|en|de|con|por|para|tras) (est|es|dich)[aeo]s? \w+|es por (eso|esto|ello)"
    r"|asimismo|asi|ademas|tambien|sin embargo|no obstante|por (lo )?tanto|por ende|de igual"
    r"|en (este|ese|dicho) \w+|de esta (manera|forma)|lo anterior|tal(es)? (es|son)|sus?|derivado de"
    r"|por (un|otro) lado|a partir de (ahi|entonces)|dich[oa]s?|entre (est|es|ell)[eoa]s|est[eao]s?"
    r"|es[eao]s?|ell[oa]s?)\b"
)
# What the sign of an answer of the type asked is worth to a sentence.
SIGN_BONUS = 0.25


@dataclass(frozen=True, slots=True)
class Sentence:
    """A unit that may be quoted: the rank of its passage in the reading order, its number there, and its score."""

    rank: int
    number: int
    text: str
    score: float


def score_sentences(
    query: Query, passages: Sequence[tuple[Passage, float]], retrieval: Retrieval, library: Library
) -> Iterator[Sentence]:
    """Every unit of the passages with its score: 1.0 is the best match of words in the best passage."""
    relevance = [relevance_of(query, passage, retrieval.sentences, library) for passage, _ in passages]
    ceiling = max((float(r.max(initial=0.0)) for r in relevance), default=0.0) or 1.0
    best = passages[0][1]
    for rank, ((passage, score), scores) in enumerate(zip(passages, relevance, strict=True)):
        for number, (text, own) in enumerate(zip(passage.sentences(), scores, strict=True)):
            yield Sentence(rank, number, text, float(own) / ceiling - PASSAGE_WEIGHT * (best - score))


def relevance_of(query: Query, passage: Passage, sentences: Scores, library: Library) -> Scores:
    """How well each unit answers: its BM25, a quarter of its neighbours', and the sign of the type asked."""
    own = library.unit_scores(library.numbers[passage.id], sentences)
    padded = np.pad(own, 1)
    smoothed = own + 0.25 * (padded[:-2] + padded[2:])
    shown = np.array([shows_sign(s, query.type) for s in passage.sentences()], dtype=np.float32)
    relevance: Scores = smoothed * (1.0 + SIGN_BONUS * shown)
    return relevance


def pick(sentences: Sequence[Sentence], words: int, least: float, told: Sequence[str]) -> list[tuple[int, int]]:
    """The best sentences that fit in so many words and do not repeat what was told; rank and number of each."""
    chosen: list[tuple[int, int]] = []
    said = [fold(text) for text in told]
    for sentence in sentences:
        length = count_words(sentence.text)
        fits = length <= words or not (chosen or told)
        if fits and sentence.score >= least and _stands_alone(sentence.text) and not _repeats(sentence.text, said):
            chosen.append((sentence.rank, sentence.number))
            said.append(fold(sentence.text))
            words -= length
    return chosen


def _stands_alone(text: str) -> bool:
    """Whether a unit says something by itself: no lead-in without its items, no label."""
    return not text.endswith(":") and count_words(text) >= LEAST_WORDS


def leans_on_another(text: str) -> bool:
    """Whether a unit needs the one before it to be understood: an item of a list, or "Asimismo, …"."""
    return bool(ITEM.match(text) or DANGLING.match(fold(text)))


def count_words(text: str) -> int:
    """Words as a reader counts them: runs of anything but white space."""
    return len(text.split())


def _repeats(text: str, told: Sequence[str]) -> bool:
    wanted = set(fold(text).split())
    return any(len(wanted.intersection(other.split())) >= 0.8 * len(wanted) for other in told)
