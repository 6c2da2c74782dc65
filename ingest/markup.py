"""Light Markdown: what .docx and .html files become, so that one reader of headings, items and tables serves them all.

A text is a run of blocks with blank lines between them: `#` headings by level, paragraphs, lists (`- ` and `1. `, one
item a line, nested ones flattened) and pipe tables.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

# Signs that people type by hand at the start of an item, in place of a real list.
_TYPED_BULLET = re.compile(r"^[•·▪●◦‣▸■–—][ \t]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_MAX_LEVEL = 6
_JUNK_TITLE = re.compile(
    r"untitled( document)?|(documento )?sin t[ií]tulo|word document|documento?\s*\d*|microsoft \w+ - .*"
    r"|\S+\.[a-z]{2,5}|\W*",
    re.IGNORECASE,
)


def normalise(text: str) -> str:
    """`text` with newlines alone as line ends, and composed accents (NFC)."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """`text` on one line: runs of white space become a space, invisible characters go."""
    return " ".join(normalise(text).translate(_INVISIBLE).split())


def paragraph(text: str) -> str:
    """A paragraph whose own line breaks are kept; a line that begins with a typed bullet becomes an item."""
    lines = (one_line(line) for line in normalise(text).split("\n"))
    return "\n".join(_TYPED_BULLET.sub("- ", line) for line in lines if line)


def heading(level: int, text: str) -> str:
    """A heading of `level` (1 is the outermost; what is deeper than 6 counts as 6), or "" when it says nothing."""
    line = one_line(text)
    return f"{'#' * min(max(level, 1), _MAX_LEVEL)} {line}" if line else ""


def item(text: str, number: int | None = None) -> str:
    """A list item on one line, numbered when `number` is given, or "" when it says nothing."""
    line = _TYPED_BULLET.sub("", one_line(text))
    if not line:
        return ""
    return f"- {line}" if number is None else f"{number}. {line}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A pipe table whose first row is the header; rows without text are left out, short ones are filled."""
    filled = [cells for row in rows if any(cells := [one_line(cell).replace("|", r"\|") for cell in row])]
    if not filled:
        return ""
    width = max(map(len, filled))
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in filled]
    return "\n".join([lines[0], "| " + " | ".join(["---"] * width) + " |", *lines[1:]])


def flat(blocks: Iterable[str]) -> str:
    """Blocks on one line, as a heading, an item or a cell holds them."""
    return one_line(" ".join(block.lstrip("#") if block.startswith("#") else block for block in blocks))


def plausible_title(text: str) -> str | None:
    """A title out of a file's properties, unless programs put it there: "Untitled", "Microsoft Word - acta.docx"."""
    title = one_line(text)
    return None if _JUNK_TITLE.fullmatch(title) else title


def is_item(block: str) -> bool:
    """Whether the block is a list item or a run of them."""
    return bool(re.match(r"(-|\d+\.) ", block))


def join_blocks(blocks: Iterable[str]) -> str:
    """The blocks with a blank line between them, but for neighbouring items, which stay one list."""
    text, previous = "", ""
    for block in filter(None, blocks):
        if text:
            text += "\n" if is_item(previous) and is_item(block) else "\n\n"
        text += block
        previous = block
    return text
