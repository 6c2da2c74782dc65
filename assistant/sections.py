"""Which sections of the guides answer a question, best first. A section is written to be a whole answer by itself."""

from collections.abc import Mapping, Sequence

from assistant.coverage import Weighed, own_terms
from assistant.parts import Part
from assistant.retrieval import Candidate
from corpus.analysis import content_words, terms

# Sections are chosen among so many of the best, and at most so many of them are quoted.
POOL = 4
MOST_SECTIONS = 3
# A section is as good as the first when its score reaches this share of that one's. It must come closer where the first
# holds so much of the question, or where each of the things asked has its section already.
AS_GOOD = 0.8
MUST_COME_CLOSER = 0.9
HOLDS_MOST = 0.6


def answering_sections(
    guides: Sequence[Candidate], parts: Mapping[Part, Sequence[Candidate]], question: Weighed
) -> list[Candidate]:
    """The sections to quote, in the order of the things asked, then those that are about as good as the best.

    `guides` are the candidates for the whole question, best first; `parts` the sections that each of several things
    asked finds by itself, none when one thing is asked; `question` the words of it all.
    """
    pool = guides[:POOL]
    if not pool:
        return []
    asked = _one_for_each(parts, pool)
    holds_most = question.share(question.held(own_terms(pool[0].passage))) >= HOLDS_MOST
    as_good = (MUST_COME_CLOSER if asked or holds_most else AS_GOOD) * pool[0].score
    chosen = [*asked, pool[0], *(c for c in pool[1:MOST_SECTIONS] if c.score >= as_good)]
    return list({candidate.number: candidate for candidate in chosen}.values())[:MOST_SECTIONS]


def _one_for_each(parts: Mapping[Part, Sequence[Candidate]], pool: Sequence[Candidate]) -> list[Candidate]:
    """The best section for each thing asked, unless one that was chosen has all the words of it."""
    chosen: list[Candidate] = []
    for part, found in parts.items():
        if found and not any(_holds_all(candidate, part) for candidate in chosen):
            chosen.append(found[0] if part.alone else _best_for(found, pool))
    return chosen


def _holds_all(candidate: Candidate, part: Part) -> bool:
    held = own_terms(candidate.passage)
    return all(not held.isdisjoint(terms(word)) for word in content_words(part.text))


def _best_for(found: Sequence[Candidate], pool: Sequence[Candidate]) -> Candidate:
    """The section of the pool that is best for a part and for the whole question, each as a share of its best."""
    scores = {candidate.number: candidate.score for candidate in found}
    best, least = max(scores.values()), min(scores.values())
    return max(pool, key=lambda c: scores.get(c.number, least) / best + c.score / pool[0].score)
