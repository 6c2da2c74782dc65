"""Word documents by python-docx, as light Markdown: headings, paragraphs, lists and tables in the order of the body."""

import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
from docx.document import Document
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import XmlchemyError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from corpus.errors import FileCorrupt, FileEncrypted
from ingest.loaded import LoadedFile, Page
from ingest.markup import flat, heading, item, join_blocks, one_line, paragraph, plausible_title, table

NOTES_WARNING = "El documento tiene notas al pie o al final; su texto no se incluye."

# What python-docx lets through from the layers below it when a file is damaged or is not a Word document.
_VENDOR_ERRORS = (
    OpcError,
    PythonDocxError,
    XmlchemyError,
    SyntaxError,  # lxml's, for XML
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    AttributeError,
    RuntimeError,
)
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_HEADING_STYLE = re.compile(r"(?:heading|t[ií]tulo|encabezado)\s*(\d)", re.IGNORECASE)
_TITLE_STYLES = frozenset({"title", "título", "titulo", "puesto"})
_CONTENTS_STYLE = re.compile(r"(?:toc|tdc|tabla de contenido|índice)(?: heading|\s*\d|$)", re.IGNORECASE)
_BULLET_STYLE = re.compile(r"list bullet|lista con viñetas", re.IGNORECASE)
_NUMBER_STYLE = re.compile(r"list number|lista con números", re.IGNORECASE)

_TEXT = qn("w:t")
_MARKS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# Properties (where w:tab is a tab stop), deleted and moved text, the second copy of a drawing, boxes (read apart).
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset({*map(qn, ("w:pPr", "w:rPr", "w:del", "w:moveFrom", "w:txbxContent")), _FALLBACK})


@dataclass(frozen=True, slots=True)
class _ListLevel:
    """Where a paragraph stands in the document's lists: Word's list id, its depth, and the number it begins at."""

    list_id: str
    depth: int
    start: int | None  # None for bullets


@dataclass(slots=True)
class _Reader:
    """Reads the body of one document. `counters` holds the last number given, by list and depth."""

    document: Document
    numbering: BaseOxmlElement | None
    title: str | None = None
    counters: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def blocks(self, container: BaseOxmlElement) -> Iterator[str]:
        """The blocks of a body, a cell, a box or a content control, in document order."""
        for child in container.iterchildren():
            if child.tag == qn("w:p"):
                yield self._paragraph(Paragraph(child, self.document._body))
                for box in _boxes(child):
                    yield from self.blocks(box)
            elif child.tag == qn("w:tbl"):
                yield from self._table(Table(child, self.document._body))
            elif child.tag not in _SKIPPED:
                yield from self.blocks(child)

    def _paragraph(self, source: Paragraph) -> str:
        """A paragraph as a heading, an item or prose, by its style and its place in a list."""
        text = "".join(_pieces(source._p))
        styles = _style_chain(source)
        names = [style.name or "" for style in styles]
        if not text.strip() or any(_CONTENTS_STYLE.match(name) for name in names):
            return ""
        if any(name.lower() in _TITLE_STYLES for name in names):
            self.title = self.title or one_line(text)
            return heading(1, text)
        if found := next(filter(None, map(_HEADING_STYLE.match, names)), None):
            return heading(int(found[1]), text)
        if level := self._list_level(source, styles):
            return item(text, self._next_number(level))
        return paragraph(text)

    def _list_level(self, source: Paragraph, styles: list[ParagraphStyle]) -> _ListLevel | None:
        """The list that the paragraph belongs to, by itself or by its style; None for prose."""
        for owner in (source._p, *(style.element for style in styles)):
            if found := owner.xpath("./w:pPr/w:numPr[w:numId]"):
                depth = int(next(iter(found[0].xpath("./w:ilvl/@w:val")), 0))
                list_id = str(found[0].xpath("./w:numId/@w:val")[0])
                return None if list_id == "0" else self._level(list_id, depth)
        names = [style.name or "" for style in styles]
        if any(map(_BULLET_STYLE.match, names)):
            return _ListLevel("", 0, None)
        return _ListLevel(names[0], 0, 1) if any(map(_NUMBER_STYLE.match, names)) else None

    def _level(self, list_id: str, depth: int) -> _ListLevel:
        """What the numbering part says of that depth of the list; bullets when it says nothing."""
        properties = {} if self.numbering is None else _level_properties(self.numbering, list_id, depth)
        if properties.get("numFmt", "bullet") in ("bullet", "none"):
            return _ListLevel(list_id, depth, None)
        return _ListLevel(list_id, depth, int(properties.get("start", 1)))

    def _next_number(self, level: _ListLevel) -> int | None:
        """The number of the next item at that level, which begins the deeper levels anew; None for bullets."""
        if level.start is None:
            return None
        given = self.counters[level.list_id]
        number = given.get(level.depth, level.start - 1) + 1
        kept = {depth: last for depth, last in given.items() if depth < level.depth}
        self.counters[level.list_id] = {**kept, level.depth: number}
        return number

    def _table(self, source: Table) -> Iterator[str]:
        """A table with pipes; one that only lays out the page (a box, a table of tables) is read cell by cell."""
        if len(source.columns) == 1 or source._tbl.xpath(".//w:tc/w:tbl"):
            for cell in source._tbl.xpath("./w:tr/w:tc"):
                yield from self.blocks(cell)
        else:
            yield table([self._cells(source, index) for index in range(len(source.rows))])

    def _cells(self, source: Table, index: int) -> list[str]:
        """The texts of a row; a cell that spans columns is written in the first of them."""
        cells = source.rows[index].cells
        repeated = [False, *(left._tc is right._tc for left, right in pairwise(cells))]
        return ["" if skip else flat(self.blocks(cell._tc)) for cell, skip in zip(cells, repeated, strict=True)]


def load_docx(path: Path, data: bytes) -> LoadedFile:
    """A .docx file as one page of light Markdown, titled by its title paragraph, else by its properties.

    Raises:
        FileEncrypted: it asks for a password.
        FileCorrupt: it is not a Word document, or is damaged.
    """
    if data.startswith(_OLE_SIGNATURE):
        locked = _OLE_ENCRYPTED in data
        raise FileEncrypted(path) if locked else FileCorrupt(path, "a binary .doc under the name of a .docx")
    try:
        document = docx.Document(BytesIO(data))
        reader = _Reader(document, _numbering(document))
        body = document.element.body
        text = join_blocks(reader.blocks(body))
        has_notes = bool(body.xpath(".//w:footnoteReference | .//w:endnoteReference"))
        title = reader.title or plausible_title(document.core_properties.title)
    except _VENDOR_ERRORS as error:
        raise FileCorrupt(path, f"not a readable Word document: {error}") from error
    return LoadedFile(path, (Page(None, text),), title, True, (NOTES_WARNING,) if has_notes else ())


def _numbering(document: Document) -> BaseOxmlElement | None:
    """The definitions of the document's lists, or None when it has none (python-docx cannot make them up)."""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            element: BaseOxmlElement = document.part.numbering_part.element
            return element
    return None


def _level_properties(numbering: BaseOxmlElement, list_id: str, depth: int) -> dict[str, str]:
    """The properties of a list's level by name (`numFmt`, `start`, …): a list names its definition, that its levels."""
    value = qn("w:val")
    kinds = (
        num.find(qn("w:abstractNumId")) for num in numbering.iterfind(qn("w:num")) if num.get(qn("w:numId")) == list_id
    )
    kind = next((found.get(value) for found in kinds if found is not None), None)
    for definition in numbering.iterfind(qn("w:abstractNum")):
        for level in definition.iterfind(qn("w:lvl")):
            if definition.get(qn("w:abstractNumId")) == kind and level.get(qn("w:ilvl")) == str(depth):
                return {child.tag.rpartition("}")[2]: child.get(value, "") for child in level}
    return {}


def _style_chain(source: Paragraph) -> list[ParagraphStyle]:
    """The paragraph's style and those it is based on, nearest first."""
    chain: list[ParagraphStyle] = []
    style = source.style
    while isinstance(style, ParagraphStyle) and style not in chain:
        chain.append(style)
        style = style.base_style
    return chain


def _pieces(element: BaseOxmlElement) -> Iterator[str]:
    """The text under an element, hyperlinks and accepted insertions included, which `Paragraph.text` would lose."""
    for child in element.iterchildren():
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        elif child.tag not in _SKIPPED:
            yield from _pieces(child)


def _boxes(element: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """The text boxes anchored in a paragraph, each once; a box within a box belongs to a paragraph of the outer one."""
    for box in element.iter(qn("w:txbxContent")):
        copied = next(box.iterancestors(_FALLBACK), None) is not None
        if not copied and next(box.iterancestors(qn("w:p")), None) is element:
            yield box
