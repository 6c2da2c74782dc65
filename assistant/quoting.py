"""Answering in the words of the passages: which whole sections, sentences, steps or items to quote, in what order."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from types import MappingProxyType

from assistant.evidence import asked_datum, gives, shows_sign
from assistant.parts import Part
from assistant.query import Query, QuestionType
from assistant.retrieval import Candidate, Retrieval
from assistant.sections import answering_passages
from assistant.sentences import (
    PASSAGE_WEIGHT,
    WHOLE_SENTENCE,
    Sentence,
    count_words,
    leans_on_another,
    pick,
    score_sentences,
)
from corpus.analysis import terms
from corpus.lacking import BOX, says_lacking
from corpus.library import Library
from corpus.models import DocumentKind, Passage, PassageKind

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
# A guide's section leads the answer when its score is at least this share of that of an official passage before it.
GUIDE_SHARE = 0.7
# Beside a whole passage, a sentence of another must come this close to the best one of all to be worth adding.
WORTH_ADDING = 0.5
# Several sections together are at most this long, and a little longer where two things are asked; of one that does not
# fit, the best sentences are quoted when there is room for so many words.
SECTIONS_WORDS = 250
PARTS_WORDS = 330
LEAST_ROOM = 30
# How much is added beside a short official passage.
BESIDE_WORDS = 70
BESIDE_SENTENCES = 2

NO_PARTS: Mapping[Part, Retrieval] = MappingProxyType({})

# Where nothing is quoted whole, a sentence must reach this share of the best one's score.
LEAST_SHARE = 0.35
# Beside a whole answer, a sentence must hold this share of the question's terms, and at most this share of its own may
# stand in the answer already.
LEAST_ASKED = 0.5
MOST_KNOWN = 0.6
# A sentence with the datum asked for is put first when its score is at least this share of the best one's.
NEAR_DATUM = 0.4
# Of a passage that was quoted in the turn before, a sentence must reach this share of its best one's score, and so many
# words are quoted.
ANSWERING_SHARE = 0.6
AGAIN_WORDS = 90


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


def choose_quotes(
    query: Query,
    retrieval: Retrieval,
    library: Library,
    words: int,
    told: Collection[str] = (),
    parts: Mapping[Part, Retrieval] = NO_PARTS,
) -> list[Quote]:
    """The quotes that answer a question, at most about `words` words, whole sections and steps aside.

    Sections of guides, steps that are asked for, or a short passage are quoted whole when they come first; beside a
    short official passage, the best sentences of others. Else the best sentences of the best passages are put together,
    the passage of the best one first. A passage whose id is among those `told` in the turn before is not told again
    whole if it can be helped. `parts` is what each of several things asked finds by itself.
    """
    leading = _guide_first(retrieval.candidates[:READ_PASSAGES], library)
    sections = _sections(query, leading, retrieval, parts, library)
    passages = _to_read([*sections, *leading], library)
    sentences = sorted(score_sentences(query, passages, retrieval, library), key=lambda s: -s.score)
    guides = {rank for rank, (passage, _) in enumerate(passages) if _is_guide(passage, library)}
    lead = passages[0][0]
    if lead.id in told:
        chosen = _again(query, passages, max(1, len(sections)), sentences, told)
    elif _is_whole(query, lead, library, words):
        room = PARTS_WORDS if parts else SECTIONS_WORDS
        chosen = _whole(query, passages, max(1, len(sections)), sentences, room)
        if not sections and not _is_procedure(lead):
            chosen += _beside(query, passages, sentences, guides, words)
    else:
        official = _datum_first(query, [s for s in sentences if s.rank not in guides])
        sides = _sides(passages, official) if query.type is QuestionType.COMPARISON else (official,)
        chosen = [found for side in sides for found in pick(side, words // len(sides), _least(side), ())]
    order = list(dict.fromkeys(rank for rank, _ in chosen))
    chosen.sort(key=lambda found: (order.index(found[0]), found[1]))
    return [Quote(passages[rank][0], first, last) for rank, first, last in _runs(chosen)]


def _sections(
    query: Query,
    leading: Sequence[Candidate],
    retrieval: Retrieval,
    parts: Mapping[Part, Retrieval],
    library: Library,
) -> list[Candidate]:
    """The sections that answer, if it is a section that leads."""
    if not leading or not _is_guide(leading[0].passage, library):
        return []
    found = {part: _guides(each, library) if part.alone else each.candidates for part, each in parts.items()}
    others = [c for c in retrieval.candidates if c.number != leading[0].number]
    return answering_passages([leading[0], *others], found, retrieval.question, library)


def _guides(retrieval: Retrieval, library: Library) -> list[Candidate]:
    """The candidates that are sections of guides and explain something."""
    return [c for c in retrieval.candidates if _is_guide(c.passage, library) and not library.back_matter[c.number]]


def _whole(
    query: Query, passages: Sequence[tuple[Passage, float]], count: int, sentences: Sequence[Sentence], room: int
) -> list[tuple[int, int]]:
    """The units of the first passage, and of the next up to `count` as far as they fit in `room` words."""
    chosen: list[tuple[int, int]] = []
    for rank, (passage, _) in enumerate(passages[:count]):
        length = count_words(passage.text)
        if rank == 0 or length <= room:
            whole = _without_what_is_lacking(query, passage, [s for s in sentences if s.rank == rank])
            chosen += [(rank, number) for number in whole]
            room -= sum(count_words(passage.sentences()[number]) for number in whole)
        elif room >= LEAST_ROOM:
            own = [s for s in sentences if s.rank == rank and _worth_a_place(s.text)]
            best = pick(own, room, 0.0, ["\n"])
            chosen += best
            room -= sum(count_words(passage.sentences()[number]) for _, number in best)
    return chosen


def _worth_a_place(text: str) -> bool:
    """Whether a sentence may be quoted out of its section."""
    return not (leans_on_another(text) or text.startswith(BOX) or says_lacking(text))


def _without_what_is_lacking(query: Query, passage: Passage, sentences: Sequence[Sentence]) -> range:
    """The units of a section without a last box that tells what the documents do not say, if nobody asked for that.

    It is asked for when the box matches best, or when nothing before it gives the datum that is.
    """
    units = passage.sentences()
    box = next((number for number, text in enumerate(units) if text.startswith(BOX)), len(units))
    if box == 0 or not any(says_lacking(text) for text in units[box:]):
        return range(len(units))
    best = max(sentences, key=lambda s: s.score, default=None)
    datum = asked_datum(query.text)
    lacks = datum is not None and not any(gives(text, datum) for text in units[:box])
    return range(len(units)) if lacks or (best and best.number >= box) else range(box)


def _again(
    query: Query,
    passages: Sequence[tuple[Passage, float]],
    count: int,
    sentences: Sequence[Sentence],
    told: Collection[str],
) -> list[tuple[int, int]]:
    """Of a passage that was told before, the sentences that answer; if none is seen to, what was not told yet."""
    own = [s for s in sentences if s.rank == 0]
    answering = [s for s in own if shows_sign(s.text, query.type) and s.score >= ANSWERING_SHARE * own[0].score]
    if chosen := pick(answering, AGAIN_WORDS, 0.0, ()):
        return chosen
    new = [rank for rank in range(count) if passages[rank][0].id not in told]
    return [(rank, number) for rank in new[:1] or [0] for number in range(len(passages[rank][0].units))]


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
        and not leans_on_another(s.text)
        and _share(asked, frozenset(terms(s.text))) >= LEAST_ASKED
        and _share(frozenset(terms(s.text)), known) <= MOST_KNOWN
    ]
    least = WORTH_ADDING * sentences[0].score if sentences else 0.0
    return pick(others, min(BESIDE_WORDS, words - count_words(lead.text)), least, [lead.text])[:BESIDE_SENTENCES]


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


def _is_procedure(passage: Passage) -> bool:
    return passage.kind is PassageKind.STEPS


def _guide_first(candidates: Sequence[Candidate], library: Library) -> Sequence[Candidate]:
    """The candidates, with a guide's section that is almost the best moved to the front: it is a whole answer."""
    near = (c for c in candidates if c.score >= GUIDE_SHARE * candidates[0].score)
    guide = next((c for c in near if _is_guide(c.passage, library)), None)
    return candidates if guide is None else [guide, *(c for c in candidates if c is not guide)]


def _to_read(candidates: Sequence[Candidate], library: Library) -> list[tuple[Passage, float]]:
    """The passages, each with its score, and after them the official ones that travel with a guide's section."""
    own = {candidate.passage.id: (candidate.passage, candidate.score) for candidate in candidates}
    linked = {
        passage.id: (passage, candidate.score)
        for candidate in candidates
        for passage in library.official(candidate.passage)
    }
    return list((own | {id_: each for id_, each in linked.items() if id_ not in own}).values())


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
