"""From the draft of a language model to an answer that holds only what the passages support."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.answer import Citation, Statement
from assistant.citations import CitedText, make_citation
from assistant.draft_reading import Draft, DraftSentence, read_draft
from assistant.generation import Drafter
from assistant.prompts import LEAST_MARK
from assistant.support import Support, coverage, supporting, terms_of, tokens
from corpus.errors import LanguageModelMisconfigured, LanguageModelUnavailable
from corpus.glossary import Glossary
from corpus.library import Library
from corpus.models import Passage

logger = logging.getLogger("ventanilla.model")

# Content words of the shortest text that can pass for a sentence; with fewer left of a draft, the quotes say more.
LEAST_TOKENS = 3

NOTES = {
    ("unavailable", "es"): "El modelo de lenguaje no respondió; en su lugar se muestran citas textuales.",
    ("unavailable", "en"): "The language model did not reply; verbatim quotes are shown instead.",
    ("refused", "es"): "El servidor del modelo de lenguaje rechazó la solicitud: conviene revisar VENTANILLA_LLM, "
    "VENTANILLA_LLM_BASE_URL y VENTANILLA_LLM_API_KEY. En su lugar se muestran citas textuales.",
    ("refused", "en"): "The language model's server refused the request: check VENTANILLA_LLM, VENTANILLA_LLM_BASE_URL "
    "and VENTANILLA_LLM_API_KEY. Verbatim quotes are shown instead.",
    ("empty", "es"): "El modelo de lenguaje no redactó nada; en su lugar se muestran citas textuales.",
    ("empty", "en"): "The language model wrote nothing; verbatim quotes are shown instead.",
    ("gave_up", "es"): "El modelo de lenguaje no halló la respuesta en estos pasajes; se muestran citas textuales de "
    "lo más cercano.",
    ("gave_up", "en"): "The language model found no answer in these passages; the nearest ones are quoted verbatim.",
    ("unsupported", "es"): "El borrador del modelo de lenguaje no tenía respaldo en los documentos; en su lugar se "
    "muestran citas textuales.",
    ("unsupported", "en"): "The documents did not support the language model's draft; verbatim quotes are shown "
    "instead.",
    ("shortened", "es"): "Del borrador del modelo de lenguaje se omitió lo que los documentos no respaldan.",
    ("shortened", "en"): "What the documents do not support was left out of the language model's draft.",
    ("missing", "es"): "Según el modelo de lenguaje, los pasajes consultados no dicen: {missing}.",
    ("missing", "en"): "According to the language model, the passages consulted do not say: {missing}.",
}

# What is left of a reply in JSON or code: no text for a reader.
NO_PROSE = re.compile(r'[{}]|":|\\[nu"]')

SupportedSentence = tuple[DraftSentence, tuple[Support, ...]]


@dataclass(frozen=True, slots=True)
class Drafted:
    """The outcome: what stood of a draft, None when the quotes must answer, and a note for the user if need be."""

    cited: CitedText | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class DraftingTools:
    """What a draft is written with and checked against."""

    drafter: Drafter
    library: Library
    glossary: Glossary


def answer_from_draft(tools: DraftingTools, question: str, passages: Sequence[Passage], language: str) -> Drafted:
    """Has a draft written from the passages and keeps what they support. Raises nothing that a model may cause.

    The draft is asked for in the language of the best passage, since the check compares words; `language`, that of the
    question, is the note's.
    """
    given = with_official(passages, tools.library)
    spoken = tools.library.document(given[0].document_id).language
    try:
        text = tools.drafter.draft(question, titled(given, tools.library), spoken)
    except (LanguageModelUnavailable, LanguageModelMisconfigured) as error:
        # The kind alone: what the server said may repeat the question, or part of the key.
        logger.info("no draft from %s: %s", tools.drafter.name, type(error.__cause__ or error).__name__)
        kind = "unavailable" if isinstance(error, LanguageModelUnavailable) else "refused"
        return Drafted(None, NOTES[kind, language])
    draft = read_draft(text, [passage.id for passage in given])
    kept = supported(draft, given, tools.glossary)
    logger.info("draft from %s: %d of %d sentences stand", tools.drafter.name, len(kept), len(draft.sentences))
    if not kept:
        kind = "gave_up" if draft.gave_up else "unsupported" if draft.sentences else "empty"
        return Drafted(None, NOTES[kind, language])
    notes = [NOTES["shortened", language]] if len(kept) < len(draft.sentences) else []
    if says_only(draft.missing, question):
        notes.append(NOTES["missing", language].format(missing=draft.missing))
    return Drafted(cite_draft(kept, tools.library), " ".join(notes) or None)


def with_official(passages: Sequence[Passage], library: Library) -> list[Passage]:
    """The passages with the official text that they are linked to, each once; those of the best one right after it."""
    best, *others = passages
    official = [linked for passage in others for linked in library.official(passage)]
    found = (best, *library.official(best), *others, *official)
    return list({passage.id: passage for passage in found}.values())


def titled(passages: Sequence[Passage], library: Library) -> list[Passage]:
    """The passages with the title of their document above their headings, which alone may not name the matter."""
    titles = [library.document(passage.document_id).title for passage in passages]
    return [
        replace(p, section=tuple(dict.fromkeys((title, *p.section)))) for p, title in zip(passages, titles, strict=True)
    ]


def supported(draft: Draft, passages: Sequence[Passage], glossary: Glossary) -> list[SupportedSentence]:
    """The sentences of a draft that stand, each with its support; none when they hardly say anything."""
    if draft.gave_up:
        return []
    kept = [(sentence, support) for sentence in draft.sentences if (support := check(sentence, passages, glossary))]
    while kept and kept[-1][0].text.endswith(":"):  # a lead-in with nothing left to lead in
        kept.pop()
    return kept if sum(len(tokens(sentence.text)) for sentence, _ in kept) >= LEAST_TOKENS else []


def says_only(text: str, question: str) -> bool:
    """Whether a text says something, all of it in words of the question: a model cannot smuggle anything in by it."""
    return bool(tokens(text)) and coverage(tokens(text), terms_of(tokens(question))) == 1.0


def check(sentence: DraftSentence, passages: Sequence[Passage], glossary: Glossary) -> tuple[Support, ...]:
    """What a sentence rests on among the passages that it cites; nothing when they do not hold it or it is no prose.

    A mark cites the only passage whose id begins with it; any other is invented and counts for nothing.
    """
    if NO_PROSE.search(sentence.text):
        return ()
    cited: dict[str, Passage] = {}
    for mark in sentence.marks:
        meant = [passage for passage in passages if len(mark) >= LEAST_MARK and passage.id.startswith(mark)]
        if len(meant) == 1:
            cited[meant[0].id] = meant[0]
    return supporting(sentence.text, tuple(cited.values()), glossary)


def cite_draft(kept: Sequence[SupportedSentence], library: Library) -> CitedText:
    """The sentences that stand as numbered statements, lists renumbered; each citation quotes the unit it rests on."""
    citations: dict[tuple[str, int], Citation] = {}
    statements, lines = [], []
    item = 0
    for _, group in groupby(kept, key=lambda pair: pair[0].line):
        pieces, label = [], ""
        for sentence, supports in group:
            numbers = tuple(_number(support, citations, library) for support in supports)
            statements.append(Statement(sentence.text, numbers))
            pieces.append(f"{sentence.text} {''.join(f'[{n}]' for n in numbers)}")
            label = sentence.label
        item = item + 1 if label == "1." else 0
        lines.append((label, " ".join([f"{item}." if item else label, *pieces]).strip()))
    return CitedText(_laid_out(lines), tuple(statements), tuple(citations.values()))


def _number(support: Support, citations: dict[tuple[str, int], Citation], library: Library) -> int:
    """The number of the citation of a unit, which gets the next one when it is new."""
    place = (support.passage.id, support.unit)
    if place not in citations:
        quote = support.passage.sentences()[support.unit]
        citations[place] = make_citation(len(citations) + 1, support.passage, quote, library)
    return citations[place].n


def _laid_out(lines: Sequence[tuple[str, str]]) -> str:
    """Markdown: the items of a list on consecutive lines, a blank line between all else."""
    text = ""
    for position, (label, line) in enumerate(lines):
        listed = bool(label) and position > 0 and lines[position - 1][0] == label
        text += ("" if position == 0 else "\n" if listed else "\n\n") + line
    return text
