"""Tables that people fill in: CSV and XLSX, read into texts and written so that a spreadsheet runs nothing."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from corpus.errors import EvaluationFileError

DELIMITERS = (",", ";", "\t")
# OWASP, CSV Injection: a spreadsheet takes a cell that begins with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
WORKBOOK = ".xlsx"
READABLE = (".csv", ".tsv", ".txt", WORKBOOK)
WRITABLE = (".csv", WORKBOOK)
# What damaged files make the libraries raise.
UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    csv.Error,
    BadZipFile,
    ParseError,
)
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something. `number` is the one that a spreadsheet shows; the header's is 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header row and the rows under it, every cell as text without white space around it."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """The values that a column of a workbook offers in a list, and what it says to any other."""

    column: int
    values: tuple[str, ...]
    refusal: str


def read_table(path: Path) -> Table:
    """Reads the first sheet of a workbook, or else a CSV file in UTF-8 or Windows-1252 with `,`, `;` or tabs.

    Raises EvaluationFileError when the file cannot be read or holds no header.
    """
    kind = path.suffix.lower()
    if kind not in READABLE:
        raise EvaluationFileError(str(path), f"not a table that can be read; these can: {', '.join(READABLE)}")
    try:
        rows = _workbook_rows(path) if kind == WORKBOOK else _csv_rows(path.read_bytes())
    except UNREADABLE as error:
        raise EvaluationFileError(str(path), f"cannot be read as a table: {error}") from error
    filled = [Row(n, row) for n, row in enumerate(rows, start=1) if any(row)]
    if not filled or filled[0].number != 1:
        raise EvaluationFileError(str(path), "the first row must hold the names of the columns")
    return Table(filled[0].cells, tuple(filled[1:]))


def columns_of(table: Table, names: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    """For each row its number and the cells of some columns by name; cells that a short row lacks are empty."""
    for row in table.rows:
        yield row.number, {name: row.cells[n] if n < len(row.cells) else "" for name, n in names.items()}


def write_table(
    path: Path,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[int],
    choices: Choices | None = None,
) -> None:
    """Writes a workbook, with column widths in characters and a list to choose from, or else a CSV file."""
    if path.suffix.lower() == WORKBOOK:
        from evals.workbooks import write_workbook

        write_workbook(path, [header, *rows], widths, choices)
        return
    # The mark at the beginning makes Excel read UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[harmless(cell) for cell in row] for row in [header, *rows]])


def harmless(cell: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula: an apostrophe before what begins like one."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _csv_rows(data: bytes) -> list[tuple[str, ...]]:
    text = _decoded(data)
    # The delimiter is the one that divides the header most.
    delimiter = max(DELIMITERS, key=lambda each: len(next(csv.reader(io.StringIO(text), delimiter=each), [])))
    return [
        tuple(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    ]


def _decoded(data: bytes) -> str:
    if data.startswith(UTF_16_MARKS):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _workbook_rows(path: Path) -> list[tuple[str, ...]]:
    from evals.workbooks import read_workbook  # openpyxl belongs to the extra `evals`; CSV does without

    return read_workbook(path)
