"""Sets from tables: what each column becomes, and every fault told with its row."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from evals.datasets import load_set
from evals.faults import FaultKind
from evals.importing import Imported, import_table, save_set

HEADER = "Pregunta;Respondible;Datos;Tipo;Idioma;Documentos;Evidencia;Secciones"
LOAN = "¿Cuánto dura el préstamo?;sí;once días / 11 días | gratis;cuándo;es;planos;;guia › Préstamo"
MOLE = "receta de mole;no;;;;;;"


@pytest.fixture
def importing(tmp_path: Path) -> Callable[..., Imported]:
    """Imports a CSV of some lines."""

    def run(*lines: str, columns: dict[str, str] | None = None) -> Imported:
        (tmp_path / "Mis preguntas.csv").write_text("\n".join(lines), encoding="cp1252", errors="replace")
        return import_table(tmp_path / "Mis preguntas.csv", columns)

    return run


def faults(imported: Imported) -> list[tuple[int | None, FaultKind, str]]:
    return [(fault.line, fault.kind, fault.value) for fault in imported.faults]


def test_each_column_fills_its_field(importing):
    imported = importing(HEADER, LOAN.replace("›", ">"), MOLE)
    assert imported.faults == imported.unused == ()
    assert list(imported.questions) == [
        {
            "id": "mispreguntas-001",
            "lang": "es",
            "kind": "cuándo",
            "question": "¿Cuánto dura el préstamo?",
            "answerable": True,
            "documents": ["planos"],
            "evidence": [],
            "facts": [["once días", "11 días"], ["gratis"]],
            "sections": ["guia > Préstamo"],
        },
        {
            "id": "mispreguntas-002",
            "lang": "es",
            "kind": "unanswerable",
            "question": "receta de mole",
            "answerable": False,
            "documents": [],
            "evidence": [],
            "facts": [],
        },
    ]


def test_what_is_imported_is_a_set(importing, tmp_path):
    save_set(tmp_path / "set.jsonl", importing(HEADER, LOAN, MOLE).questions)
    loan, mole = load_set(tmp_path / "set.jsonl")
    assert loan.facts == (("once días", "11 días"), ("gratis",))
    assert not mole.answerable


def test_a_workbook_gives_the_same_as_a_csv(importing, tmp_path):
    book = Workbook()
    for line in (HEADER, LOAN.replace("›", ">"), MOLE):
        book.active.append(line.split(";"))
    book.save(tmp_path / "Mis preguntas.xlsx")
    expected = importing(HEADER, LOAN.replace("›", ">"), MOLE).questions
    assert import_table(tmp_path / "Mis preguntas.xlsx").questions == expected


def test_columns_can_be_named_and_the_rest_is_told(importing):
    columns = {"question": "Lo que preguntan", "facts": "DEBE DECIR"}
    imported = importing("Lo que preguntan,Debe decir,Notas", "¿Cuánto?,once,x", columns=columns)
    assert imported.questions[0]["facts"] == [["once"]]
    assert imported.unused == ("Notas",)


def test_a_date_keeps_its_slashes(importing):
    assert importing("pregunta,datos", "¿Cuándo?,9/12/2026 / 9 de diciembre").questions[0]["facts"] == [
        ["9/12/2026", "9 de diciembre"]
    ]


def test_where_nothing_is_said_facts_make_a_question_answerable(importing):
    assert importing("pregunta,datos", "¿Cuánto?,once").questions[0]["answerable"] is True


def test_ids_that_are_made_avoid_those_given(importing):
    rows = ("mispreguntas-002,¿a?,x", ",¿b?,x", ",¿c?,x")
    ids = [row["id"] for row in importing("id,pregunta,datos", *rows).questions]
    assert ids == ["mispreguntas-002", "mispreguntas-003", "mispreguntas-004"]


def test_every_fault_is_told_at_once_with_its_row_and_nothing_is_given(importing):
    imported = importing(
        "id,pregunta,respondible,datos,idioma",
        "a,¿Cuánto dura?,sí,once,es",
        "a,¿cuanto DURA?,quizá,once,es",
        "c,,sí,once,es",
        "d,¿Quién?,sí,,fr",
        "e,¿Dónde?,,,",
        "f,¿Cuándo?,no,hoy,",
        "g,¿Cuál?,sí,%,",
    )
    assert imported.questions == ()
    assert faults(imported) == [
        (3, FaultKind.NEITHER_YES_NOR_NO, "quizá"),
        (3, FaultKind.QUESTION_REPEATED, "¿cuanto DURA?"),
        (3, FaultKind.ID_REPEATED, "a"),
        (4, FaultKind.FIELD_MISSING, "pregunta"),
        (5, FaultKind.GOLD_MISSING, ""),
        (5, FaultKind.LANGUAGE_UNKNOWN, "fr"),
        (6, FaultKind.ANSWERABILITY_UNKNOWN, ""),
        (7, FaultKind.GOLD_UNEXPECTED, ""),
        (8, FaultKind.NOTHING_TO_COMPARE, "%"),
    ]


def test_the_same_question_after_another_is_another_question(importing):
    imported = importing("pregunta,datos,preguntas anteriores", "¿y cuánto?,a,¿Uno?", "¿y cuánto?,b,¿Dos?")
    assert [row["history"] for row in imported.questions] == [["¿Uno?"], ["¿Dos?"]]


def test_columns_that_lack_or_come_twice_are_told(importing):
    imported = importing("datos,Datos,tipo", "a,b,c", columns={"kind": "clase"})
    assert [fault for fault in faults(imported) if fault[0] == 1] == [
        (1, FaultKind.COLUMN_MISSING, "clase"),
        (1, FaultKind.COLUMN_MISSING, "pregunta"),
        (1, FaultKind.COLUMN_REPEATED, "datos"),
    ]


def test_a_header_alone_is_no_set(importing):
    assert faults(importing("pregunta,datos")) == [(None, FaultKind.NO_ROWS, "")]
