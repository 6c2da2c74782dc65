"""From quotes to statements with numbered citations."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assistant.answer import SECTION_SEPARATOR, Citation, Statement
from assistant.emphasis import in_bold
from assistant.quoting import Quote
from assistant.sentences import ITEM
from corpus.library import Library
from corpus.models import Passage, Span

NOTHING_BOLD: Mapping[str, Sequence[Span]] = MappingProxyType({})
BULLET = re.compile(r"^[*•◆▪–]+ ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CitedText:
    """Statements, the citations they point at, and both as Markdown with marks ([1])."""

    markdown: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]


def cite(quotes: Sequence[Quote], library: Library, bold: Mapping[str, Sequence[Span]] = NOTHING_BOLD) -> CitedText:
    """Numbers the quotes in order. Each step or item has a citation of its own, running text one for each quote.

    `bold` holds the spans of each passage, by its id, that are set in bold in the Markdown, and only there.
    """
    statements: list[Statement] = []
    citations: list[Citation] = []
    blocks: list[str] = []
    for quote in quotes:
        for first, last in _pieces(quote):
            n = len(citations) + 1
            text = _between(quote.passage, first, last)
            citations.append(make_citation(n, quote.passage, text, library))
            statements.append(Statement(text, (n,)))
            item = bool(ITEM.match(text))
            # Neighbouring items stand on lines of their own in one list; all else is parted by a blank line.
            shown = in_bold(text, quote.passage.units[first].start, bold.get(quote.passage.id, ()))
            blocks.append(("\n" if item and blocks and first > quote.first else "\n\n") + f"{as_markdown(shown)} [{n}]")
    return CitedText("".join(blocks).strip(), tuple(statements), tuple(citations))


def make_citation(n: int, passage: Passage, quote: str, library: Library) -> Citation:
    """The citation of a verbatim stretch of a passage. Raises ValueError when the passage does not hold it."""
    offset = passage.text.find(quote)
    if offset < 0:
        raise ValueError(f"citation {n} does not stand in passage {passage.id}")
    document = library.document(passage.document_id)
    return Citation(
        n=n,
        passage_id=passage.id,
        document_id=document.id,
        document_title=document.title,
        section=SECTION_SEPARATOR.join(passage.section),
        page=passage.page,
        quote=quote,
        url=document.url,
    )


def as_markdown(text: str) -> str:
    """A quote as Markdown: the bullets of a printed page become list items."""
    return BULLET.sub("- ", text)


def _pieces(quote: Quote) -> list[tuple[int, int]]:
    """The units of a quote, in runs: an item begins a run of its own, running text stays together."""
    pieces: list[tuple[int, int]] = []
    for number in range(quote.first, quote.last + 1):
        text = _between(quote.passage, number, number)
        if pieces and not ITEM.match(text) and _same_line(quote.passage, number):
            pieces[-1] = (pieces[-1][0], number)
        else:
            pieces.append((number, number))
    return pieces


def _same_line(passage: Passage, number: int) -> bool:
    """Whether a unit goes on in the paragraph or item of the one before."""
    return "\n" not in passage.text[passage.units[number - 1].end : passage.units[number].start]


def _between(passage: Passage, first: int, last: int) -> str:
    return passage.text[passage.units[first].start : passage.units[last].end]
