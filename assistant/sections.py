"""Which sections of the guides answer a question, best first. A section is written to be a whole answer by itself."""

from collections.abc import Sequence

from assistant.retrieval import Candidate, Retrieval

# Sections are chosen among so many of the best, and at most so many of them are quoted.
POOL = 4
MOST_SECTIONS = 3
# A section is as good as the first when its score reaches this share of that one's. Where the things that a question
# asks have their sections already, another one must come closer.
AS_GOOD = 0.8
AS_GOOD_BESIDE_PARTS = 0.9


def answering_sections(guides: Sequence[Candidate], parts: Sequence[Retrieval]) -> list[Candidate]:
    """The sections to quote, in the order of the things asked, then those that are about as good as the best.

    `guides` are the candidates for the whole question, best first; `parts` what each thing asked finds by itself, none
    or one when it asks for one thing.
    """
    pool = guides[:POOL]
    if not pool:
        return []
    asked = [_best_for(part, pool) for part in parts] if len(parts) > 1 else []
    as_good = (AS_GOOD_BESIDE_PARTS if asked else AS_GOOD) * pool[0].score
    chosen = [*asked, pool[0], *(c for c in pool[1:MOST_SECTIONS] if c.score >= as_good)]
    return list({candidate.number: candidate for candidate in chosen}.values())[:MOST_SECTIONS]


def _best_for(part: Retrieval, pool: Sequence[Candidate]) -> Candidate:
    """The section of the pool that is best for a part and for the whole question, each as a share of its best."""
    scores = {candidate.number: candidate.score for candidate in part.candidates}
    best, least = max(scores.values()), min(scores.values())
    return max(pool, key=lambda c: scores.get(c.number, least) / best + c.score / pool[0].score)
