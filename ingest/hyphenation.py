"""Words that the end of a line cut in two."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.lines import Line

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HEAD = re.compile(r"([^\W_]+)(\S*)\s*(.*)$", re.DOTALL)
_REACH = 60
"""Lines looked ahead for the second half of a word: a heading, a note or another column fit in between."""

_LINKING = frozenset(
    ("anti", "auto", "bio", "euro", "franco", "geo", "hispano", "ibero", "jurídico", "macro", "micro", "multi",
     "político", "pre", "socio", "técnico", "económico", "histórico", "público", "teórico", "turístico", "físico")
)  # fmt: skip
_NEVER_ALONE = frozenset(
    ("mente", "dad", "dades", "miento", "mientos", "cion", "ciones", "bles", "tiva", "tivo", "nal")
)


def vocabulary(lines: Sequence[Line]) -> Counter[str]:
    """How often each whole word stands in the text, in lower case; compounds with a hyphen count as one word."""
    words: Counter[str] = Counter()
    after_cut = False
    for line in lines:
        found = _WORD.findall(line.text.lower())
        cut = bool(_first_part(line.text))
        words.update(found[after_cut : len(found) - cut])
        after_cut = cut
    return words


def _first_part(text: str) -> str:
    """What stands before the hyphen at the end of a line: letters or digits, or nothing."""
    if not text.endswith("-"):
        return ""
    start = len(text) - 1
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    return text[start:-1]


def mend(left: str, right: str, words: Counter[str]) -> str:
    """The word whose halves are `left` and `right`: joined, or with its hyphen where that is how it is written.

    The document itself is asked first (which of the two forms does it use elsewhere?); then the shape of the halves.
    """
    hyphenated = f"{left}-{right}"
    joined = words[(left + right).lower()]
    apart = words[hyphenated.lower()]
    if joined or apart:
        return hyphenated if apart > joined else left + right
    if left.isdigit() or right.isdigit() or (right[0].isupper() and not left.isupper()):
        return hyphenated
    if left.isupper() and right.isupper():
        return hyphenated if len(left) <= 4 and len(right) > 3 and words[right.lower()] else left + right
    first, second = left.lower(), right.lower()
    if second in _NEVER_ALONE:
        return left + right
    known = len(first) >= 4 and len(second) >= 4 and words[first] > 0 and words[second] > 0
    return hyphenated if known or (first in _LINKING and words[second] > 0) else left + right


def join_hyphens(lines: Sequence[Line]) -> list[Line]:
    """The lines with each cut word whole, on the line where it starts."""
    words = vocabulary(lines)
    result = list(lines)
    for index, line in enumerate(result):
        left = _first_part(line.text)
        target = _second_half(result, index, left, words) if left else None
        if target is None:
            continue
        head = _HEAD.match(result[target].text)
        assert head is not None
        whole = mend(left, head[1], words)
        result[index] = replace(line, text=line.text[: -len(left) - 1] + whole + head[2])
        beside = target == index + 1
        rest = result[target]
        result[target] = replace(rest, text=head[3], gap=rest.gap and not beside, turn=rest.turn and not beside)
    return _without_empty(result)


def _second_half(lines: Sequence[Line], index: int, left: str, words: Counter[str]) -> int | None:
    """Where the word goes on: the next line, or, past whatever was printed in between, a block that finishes it."""
    following = index + 1
    if following >= len(lines):
        return None
    head = _HEAD.match(lines[following].text)
    if head is not None and not lines[following].gap:
        return following
    for place in range(following, min(following + _REACH, len(lines))):
        head = _HEAD.match(lines[place].text)
        if head is None or not lines[place].gap or not head[1][0].islower():
            continue
        if _is_known(left, head[1], words):
            return place
    head = _HEAD.match(lines[following].text)
    return following if head is not None and head[1][0].islower() else None


def _is_known(left: str, right: str, words: Counter[str]) -> bool:
    """Whether the document has the word elsewhere, or (for a long one) a word that differs only in its last letters."""
    whole = (left + right).lower()
    if words[whole] or words[f"{left}-{right}".lower()]:
        return True
    stem = whole[:-2]
    return len(right) >= 5 and len(stem) >= 9 and any(word.startswith(stem) for word in words)


def _without_empty(lines: Sequence[Line]) -> list[Line]:
    """The lines that still hold text; a break before an emptied line passes on to the next one."""
    kept: list[Line] = []
    gap = turn = False
    for line in lines:
        gap, turn = gap or line.gap, turn or line.turn
        if line.text:
            kept.append(replace(line, gap=gap, turn=turn))
            gap = turn = False
    return kept
