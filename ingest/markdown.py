"""Markdown read as blocks of plain text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Part:
    """A block of a Markdown text as plain text; `kind` as in `structuring.Block`; `level` of a heading, else 0."""

    text: str
    kind: str
    level: int = 0


def read_markdown(text: str) -> list[Part]:
    """The blocks of a Markdown text: headings, paragraphs, items with their mark, steps with their number, tables.

    The rows of a table are lines with ` | ` between cells.
    """
    return list(_parts(_parser().parse(text)))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _parts(tokens: Sequence[Token]) -> Iterator[Part]:
    lists: list[tuple[str, int]] = []
    label = ""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            lists.append((token.type, int(token.attrGet("start") or 1)))
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "list_item_open":
            label = _label(lists[-1])
            lists[-1] = (lists[-1][0], lists[-1][1] + 1)
        elif token.type == "table_open":
            end = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
            yield Part("\n".join(_rows(tokens[index:end])), "table")
            index = end
        elif token.type in {"inline", "fence", "code_block"}:
            yield from _part(tokens[index - 1], token, label, in_list=bool(lists))
            label = ""
        index += 1


def _label(entry: tuple[str, int]) -> str:
    return f"{entry[1]}. " if entry[0] == "ordered_list_open" else "- "


def _part(opening: Token, token: Token, label: str, *, in_list: bool) -> Iterator[Part]:
    content = _plain(token) if token.type == "inline" else token.content.strip()
    if not content:
        return
    if opening.type == "heading_open":
        yield Part(" ".join(content.split()), "heading", int(opening.tag[1]))
    elif label:
        yield Part(label + content, "item" if label == "- " else "step")
    else:
        yield Part(content, "item" if in_list else "paragraph")


def _plain(token: Token) -> str:
    """The words of an inline token without its marks; a line break in the source is a space."""
    pieces: list[str] = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            pieces.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            pieces.append(" ")
        elif child.type == "image":
            continue
    return " ".join("".join(pieces).split())


def _rows(tokens: Sequence[Token]) -> Iterator[str]:
    cells: list[str] = []
    for token in tokens:
        if token.type == "inline":
            cells.append(_plain(token))
        elif token.type == "tr_close":
            yield " | ".join(cell for cell in cells if cell)
            cells = []
