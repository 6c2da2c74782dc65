"""Workbooks (XLSX), read into texts and written so that nothing in them is a formula."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from evals.tables import Choices


def read_workbook(path: Path) -> list[tuple[str, ...]]:
    """The rows of the first sheet, every cell as text. Raises what openpyxl raises for a damaged file."""
    # The values that formulas had when the workbook was saved.
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        return [tuple(map(_cell_text, row)) for row in book.worksheets[0].iter_rows(min_row=1, values_only=True)]
    finally:
        book.close()


def write_workbook(path: Path, rows: Sequence[Sequence[str]], widths: Sequence[int], choices: Choices | None) -> None:
    """Writes a workbook whose first row is a header; `widths` of the columns in characters."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a sheet")
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(number, column, ILLEGAL_CHARACTERS_RE.sub("", text))
            if text:
                cell.data_type = "s"  # a text, also when it begins like a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    if choices is not None:
        sheet.add_data_validation(_list_of(choices, len(rows)))
    book.save(path)


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _list_of(choices: Choices, last_row: int) -> DataValidation:
    validation = DataValidation(type="list", formula1=f'"{",".join(choices.values)}"', allow_blank=True)
    validation.error = choices.refusal
    validation.showErrorMessage = True
    letter = get_column_letter(choices.column)
    validation.add(f"{letter}2:{letter}{max(2, last_row)}")
    return validation
