"""The text of a passage as HTML: its lines in the shape they have, everything escaped, the quoted parts marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise

from corpus.models import Span

_BULLET = re.compile(r"[ \t]*[-*•][ \t]+")
_STEP = re.compile(r"[ \t]*(\d{1,3}[.)]|[a-z]\))[ \t]+")
_ASIDE = re.compile(r"[ \t]*>[ \t]?")
_BOLD = re.compile(r"(\*\*)(?=\S)(.+?)(?<=\S)(\*\*)")


@dataclass(frozen=True, slots=True)
class Highlight:
    """The range `text[start:end]` of a passage that citation `n` quotes."""

    n: int
    start: int
    end: int


def find_highlights(text: str, quotes: Sequence[tuple[int, str]]) -> tuple[Highlight, ...]:
    """Where each quote (citation number, quote) stands in a passage; one that is not there is left out."""
    found = ((n, text.find(quote), len(quote)) for n, quote in quotes if quote)
    return tuple(Highlight(n, start, start + length) for n, start, length in found if start >= 0)


def passage_html(text: str, highlights: Sequence[Highlight] = ()) -> str:
    """A passage as HTML paragraphs: prose, steps, items and asides, with Markdown's bold.

    Each quoted stretch is a `<mark data-n="1 3">` with the numbers of the citations that quote it; marks never nest.
    """
    paragraphs = []
    at = 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        if line.strip():
            kind, label, skipped = _shape(line)
            body = _line_html(text, Span(start + skipped, start + len(line.rstrip())), highlights)
            paragraphs.append(
                f'<p class="{kind}">{label}<span>{body}</span></p>' if label else f'<p class="{kind}">{body}</p>'
            )
    return "".join(paragraphs)


def _shape(line: str) -> tuple[str, str, int]:
    """The class of a line, the label that stands for its prefix, and the length of that prefix."""
    if found := _BULLET.match(line):
        return "punto", '<span class="marca" aria-hidden="true">•</span>', found.end()
    if found := _STEP.match(line):
        return "paso", f'<span class="marca">{escape(found[1])}</span>', found.end()
    if found := _ASIDE.match(line):
        return "aviso", "", found.end()
    return "parrafo", "", len(line) - len(line.lstrip())


def _line_html(text: str, line: Span, highlights: Sequence[Highlight]) -> str:
    """A stretch of a line, cut wherever a quote or bold type begins or ends."""
    bold, asterisks = _bold_ranges(text, line)
    edges = {line.start, line.end}
    for span in (*(Span(mark.start, mark.end) for mark in highlights), *bold, *asterisks):
        edges |= {min(max(edge, line.start), line.end) for edge in (span.start, span.end)}
    pieces = [
        (
            _quoting(highlights, start, end),
            f"<strong>{escape(text[start:end])}</strong>" if _in(bold, start, end) else escape(text[start:end]),
        )
        for start, end in pairwise(sorted(edges))
        if not _in(asterisks, start, end)
    ]
    return "".join(
        _mark(numbers, "".join(html for _, html in group)) for numbers, group in groupby(pieces, lambda piece: piece[0])
    )


def _bold_ranges(text: str, line: Span) -> tuple[list[Span], list[Span]]:
    """The ranges in bold type, and those of the asterisks around them."""
    found = list(_BOLD.finditer(text, line.start, line.end))
    return [Span(*match.span(2)) for match in found], [Span(*match.span(g)) for match in found for g in (1, 3)]


def _quoting(highlights: Sequence[Highlight], start: int, end: int) -> tuple[int, ...]:
    return tuple(sorted({mark.n for mark in highlights if mark.start <= start and end <= mark.end}))


def _in(spans: Sequence[Span], start: int, end: int) -> bool:
    return any(span.start <= start and end <= span.end for span in spans)


def _mark(numbers: tuple[int, ...], html: str) -> str:
    return f'<mark data-n="{" ".join(map(str, numbers))}">{html}</mark>' if numbers else html
