"""Sentences, lists and chapter titles that the page layout tore apart, put together again."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.chunks import FUNCTION_WORDS, Chunk, last_word
from ingest.headings import CHAPTER, is_capitals, is_dated, looks_like_heading

REACH = 15
"""Blocks (headings, notes, another column) that may stand in the middle of a sentence before its other half."""

_BARE_LABEL = re.compile(r"(?:[IVX]{1,5}|\d{1,2}|[a-z])[.)]")
_LEAD_IN = re.compile(r"[^\W\d]\W*:$")
_TITLED = re.compile(r"[A-ZÁÉÍÓÚÑ][^.:;]{2,45}: \S")
_WORD = re.compile(r"\w+")
_MARGIN = 30
"""Characters across, at most, of a note printed in the margin."""

_FIGURE = re.compile(r"\d[\d,.]* \w")
"""How a line of a row of figures starts (`144 participantes`); a short one is whole without a full stop."""

_CUT = re.compile(r"[a-záéíóúñ]{2}-$")
_SHORT = 60
_LONG = {"text": 10, "item": 25, "step": 25}
"""Words from which an open chunk can go on after other text: a short item without a full stop is whole."""


def attach_labels(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Labels alone on their line (`II.`, or an item that is only its title) put before the paragraph that they open."""
    result: list[Chunk] = []
    for chunk in chunks:
        if not result or chunk.kind != "text" or looks_like_heading(chunk.text):
            result.append(chunk)
        elif _BARE_LABEL.fullmatch(result[-1].text):
            result.append(_merged(replace(result.pop(), kind="step"), chunk))
        elif result[-1].kind == "item" and result[-1].text.endswith((":", "?")) and len(result[-1].text.split()) <= 9:
            result.append(_merged(result.pop(), chunk))
        else:
            result.append(chunk)
    return result


def _merged(first: Chunk, second: Chunk) -> Chunk:
    cut = _CUT.search(first.text[-4:]) is not None and second.text[:1].islower()
    text = first.text[:-1] + second.text if cut else f"{first.text} {second.text}"
    return replace(first, text=text, last_page=second.last_page, lines=first.lines + second.lines)


def rejoin(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Sentences that a blank line, a page break, a heading or a footnote broke, whole again.

    The second half starts in lower case; what stood in between follows the sentence. Where several halves could belong
    together, a pair of words that meet elsewhere in the document decides.
    """
    pairs = _word_pairs(chunks)
    result: list[Chunk] = []
    for position, chunk in enumerate(chunks):
        following = chunks[position + 1 : position + REACH]
        target = _first_half(result, chunk, following, pairs)
        if target is None and not chunk.continues:
            target = _dangling(result, chunk, following)
        if target is None:
            result.append(chunk)
        else:
            result[target] = _merged(result[target], chunk)
    return result


def _word_pairs(chunks: Sequence[Chunk]) -> Counter[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for chunk in chunks:
        words = _WORD.findall(chunk.text.lower())
        pairs.update(pairwise(words))
    return pairs


def _meet(first: Chunk, second: Chunk, pairs: Counter[tuple[str, str]]) -> bool:
    """Whether the last word of one chunk and the first of the other stand side by side elsewhere in the document."""
    left, right = _WORD.findall(first.text[-60:].lower()), _WORD.findall(second.text[:60].lower())
    return bool(left and right) and pairs[left[-1], right[0]] > 0


def _first_half(
    before: Sequence[Chunk], chunk: Chunk, following: Sequence[Chunk], pairs: Counter[tuple[str, str]]
) -> int | None:
    """The chunk that a chunk in lower case continues: an open one, past headings, footnotes and other columns."""
    if not chunk.continues or not before:
        return None
    last = before[-1]
    if last.kind == "note" and last.open and max(last.width, chunk.width) <= _MARGIN:
        return len(before) - 1
    candidates = _open_before(before, chunk)
    if candidates and candidates[0] == len(before) - 1:
        return candidates[0]
    meeting = [index for index in candidates if _meet(before[index], chunk, pairs)]
    if meeting:
        return meeting[0]
    for index in candidates:
        waits = last_word(before[index].text) in FUNCTION_WORDS
        if not (waits and any(later.continues and _meet(before[index], later, pairs) for later in following)):
            return index
    is_heading_line = not candidates and last.open and last.kind not in {"table", "note"} and not is_dated(last.text)
    return len(before) - 1 if is_heading_line else None


def _open_before(before: Sequence[Chunk], chunk: Chunk) -> list[int]:
    """The open chunks that could go on, nearest first: any kind next to the break, running text further back."""
    found: list[int] = []
    adjacent = True
    for index in range(len(before) - 1, max(-1, len(before) - 1 - REACH), -1):
        candidate = before[index]
        if candidate.kind in {"note", "table"} or _is_title(candidate, chunk) or _is_figure(candidate.text):
            continue
        if candidate.open and (adjacent or len(candidate.text[:600].split()) >= _LONG[candidate.kind]):
            found.append(index)
        adjacent = False
    return found


def _is_figure(text: str) -> bool:
    return _FIGURE.match(text) is not None and len(text.split()) <= 20


def _is_title(chunk: Chunk, second: Chunk) -> bool:
    """Whether a chunk in front of a second half is a heading that broke the sentence rather than its first half."""
    if not looks_like_heading(chunk.text):
        return False
    larger = chunk.lines <= 4 and chunk.width <= 0.75 * second.width
    return larger or is_capitals(chunk.text) or is_dated(chunk.text) or len(chunk.text.split()) < 9


def _dangling(before: Sequence[Chunk], chunk: Chunk, following: Sequence[Chunk]) -> int | None:
    """The chunk before, when it cannot end where it does and this one, though in upper case, can go on with it.

    It cannot when its last word is a preposition or the like, when it leaves a bracket open, or when it is an item
    without the full stop that the items before it have.
    """
    if not before or chunk.kind != "text" or before[-1].kind not in {"text", "item", "step"}:
        return None
    last = before[-1]
    if _lacks_its_stop(before) and not chunk.open and len(chunk.text.split()) <= 40:
        return len(before) - 1
    unclosed = last.text.count("(") > last.text.count(")")
    if last_word(last.text) not in FUNCTION_WORDS and not last.text.endswith(",") and not unclosed:
        return None
    if not chunk.gap or len(last.text.split()) <= 3:
        return len(before) - 1
    if looks_like_heading(chunk.text) or chunk.text.split()[0].lower() in FUNCTION_WORDS:
        return None
    return None if any(later.continues for later in following[:6]) else len(before) - 1


def _lacks_its_stop(before: Sequence[Chunk]) -> bool:
    """Whether the last chunk is an open item after closed ones of the same list."""
    if len(before) < 2 or before[-1].kind == "text" or not before[-1].open:
        return False
    return before[-2].kind == before[-1].kind and before[-2].text.endswith(".") and len(before[-1].text.split()) >= 5


def restore_lists(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Lists without their bullets, and paragraphs between the steps of one list, made part of the list.

    Short paragraphs after a lead-in that ends with a colon are its items (two if they have titles, else three); a
    paragraph between two steps or items belongs to the one before it.
    """
    result = list(chunks)
    for index, chunk in enumerate(chunks):
        if chunk.kind == "text" and _LEAD_IN.search(chunk.text) and not is_capitals(chunk.text):
            items = _items_after(chunks, index + 1)
            together = len(items) >= 2 and not chunks[items[1]].gap
            titled = bool(items) and _TITLED.match(chunks[items[0]].text) is not None
            for place in items if len(items) >= (2 if together or titled else 3) else ():
                result[place] = replace(chunks[place], kind="item", text=f"- {chunks[place].text}")
    for index in range(1, len(result) - 1):
        before, chunk, after = result[index - 1 : index + 2]
        inside = before.kind == after.kind and before.kind in {"item", "step"} and _goes_on(before.text, after.text)
        inside = inside and not (before.gap and chunk.gap and looks_like_heading(before.text))
        if inside and chunk.kind == "text" and not looks_like_heading(chunk.text) and len(chunk.text.split()) <= 80:
            result[index] = replace(chunk, kind=before.kind)
    return result


def _items_after(chunks: Sequence[Chunk], start: int) -> list[int]:
    """The short paragraphs right after a lead-in, up to a page break, a heading, a long paragraph or a lead-in."""
    found: list[int] = []
    titled = start < len(chunks) and _TITLED.match(chunks[start].text) is not None
    for index in range(start, len(chunks)):
        if not _could_be_item(chunks[index], titled=titled):
            break
        together = len(found) >= 2 and not chunks[found[1]].gap
        if (together and chunks[index].gap) or is_dated(chunks[index].text):
            break
        if not titled and _opens_section(chunks, index, start):
            break
        found.append(index)
    return found


def _could_be_item(chunk: Chunk, *, titled: bool) -> bool:
    """Whether a chunk is short running text on the same page; `titled` items start with their own title."""
    if chunk.kind != "text" or chunk.turn or (chunk.gap and is_capitals(chunk.text)):
        return False
    if chunk.text.endswith(":") or chunk.text[0] in '“"':
        return False
    words = len(chunk.text.split())
    return words <= 90 and _TITLED.match(chunk.text) is not None if titled else words <= _SHORT


def _opens_section(chunks: Sequence[Chunk], index: int, start: int) -> bool:
    """Whether a chunk is a heading after the list: alone in its block, with a long paragraph or nothing behind it."""
    chunk = chunks[index]
    alone = chunk.gap and index > start and chunks[index - 1].gap and looks_like_heading(chunk.text)
    return alone and (index + 1 == len(chunks) or len(chunks[index + 1].text.split()) > _SHORT)


def _goes_on(before: str, after: str) -> bool:
    """Whether the second label follows the first: not the start of another list."""
    restart = re.match(r"\(?(?:1|I)[.)]", after) is not None
    return not restart or before.startswith("- ")


def open_chapters(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Chapter titles printed beside the text of their first page, put before that page.

    A title in capitals next to a line such as `CAPÍTULO TRES` is known to open its page.
    """
    result: list[Chunk] = []
    for chunk in chunks:
        titles: list[Chunk] = []
        if CHAPTER.fullmatch(chunk.text):
            while result and is_capitals(result[-1].text) and len(result[-1].text) < 120:
                titles.insert(0, result.pop())
        if not titles:
            result.append(chunk)
            continue
        place = _page_start(result)
        title = replace(titles[0], text=" ".join(part.text for part in titles), gap=True)
        result[place:place] = [replace(chunk, gap=True, turn=True), title]
    return result


def _page_start(chunks: Sequence[Chunk]) -> int:
    """Where the last page starts, if that is within reach; else the end."""
    for place in range(len(chunks) - 1, max(-1, len(chunks) - 30), -1):
        if chunks[place].turn:
            return place
    return len(chunks)
