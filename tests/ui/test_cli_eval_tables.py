"""Importing, validating and reviewing from the command line: what is said, what is written and the exit codes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.faults import FaultKind
from evals.results import Result
from evals.review import HEADER
from evals.runs import save_run
from evals.tables import read_table, write_table
from ui import cli
from ui.commands.faults import TEXTS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line; gives exit code, standard output and standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.main(["eval", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A run of two questions."""
    results = [
        Result(
            id=f"q{n}",
            kind="fact",
            language="es",
            question=f"¿Pregunta {n}?",
            answerable=True,
            abstained=False,
            rank=1,
            facts=1.0,
            quotes_valid=True,
            words=2,
            milliseconds=1.0,
            answer=f"Respuesta {n}.",
        )
        for n in (1, 2)
    ]
    save_run(tmp_path / "run.json", results)
    return tmp_path / "run.json"


def judged(sheet: Path, out: Path, verdicts: dict[str, str]) -> Path:
    """A sheet with verdicts by question."""
    rows = [(*row.cells[:3], verdicts[row.cells[1]], "") for row in read_table(sheet).rows]
    write_table(out, HEADER, rows, widths=(9,) * 5)
    return out


def test_every_fault_has_its_sentence():
    assert set(TEXTS) == set(FaultKind)


def test_a_table_becomes_a_set(run: Run, tmp_path: Path):
    (tmp_path / "t.csv").write_text("Consulta;Datos;Notas\n¿Cuánto?;once;x\n", encoding="utf-8")
    code, out, _ = run("import", tmp_path / "t.csv", "--out", tmp_path / "s.jsonl", "--column", "pregunta=Consulta")
    assert code == 0
    assert "Columnas que no se usaron: Notas" in out
    assert "1 pregunta, 1 con respuesta." in " ".join(out.split())
    assert json.loads((tmp_path / "s.jsonl").read_text(encoding="utf-8"))["question"] == "¿Cuánto?"
    assert run("validate", tmp_path / "s.jsonl")[0] == 0


def test_a_bad_table_is_told_row_by_row_and_nothing_is_written(run: Run, tmp_path: Path):
    (tmp_path / "t.csv").write_text("pregunta;respondible;datos\n¿A?;tal vez;x\n¿B?;sí;\n", encoding="utf-8")
    code, out, err = run("import", tmp_path / "t.csv", "--out", tmp_path / "s.jsonl")
    assert (code, out) == (1, "")
    assert "fila 2: «tal vez» no es «sí» ni «no»." in err
    assert "fila 3: dice que tiene respuesta, pero no trae datos, evidencia ni secciones." in err
    assert "No se escribió nada: hay 2 fallas." in err
    assert not (tmp_path / "s.jsonl").exists()


@pytest.mark.parametrize("option", ["color=Rojo", "pregunta", "pregunta="])
def test_a_column_option_that_names_no_field_is_explained(run: Run, tmp_path: Path, option: str):
    code, _, err = run("import", tmp_path / "t.csv", "--out", tmp_path / "s.jsonl", "--column", option)
    assert code == 2
    assert "CAMPO=COLUMNA" in err


def test_validate_tells_all_faults_and_fails_only_for_faults(run: Run, tmp_path: Path):
    sound = {"id": "a", "lang": "es", "kind": "fact", "question": "¿A?", "answerable": False}
    lists = {"documents": [], "evidence": [], "facts": []}
    warned = {**sound, **lists, "nota": "x"}
    (tmp_path / "s.jsonl").write_text(json.dumps(warned), encoding="utf-8")
    code, out, _ = run("validate", tmp_path / "s.jsonl")
    assert code == 0
    assert "línea 1: aviso: el campo «nota» no se conoce y no se usa" in out
    (tmp_path / "s.jsonl").write_text(json.dumps(warned) + "\n" + json.dumps(sound), encoding="utf-8")
    code, out, _ = run("validate", tmp_path / "s.jsonl")
    assert code == 1
    assert "línea 2: falta «facts»." in out
    assert "Se revisó 1 conjunto: 5 fallas, 1 aviso." in out


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_two_reviewed_sheets_give_shares_and_agreement(run: Run, saved: Path, tmp_path: Path, kind: str):
    sheet = tmp_path / f"hoja.{kind}"
    code, out, _ = run("review", "export", saved, "--out", sheet)
    assert code == 0
    assert "2 respuestas por calificar" in out
    first = judged(sheet, tmp_path / f"a.{kind}", {"¿Pregunta 1?": "correcta", "¿Pregunta 2?": "incorrecta"})
    second = judged(sheet, tmp_path / f"b.{kind}", {"¿Pregunta 1?": "correcta", "¿Pregunta 2?": "parcial"})
    code, out, _ = run("review", "read", first, second, "--run", saved)
    assert code == 0
    # Agreement 1/2, by chance 1/4: kappa 1/3.
    assert "Coinciden en 50.0% de las respuestas" in out
    assert "Kappa de Cohen: 0.333" in out
    assert "q2 «¿Pregunta 2?»: incorrecta / parcial" in out
    assert out.count("Correctas") == 2


def test_a_sheet_with_faults_is_told_and_gives_no_figure(run: Run, saved: Path, tmp_path: Path):
    write_table(tmp_path / "a.csv", HEADER, [], widths=(9,) * 5)
    code, out, err = run("review", "read", tmp_path / "a.csv", "--run", saved)
    assert (code, out) == (1, "")
    assert err.count("falta la clave R") == 2


def test_sheets_of_other_kinds_and_more_than_two_are_refused(run: Run, saved: Path, tmp_path: Path):
    assert run("review", "export", saved, "--out", tmp_path / "hoja.pdf")[0] == 2
    assert run("review", "read", "a.csv", "b.csv", "c.csv", "--run", saved)[0] == 2
