"""From a structured text to passages: whole sentences, about 120 to 200 words, never across a top-level heading."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.models import Passage, PassageKind, Span, passage_id
from corpus.tokens import count_tokens
from ingest.sentences import sentence_spans
from ingest.structuring import Block, StructuredText

MINIMUM, TARGET, ENOUGH, MAXIMUM, LONGEST_LIST = 25, 120, 200, 260, 320
"""Words: a section below the first is merged with what follows; a passage grows to the second and, while it stays
within the third, further; it never passes the fourth, nor a list with its lead-in the last."""

WHOLE_ITEM = 60
"""Words up to which an item or a step is one unit; a longer one is cut into its sentences."""

_LISTED = {"item", "step"}
_KINDS = {"item": PassageKind.LIST, "step": PassageKind.STEPS, "table": PassageKind.TABLE}
_LIST_LINE = re.compile(r"\s*(?:[-*+•]|(?P<number>\d{1,3}|[a-z])[.)])\s+\S")
_LABEL = re.compile(r"\(?(?:(?P<number>\d+)|(?P<roman>[IVX]+)|(?P<letter>[a-z]))[.)]|(?P<dash>-) ")
_QUOTE_MARK = re.compile(r"\s*(?:>\s*)+")


@dataclass(frozen=True, slots=True)
class Atom:
    """What is never cut again: a range of the text with its words and the blocks it touches."""

    start: int
    end: int
    words: int
    blocks: tuple[Block, ...]

    @property
    def section(self) -> tuple[str, ...]:
        """The heading path of its first block."""
        return self.blocks[0].section


def split(document_id: str, structured: StructuredText) -> tuple[Passage, ...]:
    """The passages of a document, in order. Together they hold every block but the headings.

    `text[start:end]` of the structured text is the passage's text; the section is that of most of its words.
    """
    text = structured.text
    passages: list[Passage] = []
    seen: Counter[tuple[tuple[str, ...], str]] = Counter()
    for group in _pack(_atoms(structured)):
        start, end = group[0].start, group[-1].end
        section = max(group, key=lambda atom: atom.words).section
        key = (section, text[start:end])
        passages.append(_passage(document_id, section, text, group, seen[key]))
        seen[key] += 1
    return tuple(passages)


def passage_from_section(
    document_id: str, section: tuple[str, ...], text: str, start: int, page: int | None = None
) -> Passage:
    """One passage that is a whole section of a guide, in Markdown, which starts at `start` in its document.

    Each list item, numbered step and quoted line is a unit; other paragraphs are cut into sentences.
    """
    lead = len(text) - len(text.lstrip())
    body = text.strip()
    units, kinds = _markdown_units(body)
    return Passage(
        id=passage_id(document_id, section, body),
        document_id=document_id,
        section=section,
        start=start + lead,
        end=start + lead + len(body),
        text=body,
        kind=kinds.most_common(1)[0][0] if kinds else PassageKind.PROSE,
        units=units,
        tokens=count_tokens(body),
        page=page,
        last_page=page,
    )


def _words(text: str) -> int:
    return len(text.split())


def _passage(document_id: str, section: tuple[str, ...], text: str, group: Sequence[Atom], occurrence: int) -> Passage:
    start, end = group[0].start, group[-1].end
    body = text[start:end]
    blocks = list(dict.fromkeys(block for atom in group for block in atom.blocks))
    pages = [page for block in blocks for page in (block.page, block.last_page) if page is not None]
    weights: Counter[PassageKind] = Counter()
    for block in blocks:
        weights[_KINDS.get(block.kind, PassageKind.PROSE)] += _words(
            text[max(start, block.start) : min(end, block.end)]
        )
    return Passage(
        id=passage_id(document_id, section, body, occurrence),
        document_id=document_id,
        section=section,
        start=start,
        end=end,
        text=body,
        kind=weights.most_common(1)[0][0],
        units=tuple(_units(text, start, end, blocks)),
        tokens=count_tokens(body),
        page=min(pages, default=None),
        last_page=max(pages, default=None),
    )


def _units(text: str, start: int, end: int, blocks: Sequence[Block]) -> Iterator[Span]:
    """The sentences, items, steps and rows of a passage, as ranges within it."""
    for block in blocks:
        first, last = max(start, block.start), min(end, block.end)
        if block.kind == "table":
            spans = _rows(text, first, last)
        elif block.kind in _LISTED and _words(text[first:last]) <= WHOLE_ITEM:
            spans = [Span(first, last)]
        else:
            spans = sentence_spans(text, first, last)
        for span in spans:
            if any(map(str.isalpha, text[span.start : span.end])):
                yield Span(span.start - start, span.end - start)


def _rows(text: str, start: int, end: int) -> list[Span]:
    return [Span(start + row.start(), start + row.end()) for row in re.finditer(r"\S(?:[^\n]*\S)?", text[start:end])]


def _atoms(structured: StructuredText) -> list[Atom]:
    """The blocks of a text as atoms: lists with their lead-in whole if short enough, long paragraphs in pieces."""
    atoms: list[Atom] = []
    for run in _runs(structured):
        words = _words(structured.text[run[0].start : run[-1].end])
        if len(run) > 1 and words <= LONGEST_LIST:
            atoms.append(Atom(run[0].start, run[-1].end, words, tuple(run)))
        elif len(run) > 1:
            atoms += _cut_list(structured.text, run)
        else:
            atoms += _cut_block(structured.text, run[0])
    return atoms


def _runs(structured: StructuredText) -> Iterator[list[Block]]:
    """Lists with their lead-in and the paragraphs between their items; every other block alone.

    Headings are left out, except in a document that holds nothing else.
    """
    run: list[Block] = []
    for block in [block for block in structured.blocks if block.kind != "heading"] or structured.blocks:
        if run and not _belongs(structured, run, block):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _belongs(structured: StructuredText, run: Sequence[Block], block: Block) -> bool:
    """Whether a block goes on with a run: an item after an item or after its lead-in, in the same section."""
    before = run[-1]
    apart = structured.text[before.end : block.start].strip() != ""
    if apart or block.section != before.section or block.kind not in _LISTED:
        return False
    return before.kind in _LISTED or _leads_in(structured.text[before.start : before.end])


def _leads_in(text: str) -> bool:
    return text.rstrip().endswith((":", "…")) or (_words(text) < 40 and not text.rstrip().endswith((".", "”")))


def _cut_list(text: str, run: Sequence[Block]) -> Iterator[Atom]:
    """A long list in even pieces of whole items; the lead-in stays with the first items, sub-steps with their step."""
    sizes = [_words(text[block.start : block.end]) for block in run]
    size = sum(sizes) / -(-sum(sizes) // ENOUGH)
    first = next(index for index, block in enumerate(run) if block.kind in _LISTED)
    outer = [_label_style(text, block) == _label_style(text, run[first]) for block in run]
    start = 0
    for index in range(first + 1, len(run) + 1):
        filled = sum(sizes[start:index])
        if index < len(run) and (filled < MINIMUM or filled + sizes[index] / 2 <= size):
            continue
        cut = index
        while index < len(run) and cut > first + 1 and not outer[cut] and sum(sizes[start : cut - 1]) > size / 2:
            cut -= 1
        cut = cut if index < len(run) and outer[min(cut, len(run) - 1)] and cut > start else index
        if cut > start:
            yield from _list_atom(text, run[start:cut])
            start = cut
    if start < len(run):
        yield from _list_atom(text, run[start:])


def _list_atom(text: str, part: Sequence[Block]) -> Iterator[Atom]:
    if len(part) == 1:
        yield from _cut_block(text, part[0])
    else:
        yield Atom(part[0].start, part[-1].end, _words(text[part[0].start : part[-1].end]), tuple(part))


def _label_style(text: str, block: Block) -> str:
    """What kind of label an item has: a number, a letter, a Roman numeral, a dash."""
    label = _LABEL.match(text, block.start, block.end)
    return label.lastgroup or "" if label else ""


def _cut_block(text: str, block: Block) -> Iterator[Atom]:
    """A block as one atom, or in even pieces of whole sentences (rows, in a table) when it is too long."""
    words = _words(text[block.start : block.end])
    if words <= MAXIMUM:
        yield Atom(block.start, block.end, words, (block,))
        return
    cut = _rows if block.kind == "table" else sentence_spans
    whole = cut(text, block.start, block.end)
    spans = [piece for span in whole for piece in _bounded(text, span)] or [Span(block.start, block.end)]
    size = words / -(-words // ENOUGH)
    first, count = 0, 0
    for index, span in enumerate(spans):
        length = _words(text[span.start : span.end])
        if count and count + length / 2 > size:
            yield Atom(spans[first].start, spans[index - 1].end, count, (block,))
            first, count = index, 0
        count += length
    yield Atom(spans[first].start if first else block.start, block.end, count, (block,))


def _bounded(text: str, span: Span) -> list[Span]:
    """A span in pieces of whole words when it is longer than a passage may be: text without any punctuation."""
    found = list(re.finditer(r"\S+", text[span.start : span.end]))
    if len(found) <= MAXIMUM:
        return [span]
    pieces = [found[place : place + ENOUGH] for place in range(0, len(found), ENOUGH)]
    return [Span(span.start + piece[0].start(), span.start + piece[-1].end()) for piece in pieces]


def _pack(atoms: Sequence[Atom]) -> list[list[Atom]]:
    """Neighbouring atoms put together until a passage is long enough; a crumb at the end goes to the one before."""
    groups: list[list[Atom]] = []
    for atom in atoms:
        if groups and _fits(groups[-1], atom):
            groups[-1].append(atom)
            continue
        if len(groups) > 1 and _words_of(groups[-1]) < MINIMUM and _share_root(groups[-2], groups[-1]):
            crumb = groups.pop()
            groups[-1] += crumb
        groups.append([atom])
    return groups


def _words_of(group: Sequence[Atom]) -> int:
    return sum(atom.words for atom in group)


def _share_root(first: Sequence[Atom], second: Sequence[Atom]) -> bool:
    """Whether two groups stand under the same top-level heading and are short enough to be one passage."""
    return first[-1].section[:1] == second[0].section[:1] and _words_of(first) + _words_of(second) <= MAXIMUM


def _fits(group: Sequence[Atom], atom: Atom) -> bool:
    words = _words_of(group)
    if group[-1].section[:1] != atom.section[:1]:
        return False
    if group[-1].section != atom.section:
        return words < MINIMUM and words + atom.words <= MAXIMUM
    if words + atom.words <= ENOUGH:
        return True
    return (words < TARGET or atom.words < MINIMUM) and words + atom.words <= MAXIMUM


def _markdown_units(text: str) -> tuple[tuple[Span, ...], Counter[PassageKind]]:
    """The units of a Markdown text and how many words each kind of block has."""
    units: list[Span] = []
    kinds: Counter[PassageKind] = Counter()
    for start, end, kind in _markdown_blocks(text):
        words = _words(text[start:end])
        kinds[kind] += words
        if kind is PassageKind.TABLE:
            units += _rows(text, start, end)
        elif kind is not PassageKind.PROSE and words <= WHOLE_ITEM:
            units.append(Span(start, end))
        else:
            units += sentence_spans(text, start, end)
    return tuple(unit for unit in units if any(map(str.isalpha, text[unit.start : unit.end]))), kinds


def _markdown_blocks(text: str) -> Iterator[tuple[int, int, PassageKind]]:
    """Paragraphs, items, steps, quoted lines and tables of a Markdown text: where they start, end, and their kind."""
    block: tuple[int, int, PassageKind] | None = None
    position = 0
    for line in text.splitlines(keepends=True):
        start, end = position, position + len(line.rstrip())
        position += len(line)
        if not line.strip() or line.lstrip().startswith("#"):
            if block is not None:
                yield block
            block = None
            continue
        kind = _line_kind(line)
        joins = kind is None or (block is not None and kind is block[2] is PassageKind.TABLE)
        if block is not None and joins:
            block = (block[0], end, block[2])
            continue
        if block is not None:
            yield block
        mark = _QUOTE_MARK.match(line)
        first = start + (mark.end() if mark else len(line) - len(line.lstrip()))
        block = (first, end, kind or PassageKind.PROSE)
    if block is not None:
        yield block


def _line_kind(line: str) -> PassageKind | None:
    """The kind of block that a line opens, or None where it goes on with the one before."""
    if line.lstrip().startswith("|"):
        return PassageKind.TABLE
    listed = _LIST_LINE.match(line)
    if listed:
        return PassageKind.STEPS if listed["number"] else PassageKind.LIST
    return PassageKind.LIST if line.lstrip().startswith(">") else None
