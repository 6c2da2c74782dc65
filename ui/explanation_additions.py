"""Why more passages than one were quoted: what each adds to the one that the answer quotes first."""

import re

from pydantic import BaseModel, Field

from assistant.answer import Answer
from assistant.coverage import Weighed, own_terms, weighed
from assistant.retrieval import Candidate
from assistant.sections import gain
from assistant.trace import Trace
from corpus.analysis import fold
from corpus.library import Library

# A word that is a smaller share of the question than this explains nothing.
LEAST_SHARE = 0.1


class AdditionSchema(BaseModel):
    """Qué añade un pasaje citado al que se citó primero."""

    words: list[str] = Field(
        description="Palabras de la pregunta que están en su texto y no en el del primero, las menos comunes antes."
    )
    part: int | None = Field(
        description="Cuál de las cosas que se preguntan (`parts`, desde 1) responde mejor que el primero."
    )


def additions(answer: Answer, trace: Trace, library: Library) -> dict[str, AdditionSchema]:
    """What each passage that is quoted after the first adds, by its id; nothing where a model chose what to cite."""
    candidates = {candidate.passage.id: candidate for candidate in trace.candidates}
    cited = dict.fromkeys(citation.passage_id for citation in answer.citations if citation.passage_id in candidates)
    if answer.mode != "quotes" or len(cited) < 2:
        return {}
    lead, *others = (candidates[passage_id] for passage_id in cited)
    question = weighed(trace.query, library)
    return {
        other.passage.id: AdditionSchema(
            words=[as_written(word, trace.query.text) for word in _new_words(other, lead, question)],
            part=_part_answered(other, lead, trace),
        )
        for other in others
    }


def as_written(folded: str, text: str) -> str:
    """A folded word as it stands in a text; as it is when it does not stand there."""
    return next((word for word in re.findall(r"\w+", text) if fold(word) == folded), folded)


def _new_words(other: Candidate, lead: Candidate, question: Weighed) -> list[str]:
    """The words asked that a passage holds and the first does not, the rarest first."""
    known = {*question.held(own_terms(lead.passage))}
    new = (word for word in question.held(own_terms(other.passage)) if word not in known)
    return sorted((word for word in new if question.share([word]) >= LEAST_SHARE), key=lambda w: -question.rarity[w])


def _part_answered(other: Candidate, lead: Candidate, trace: Trace) -> int | None:
    """The number of the thing asked, from 1, in whose own search a passage is most ahead of the first, if in any."""
    ahead = {number: gain(other, lead, found) for number, found in enumerate(trace.parts.values(), start=1) if found}
    best = max(ahead, key=lambda number: ahead[number], default=None)
    return best if best is not None and ahead[best] > 0 else None
