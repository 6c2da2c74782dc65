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

    In an export of a PDF without form feeds a single space at the start of a line is what is left of the page break;
    indented texts are told apart by the share of lines that start so.
    """
    lines: list[Line] = []
    for number, page in enumerate(pages):
        raw = normalise(page.text).split("\n")
        spaced = _spaces_mark_pages(raw)
        gap = turn = number > 0
        for text in raw:
            if "\f" in text or (spaced and text.startswith(" ") and text.strip()):
                gap = turn = bool(lines)
            content = plain(text.replace("\f", " ")).rstrip()
            if not content.strip():
                gap = True
                continue
            tidy = content.strip(" ") if "\t" in content else " ".join(content.split())
            lines.append(Line(tidy, page.number, gap or not lines, turn, len(tidy)))
            gap = turn = False
    return lines


def _spaces_mark_pages(raw: Sequence[str]) -> bool:
    filled = [line for line in raw if line.strip()]
    indented = sum(line.startswith(" ") for line in filled)
    return 0 < indented <= 0.08 * len(filled)
