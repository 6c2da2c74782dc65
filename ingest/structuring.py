"""From a loaded file to one clean text and its blocks: headings, paragraphs, items, steps and tables, with their section."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.cleaning import clean
from ingest.headings import CHAPTER, could_be_name, is_capitals, is_post, level_of, looks_like_heading, number_of
from ingest.lines import normalise
from ingest.loaded import LoadedFile
from ingest.markdown import read_markdown
from ingest.paragraphs import Chunk, to_chunks

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
    """A block before it has its place: its text, kind, depth when a heading (1 is outermost, else 0) and pages."""

    text: str
    kind: str
    level: int = 0
    page: int | None = None
    last_page: int | None = None


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
    candidates = [_is_candidate(chunks, index) for index in range(len(chunks))]
    chapters = any(CHAPTER.fullmatch(chunk.text) for chunk in chunks)
    numbered = sum(found and bool(number_of(chunk.text)) for chunk, found in zip(chunks, candidates, strict=True)) >= 5
    for index, chunk in enumerate(chunks):
        if candidates[index] and not _is_cell(chunks, candidates, index):
            level = level_of(chunk.text, opens_page=chunk.turn, numbered_document=numbered, chapters=chapters)
            yield Piece(chunk.text, "heading", level, chunk.page, chunk.last_page)
        else:
            kind = {"text": "paragraph", "note": "paragraph"}.get(chunk.kind, chunk.kind)
            yield Piece(chunk.text, kind, 0, chunk.page, chunk.last_page)


def _is_candidate(chunks: Sequence[Chunk], index: int) -> bool:
    """Whether a chunk looks like a heading where it stands: on its own, or first in its block, and no author's line."""
    chunk = chunks[index]
    if chunk.kind not in {"text", "step"} or not chunk.gap or chunk.lines > 5 or not looks_like_heading(chunk.text):
        return False
    if chunk.kind == "step" and not _is_numbered_heading(chunks, index):
        return False
    following = chunks[index + 1] if index + 1 < len(chunks) else None
    before = chunks[index - 1] if index else None
    if is_post(chunk.text) and before is not None and could_be_name(before.text):
        return False
    return not (
        could_be_name(chunk.text) and following is not None and is_post(following.text) and not is_capitals(chunk.text)
    )


def _is_numbered_heading(chunks: Sequence[Chunk], index: int) -> bool:
    """Whether a numbered line is a heading rather than a step: no step of the same kind beside it, and text after it."""
    number = number_of(
        chunks[index].text.replace(".", ". ", 1) if chunks[index].text[1:2] == "." else chunks[index].text
    )
    if not number or index + 1 >= len(chunks):
        return False
    following = chunks[index + 1]
    if not following.gap:
        return is_capitals(chunks[index].text)
    if following.kind == "step":
        deeper = number_of(following.text)
        return (
            (len(deeper) > len(number) or is_capitals(chunks[index].text))
            and index > 0
            and chunks[index - 1].kind != "step"
        )
    return True


def _is_cell(chunks: Sequence[Chunk], candidates: Sequence[bool], index: int) -> bool:
    """Whether a heading-like chunk is one of a run of four or more: a torn table, a diagram, a list of names."""
    text = chunks[index].text
    if CHAPTER.match(text) or len(number_of(text)) > 1:
        return False
    start = index
    while start > 0 and candidates[start - 1]:
        start -= 1
    end = index
    while end + 1 < len(candidates) and candidates[end + 1]:
        end += 1
    run = end - start + 1
    return run >= 4 and index != end or not any(char.isalpha() for char in text)


def _compose(pieces: Sequence[Piece]) -> tuple[str, tuple[Block, ...]]:
    """Sets the pieces one after another: a blank line between blocks, a line break between items of one list."""
    parts: list[str] = []
    blocks: list[Block] = []
    path: list[tuple[int, str]] = []
    position = 0
    previous: Piece | None = None
    for piece in _merge_chapter_lines(pieces):
        if previous is not None:
            separator = "\n" if piece.kind in {"item", "step"} and previous.kind in {"item", "step"} else "\n\n"
            parts.append(separator)
            position += len(separator)
        if piece.kind == "heading":
            path = [entry for entry in path if entry[0] < piece.level] + [(piece.level, piece.text)]
        parts.append(piece.text)
        end = position + len(piece.text)
        blocks.append(Block(piece.kind, position, end, _section(path), piece.page, piece.last_page))
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
