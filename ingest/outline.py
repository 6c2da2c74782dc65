"""Which chunks of a plain text are its headings, and how deep each stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.chunks import FUNCTION_WORDS, Chunk, last_word
from ingest.headings import (
    CHAPTER,
    PLAIN,
    could_be_name,
    has_address,
    is_address,
    is_capitals,
    is_post,
    level_of,
    looks_like_heading,
    number_of,
)

_ROW = 4
"""Short lines in a row that are a torn table, a diagram or a list of names rather than headings."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a chunk is in the outline.

    `level`: 1 to 4 for a heading, else 0. `closes`: a heading that was printed after its text, so that it opens
    nothing. `title`: for a paragraph, the heading printed after it, `depth` levels deep.
    """

    level: int = 0
    closes: bool = False
    title: str = ""
    depth: int = 0


def find_headings(chunks: Sequence[Chunk]) -> list[Heading]:
    """The place of each chunk in the outline, one value for each chunk."""
    candidates = [_is_candidate(chunks, index) for index in range(len(chunks))]
    chapters = any(CHAPTER.fullmatch(chunk.text) for chunk in chunks)
    deep = sum(found and len(number_of(chunk.text)) > 1 for chunk, found in zip(chunks, candidates, strict=True))
    cells = _find_cells(chunks, candidates)
    outline = [Heading()] * len(chunks)
    for index, chunk in enumerate(chunks):
        if candidates[index] and index not in cells:
            level = level_of(chunk.text, opens_page=chunk.turn, numbered_document=deep >= 3, chapters=chapters)
            outline[index] = Heading(level)
    for start, end in _pages(chunks):
        _settle_page(chunks, outline, start, end)
    return outline


def _is_candidate(chunks: Sequence[Chunk], index: int) -> bool:
    """Whether a chunk looks like a heading where it stands: first in its block, and no author's line."""
    chunk = chunks[index]
    if chunk.kind not in {"text", "step"} or not chunk.gap or chunk.lines > 6:
        return False
    if not looks_like_heading(chunk.text):
        return _is_set_larger(chunks, index)
    if chunk.kind == "step" and not _is_numbered_heading(chunks, index):
        return False
    return not _is_byline(chunks, index)


def _is_set_larger(chunks: Sequence[Chunk], index: int) -> bool:
    """Whether a chunk of several lines, each clearly shorter than those of the text beside it, is a long heading."""
    chunk = chunks[index]
    if (
        chunk.kind != "text"
        or chunk.lines < 2
        or not chunk.open
        or not chunk.text[0].isupper()
        or len(chunk.text) > 260
    ):
        return False
    if has_address(chunk.text) or chunk.text[-1] in ",;:" or last_word(chunk.text) in FUNCTION_WORDS:
        return False
    beside = [chunks[place] for place in (index - 1, index + 1) if 0 <= place < len(chunks)]
    return any(
        other.kind != "note" and other.width >= 1.3 * chunk.width and len(other.text.split()) >= 25 for other in beside
    )


def _is_byline(chunks: Sequence[Chunk], index: int) -> bool:
    """Whether a chunk is somebody's name or post, the name over an internet address, or an entry under a year."""
    text = chunks[index].text
    before = chunks[index - 1].text if index else ""
    after = chunks[index + 1].text if index + 1 < len(chunks) else ""
    if is_address(after):
        return True
    earlier = chunks[index - 2].text if index > 1 else ""
    if (is_post(text) and could_be_name(before)) or (is_post(before) and could_be_name(earlier) and len(text) < 60):
        return True
    if could_be_name(text):
        return is_post(after) or before.endswith(("”", '"')) or ", " in text
    return bool(before) and not any(map(str.isalpha, before))


def _is_numbered_heading(chunks: Sequence[Chunk], index: int) -> bool:
    """Whether a numbered line is a heading rather than a step: fewer than three in a row, and text after them."""
    text = chunks[index].text
    if not number_of(text) or index + 1 >= len(chunks):
        return False
    if not chunks[index + 1].gap and not is_capitals(text):
        return False
    start = end = index
    while start > 0 and index - start < 3 and chunks[start - 1].kind == "step":
        start -= 1
    while end + 1 < len(chunks) and end - index < 3 and chunks[end + 1].kind == "step":
        end += 1
    if end == index and is_capitals(text) and chunks[index].gap:
        return True
    return end - start < 2 and (start == index or len(number_of(text)) > 1)


def _find_cells(chunks: Sequence[Chunk], candidates: Sequence[bool]) -> set[int]:
    """The heading-like chunks that stand in a row of plain short lines; the last of a row may be a heading."""
    cells: set[int] = set()
    row: list[int] = []
    for index, chunk in enumerate(chunks):
        text = chunk.text
        if candidates[index] and not (is_capitals(text) or CHAPTER.match(text) or number_of(text)):
            row.append(index)
            continue
        cells.update(row[:-1] if len(row) >= _ROW else ())
        row = []
    cells.update(row[:-1] if len(row) >= _ROW else ())
    return cells


def _pages(chunks: Sequence[Chunk]) -> list[tuple[int, int]]:
    starts = [index for index, chunk in enumerate(chunks) if chunk.turn]
    return list(zip(starts, [*starts[1:], len(chunks)], strict=True)) if starts else []


def _settle_page(chunks: Sequence[Chunk], outline: list[Heading], start: int, end: int) -> None:
    """Finds the headings of a page that were printed after their text.

    Where each heading of a page that starts with text follows its text, it becomes the title of that text; where the
    order is not plain, its headings open nothing. The only heading of a page, at its foot, is the title of the page.
    A page that starts in the middle of a sentence is left alone.
    """
    while end > start and chunks[end - 1].kind == "note":
        end -= 1
    first = start
    while first < end and 0 < outline[first].level < PLAIN:
        first += 1
    places = [index for index in range(first, end) if outline[index].level]
    if not places or places[0] == first or places[-1] != end - 1 or chunks[first].continues:
        return
    if len(places) == 1 and first == start:
        _give_title(chunks, outline, first, places[0])
    elif any(outline[place].level != PLAIN for place in places):
        return
    elif any(later - earlier == 1 for earlier, later in pairwise(places)):
        for place in places:
            outline[place] = Heading(closes=True)
    else:
        for place in places:
            _give_title(chunks, outline, first, place)
            outline[place] = Heading(closes=True, title=chunks[place].text, depth=PLAIN)
            first = place + 1


def _give_title(chunks: Sequence[Chunk], outline: list[Heading], start: int, place: int) -> None:
    """Makes the heading at `place` the title of the text from `start` to it."""
    for index in range(start, place):
        if not outline[index].level:
            outline[index] = Heading(title=chunks[place].text, depth=outline[place].level)
