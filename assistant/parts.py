"""Questions that ask two things, or compare them: where the one ends and the other begins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.query import NAME, Query, read_query
from corpus.analysis import WORD, content_words, fold, light_singular
from corpus.glossary import Glossary, key

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


# What joins two names into one: IMEPLAN de Guadalajara.
LINK = re.compile(r"\s+(de(l| la| los| las)?\s+)?")
# What joins the two sides of a comparison.
JOINT = re.compile(r"\s(y|e|o|u|vs\.?|versus|frente a|contra|and|or)\s")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a question asks, and the rest of the question, which it may take for granted.

    One that stands `alone` has its answer in a place of its own, not where the whole question is answered.
    """

    text: str
    rest: str = ""
    alone: bool = False


def parts_of(question: str) -> tuple[Part, ...]:
    """The two things that a question asks when it goes on with another interrogative; else nothing."""
    folded = fold(question)
    seam = next((m for m in SEAM.finditer(folded) if _asks_before(folded[: m.start()])), None)
    if seam is None or len(folded) != len(question):
        return ()
    first, second = question[: seam.start()].strip(), question[seam.end() :].strip()
    return (Part(first, second), Part(second, first))


def sides_of(question: str, glossary: Glossary) -> tuple[Part, ...]:
    """The two things that a question asks the same of, each without the name of the other; none if it names one."""
    for joint in JOINT.finditer(question):
        left, right = question[: joint.start()], question[joint.end() :]
        first, second = _names(left, glossary)[-1:], _names(right, glossary)[:1]
        if first and second and first != second:
            both = f"{left} {right}"
            return Part(_without(both, second[0]), alone=True), Part(_without(both, first[0]), alone=True)
    return ()


def _names(text: str, glossary: Glossary) -> list[str]:
    """The names in a text as they are written: those of the glossary, and words with a capital."""
    names: list[tuple[int, int]] = []
    for start, end in sorted({*_mentions(text, glossary), *(match.span() for match in NAME.finditer(text))}):
        if names and (start <= names[-1][1] or LINK.fullmatch(text[names[-1][1] : start])):
            names[-1] = (names[-1][0], max(end, names[-1][1]))
        else:
            names.append((start, end))
    return [text[start:end] for start, end in names]


def _mentions(text: str, glossary: Glossary) -> Iterator[tuple[int, int]]:
    """Where the names of the glossary stand in a text, whatever their number."""
    found = list(WORD.finditer(fold(text)))
    said = tuple(light_singular(word.group()) for word in found)
    names = {key(name) for entry in glossary.matches(text) for name in (entry.term, *entry.aliases)}
    for first in range(len(said)):
        for last in range(first + 1, len(said) + 1):
            if said[first:last] in names:
                yield found[first].start(), found[last - 1].end()


def _without(text: str, name: str) -> str:
    """A text without a name, and without the space that it leaves before a sign."""
    return re.sub(r"\s+(?=[?,.;:])", "", " ".join(text.replace(name, " ").split()))


def _asks_before(text: str) -> bool:
    """Whether something is asked before the seam: else the seam only joins what the question is about."""
    return bool(content_words(text))


def read_part(part: Part, glossary: Glossary, vocabulary: frozenset[str]) -> Query:
    """Analyses a part. Its vector is its own: with the rest, all parts would be drawn to the same passages."""
    query = read_query(part.text, glossary, vocabulary, part.rest, context_weight=REST_WEIGHT)
    return replace(query, text=part.text)
