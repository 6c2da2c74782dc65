"""Which sections answer a question: the one that leads, and those that add something to it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.coverage import Weighed, own_terms, terms_of, with_headings
from assistant.parts import Part
from assistant.retrieval import Candidate
from corpus.analysis import content_words
from corpus.library import Library

# Sections are chosen among so many of the best, and at most so many of them are quoted.
POOL = 6
MOST_SECTIONS = 3


@dataclass(frozen=True, slots=True)
class Addition:
    """What a section may add to the one that leads.

    `ratio`: its score as a share of the lead's. `same_document`: 1.0 in the lead's document. `nearer`: by how much its
    vector is nearer the question than the lead's (cosine). `coverage` and `lead_coverage`: share of the question's
    words, weighted by rarity, that each holds with headings and questions. Of the things asked, where there are
    several: `new_words`, the largest share of the words of one that it holds and the lead's text does not; `gain`, the
    largest lead over the leading section in the search for one, and `lead_share`, the smallest score of the leading
    section in those searches, both as shares of the best score there.
    """

    ratio: float
    new_words: float
    same_document: float
    gain: float
    lead_coverage: float
    coverage: float
    lead_share: float
    nearer: float


@dataclass(frozen=True, slots=True)
class AdditionModel:
    intercept: float = -3.21
    ratio: float = 2.71
    new_words: float = 1.47
    same_document: float = 0.98
    gain: float = 1.31
    lead_coverage: float = -2.49
    coverage: float = 1.93
    lead_share: float = -1.01
    nearer: float = 1.11

    def probability(self, addition: Addition) -> float:
        logit = self.intercept + sum(
            getattr(self, name) * getattr(addition, name) for name in Addition.__dataclass_fields__
        )
        return 1.0 / (1.0 + math.exp(-logit))

THRESHOLD = 0.2
OFFICIAL = 1

def answering_sections(
    lead: Candidate,
    candidates: Sequence[Candidate], parts: Mapping[Part, Sequence[Candidate]], question: Weighed, library: Library
) -> list[Candidate]:
    model = AdditionModel()
    alone = [found[0] for part, found in parts.items() if part.alone and found]
    chosen = {c.number: c for c in (alone or [lead])}
    pool = [c for c in candidates[:POOL] if c.number not in chosen and not library.back_matter[c.number]]
    if not OFFICIAL:
        from corpus.models import DocumentKind
        pool = [c for c in pool if library.document(c.passage.document_id).kind is DocumentKind.GUIDE]
    weighed_ = [(model.probability(_addition(c, lead, parts, question, library)), c) for c in pool]
    for p, c in sorted(weighed_, key=lambda x: -x[0]):
        if p >= THRESHOLD:
            chosen[c.number] = c
    return list(chosen.values())[:MOST_SECTIONS]


def _addition(c, lead, parts, question, library) -> Addition:
    def H(x): return set(question.held(own_terms(x.passage)))
    def HF(x): return question.held(terms_of(with_headings(x.passage, library)))
    new = H(c) - H(lead)
    texts = [content_words(part.text) for part in parts] or [list(question.rarity)]
    gain, share = [0.0], [1.0]
    for found in parts.values():
        if found:
            scores = {x.number: x.score for x in found}
            best, least = max(scores.values()), min(scores.values())
            gain.append((scores.get(c.number, least) - scores.get(lead.number, least)) / best)
            share.append(scores.get(lead.number, least) / best)
    return Addition(
        ratio=c.score / lead.score,
        new_words=max(question.share(set(t) & new) / (question.share(t) or 1e-6) for t in texts),
        same_document=float(c.passage.document_id == lead.passage.document_id),
        gain=max(gain),
        lead_coverage=question.share(HF(lead)),
        coverage=question.share(HF(c)),
        lead_share=min(share),
        nearer=c.signals["passage_vector"] - lead.signals["passage_vector"],
    )
