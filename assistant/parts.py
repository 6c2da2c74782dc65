"""Questions that ask two things: where the one ends and the other begins."""

import re
from dataclasses import dataclass, replace

from assistant.query import Query, read_query
from corpus.analysis import content_words, fold
from corpus.glossary import Glossary

# What the rest of the question weighs in the search for one of its parts.
REST_WEIGHT = 0.5

# What asks, in folded words. An unaccented "que" or "cuando" after "y" asks too: many write without accents.
ASKS = (
    r"(que|quien(es)?|como|cuando|cuant[oa]s?|cual(es)?|donde|por que|para que"
    r"|what|who|whom|how|when|where|which|why)\b"
)
PREPOSITION = r"(a|al|con|de|desde|en|hasta|para|por|sobre|at|by|for|from|in|on|to|until|with)"
# "…, y en qué año", "… and what for", "¿…? ¿…?": the second thing begins after the match.
SEAM = re.compile(rf"[,;:]?\s+(y|e|o|and|or)\s+(?=({PREPOSITION}\s+)?{ASKS})|\?\s*¿\s*|\?\s+(?=\w)")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a question asks, and the rest of the question, which it may take for granted."""

    text: str
    rest: str


def parts_of(question: str) -> tuple[Part, ...]:
    """The things that a question asks, in order: one, or two when it goes on with another interrogative."""
    folded = fold(question)
    seam = next((m for m in SEAM.finditer(folded) if _asks_before(folded[: m.start()])), None)
    if seam is None or len(folded) != len(question):
        return (Part(question, ""),)
    first, second = question[: seam.start()].strip(), question[seam.end() :].strip()
    return (Part(first, second), Part(second, first))


def _asks_before(text: str) -> bool:
    """Whether something is asked before the seam: else the seam only joins what the question is about."""
    return bool(content_words(text))


def read_part(part: Part, glossary: Glossary, vocabulary: frozenset[str]) -> Query:
    """Analyses a part. Its vector is its own: with the rest, all parts would be drawn to the same passages."""
    query = read_query(part.text, glossary, vocabulary, part.rest, context_weight=REST_WEIGHT)
    return replace(query, text=part.text)
