"""Footnotes: their numbers glued to words, and their texts at the foot of the page."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.lines import Line

_REACH = 160
"""Lines between a footnote and the word that calls it, at most: about three printed pages."""

_SUPERSCRIPT = re.compile("[⁰¹²³⁴-⁹]+")
_NOTE_TEXT = re.compile(r"(\d{1,3}) {1,3}(?=[A-ZÁÉÍÓÚÑ¿“\"(]|https?:|www\.)")
_AFTER_STOP = re.compile(
    r"(?:(?<=[a-záéíóúñ]{4})|(?<=\b[IVX]{2})|(?<=\b[IVX]{3}))([.;:,])(\d{1,2})(?=\s+[A-ZÁÉÍÓÚÑ¿“]|\s*$)"
)
_ADDRESS_NOTE = re.compile(r"\d{1,2} {1,3}(?:https?://|www\.)\S+")
_CALL = re.compile(r"(?:(?<=[a-záéíóúñ]{3})|(?<=[”\"»)])|(?<=s\.f)|(?<=[A-ZÁÉÍÓÚÑ]{3}))(\d{1,2})(?=[\s.,;:)”]|$)")
"""A number glued to the end of a word; only a footnote with that number further on makes it a call."""


def drop_superscripts(text: str) -> str:
    """The text without the superscript numbers that call a footnote (`México³`); units such as km² keep theirs."""
    return _SUPERSCRIPT.sub(lambda found: found[0] if _is_unit(text, found.start()) else "", text)


def _is_unit(text: str, place: int) -> bool:
    return re.search(r"(?:\b[kcm]?m|\bCO)$", text[:place]) is not None


def mark_notes(lines: Sequence[Line]) -> list[Line]:
    """Marks the footnotes at the foot of pages, and takes the numbers that call them out of the words.

    A block that starts with a number without a full stop is a footnote when that number is glued to a word shortly
    before it; only there is it taken for a call.
    """
    calls = _calls(lines)
    result: list[Line] = []
    inside = False
    for index, line in enumerate(lines):
        starts = index in calls
        inside = starts or (inside and not line.gap)
        result.append(replace(line, note=inside, gap=line.gap or starts))
    for start, place in calls.items():
        number = _NOTE_TEXT.match(lines[start].text)
        assert number is not None
        result[place] = replace(result[place], text=_without_call(result[place].text, number[1]))
    return [line if line.note else replace(line, text=_AFTER_STOP.sub(r"\1", line.text)) for line in result]


def _calls(lines: Sequence[Line]) -> dict[int, int]:
    """The line where each footnote starts, with the line that calls it: the nearest one with its number, before if any.

    An internet address after a number is a footnote even when nothing calls it, and so is a block whose number goes on
    from the footnote beside it; they are given themselves as their caller.
    """
    called: dict[str, list[int]] = {}
    starts: dict[int, str] = {}
    for index, line in enumerate(lines):
        match = _NOTE_TEXT.match(line.text)
        if match is not None and (line.gap or index - 1 in starts or lines[index - 1].text[-1:] in ".)/f"):
            starts[index] = match[1]
            continue
        for call in _CALL.finditer(line.text):
            called.setdefault(call[1], []).append(index)
    found: dict[int, int] = {}
    for index, number in starts.items():
        near = [place for place in called.get(number, []) if -_REACH <= place - index <= _REACH // 3]
        before = [place for place in near if place < index]
        if near:
            found[index] = before[-1] if before else near[0]
        elif _ADDRESS_NOTE.fullmatch(lines[index].text):
            found[index] = index
    for index in starts:
        if index not in found and any(_neighbours(starts, index, other) for other in found):
            found[index] = index
    return found


def _neighbours(starts: dict[int, str], index: int, other: int) -> bool:
    """Whether two footnotes stand close together with consecutive numbers."""
    return abs(index - other) <= 8 and abs(int(starts[index]) - int(starts[other])) == 1


def _without_call(text: str, number: str) -> str:
    return _CALL.sub(lambda call: "" if call[1] == number else call[0], text)
