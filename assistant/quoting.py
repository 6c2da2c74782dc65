"""Answering in the words of the passages: which whole sentences, steps or items to quote, and in what order."""

import re
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from assistant.evidence import asked_datum, gives, shows_sign
from assistant.query import Query, QuestionType
from assistant.retrieval import Candidate, Retrieval
from corpus.analysis import fold, terms
from corpus.library import Library
from corpus.models import DocumentKind, Passage, PassageKind
from corpus.scores import Scores

# Steps and lists that are asked for are quoted whole up to this length, beyond the usual limit of an answer.
WHOLE_LIST_WORDS = 280
ASKED_WHOLE = {
    PassageKind.STEPS: (QuestionType.PROCEDURE, QuestionType.LIST),
    PassageKind.LIST: (QuestionType.LIST,),
}
# An official passage that comes first is quoted whole when it takes at most this share of the answer.
WHOLE_SHARE = 0.67
# How many of the best passages are read for sentences.
READ_PASSAGES = 3
# What a passage's lead over another is worth to its sentences, in shares of the best sentence's score for each standard
# deviation between the two passages.
PASSAGE_WEIGHT = 0.15
# Beside a whole passage, a sentence of another must come this close to the best one of all to be worth adding.
WORTH_ADDING = 0.5
# A guide's section leads the answer when it is at most this many standard deviations behind an official passage.
GUIDE_MARGIN = 1.6
# A second section of a guide is quoted when it is at most this many standard deviations behind the first, and the two
# together are at most this long.
SECOND_MARGIN = 1.6
TWO_SECTIONS_WORDS = 250
# How much is added beside a passage that is a whole answer by itself.
BESIDE_WORDS = 70
BESIDE_SENTENCES = 2
# A shorter unit is a fragment: a label, an address, a heading that the layout hid.
LEAST_WORDS = 6

# Where nothing is quoted whole, a sentence must reach this share of the best one's score.
LEAST_SHARE = 0.35
# Beside a whole answer, a sentence must hold this share of the question's terms, and at most this share of its own may
# stand in the answer already.
LEAST_ASKED = 0.5
MOST_KNOWN = 0.6
# A sentence with the datum asked for is put first when its score is at least this share of the best one's.
NEAR_DATUM = 0.4
# Of a passage that was quoted in the turn before, a sentence must reach this share of its best one's score.
ANSWERING_SHARE = 0.6
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
class Quote:
    """Consecutive units of a passage, `first` and `last` included."""

    passage: Passage
    first: int
    last: int

    @property
    def text(self) -> str:
        """The verbatim text from the first unit's start to the last one's end."""
        return self.passage.text[self.passage.units[self.first].start : self.passage.units[self.last].end]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A unit that may be quoted: the rank of its passage in the reading order, its number there, and its score."""

    rank: int
    number: int
    text: str
    score: float


def choose_quotes(
    query: Query, retrieval: Retrieval, library: Library, words: int, told: Collection[str] = ()
) -> list[Quote]:
    """The quotes that answer a question, at most about `words` words, the steps of a procedure aside.

    A guide's section, steps that are asked for, or a short passage is quoted whole when it comes first, with the best
    sentences of official passages beside it. Else the best sentences of the best passages are put together, the
    passage of the best one first. Of a passage whose id is among those `told` in the turn before, only the sentences
    that answer are quoted.
    """
    passages = _to_read(_guide_first(retrieval.candidates, library), library)
    sentences = sorted(_score(query, passages, retrieval, library), key=lambda s: -s.score)
    guides = {rank for rank, (passage, _) in enumerate(passages) if _is_guide(passage, library)}
    lead = passages[0][0]
    if lead.id in told:
        own = [s for s in sentences if s.rank == 0]
        chosen = _pick(own, words // 2, ANSWERING_SHARE * own[0].score if own else 0.0, ())
    elif _is_whole(query, lead, library, words):
        whole = [(0, number) for number in range(len(lead.units))]
        second = _second_section(passages, guides)
        chosen = whole + second
        if not (second or _is_procedure(lead)):
            chosen += _beside(query, passages, sentences, guides, words)
    else:
        official = _datum_first(query, [s for s in sentences if s.rank not in guides])
        sides = _sides(passages, official) if query.type is QuestionType.COMPARISON else (official,)
        chosen = [pick for side in sides for pick in _pick(side, words // len(sides), _least(side), ())]
    order = list(dict.fromkeys(rank for rank, _ in chosen))
    chosen.sort(key=lambda pick: (order.index(pick[0]), pick[1]))
    return [Quote(passages[rank][0], first, last) for rank, first, last in _runs(chosen)]


def _second_section(passages: Sequence[tuple[Passage, float]], guides: Set[int]) -> list[tuple[int, int]]:
    """The units of the next guide's section, when it is about as good as the first and both make a short answer."""
    lead, best = passages[0]
    rank = min(guides - {0}, default=None)
    if rank is None or 0 not in guides:
        return []
    section, score = passages[rank]
    if best - score > SECOND_MARGIN or count_words(lead.text) + count_words(section.text) > TWO_SECTIONS_WORDS:
        return []
    return [(rank, number) for number in range(len(section.units))]


def _beside(
    query: Query,
    passages: Sequence[tuple[Passage, float]],
    sentences: Sequence[Sentence],
    guides: Set[int],
    words: int,
) -> list[tuple[int, int]]:
    """The few official sentences worth adding to a whole answer: on the question, new, and whole by themselves."""
    lead = passages[0][0]
    known = frozenset(terms(" ".join((*lead.section, lead.text))))
    asked = frozenset(terms(query.text))
    others = [
        s
        for s in sentences
        if s.rank > 0
        and s.rank not in guides
        and passages[s.rank][0].kind is PassageKind.PROSE
        and WHOLE_SENTENCE.search(s.text)
        and not ITEM.match(s.text)
        and not DANGLING.match(fold(s.text))
        and _share(asked, frozenset(terms(s.text))) >= LEAST_ASKED
        and _share(frozenset(terms(s.text)), known) <= MOST_KNOWN
    ]
    least = WORTH_ADDING * sentences[0].score if sentences else 0.0
    return _pick(others, min(BESIDE_WORDS, words - count_words(lead.text)), least, [lead.text])[:BESIDE_SENTENCES]


def _datum_first(query: Query, sentences: list[Sentence]) -> list[Sentence]:
    """The sentences, with the best one that gives the datum asked for (an amount, a date…) at the front."""
    datum = asked_datum(query.text)
    if datum is None or not sentences:
        return sentences
    near = (s for s in sentences if s.score >= NEAR_DATUM * sentences[0].score and gives(s.text, datum))
    giving = next(near, None)
    return sentences if giving is None else [giving, *(s for s in sentences if s is not giving)]


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    """The share of terms that others hold; 1.0 of none."""
    return len(part & whole) / len(part) if part else 1.0


def _least(sentences: Sequence[Sentence]) -> float:
    """What a sentence must reach to be quoted beside the best one."""
    return LEAST_SHARE * sentences[0].score if sentences else 0.0


def _pick(sentences: Sequence[Sentence], words: int, least: float, told: Sequence[str]) -> list[tuple[int, int]]:
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


def _sides(
    passages: Sequence[tuple[Passage, float]], sentences: Sequence[Sentence]
) -> tuple[list[Sentence], list[Sentence]]:
    """The sentences of the best passage, and those that may speak for the other side: of another document, if any.

    The other side's are scored as if its best passage were the best of all: that one is nearer tells nothing here.
    """
    lead, best = passages[0]
    first = [s for s in sentences if s.rank == 0]
    rest = [s for s in sentences if s.rank > 0]
    other = [s for s in rest if passages[s.rank][0].document_id != lead.document_id] or rest
    behind = PASSAGE_WEIGHT * (best - max((passages[s.rank][1] for s in other), default=best))
    return first, [replace(s, score=s.score + behind) for s in other]


def _stands_alone(text: str) -> bool:
    """Whether a unit says something by itself: no lead-in without its items, no label."""
    return not text.endswith(":") and count_words(text) >= LEAST_WORDS


def _is_procedure(passage: Passage) -> bool:
    return passage.kind is PassageKind.STEPS


def count_words(text: str) -> int:
    """Words as a reader counts them: runs of anything but white space."""
    return len(text.split())


def _guide_first(candidates: Sequence[Candidate], library: Library) -> Sequence[Candidate]:
    """The candidates, with a guide's section that is almost the best moved to the front: it is a whole answer."""
    near = (c for c in candidates[:READ_PASSAGES] if candidates[0].score - c.score <= GUIDE_MARGIN)
    guide = next((c for c in near if _is_guide(c.passage, library)), None)
    return candidates if guide is None else [guide, *(c for c in candidates if c is not guide)]


def _to_read(candidates: Sequence[Candidate], library: Library) -> list[tuple[Passage, float]]:
    """The best passages, each with its score, and the official ones that travel with a guide's section after it."""
    found: dict[str, tuple[Passage, float]] = {}
    for candidate in candidates[:READ_PASSAGES]:
        for passage in (candidate.passage, *library.official(candidate.passage)):
            found.setdefault(passage.id, (passage, candidate.score))
    return list(found.values())


def _score(
    query: Query, passages: Sequence[tuple[Passage, float]], retrieval: Retrieval, library: Library
) -> Iterator[Sentence]:
    """Every unit of the passages with its score: 1.0 is the best match of words in the best passage."""
    relevance = [_relevance(query, passage, retrieval.sentences, library) for passage, _ in passages]
    ceiling = max((float(r.max(initial=0.0)) for r in relevance), default=0.0) or 1.0
    best = passages[0][1]
    for rank, ((passage, score), scores) in enumerate(zip(passages, relevance, strict=True)):
        for number, (text, own) in enumerate(zip(passage.sentences(), scores, strict=True)):
            yield Sentence(rank, number, text, float(own) / ceiling - PASSAGE_WEIGHT * (best - score))


def _relevance(query: Query, passage: Passage, sentences: Scores, library: Library) -> Scores:
    """How well each unit answers: its BM25, a quarter of its neighbours', and the sign of the type asked."""
    own = library.unit_scores(library.numbers[passage.id], sentences)
    padded = np.pad(own, 1)
    smoothed = own + 0.25 * (padded[:-2] + padded[2:])
    shown = np.array([shows_sign(s, query.type) for s in passage.sentences()], dtype=np.float32)
    relevance: Scores = smoothed * (1.0 + SIGN_BONUS * shown)
    return relevance


def _is_whole(query: Query, passage: Passage, library: Library, words: int) -> bool:
    """Whether a passage that comes first is quoted whole."""
    length = count_words(passage.text)
    if _is_guide(passage, library) or query.type in ASKED_WHOLE.get(passage.kind, ()):
        return length <= WHOLE_LIST_WORDS
    return query.type is not QuestionType.COMPARISON and length <= words * WHOLE_SHARE


def _is_guide(passage: Passage, library: Library) -> bool:
    return library.document(passage.document_id).kind is DocumentKind.GUIDE


def _runs(chosen: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Joins neighbouring units: (rank, first, last), in order."""
    runs: list[tuple[int, int, int]] = []
    for rank, number in chosen:
        if runs and runs[-1][0] == rank and runs[-1][2] == number - 1:
            runs[-1] = (rank, runs[-1][1], number)
        else:
            runs.append((rank, number, number))
    return runs


def _repeats(text: str, told: Sequence[str]) -> bool:
    wanted = set(fold(text).split())
    return any(len(wanted.intersection(other.split())) >= 0.8 * len(wanted) for other in told)
