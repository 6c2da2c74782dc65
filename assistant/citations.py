"""From quotes to statements with numbered citations."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Citation, Statement
from assistant.quoting import Quote
from corpus.library import Library
from corpus.models import Passage

SECTION_SEPARATOR = " › "


@dataclass(frozen=True, slots=True)
class CitedText:
    """Statements, the citations they point at, and both as Markdown with marks ([1])."""

    markdown: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]


def cite(quotes: Sequence[Quote], library: Library) -> CitedText:
    """Numbers the quotes in order. Each step or item has a citation of its own, running text one for each quote."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    blocks: list[str] = []
    for quote in quotes:
        lines = []
        for first, last in _pieces(quote):
            n = len(citations) + 1
            text = _between(quote.passage, first, last)
            citations.append(make_citation(n, quote.passage, text, library))
            statements.append(Statement(text, (n,)))
            lines.append(f"{text} [{n}]")
        blocks.append("\n".join(lines) if quote.items else "\n\n".join(lines))
    return CitedText("\n\n".join(blocks), tuple(statements), tuple(citations))


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


def _pieces(quote: Quote) -> list[tuple[int, int]]:
    if not quote.items:
        return [(quote.first, quote.last)]
    return [(number, number) for number in range(quote.first, quote.last + 1)]


def _between(passage: Passage, first: int, last: int) -> str:
    return passage.text[passage.units[first].start : passage.units[last].end]
