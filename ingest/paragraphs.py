"""From clean printed lines to paragraphs, items and steps, each whole."""

import re
from collections.abc import Iterator, Sequence

from ingest.chunks import FINAL, FUNCTION_WORDS, Chunk, last_word
from ingest.headings import is_capitals
from ingest.lines import BULLETS, Line
from ingest.rejoining import attach_labels, open_chapters, rejoin, restore_lists

_BULLET = re.compile(rf"(?:[{BULLETS}]+|[-–—*](?= ))\s*(?:»\s*)?|»\s+")
_FIGURE = re.compile(r"\d[\d,.]* \w")
_FIELD = re.compile(r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+(?: [a-záéíóúñ]+){0,2}: \S")
_ASIDE = re.compile(r"(?:Fuentes?|Más información|Nota)\b:?")
"""What stands below a box or a table: never part of the running sentence."""

_STEP = re.compile(
    r"\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivxIVX]{1,5})\)\s*(?=\S)"
    r"|\d{1,2}\.{1,2}[-–]?\s*(?=[^\d\s])|\d{1,2}(?:\.\d{1,2})+\.?\s+(?=\S)|[a-z]\.\s*(?=[A-ZÁÉÍÓÚÑ¿“])|[IVX]{1,5}\.[-–]?\s*(?=\S)"
)


def to_chunks(lines: Sequence[Line]) -> list[Chunk]:
    """The paragraphs of a document: lines put together, then sentences put together over breaks and interruptions."""
    chunks = [chunk for group in _groups(lines) for chunk in _split_group(group)]
    return open_chapters(restore_lists(rejoin(attach_labels(chunks))))


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
    counted = sum(line.text[0].isdigit() for line in group) >= max(4, 0.4 * len(group))
    start = 0
    for index in range(1, len(group) + 1):
        figure = index < len(group) and counted and _FIGURE.match(group[index].text) is not None
        if (
            index < len(group)
            and not figure
            and not _starts_new(group[index - 1], group[index], width, _kind(group[start]))
        ):
            continue
        part = group[start:index]
        yield _chunk(part, " ".join(line.text for line in part), _kind(part[0]))
        start = index


def _chunk(lines: Sequence[Line], text: str, kind: str) -> Chunk:
    width = max(line.width for line in lines)
    first = lines[0]
    return Chunk(_with_label(text, kind), kind, first.page, lines[-1].page, first.gap, first.turn, width, len(lines))


def _kind(line: Line) -> str:
    if line.note or _ASIDE.match(line.text):
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
        assert label is not None
        return f"{label[0].strip().replace('..', '.')} {text[label.end() :]}"
    return text


def _starts_new(before: Line, line: Line, width: int, kind: str) -> bool:
    """Whether a line without a blank line before it starts a new paragraph.

    It does when it carries a bullet or a number, when the letters change to or from capitals, or when its first word
    would have fitted on the line before: then the break was meant.
    """
    if line.note:
        return False
    labelled = (
        _ASIDE.match(line.text) or _BULLET.match(line.text) or (_FIELD.match(line.text) and FINAL.search(before.text))
    )
    if labelled:
        return True
    if _STEP.match(line.text):
        return kind in {"step", "item"} or before.text.endswith((".", ":")) or _meant(before, line, width)
    if is_capitals(before.text) != is_capitals(line.text) and len(before.text) > 5 and not before.text.endswith(","):
        return last_word(before.text) not in FUNCTION_WORDS and line.text[0].isupper()
    return _meant(before, line, width)


def _meant(before: Line, line: Line, width: int) -> bool:
    starts_fresh = line.text[0].isupper() or line.text[0].isdigit() or line.text[0] in '¿¡“"«'
    if not starts_fresh or before.text.endswith(",") or last_word(before.text) in FUNCTION_WORDS:
        return False
    return before.width + 1 + len(line.text.split()[0]) < (0.82 if FINAL.search(before.text) else 0.72) * width
