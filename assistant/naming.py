"""Names in a question, and the same question asked of another name: "¿y en Zapopan?"."""

import re

from assistant.follow_ups import INTERROGATIVE, named_matters, without_names
from corpus.analysis import STOP_WORDS, fold, words
from corpus.glossary import Glossary

CAPITALISED = r"[^\W\d_a-zñáéíóúü]\w*(?:-\w+)*"
NAME = re.compile(rf"{CAPITALISED}(?: (?:(?:de|del|de la) )?{CAPITALISED})*")
# "¿Guadalajara qué consiguió?"
OPENING_NAME = re.compile(
    rf"^¿?({NAME.pattern}) (?=qué|quién|cuándo|cuánt|cómo|dónde|cuál|que|quien|cuando|cuant|como)"
)
PREPOSITION = re.compile(r"(en|con|de|para|a|por|in|with|of|for) ")
ARTICLE = re.compile(r"(el|la|los|las|the) ", re.IGNORECASE)
# "El caso de Washington" is Washington.
CASE = re.compile(r"(?:el|la|los|las)? ?(?:caso|tema|ejemplo) del? ", re.IGNORECASE)

Span = tuple[int, int]


def with_other_name(before: str, text: str, glossary: Glossary) -> str | None:
    """The question before with the name that a follow-up consists of in place of its own; None if there is no such.

    "En Zapopan" after "¿Qué pasó en Tonalá con la red?" gives "¿Qué pasó en Zapopan con la red?": a name takes the
    place of one that follows the same preposition, else of the first.
    """
    name = CASE.sub("", text.strip("¿?¡!., "))
    preposition = PREPOSITION.match(fold(name))
    name = name[preposition.end() :] if preposition else name
    if INTERROGATIVE.search(fold(name)) or not _is_name(name, glossary):
        return None
    slots = names_said(before, glossary)
    capital = [slot for slot in slots if NAME.match(before, slot[0])]
    slots = (capital or slots) if is_proper(name, glossary) else [slot for slot in slots if slot not in capital]
    alike = [slot for slot in slots if preposition and _preposition_before(before, slot[0]) == preposition[1]]
    for start, end in alike or slots:
        article = _article_before(before, start)
        opening = before[: start - (len(article) if ARTICLE.match(name) else 0)]
        return opening + (name if opening.strip("¿") else name[:1].upper() + name[1:]) + before[end:]
    return None


def is_proper(text: str, glossary: Glossary) -> bool:
    """Whether a name is somebody's or some place's, and not that of a thing of which there are many ("las visas")."""
    capital = NAME.match(ARTICLE.sub("", text.strip("¿?¡!., "), count=1))
    return bool(capital) or any(entry.term != entry.term.lower() for entry in named_matters(text, glossary))


def names_said(text: str, glossary: Glossary) -> list[Span]:
    """Where the names of a text stand, in order: those that the glossary knows, and words with a capital within it."""
    folded, found = fold(text), []
    if len(folded) != len(text):
        return []
    known = [said for entry in named_matters(text, glossary) for said in (entry.term, *entry.aliases)]
    for said in sorted(known, key=len, reverse=True):
        found += [match.span() for match in re.finditer(rf"\b{re.escape(fold(said))}\b", folded)]
    found += [m.span() for m in NAME.finditer(text) if m.start() > 1 and words(m[0])[0] not in STOP_WORDS]
    found += [m.span(1) for m in OPENING_NAME.finditer(text) if words(m[1])[0] not in STOP_WORDS]
    apart: list[Span] = []
    for start, end in found:
        if all(end <= other[0] or start >= other[1] for other in apart):
            apart.append((start, end))
    return sorted(apart)


def _is_name(text: str, glossary: Glossary) -> bool:
    """Whether a text is a name and nothing else, but for an article."""
    bare = ARTICLE.sub("", text, count=1)
    return bool(NAME.fullmatch(bare) or (named_matters(bare, glossary) and not without_names(bare, glossary)))


def _article_before(text: str, position: int) -> str:
    found = re.search(rf"(?:^|[\s¿])({ARTICLE.pattern})$", text[:position], re.IGNORECASE)
    return found[1] if found else ""


def _preposition_before(text: str, position: int) -> str:
    bare = text[: position - len(_article_before(text, position))]
    found = re.search(r"(\w+) $", fold(bare))
    return found[1] if found else ""
