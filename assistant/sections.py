"""Which passages answer a question: the one that leads, and those that add something to it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.coverage import Weighed, own_terms
from assistant.parts import Part
from assistant.retrieval import Candidate
from corpus.analysis import content_words
from corpus.library import Library

# Passages are chosen among so many of the best, and at most so many of them are quoted.
POOL = 6
MOST_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class Addition:
    """What speaks for quoting a passage beside the one that leads.

    `ratio`: its score over the lead's. `coverage` and `lead_coverage`: share of the question's words, weighted by
    rarity, that each holds with its headings and questions. `new_words`: of one thing asked, the largest share that
    only its text holds. `gain`: by how much it outdoes the lead in the search for one of several things asked, at most,
    as a share of the best score there. `same_document`: 1.0 when it is of the lead's document.
    """

    ratio: float
    coverage: float
    lead_coverage: float
    new_words: float
    gain: float
    same_document: float


@dataclass(frozen=True, slots=True)
class AdditionModel:
    """A logistic model of whether a passage states a fact asked for that the lead does not.

    Fitted on the answerable questions of every set, five documents and guides alone; docs/evaluation.md has the date
    and the figures. A passage is quoted from `threshold` upwards: one in three of those adds a fact.
    """

    intercept: float = -4.19
    ratio: float = 2.7
    coverage: float = 1.97
    lead_coverage: float = -2.52
    new_words: float = 1.59
    gain: float = 1.33
    same_document: float = 1.02
    threshold: float = 0.22

    def probability(self, addition: Addition) -> float:
        """The probability that a passage adds a fact."""
        logit = self.intercept + sum(
            getattr(self, name) * getattr(addition, name) for name in Addition.__dataclass_fields__
        )
        return 1.0 / (1.0 + math.exp(-logit))


ADDITIONS = AdditionModel()


def answering_passages(
    candidates: Sequence[Candidate],
    parts: Mapping[Part, Sequence[Candidate]],
    question: Weighed,
    library: Library,
) -> list[Candidate]:
    """The passages to quote: the one for each side of a comparison; else the lead, then what adds most to it.

    `candidates` are those for the whole question, the lead first; `parts` what each of several things asked finds by
    itself, none when one thing is asked; `question` the words of it all.
    """
    if sides := {found[0].number: found[0] for part, found in parts.items() if part.alone and found}:
        return list(sides.values())
    lead = candidates[0]
    if lead.score <= 0.0:
        return [lead]
    others = [c for c in candidates[1:POOL] if not library.back_matter[c.number]]
    weighed = [(ADDITIONS.probability(addition(c, lead, parts, question)), c) for c in others]
    weighed.sort(key=lambda each: -each[0])
    added = [candidate for probability, candidate in weighed if probability >= ADDITIONS.threshold]
    return [lead, *added][:MOST_PASSAGES]


def addition(
    candidate: Candidate, lead: Candidate, parts: Mapping[Part, Sequence[Candidate]], question: Weighed
) -> Addition:
    """What speaks for quoting a candidate beside the lead."""
    new = {*question.held(own_terms(candidate.passage))} - {*question.held(own_terms(lead.passage))}
    things = [content_words(part.text) for part in parts] or [list(question.rarity)]
    return Addition(
        ratio=candidate.score / lead.score,
        coverage=candidate.signals["coverage"],
        lead_coverage=lead.signals["coverage"],
        new_words=max(_share_of(new, words, question) for words in things),
        gain=max((gain(candidate, lead, found) for found in parts.values() if found), default=0.0),
        same_document=float(candidate.passage.document_id == lead.passage.document_id),
    )


def _share_of(new: set[str], words: Sequence[str], question: Weighed) -> float:
    return question.share(new.intersection(words)) / (question.share(words) or 1.0)


def gain(candidate: Candidate, lead: Candidate, found: Sequence[Candidate]) -> float:
    """By how much a candidate's score is above the lead's in another search, where the last found stands for none."""
    scores = {each.number: each.score for each in found}
    best, least = found[0].score, found[-1].score
    gained = scores.get(candidate.number, least) - scores.get(lead.number, least)
    return gained / best if best > 0.0 else 0.0
