"""From a loaded file to one clean text and its blocks: headings, paragraphs, items, steps and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.chunks import Chunk
from ingest.cleaning import clean
from ingest.headings import CHAPTER, PLAIN, number_of
from ingest.lines import normalise
from ingest.loaded import LoadedFile
from ingest.markdown import read_markdown
from ingest.outline import find_headings
from ingest.paragraphs import to_chunks

DEPTH = 3
"""Headings in a section path, at most."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the clean text: `text[start:end]`.

    `kind` is heading, paragraph, item, step or table. `section` is the path of headings it stands under, outermost
    first; a heading's own path ends with itself. `page` and `last_page` are 1-based, or None.
    """

    kind: str
    start: int
    end: int
    section: tuple[str, ...]
    page: int | None = None
    last_page: int | None = None


@dataclass(frozen=True, slots=True)
class StructuredText:
    """A clean text with its blocks in order; `kept` is the share of the letters of the file that it holds.

    `pages` counts those of the file; `warnings` are Spanish sentences for the user.
    """

    text: str
    blocks: tuple[Block, ...]
    kept: float
    pages: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before it has its place.

    `level` is the depth of a heading (1 is outermost), else 0. `title` is a heading that was printed after the text it
    heads, `depth` levels deep.
    """

    text: str
    kind: str
    level: int = 0
    page: int | None = None
    last_page: int | None = None
    title: str = ""
    depth: int = 0


def structure(loaded: LoadedFile) -> StructuredText:
    """The clean text of a file, cut into blocks that know their section and page."""
    if loaded.markup:
        body = normalise("\n\n".join(page.text for page in loaded.pages))
        pieces = [Piece(part.text, part.kind, part.level) for part in read_markdown(body)]
    else:
        pieces = list(_classify(to_chunks(clean(loaded.pages))))
    text, blocks = _compose(pieces)
    original = sum(_letters(page.text) for page in loaded.pages)
    kept = min(1.0, _letters(text) / original) if original else 0.0
    return StructuredText(text, blocks, kept, len(loaded.pages), _warnings(kept))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _warnings(kept: float) -> tuple[str, ...]:
    if kept >= 0.8:
        return ()
    return (
        f"Solo se conservó {kept:.0%} del texto: conviene revisar que el archivo no sea sobre todo índices o imágenes.",
    )


def _classify(chunks: Sequence[Chunk]) -> Iterator[Piece]:
    """Tells the headings of a plain text from its paragraphs."""
    headings = find_headings(chunks)
    for chunk, heading in zip(chunks, headings, strict=True):
        kind = {"text": "paragraph", "note": "paragraph"}.get(chunk.kind, chunk.kind)
        shape = "heading" if heading.level or heading.closes else kind
        yield Piece(chunk.text, shape, heading.level, chunk.page, chunk.last_page, heading.title, heading.depth)


def _compose(pieces: Sequence[Piece]) -> tuple[str, tuple[Block, ...]]:
    """Sets the pieces one after another: a blank line between blocks, a line break between items of one list."""
    parts: list[str] = []
    blocks: list[Block] = []
    path: list[tuple[int, str]] = []
    numbered: dict[int, list[tuple[int, str]]] = {}
    position = 0
    previous: Piece | None = None
    for piece in _merge_chapter_lines(pieces):
        if previous is not None:
            separator = "\n" if piece.kind in {"item", "step"} and previous.kind in {"item", "step"} else "\n\n"
            parts.append(separator)
            position += len(separator)
        if piece.level:
            parents = [entry for entry in path if entry[0] < piece.level]
            if piece.level > PLAIN:
                parents = numbered.setdefault(number_of(piece.text)[0] - 1, parents)
                numbered = {number_of(piece.text)[0]: parents}
            path = [*parents, (piece.level, piece.text)]
        parts.append(piece.text)
        end = position + len(piece.text)
        own = path
        if piece.title:
            own = [entry for entry in path if entry[0] < piece.depth] + [(piece.depth, piece.title)]
        blocks.append(Block(piece.kind, position, end, _section(own), piece.page, piece.last_page))
        position = end
        previous = piece
    return "".join(parts), tuple(blocks)


def _section(path: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """The headings of a path; of more than three, the outermost and the innermost two."""
    titles = tuple(title for _, title in path)
    return titles if len(titles) <= DEPTH else (titles[0], *titles[1 - DEPTH :])


def _merge_chapter_lines(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A line that only says `CAPÍTULO TRES` put before the title that follows it."""
    waiting: Piece | None = None
    for piece in pieces:
        if waiting is not None and piece.kind == "heading" and not CHAPTER.fullmatch(piece.text):
            yield replace(piece, text=f"{waiting.text}. {piece.text}", level=1)
            waiting = None
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        if piece.kind == "heading" and CHAPTER.fullmatch(piece.text):
            waiting = piece
        else:
            yield piece
    if waiting is not None:
        yield waiting
