"""What the answer before has to do with the next one: its section was told, and its guide is what is talked about."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Turn
from assistant.retrieval import Retrieval
from corpus.library import Library

# A follow-up seldom asks for what was just told, and mostly for another section of the same guide: what they lose and
# gain, in the units of the fused score. Where the follow-up's own words decide, they decide by more.
TOLD_LOSES = 1.0
SAME_DOCUMENT_GAINS = 1.0
# So many candidates are looked at.
LOOKED_AT = 50


def title_told(turns: Sequence[Turn], library: Library) -> str:
    """The title of the section that leads the last answer; empty where nothing of the library was cited."""
    for passage_id in turns[-1].cited[:1] if turns else ():
        if passage_id in library.numbers:
            return (library.passage(passage_id).section or ("",))[-1]
    return ""


def go_on_from(told: Sequence[str], retrieval: Retrieval, library: Library, limit: int) -> Retrieval:
    """The best candidates for a follow-up to an answer that cites the passages `told`, the leading one first."""
    documents = [library.passage(id_).document_id for id_ in told if id_ in library.numbers][:1]
    moved = (
        replace(
            candidate,
            score=candidate.score
            - TOLD_LOSES * (candidate.passage.id in told)
            + SAME_DOCUMENT_GAINS * (candidate.passage.document_id in documents),
        )
        for candidate in retrieval.candidates
    )
    ordered = sorted(moved, key=lambda candidate: -candidate.score)
    return replace(retrieval, candidates=tuple(ordered[:limit]))
