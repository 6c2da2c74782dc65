"""Reading the draft of a language model: its sentences, the ids that they cite, and what it says it did not find."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.prompts import CANNOT_ANSWER, LEAST_MARK, MISSING

THOUGHTS = re.compile(
    r"\A(?:(?!<think).)*?</think(?:ing)?>|<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE
)
# Control and direction signs, and halves of characters, which can be neither shown nor sent.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
TAG = re.compile(r"</?[A-Za-zÀ-ÿ!][^<>\n]*>")
IMAGE_OR_LINK = re.compile(r"!?\[((?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]\([^()\n]*\)")
EMPHASIS = re.compile(r"\*\*|__|`+|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)")
# Headings and fences go whole: they state nothing. Of a quotation only its sign goes.
HEADING = re.compile(r"^\s*#{1,6}\s+.*$|^\s*(?:```|~~~).*$|^\s*>\s?", re.MULTILINE)
LINE_LABEL = re.compile(r"^\s*(?:(\d{1,2})[.)]|[-*•–])\s+")
MISSING_LINE = re.compile(rf"^\s*{MISSING}:[ \t]*(.+?)[\s.]*$", re.MULTILINE)
GIVES_UP = re.compile(r"\W*sin[ _]respuesta\W*", re.IGNORECASE)
# Ids in other signs than brackets: (a7f2), {a7f2, b3c1}, <pasaje id="a7f2">.
OTHER_SIGNS = re.compile(
    r"[({<](?:pasaje\b)?[\s\"]*(?:ids?\s*[:=])?[\s\"]*([0-9a-f][0-9a-f\s,;\"]*?)[\s\"]*/?[)}>]", re.I
)
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
class Draft:
    """A draft taken apart: its sentences in order, what it says that the passages lack, and whether it gave up."""

    sentences: tuple[DraftSentence, ...]
    missing: str = ""
    gave_up: bool = False


def read_draft(draft: str, ids: Sequence[str] = ()) -> Draft:
    """Takes a draft apart; `ids` are those of the passages that it was given, and tell marks in other signs.

    Each sentence comes once, without thoughts, links, tags and Markdown other than lists. Left out, since they state
    nothing: headings, questions, and uncited lead-ins ("Los pasos son:").
    """
    text = _plain(draft, ids)
    missing = MISSING_LINE.search(text)
    found: dict[str, DraftSentence] = {}
    for number, line in enumerate(MISSING_LINE.sub("", text).splitlines()):
        for sentence in _sentences_of(line, number):
            if not (held := found.get(sentence.text)) or (sentence.marks and not held.marks):
                found.pop(sentence.text, None)
                found[sentence.text] = sentence
    sentences = tuple(found.values())
    first = sentences[0].text if sentences else ""
    gave_up = CANNOT_ANSWER in first or bool(GIVES_UP.fullmatch(first))
    return Draft(sentences, missing[1] if missing else "", gave_up)


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


def is_given(mark: str, ids: Sequence[str]) -> bool:
    """Whether a mark is the beginning of an id, long enough to be meant as one."""
    return len(mark) >= LEAST_MARK and any(own.startswith(mark.lower()) for own in ids)


def _plain(draft: str, ids: Sequence[str]) -> str:
    """A draft without all that is no text of it, and its marks in brackets."""

    def in_brackets(signs: re.Match[str]) -> str:
        marks = re.findall(r"[0-9a-fA-F]+", signs[1])
        return f"[{', '.join(marks)}]" if all(is_given(mark, ids) for mark in marks) else signs[0]

    text = UNSEEN.sub("", THOUGHTS.sub(" ", draft))
    text = TAG.sub(" ", OTHER_SIGNS.sub(in_brackets, text))
    text = EMPHASIS.sub("", HEADING.sub("", IMAGE_OR_LINK.sub(r"\1", text)))
    return text.replace("[[", "[").replace("]]", "]")


def _sentences_of(line: str, number: int) -> list[DraftSentence]:
    """The sentences of a line that state something.

    One without marks takes those of the next in the line that has some, as when a paragraph is cited at its end.
    """
    label = LINE_LABEL.match(line)
    shown = ("1." if label[1] else "-") if label else ""
    text = line[label.end() :] if label else line
    if line.lstrip().startswith("|"):  # the row of a table
        text = text.replace("|", " ")
    found: list[DraftSentence] = []
    following: tuple[str, ...] = ()
    for piece in reversed(list(split_sentences(text))):
        sentence, marks = take_marks(piece)
        following = marks or following
        if any(map(str.isalnum, sentence)) and not sentence.endswith("?") and (marks or not sentence.endswith(":")):
            found.append(DraftSentence(sentence, marks or following, number, shown))
    return found[::-1]
