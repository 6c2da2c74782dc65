"""What is printed around a text and is not text: page marks, running heads, contents, credits, captions, bullets."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.lines import BULLETS, Line

_PAGE_MARK = re.compile(
    r"(?:p[áa]g(?:ina)?\.?|page|[-–—])?\s*(\d{1,3})(?:\s+(\d{1,3})|\s*[-–—]|\s+de\s+\d{1,3})?", re.IGNORECASE
)
_NAMED_MARK = re.compile(r"p[áa]g(?:ina)?\.?\s*(\d{1,3})", re.IGNORECASE)
_GLUED_NUMBER = re.compile(r"\d{1,3} (?=[A-ZÁÉÍÓÚÑ])")
_LONE_BULLET = re.compile(rf"[{BULLETS}\s]+")
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){4,})\s*\d{1,3}\W*$")
_CONTENTS = re.compile(r"(?:[íi]ndice|contenidos?|tabla de contenidos?|contents)(?: general)?", re.IGNORECASE)
_CREDITS = re.compile(
    r"(?:\d+\.?\s+)?(?:cr[ée]ditos|agradecimientos|directorio|listado de personal.*|coordinaci[óo]n editorial)",
    re.IGNORECASE,
)
_PHOTO = re.compile(r"(?:foto(?:graf[íi]a)?s?|imagen|ilustraci[óo]n|cr[ée]dito)\s*:", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?:figura|fig|ilustraci[óo]n|gr[áa]fica|gr[áa]fico|imagen|mapa)\.?\s*(?:n[oú]m?\.?\s*)?\d+\b.{0,120}",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"fuente:\s.{0,100}", re.IGNORECASE)
_PICTURE = re.compile(r"(?:A|An|The|This) .*\b(?:with|of|is|showing|and)\b.*")
_ENGLISH = frozenset(
    "a an the of and is in with on at by from that which showing consisting visible background".split()
)


def letters(text: str) -> str:
    """The letters and digits of a text, in lower case and without accents: what two printings of it have in common."""
    folded = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in folded if char.isalnum())


def is_prose(text: str) -> bool:
    """Whether a line is a stretch of running text rather than a name, an address or an entry."""
    words = text.split()
    if len(words) < 14 or "@" in text:
        return False
    return sum(word[0].islower() for word in words if word[0].isalpha()) >= 0.5 * len(words)


def drop_shattered(lines: Sequence[Line]) -> list[Line]:
    """Without running heads that came out a letter or two a line, nor the piece of them glued to the page's first word.

    A run of five or more lines of at most four characters is one; its last character often sticks to the next page.
    """
    tiny = [len(line.text) <= 4 and not _LONE_BULLET.fullmatch(line.text) for line in lines]
    dropped = [False] * len(lines)
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and tiny[index]:
            continue
        run = lines[start:index]
        if len(run) >= 5 and any(line.text.isalpha() for line in run):
            dropped[start:index] = [True] * len(run)
        start = index + 1
    glued = Counter(_glued(line) for line in lines if line.turn or line is lines[0])
    marks = {mark for mark, count in glued.items() if mark and count >= 3} if any(dropped) else set()
    kept = []
    for position, line in enumerate(lines):
        if dropped[position]:
            continue
        opens = line.turn or position == 0 or dropped[position - 1]
        kept.append(
            replace(line, text=line.text[1:].lstrip(), turn=True, gap=True) if opens and _glued(line) in marks else line
        )
    return kept


def _glued(line: Line) -> str:
    text = line.text
    return text[0] if len(text) > 2 and text[0].isdigit() and (text[1].isalpha() or text[1] in '“"(¿') else ""


def take_page_marks(lines: Sequence[Line]) -> list[Line]:
    """Without page marks; where they are numbered one by one they give their pages their numbers.

    A mark stands within its own page, so it numbers the lines between the page breaks around it. Pages between two
    marks are numbered only when as many breaks lie between them as numbers, for an export may lose empty pages.
    """
    sheets: list[int] = []
    sheet = 0
    for line in lines:
        sheet += line.turn
        sheets.append(sheet)
    marks: dict[int, int] = {}
    kept: list[bool] = []
    after = [*(line.gap for line in lines[1:]), True]
    for line, where, alone in zip(lines, sheets, after, strict=True):
        found = _NAMED_MARK.fullmatch(line.text)
        if found:
            marks[where] = int(found[1])
        lone = _PAGE_MARK.fullmatch(line.text) is not None and line.gap and alone
        kept.append(not found and not lone)
    numbers = _number_sheets(marks)
    result: list[Line] = []
    turn = False
    for line, where, keep in zip(lines, sheets, kept, strict=True):
        turn = turn or line.turn
        if keep:
            glued = _GLUED_NUMBER.match(line.text) if result and line.gap and _is_title_line(result[-1]) else None
            text = line.text[glued.end() :] if glued and is_prose(line.text) else line.text
            page = line.page if line.page is not None and not numbers else numbers.get(where)
            result.append(replace(line, text=text, page=page, turn=turn, gap=line.gap or turn))
            turn = False
    return result


def _is_title_line(line: Line) -> bool:
    return line.text.isupper() and len(line.text) < 40


def _number_sheets(marks: dict[int, int]) -> dict[int, int]:
    known = sorted(marks.items())
    if any(later[1] <= earlier[1] for earlier, later in pairwise(known)):
        return {}
    numbers = dict(known)
    for (sheet, number), (next_sheet, next_number) in pairwise(known):
        if next_sheet - sheet == next_number - number:
            numbers.update({sheet + step: number + step for step in range(next_sheet - sheet)})
    return numbers


def drop_running_heads(lines: Sequence[Line]) -> list[Line]:
    """Without lines that recur, at least three times, at the top or the foot of pages or beside a page mark."""
    edges = _edges(lines)
    total = Counter(_pattern(line.text) for line in lines)
    at_edge = Counter(_pattern(line.text) for line, edge in zip(lines, edges, strict=True) if edge)
    heads = {text for text, count in at_edge.items() if count >= 3 and count >= 0.75 * total[text] and letters(text)}
    result: list[Line] = []
    gap = turn = False
    after_head = False
    for line in lines:
        gap, turn = gap or line.gap, turn or (line.turn and not after_head)
        after_head = _pattern(line.text) in heads
        if _pattern(line.text) not in heads or len(line.text) > 100 or _NAMED_MARK.fullmatch(line.text):
            result.append(replace(line, gap=gap, turn=turn))
            gap = turn = False
    return result


def _edges(lines: Sequence[Line]) -> list[bool]:
    """Which lines stand within two lines of a page break or of a page mark."""
    edges = [False] * len(lines)
    for index, line in enumerate(lines):
        if line.turn:
            edges[max(0, index - 2) : index + 2] = [True] * len(edges[max(0, index - 2) : index + 2])
        if _NAMED_MARK.fullmatch(line.text):
            edges[max(0, index - 3) : index + 3] = [True] * len(edges[max(0, index - 3) : index + 3])
    return edges


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.lower().split()))


def drop_contents(lines: Sequence[Line]) -> list[Line]:
    """Without the table of contents, nor the cover and imprint before it, but for their running text.

    It ends where its own first entry comes back as a heading, or where running text starts.
    """
    opening = next((i for i, line in enumerate(lines) if _CONTENTS.fullmatch(line.text.strip(" :*"))), None)
    if opening is None:
        return [line for line in lines if not _LEADERS.search(line.text)]
    end = _end_of_contents(lines, opening)
    cover = opening if opening <= 0.2 * len(lines) else 0
    front = [line for line in lines[:cover] if is_prose(line.text)]
    rest = lines[max(end, opening) :]
    first = [replace(rest[0], gap=True)] if rest else []
    return [*front, *lines[cover:opening], *first, *(line for line in rest[1:] if not _LEADERS.search(line.text))]


def _end_of_contents(lines: Sequence[Line], opening: int) -> int:
    entries: set[str] = set()
    for index in range(opening + 1, len(lines)):
        text = lines[index].text
        key = letters(_LEADERS.sub("", text).split(" | ")[0].lstrip("- "))
        if (
            key in entries
            and len(key) > 5
            and not _LEADERS.search(text)
            and not text.split(" | ")[-1].strip().isdigit()
        ):
            return index
        if is_prose(text) and not _LEADERS.search(text) and text.rstrip()[-1] in ".:":
            return index
        entries.add(key)
    return opening + 1


def drop_credits(lines: Sequence[Line]) -> list[Line]:
    """Without the credits at the end: from their heading on, only running text stays."""
    start = next(
        (i for i, line in enumerate(lines) if i > 0.75 * len(lines) and line.gap and _CREDITS.fullmatch(line.text)),
        None,
    )
    if start is None:
        return list(lines)
    tail = [line for line in lines[start:] if is_prose(line.text)]
    return [*lines[:start], *(replace(line, gap=True) for line in tail)]


def drop_captions(lines: Sequence[Line]) -> list[Line]:
    """Without captions of pictures, their credits and the descriptions that an export wrote in their place."""
    dropped = [False] * len(lines)
    for index, line in enumerate(lines):
        if _PHOTO.match(line.text):
            _mark_caption(lines, dropped, index)
        else:
            dropped[index] = dropped[index] or _is_caption(line)
    kept: list[Line] = []
    gap = turn = False
    for line, drop in zip(lines, dropped, strict=True):
        gap, turn = gap or line.gap or drop, turn or line.turn
        if not drop:
            kept.append(replace(line, gap=gap, turn=turn))
            gap = turn = False
    return kept


def _mark_caption(lines: Sequence[Line], dropped: list[bool], index: int) -> None:
    """Drops the credit of a picture with the lines of its caption before it and the rest of the credit after it."""
    dropped[index] = True
    start = index
    while (
        start > 0
        and index - start < 4
        and not lines[start].gap
        and lines[start - 1].width < (110 if lines[start - 1].gap else 70)
    ):
        start -= 1
        dropped[start] = True
    following = index + 1
    if (
        lines[index].text[-1] not in ".:"
        and following < len(lines)
        and not lines[following].gap
        and lines[following].width < 60
    ):
        dropped[following] = True


def _is_caption(line: Line) -> bool:
    """Whether a line by itself is a caption: a credit, a number, a source or a description in English."""
    if _PHOTO.search(line.text) and len(line.text) < 120:
        return True
    shapes = (_CAPTION.fullmatch(line.text), _SOURCE.fullmatch(line.text))
    return line.gap and (any(shapes) or _is_description(line.text))


def _is_description(text: str) -> bool:
    words = text.lower().split()
    return bool(_PICTURE.match(text)) and len(words) > 8 and sum(word in _ENGLISH for word in words) > 0.25 * len(words)


def settle_bullets(lines: Sequence[Line]) -> list[Line]:
    """Bullets alone on their line put before their item; those that were torn from their list dropped.

    Bullets that stand in a row, or in a document that prints most of them so, have lost their items.
    """
    alone = [_LONE_BULLET.fullmatch(line.text) is not None for line in lines]
    torn = sum(1 for i, lone in enumerate(alone) if lone and (_at(alone, i - 1) or _at(alone, i + 1)))
    scattered = torn > 0.5 * sum(alone)
    result: list[Line] = []
    mark = ""
    gap = turn = False
    for index, line in enumerate(lines):
        gap, turn = gap or line.gap, turn or line.turn
        if alone[index]:
            single = not (_at(alone, index - 1) or _at(alone, index + 1)) and not scattered
            mark = "• " if single else ""
            gap = gap or not single
            continue
        text = mark + line.text if mark and not line.text.startswith(tuple(BULLETS)) else line.text
        result.append(replace(line, text=text, gap=gap, turn=turn))
        mark, gap, turn = "", False, False
    return result


def _at(flags: Sequence[bool], index: int) -> bool:
    return 0 <= index < len(flags) and flags[index]
