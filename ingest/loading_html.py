"""Web pages by Beautiful Soup, as light Markdown: what the page says, without what surrounds it."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, PageElement, PreformattedString, Tag
from bs4.exceptions import ParserRejectedMarkup

from corpus.errors import FileCorrupt
from ingest.loaded import LoadedFile, Page
from ingest.loading_text import LEGACY_WARNING, decode
from ingest.markup import flat, heading, item, join_blocks, one_line, paragraph, table

_DROPPED = "script, style, nav, aside, noscript, template, svg, iframe, button, select, textarea, [hidden]"
# A header inside the article bears its title; those of the page bear the menu.
_SURROUNDINGS = "header:not(main header, article header), footer:not(main footer, article footer)"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    """address article blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p pre search section summary table tbody td tfoot th thead
    tr ul""".split()
)


def load_html(path: Path, data: bytes) -> LoadedFile:
    """A web page as one page of light Markdown, titled by `<title>`, else by its first `<h1>`.

    Raises:
        FileCorrupt: it is not text, or its tags cannot be made sense of.
    """
    decoded = decode(path, data, _declared_encoding(data))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)  # XHTML reads well as HTML
            soup = BeautifulSoup(decoded.text, "html.parser")
        title = _title(soup)
        text = join_blocks(_blocks(_content(soup)))
    except (ParserRejectedMarkup, RecursionError) as error:
        raise FileCorrupt(path, f"not readable HTML: {error}") from error
    return LoadedFile(path, (Page(None, text),), title or None, True, (LEGACY_WARNING,) if decoded.guessed else ())


def _declared_encoding(data: bytes) -> str | None:
    """The encoding that the page declares; what calls itself Latin-1 is Windows-1252, as every browser takes it."""
    declared = EncodingDetector.find_declared_encoding(data, is_html=True, search_entire_document=False)
    return "cp1252" if declared in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else declared


def _title(soup: BeautifulSoup) -> str:
    """The page's title, or "" when it has none."""
    found = soup.find("title") or soup.find("h1")
    return one_line(found.get_text(" ")) if found else ""


def _content(soup: BeautifulSoup) -> Tag:
    """The part of the page that says something, after taking out menus, scripts, forms and the like."""
    for tag in soup.select(_DROPPED):
        tag.decompose()
    for tag in soup.select(_SURROUNDINGS):
        tag.decompose()
    for form in soup.find_all("form"):
        # Some servers (ASP.NET) wrap the whole page in one form; that one stays.
        if 2 * len(form.get_text()) < len((soup.body or soup).get_text()):
            form.decompose()
    main = soup.find("main") or soup.select_one("[role=main]")
    return main if main and main.get_text(strip=True) else soup.body or soup


def _is_block(node: PageElement) -> bool:
    """Whether the node begins a block of its own, by its name or by what it holds."""
    return isinstance(node, Tag) and (node.name in _BLOCKS or node.find(list(_BLOCKS)) is not None)


def _blocks(parent: Tag) -> Iterator[str]:
    """The blocks under a tag; neighbouring text and inline tags make a paragraph."""
    inline: list[str] = []
    for node in parent.children:
        if not _is_block(node):
            inline.append(_inline(node))
            continue
        yield paragraph("".join(inline))
        inline.clear()
        if isinstance(node, Tag):
            yield from _READERS.get(node.name, _blocks)(node)
    yield paragraph("".join(inline))


def _inline(node: PageElement) -> str:
    """The text of a node that holds no block: white space collapsed, line breaks kept, comments left out."""
    if isinstance(node, Tag):
        return "\n" if node.name == "br" else "".join(map(_inline, node.children))
    if isinstance(node, PreformattedString) or not isinstance(node, NavigableString):
        return ""
    return node.replace("\r", " ").replace("\n", " ")


def _flat(tag: Tag) -> str:
    """All the text under a tag on one line, its blocks apart."""
    return flat(_blocks(tag))


def _heading(tag: Tag) -> Iterator[str]:
    """A heading of its level."""
    yield heading(int(tag.name[1]), _flat(tag))


def _list(tag: Tag) -> Iterator[str]:
    """The items of a list; lists within an item follow it at the same level."""
    numbers = count(_integer(tag, "start", 1)) if tag.name == "ol" else None
    for entry in tag.find_all(True, recursive=False):
        if entry.name in ("ul", "ol"):  # nested without its item, a common mistake
            yield from _list(entry)
            continue
        inner = [sub for sub in entry.find_all(["ul", "ol"]) if sub.find_parent(["ul", "ol"]) is tag]
        for sub in inner:
            sub.extract()
        yield item(_flat(entry), next(numbers) if numbers else None)
        for sub in inner:
            yield from _list(sub)


def _definitions(tag: Tag) -> Iterator[str]:
    """A list of definitions, each an item that begins with its term."""
    terms: list[str] = []
    for entry in tag.find_all(["dt", "dd"]):
        if entry.name == "dt":
            terms.append(_flat(entry))
        else:
            yield item(": ".join([*filter(None, [", ".join(terms)]), _flat(entry)]))
            terms.clear()
    yield item(", ".join(terms))


def _preformatted(tag: Tag) -> Iterator[str]:
    """Text whose line breaks count."""
    yield paragraph(tag.get_text())


def _table(tag: Tag) -> Iterator[str]:
    """A table with pipes, after its caption; one that only lays out the page is read cell by cell."""
    rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
    cells = [row.find_all(["td", "th"], recursive=False) for row in rows]
    if max(map(len, cells), default=0) <= 1 or tag.find(["table", *_HEADINGS]):
        for cell in (cell for row in cells for cell in row):
            yield from _blocks(cell)
        return
    caption = tag.find("caption")
    if caption:
        yield paragraph(_flat(caption))
    yield table(_grid(cells))


def _grid(rows: Sequence[Sequence[Tag]]) -> list[list[str]]:
    """The texts by row and column. A cell across rows is repeated in each; across columns, in the first only."""
    grid: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}  # column: rows still to fill, and with what
    for row in rows:
        texts: list[str] = []
        for cell in row:
            _fill_from_above(texts, below)
            text, span = _flat(cell), _integer(cell, "rowspan", 1)
            for offset in range(min(_integer(cell, "colspan", 1), 100)):
                below[len(texts)] = (span - 1, "" if offset else text)
                texts.append("" if offset else text)
        _fill_from_above(texts, below)
        grid.append(texts)
    return grid


def _fill_from_above(texts: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Add to a row the cells that reach down to its next column from the rows above."""
    while (left := below.get(len(texts), (0, "")))[0] > 0:
        below[len(texts)] = (left[0] - 1, left[1])
        texts.append(left[1])


def _integer(tag: Tag, attribute: str, default: int) -> int:
    """A numeric attribute, or the default when it is missing or no number."""
    value = str(tag.get(attribute, ""))
    return int(value) if value.isascii() and value.isdigit() else default


_READERS: dict[str, Callable[[Tag], Iterator[str]]] = {
    **dict.fromkeys(_HEADINGS, _heading),
    **dict.fromkeys(("ul", "ol"), _list),
    "dl": _definitions,
    "pre": _preformatted,
    "table": _table,
}
