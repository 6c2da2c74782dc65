"""Blind sheets: what they show, and what one or two reviewers wrote in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from evals.faults import FaultKind
from evals.results import Result
from evals.review import HEADER, Sheet, Verdict, agreement, items, read_sheet, shares, write_sheet
from evals.tables import read_table, write_table


def result(n: int, answer: str = "Dura once días. [1]") -> Result:
    return Result(
        id=f"ofi-{n:03d}",
        kind="fact",
        language="es",
        question=f"¿Pregunta {n}?",
        answerable=True,
        abstained=False,
        rank=1,
        facts=1.0,
        quotes_valid=True,
        words=3,
        milliseconds=1.0,
        answer=answer,
    )


RUN = tuple(result(n) for n in range(12))
R, P, W = Verdict


def filled(path: Path, verdicts: list[str], comment: str = "") -> Path:
    """A sheet of the run with these verdicts, in the order of the run."""
    rows = [(item, "", "", verdict, comment) for item, verdict in zip(items(RUN), verdicts, strict=False)]
    write_table(path, HEADER, rows, widths=(9,) * 5)
    return path


def faults(sheet: Sheet) -> list[tuple[int | None, FaultKind, str]]:
    return [(fault.line, fault.kind, fault.value) for fault in sheet.faults]


@pytest.mark.parametrize("name", ["hoja.csv", "hoja.xlsx"])
def test_a_sheet_shows_questions_and_answers_alone(tmp_path, name):
    write_sheet(tmp_path / name, RUN)
    table = read_table(tmp_path / name)
    assert table.header == HEADER
    named = items(RUN)
    assert {row.cells[0] for row in table.rows} == set(named)
    for row in table.rows:
        told = named[row.cells[0]]
        assert (*row.cells[1:], "", "")[:4] == (told.question, told.answer, "", "")
        assert told.id not in " ".join(row.cells)


def test_a_follow_up_shows_what_was_asked_before(tmp_path):
    write_sheet(tmp_path / "hoja.csv", [replace(result(1), history=("¿Qué?", "¿Y quién?"))])
    (row,) = read_table(tmp_path / "hoja.csv").rows
    assert row.cells[1] == "(antes: ¿Qué?)\n(antes: ¿Y quién?)\n¿Pregunta 1?"


def test_the_order_is_not_that_of_the_run_and_always_the_same(tmp_path):
    for name in ("a.csv", "b.csv"):
        write_sheet(tmp_path / name, RUN)
    order = [row.cells[0] for row in read_table(tmp_path / "a.csv").rows]
    assert order == [row.cells[0] for row in read_table(tmp_path / "b.csv").rows]
    assert order != list(items(RUN))


def test_an_answer_that_begins_like_a_formula_is_escaped(tmp_path):
    write_sheet(tmp_path / "hoja.csv", [result(1, "=CMD()")])
    assert "'=CMD()" in (tmp_path / "hoja.csv").read_text(encoding="utf-8-sig")


def test_equal_answers_to_equal_questions_are_still_two_items():
    assert len(items([result(1), result(1)])) == 2


def test_shares_come_with_wilson_intervals(tmp_path):
    sheet = read_sheet(filled(tmp_path / "a.csv", [R] * 6 + [P] * 4 + [W] * 2), RUN)
    assert sheet.faults == ()
    assert [(share.verdict, share.count, share.total) for share in shares(sheet)] == [
        (R, 6, 12),
        (P, 4, 12),
        (W, 2, 12),
    ]
    # A half of 12: 1/2 ± 1.95996 x sqrt(1/48 + 3.84146/576) / (1 + 3.84146/12) = 0.5 ± 0.2462
    assert (shares(sheet)[0].low, shares(sheet)[0].high) == pytest.approx((0.2538, 0.7462), abs=1e-4)


def test_two_sheets_give_kappa_and_where_they_differ(tmp_path):
    first = read_sheet(filled(tmp_path / "a.csv", [R] * 6 + [W] * 6), RUN)
    second = read_sheet(filled(tmp_path / "b.xlsx", [R] * 5 + [P] + [W] * 6, "dudosa"), RUN)
    found = agreement(first, second, RUN)
    # Agreement 11/12; by chance 6·5/144 + 6·6/144 = 66/144. (11/12 - 66/144) / (78/144) = 66/78.
    assert found.kappa is not None
    assert found.kappa.value == pytest.approx(66 / 78)
    (one,) = found.disagreements
    assert (one.result.id, one.first.verdict, one.second.verdict, one.second.comment) == ("ofi-005", R, P, "dudosa")


def test_capitals_and_spaces_do_not_matter_in_a_verdict(tmp_path):
    sheet = read_sheet(filled(tmp_path / "a.csv", [" CORRECTA "] + [W] * 11), RUN)
    assert sheet.faults == ()


def test_every_fault_of_a_sheet_is_told_with_its_row(tmp_path):
    rows = [(item, "", "", R, "") for item in items(RUN)]
    rows[1] = (*rows[1][:3], "", "sin veredicto")
    rows[2] = (*rows[2][:3], "corecta", "")
    rows[3] = ("Rde0tracorrida", *rows[3][1:])
    rows[5] = rows[4]
    write_table(tmp_path / "a.csv", HEADER, rows, widths=(9,) * 5)
    lacking = list(items(RUN))
    assert faults(read_sheet(tmp_path / "a.csv", RUN)) == [
        (None, FaultKind.ITEM_MISSING, lacking[3]),
        (None, FaultKind.ITEM_MISSING, lacking[5]),
        (3, FaultKind.VERDICT_MISSING, ""),
        (4, FaultKind.VERDICT_UNKNOWN, "corecta"),
        (5, FaultKind.ITEM_UNKNOWN, "Rde0tracorrida"),
        (7, FaultKind.ITEM_REPEATED, lacking[4]),
    ]


def test_a_sheet_of_another_run_is_all_unknown(tmp_path):
    other = tuple(result(n, "Otra respuesta.") for n in range(12))
    sheet = read_sheet(filled(tmp_path / "a.csv", [R] * 12), other)
    assert {kind for _, kind, _ in faults(sheet)} == {FaultKind.ITEM_UNKNOWN, FaultKind.ITEM_MISSING}


def test_a_sheet_without_its_columns_is_told(tmp_path):
    write_table(tmp_path / "a.csv", ("clave", "otra"), [("x", "y")], widths=(9, 9))
    assert faults(read_sheet(tmp_path / "a.csv", RUN)) == [(1, FaultKind.COLUMN_MISSING, "veredicto")]
