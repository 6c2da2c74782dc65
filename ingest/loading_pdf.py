"""PDF files by pypdfium2, page by page, with the paragraphs that the page shows.

PDFium gives the characters in the order in which the file draws them, which in columned documents is column by column.
It parts lines but not paragraphs, so a blank line is put wherever the page leaves more room than between lines.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from threading import Lock

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import FileCorrupt, FileEncrypted, FileError, NoTextLayer
from ingest.loaded import LoadedFile, Page
from ingest.markup import normalise, plausible_title

# Below half, what could be answered from the file is an accident of which pages were typed: better to ask for OCR.
MIN_TEXT_SHARE = 0.5
# A page of image with fewer letters than this bears a folio, a stamp or the name of the scanning app ("Escaneado con
# CamScanner", 22), not its text.
MIN_LETTERS_OVER_IMAGE = 25
# Room between the base lines of two paragraphs, in those of neighbouring lines: word processors leave 6 points or more
# after a paragraph of 12 to 15 points of leading (1.4 to 1.7); what varies within a paragraph stays under 1.1.
PARAGRAPH_LEADING = 1.3

_LINE_END_HYPHEN = ("\x02", "\ufffe")  # PDFium's mark for a hyphen that parts a word; it stands for the line end too
_ENCRYPTED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
_LOCK = Lock()  # PDFium is not thread-safe, and two people may upload at once


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page: its text, where it stands and how tall its letters are, in points from the page's bottom."""

    text: str
    bottom: float
    height: float


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page as PDFium gives it: its lines, and whether it lacks text of its own."""

    lines: tuple[_Line, ...]
    is_scanned: bool


def load_pdf(path: Path, data: bytes) -> LoadedFile:
    """A PDF file: its pages numbered from 1, titled by its metadata.

    Raises:
        FileEncrypted: it asks for a password.
        FileCorrupt: it is not a PDF, or is damaged.
        NoTextLayer: fewer than half of its pages have text.
    """
    with _LOCK:
        try:
            with closing(pypdfium2.PdfDocument(data)) as document:
                title = plausible_title(document.get_metadata_value("Title"))
                sheets = [_read(document, index) for index in range(len(document))]
        except pypdfium2.PdfiumError as error:
            raise _translated(path, error) from error
    missing = tuple(number for number, sheet in enumerate(sheets, 1) if sheet.is_scanned)
    if len(sheets) - len(missing) < MIN_TEXT_SHARE * len(sheets):
        raise NoTextLayer(path, missing, len(sheets))
    leading = _usual_leading(sheets)
    pages = tuple(Page(number, _lay_out(sheet.lines, leading)) for number, sheet in enumerate(sheets, 1))
    return LoadedFile(
        path,
        pages,
        title,
        warnings=(_missing_warning(missing),) if missing else (),
    )


def _translated(path: Path, error: pypdfium2.PdfiumError) -> FileError:
    """Our error for PDFium's."""
    kind = FileEncrypted if error.err_code in _ENCRYPTED else FileCorrupt
    return kind(path, str(error))


def _read(document: pypdfium2.PdfDocument, index: int) -> _Sheet:
    """Page `index` (0-based) of the document."""
    with closing(document[index]) as page, closing(page.get_textpage()) as text:
        lines = tuple(_lines(text))
        letters = sum(char.isalpha() for line in lines for char in line.text)
        return _Sheet(lines, letters == 0 or (letters < MIN_LETTERS_OVER_IMAGE and _has_image(page)))


def _has_image(page: pypdfium2.PdfPage) -> bool:
    """Whether the page shows an image."""
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))


def _lines(text: pypdfium2.PdfTextPage) -> Iterator[_Line]:
    """The lines of a page that hold more than white space."""
    chars: list[str] = []
    boxes: list[tuple[float, float]] = []
    for index in range(text.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text, index))
        hyphen = char in _LINE_END_HYPHEN
        chars.append("-" if hyphen else char)
        if not char.isspace() and not pdfium.FPDFText_IsGenerated(text, index):
            _, bottom, _, top = text.get_charbox(index, loose=True)
            boxes.append((bottom, top))
        if hyphen or char == "\n":
            yield from _line(chars, boxes)
            chars, boxes = [], []
    yield from _line(chars, boxes)


def _line(chars: list[str], boxes: list[tuple[float, float]]) -> Iterator[_Line]:
    """The line of those characters, unless it is blank. The medians keep footnote marks from moving it."""
    # PDFium counts in UTF-16: what lies beyond comes as two halves, to be joined again.
    joined = "".join(chars).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = normalise(joined.replace("\0", "")).strip("\n").rstrip()
    if text and boxes:
        bottom = median(bottom for bottom, _ in boxes)
        yield _Line(text, bottom, median(top for _, top in boxes) - bottom)


def _leading(upper: _Line, lower: _Line) -> float:
    """The distance between two lines in heights of letter; negative where a column or a box begins higher up."""
    return (upper.bottom - lower.bottom) / max(upper.height, lower.height, 1.0)


def _usual_leading(sheets: list[_Sheet]) -> float:
    """The median distance between neighbouring lines of the document, in heights of letter; 1.0 when there is none.

    What is under half a letter apart are cells of one row, not lines.
    """
    pairs = (pair for sheet in sheets for pair in pairwise(sheet.lines))
    return median([leading for upper, lower in pairs if (leading := _leading(upper, lower)) > 0.5] or [1.0])


def _lay_out(lines: tuple[_Line, ...], usual: float) -> str:
    """The lines as text, with a blank one wherever the page leaves more room than within paragraphs."""
    if not lines:
        return ""
    text = lines[0].text
    for upper, lower in pairwise(lines):
        text += ("\n\n" if _leading(upper, lower) > PARAGRAPH_LEADING * usual else "\n") + lower.text
    return text


def _missing_warning(pages: tuple[int, ...]) -> str:
    """The sentence that names the pages without text."""
    if len(pages) == 1:
        return f"La página {pages[0]} no tiene texto que se pueda leer (quizá es una imagen) y no se podrá consultar."
    *first, last = _runs(pages)
    named = f"{', '.join(first)} y {last}" if first else last
    return f"Las páginas {named} no tienen texto que se pueda leer (quizá son imágenes) y no se podrán consultar."


def _runs(pages: tuple[int, ...]) -> list[str]:
    """Ascending page numbers with those in a row put together: 3, 5, 6, 7 is 3 and 5-7."""
    runs: list[tuple[int, int]] = []
    for page in pages:
        if runs and runs[-1][1] == page - 1:
            runs[-1] = (runs[-1][0], page)
        else:
            runs.append((page, page))
    return [str(first) if first == last else f"{first}-{last}" for first, last in runs]
