"""From the draft of a language model to an answer that holds only what the passages support."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.answer import Citation, Statement
from assistant.citations import CitedText, make_citation
from assistant.generation import Drafter
from assistant.prompts import CANNOT_ANSWER, LEAST_MARK
from assistant.support import Support, supporting, tokens
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
}

THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"</?[A-Za-zÀ-ÿ!][^<>\n]*>")
IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
EMPHASIS = re.compile(r"\*\*|__|`+|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)")
# Headings go whole: they state nothing. Of a quotation only its sign goes.
HEADING = re.compile(r"^\s*#{1,6}\s+.*$|^\s*>\s?", re.MULTILINE)
LINE_LABEL = re.compile(r"^\s*(?:(\d{1,2})[.)]|[-*•–])\s+")
# Brackets that hold nothing but ids or numbers, with the words that models put before them: [a7f2, b3c1], 【id: a7f2】.
BRACKETS = re.compile(r"\[([^\[\]\n]{1,80})\]|【([^【】\n]{1,80})】")
MARK_WORD = re.compile(r"\b(?:ids?|pasajes?|fuentes?|refs?)\b\.?|[=:\"#†^]", re.IGNORECASE)
MARK_ID = re.compile(r"(?=.*\d)[0-9a-f]{1,12}|[0-9a-f]{4,12}", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?…]+[\"”»)]*(?:\s*(?:\[[^\[\]\n]{1,80}\]|【[^【】\n]{1,80}】))*\.?(?=\s)")
ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:\w|lic|mtr[oa]|dra?|arq|ing|arts?|n[úu]m|no|p[áa]gs?|sra?|ej|av|col|tel|ee)$", re.I
)
OPENS_SENTENCE = re.compile(r"\s*[A-ZÁÉÍÓÚÑÜ0-9¿¡“\"«(\-–—]")


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence of a draft without its marks, the ids it cites as the model wrote them, and the line it stands in.

    `label` is what an item of a list starts with: `1.` for a numbered one, `-` for any other, nothing in running text.
    """

    text: str
    marks: tuple[str, ...]
    line: int
    label: str = ""


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
    try:
        draft = tools.drafter.draft(question, passages, tools.library.document(passages[0].document_id).language)
    except (LanguageModelUnavailable, LanguageModelMisconfigured) as error:
        # The kind alone: what the server said may repeat the question, or part of the key.
        logger.info("no draft from %s: %s", tools.drafter.name, type(error.__cause__ or error).__name__)
        kind = "unavailable" if isinstance(error, LanguageModelUnavailable) else "refused"
        return Drafted(None, NOTES[kind, language])
    sentences = read_draft(draft)
    if not sentences:
        return Drafted(None, NOTES["empty", language])
    if CANNOT_ANSWER in draft.replace(" ", "_"):
        return Drafted(None, NOTES["gave_up", language])
    kept = [(sentence, support) for sentence in sentences if (support := check(sentence, passages, tools.glossary))]
    while kept and kept[-1][0].text.endswith(":"):  # a lead-in with nothing left to lead in
        kept.pop()
    if sum(len(tokens(sentence.text)) for sentence, _ in kept) < LEAST_TOKENS:
        return Drafted(None, NOTES["unsupported", language])
    note = NOTES["shortened", language] if len(kept) < len(sentences) else None
    return Drafted(cite_draft(kept, tools.library), note)


def read_draft(draft: str) -> list[DraftSentence]:
    """The sentences of a draft in order, each once, without thoughts, links, tags and Markdown other than lists.

    Headings and uncited lead-ins ("Los pasos son:") are left out, since they state nothing.
    """
    text = TAG.sub(" ", THOUGHTS.sub(" ", draft))
    text = EMPHASIS.sub("", HEADING.sub("", IMAGE_OR_LINK.sub(r"\1", text)))
    found: dict[str, DraftSentence] = {}
    for number, line in enumerate(text.splitlines()):
        label = LINE_LABEL.match(line)
        shown = ("1." if label[1] else "-") if label else ""
        for piece in split_sentences(line[label.end() :] if label else line):
            sentence, marks = take_marks(piece)
            if any(map(str.isalnum, sentence)) and (marks or not sentence.endswith(":")):
                found.setdefault(sentence, DraftSentence(sentence, marks, number, shown))
    return list(found.values())


def split_sentences(line: str) -> Iterator[str]:
    """The sentences of a line, each with the marks that follow its full stop."""
    start = 0
    for end in SENTENCE_END.finditer(line):
        abbreviated = ABBREVIATION.search(line[start : end.start()]) and "[" not in end[0]
        if abbreviated or not OPENS_SENTENCE.match(line, end.end()):
            continue
        yield line[start : end.end()].strip()
        start = end.end()
    if rest := line[start:].strip():
        yield rest


def take_marks(sentence: str) -> tuple[str, tuple[str, ...]]:
    """A sentence without its marks, and the ids in them. Brackets that hold something else stay."""
    marks: dict[str, None] = {}

    def take(bracket: re.Match[str]) -> str:
        ids = re.split(r"[\s,;]+", MARK_WORD.sub(" ", (bracket[1] or bracket[2]).split("†")[0]).strip())
        if not all(map(MARK_ID.fullmatch, ids)):
            return bracket[0]
        marks.update(dict.fromkeys(map(str.lower, ids)))
        return " "

    text = re.sub(r"\s+([.,;:!?…])", r"\1", BRACKETS.sub(take, sentence))
    return re.sub(r"([.!?…])\.$", r"\1", " ".join(text.split())), tuple(marks)


def check(sentence: DraftSentence, passages: Sequence[Passage], glossary: Glossary) -> tuple[Support, ...]:
    """What a sentence rests on among the passages that it cites; nothing when it cites none or they do not hold it.

    A mark cites the only passage whose id begins with it; any other is invented and counts for nothing.
    """
    cited: dict[str, Passage] = {}
    for mark in sentence.marks:
        meant = [passage for passage in passages if len(mark) >= LEAST_MARK and passage.id.startswith(mark)]
        if len(meant) == 1:
            cited[meant[0].id] = meant[0]
    return supporting(sentence.text, tuple(cited.values()), glossary)


def cite_draft(kept: Sequence[tuple[DraftSentence, tuple[Support, ...]]], library: Library) -> CitedText:
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
