"""A printed line of a document, and the characters it is written in."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.loaded import Page

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xad": "", "\ufeff": ""}
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\x00-\x08\x0b\x0e-\x1f\x7f]")
_ODD_SPACE = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]")
_LINE_BREAK = re.compile("\r\n?|[\u2028\u2029\x85]")
BULLETS = "◆•▪●■□»◦➢✓"
"""Characters that open an item of a list; the hyphen and the dash do too, before a space."""

_LABEL_TAB = re.compile(rf"^(\s*(?:[{BULLETS}]+|\d{{1,2}}[.)]))\s*\t\s*")
_INDENTED_ITEM = re.compile(rf" +[{BULLETS}] ?[^.]{{1,40}}$")
_LIST_TAG = re.compile(r"</?(?:ul|ol|li|br|p|div|span)\b[^>]*>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(\*{1,3})(?=[^\s*])([^*\n]+?)(?<=[^\s*])\1")
_LINK = re.compile(r"<((?:https?://|www\.)[^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line without the white space around it.

    `page` is its 1-based page, or None. `gap`: a blank line or a page break stands before it. `turn`: a page break
    does. `width` counts the characters as printed, before any repair. `note`: it belongs to a footnote.
    """

    text: str
    page: int | None = None
    gap: bool = False
    turn: bool = False
    width: int = 0
    note: bool = False


def normalise(text: str) -> str:
    """The same text in composed characters, without soft hyphens, ligatures, invisible characters or odd spaces."""
    text = unicodedata.normalize("NFC", text).translate(_LIGATURES)
    text = _ODD_SPACE.sub(" ", _LINE_BREAK.sub("\n", text))
    return _INVISIBLE.sub("", text)


def plain(text: str) -> str:
    """A line without the marks of HTML or Markdown that an export left in it: tags, `**bold**`, `<address>`."""
    if "<" in text:
        text = _LINK.sub(r"\1", _LIST_TAG.sub(" ", text))
    if "*" in text:
        text = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text)).replace("**", "")
    return text


def to_lines(pages: Sequence[Page]) -> list[Line]:
    """The printed lines of all pages, in order.

    In an export of a PDF without form feeds a single space at the start of a line is what is left of the page break,
    and three blank lines are what is left of one at a picture; indented texts are told apart by the share of lines that
    start so.
    """
    lines: list[Line] = []
    blanks = 0
    for number, page in enumerate(pages):
        raw = normalise(page.text).split("\n")
        spaced = _spaces_mark_pages(raw)
        gap = turn = number > 0
        for text in raw:
            content = _LABEL_TAB.sub(r"\1 ", plain(text.replace("\f", " ")).rstrip())
            if "\f" in text or (spaced and content.startswith(" ") and not _INDENTED_ITEM.match(content)):
                gap = turn = bool(lines)
            if not any(map(_prints, content)):
                gap = True
                blanks += 1
                turn = turn or (spaced and blanks == 3 and bool(lines))
                continue
            blanks = 0
            tidy = content.strip(" ") if "\t" in content else " ".join(content.split())
            lines.append(Line(tidy, page.number, gap or not lines, turn, len(tidy)))
            gap = turn = False
    return lines


def _prints(char: str) -> bool:
    """Whether a character makes a line more than a stray mark of the printer, such as a quotation mark on its own."""
    return char.isalnum() or char in BULLETS


def _spaces_mark_pages(raw: Sequence[str]) -> bool:
    filled = [line for line in raw if line.strip()]
    indented = sum(line.startswith(" ") for line in filled)
    return 0 < indented <= 0.08 * len(filled)
