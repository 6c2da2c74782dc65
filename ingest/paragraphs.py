"""From clean printed lines to paragraphs, items and steps, each whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.furniture import BULLETS
from ingest.headings import CHAPTER, is_capitals, looks_like_heading
from ingest.lines import Line

_BULLET = re.compile(rf"(?:[{BULLETS}]+|[-–—*](?= ))\s*(?:»\s*)?|»\s+")
_STEP = re.compile(
    r"\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivxIVX]{1,5})\)\s*(?=\S)"
    r"|\d{1,2}\.{1,2}[-–]?\s*(?=[^\d\s])|\d{1,2}(?:\.\d{1,2})+\.?\s+(?=\S)|[a-z]\.\s*(?=[A-ZÁÉÍÓÚÑ¿“])|[IVX]{1,5}\.[-–]?\s*(?=\S)"
)
_BARE_LABEL = re.compile(r"(?:[IVX]{1,5}|\d{1,2}|[a-z])[.)]")
_FINAL = re.compile(r"[.!?:;…][)”\"’»\]]*$")
_FUNCTION_WORDS = frozenset(
    "a al ante bajo con contra de del desde e el en entre hacia hasta la las lo los más ni o para pero por que se según sin "
    "sobre su sus tras u un una unos unas y como cuyo cuya es son ha han fue".split()
)
_REACH = 8
"""Blocks (headings, notes, captions) that may stand in the middle of a sentence before its other half."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A paragraph, item, step, table or footnote, made of whole printed lines.

    `kind` is text, item, step, table or note. `gap` and `turn` are those of its first line; `last` says that a blank
    line or a page break follows it. `width` is that of its widest line, `lines` their number.
    """

    text: str
    kind: str
    page: int | None
    last_page: int | None
    gap: bool
    turn: bool
    width: int
    lines: int

    @property
    def open(self) -> bool:
        """Whether the sentence goes on after it."""
        return _FINAL.search(self.text) is None

    @property
    def continues(self) -> bool:
        """Whether it starts in the middle of a sentence."""
        return self.kind in {"text", "note"} and re.match(r"[(“]?[a-záéíóúñü]", self.text) is not None


def to_chunks(lines: Sequence[Line]) -> list[Chunk]:
    """The paragraphs of a document: lines put together, then sentences put together over breaks and interruptions."""
    chunks = [chunk for group in _groups(lines) for chunk in _split_group(group)]
    return open_chapters(rejoin(_attach_labels(chunks)))


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines with no blank line between them, tables and footnotes apart."""
    group: list[Line] = []
    for line in lines:
        if group and (line.gap or line.note != group[-1].note or ("\t" in line.text) != ("\t" in group[-1].text)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _split_group(group: Sequence[Line]) -> Iterator[Chunk]:
    if "\t" in group[0].text:
        rows = [" | ".join(cell.strip() for cell in line.text.split("\t") if cell.strip()) for line in group]
        yield _chunk(group, "\n".join(" ".join(row.split()) for row in rows), "table")
        return
    width = max(line.width for line in group)
    start = 0
    for index in range(1, len(group) + 1):
        if index < len(group) and not _starts_new(group[index - 1], group[index], width, _kind(group[start])):
            continue
        part = group[start:index]
        yield _chunk(part, " ".join(line.text for line in part), _kind(part[0]))
        start = index


def _chunk(lines: Sequence[Line], text: str, kind: str) -> Chunk:
    kind = "note" if lines[0].note else kind
    width = max(line.width for line in lines)
    first = lines[0]
    return Chunk(_with_label(text, kind), kind, first.page, lines[-1].page, first.gap, first.turn, width, len(lines))


def _kind(line: Line) -> str:
    if line.note:
        return "note"
    if _BULLET.match(line.text):
        return "item"
    return "step" if _STEP.match(line.text) else "text"


def _with_label(text: str, kind: str) -> str:
    """An item with a plain dash for its bullet; a step with one space after its number."""
    if kind == "item":
        rest = _BULLET.sub("", text, count=1).strip()
        return rest if _STEP.match(rest) and len(rest) > 3 else f"- {rest}"
    if kind == "step":
        label = _STEP.match(text)
        assert label is not None  # noqa: S101 - its kind was decided by this match
        return f"{label[0].strip().replace('..', '.')} {text[label.end() :]}"
    return text


def _starts_new(before: Line, line: Line, width: int, kind: str) -> bool:
    """Whether a line without a blank line before it starts a new paragraph.

    It does when it carries a bullet or a number, when the letters change to or from capitals, or when its first word
    would have fitted on the line before: then the break was meant.
    """
    if line.note:
        return False
    if _BULLET.match(line.text):
        return True
    if _STEP.match(line.text):
        return (
            _FINAL.search(before.text) is not None
            or before.text.endswith(",")
            or kind == "step"
            or _meant(before, line, width)
        )
    if is_capitals(before.text) != is_capitals(line.text) and len(before.text) > 5 and not before.text.endswith(","):
        return _last_word(before.text) not in _FUNCTION_WORDS and line.text[0].isupper()
    return _meant(before, line, width)


def _meant(before: Line, line: Line, width: int) -> bool:
    starts_fresh = line.text[0].isupper() or line.text[0].isdigit() or line.text[0] in '¿¡“"«'
    if not starts_fresh or before.text.endswith(",") or _last_word(before.text) in _FUNCTION_WORDS:
        return False
    return before.width + 1 + len(line.text.split()[0]) < (0.82 if _FINAL.search(before.text) else 0.72) * width


def _last_word(text: str) -> str:
    return text.rsplit(maxsplit=1)[-1].lower() if text.split() else ""


def _attach_labels(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Labels alone on their line (`II.`) put before the paragraph that they number."""
    result: list[Chunk] = []
    for chunk in chunks:
        if result and _BARE_LABEL.fullmatch(result[-1].text) and chunk.kind == "text":
            label = result.pop()
            result.append(
                replace(chunk, text=f"{label.text} {chunk.text}", kind="step", gap=label.gap, turn=label.turn)
            )
        else:
            result.append(chunk)
    return result


def rejoin(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Sentences that a blank line, a page break, a heading or a footnote broke, whole again.

    The second half starts in lower case; what stood in between follows the sentence.
    """
    result: list[Chunk] = []
    for position, chunk in enumerate(chunks):
        target = _first_half(result, chunk)
        if target is None and not chunk.continues:
            target = _dangling(result, chunk, chunks[position + 1 : position + _REACH])
        if target is None:
            result.append(chunk)
            continue
        half = result[target]
        text = f"{half.text} {chunk.text}"
        result[target] = replace(half, text=text, last_page=chunk.last_page, lines=half.lines + chunk.lines)
    return result


def _first_half(before: Sequence[Chunk], chunk: Chunk) -> int | None:
    """The chunk that a chunk in lower case continues: the last open one, past headings and footnotes."""
    if not chunk.continues or not before:
        return None
    last = before[-1]
    if last.kind == "note" and last.open and abs(last.width - chunk.width) <= 0.5 * max(last.width, chunk.width):
        return len(before) - 1
    for index in range(len(before) - 1, max(-1, len(before) - 1 - _REACH), -1):
        candidate = before[index]
        if candidate.kind in {"note", "table"}:
            continue
        heading = looks_like_heading(candidate.text)
        if candidate.open and not heading:
            return index
        if not heading:
            break
    return len(before) - 1 if last.kind != "table" and last.open and last.kind != "note" else None


def _dangling(before: Sequence[Chunk], chunk: Chunk, following: Sequence[Chunk]) -> int | None:
    """The chunk before, when its last word cannot end a sentence and no other half is in sight."""
    if not before or chunk.kind != "text" or before[-1].kind not in {"text", "item", "step"}:
        return None
    if _last_word(before[-1].text) not in _FUNCTION_WORDS and not before[-1].text.endswith(","):
        return None
    if looks_like_heading(chunk.text) and any(later.continues for later in following):
        return None
    return len(before) - 1


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
        place = len(result)
        while place > 0 and len(result) - place <= 30 and not (place < len(result) and result[place].turn):
            place -= 1
        if place == len(result) or not result[place].turn:
            place = len(result)
        title = replace(titles[0], text=" ".join(part.text for part in titles))
        result[place:place] = [replace(chunk, gap=True, turn=True), title]
    return result
