"""Tables as people save them: encodings, delimiters, kinds of cells, and cells that want to be formulas."""

from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from corpus.errors import EvaluationFileError
from evals.tables import Choices, Row, Table, columns_of, harmless, read_table, write_table


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_of_any_usual_encoding_and_delimiter_is_read(tmp_path, delimiter, encoding):
    path = tmp_path / "tabla.csv"
    text = f'Pregunta{delimiter}Sí o no\r\n"¿Qué año, qué día; qué hora?"{delimiter}sí\r\n'
    path.write_bytes(text.encode(encoding))
    assert read_table(path) == Table(("Pregunta", "Sí o no"), (Row(2, ("¿Qué año, qué día; qué hora?", "sí")),))


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path):
    path = tmp_path / "tabla.csv"
    path.write_text('a,b\n"dos\nlíneas",1\n\n,\nfin,2\n', encoding="utf-8")
    assert [row.number for row in read_table(path).rows] == [2, 5]


def test_a_short_row_has_empty_cells_at_its_end(tmp_path):
    path = tmp_path / "tabla.csv"
    path.write_text("a,b\n1\n", encoding="utf-8")
    assert list(columns_of(read_table(path), {"a": 0, "b": 1})) == [(2, {"a": "1", "b": ""})]


def test_cells_of_a_workbook_become_texts(tmp_path):
    book = Workbook()
    book.active.append(["a", "b", "c", "d", "e", "f"])
    book.active.append([True, 12.0, 2.5, datetime(2026, 5, 4), None, " texto "])
    book.save(tmp_path / "tabla.xlsx")
    assert read_table(tmp_path / "tabla.xlsx").rows == (Row(2, ("sí", "12", "2.5", "2026-05-04", "", "texto")),)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vacia.csv", b""),
        ("sin-encabezado.csv", b"\n\na,b\n"),
        ("comillas.csv", b'a,b\n"sin cerrar'),
        ("otra.ods", b"PK"),
        ("rota.xlsx", b"PK no es un libro"),
        ("bytes.csv", b"a\n\x81\xff\n"),
    ],
)
def test_what_is_no_table_is_refused_by_its_name(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(EvaluationFileError) as failure:
        read_table(tmp_path / name)
    assert failure.value.place.endswith(name)


def test_a_table_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(EvaluationFileError, match="cannot be read"):
        read_table(tmp_path / "nada.csv")


@pytest.mark.parametrize("cell", ["=1+1", "+52 55", "-3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_csv_cell_that_a_spreadsheet_would_run_is_escaped(cell):
    assert harmless(cell) == f"'{cell}"


def test_other_cells_stay_as_they_are():
    assert [harmless(cell) for cell in ("", "a=1", "¿Qué?")] == ["", "a=1", "¿Qué?"]


@pytest.mark.parametrize("name", ["hoja.csv", "hoja.xlsx"])
def test_what_is_written_is_read_again(tmp_path, name):
    write_table(tmp_path / name, ("uno", "dos"), [("á, ñ; «x»", 'dos\n"líneas"')], widths=(9, 9))
    assert read_table(tmp_path / name) == Table(("uno", "dos"), (Row(2, ("á, ñ; «x»", 'dos\n"líneas"')),))


def test_a_workbook_holds_texts_alone_and_offers_the_choices(tmp_path):
    choices = Choices(2, ("sí", "no"), "Sólo sí o no.")
    rows = [('=HYPERLINK("x")', ""), ("con \x07 campana", "")]
    write_table(tmp_path / "hoja.xlsx", ("uno", "dos"), rows, widths=(9, 9), choices=choices)
    sheet = load_workbook(tmp_path / "hoja.xlsx").active
    assert [(cell.value, cell.data_type) for cell in sheet["A"][1:]] == [
        ('=HYPERLINK("x")', "s"),
        ("con  campana", "s"),
    ]
    (validation,) = sheet.data_validations.dataValidation
    assert (str(validation.sqref), validation.formula1, validation.error) == ("B2:B3", '"sí,no"', "Sólo sí o no.")
