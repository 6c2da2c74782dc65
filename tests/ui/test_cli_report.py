"""`ventanilla eval compare` and `eval report`, with saved runs; nothing is asked."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evals.results import Result
from evals.runs import save_run
from evals.stamps import Machine, SetUsed, Stamp
from ui import cli

Run = Callable[..., tuple[int, str, str]]
RESULT = Result("a", "fact", "es", "¿Dura?", True, False, 1, 1.0, True, 3, 2.0, "Dura once días. [1]", score=1.0)


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    """A run, and the same with its fact lost."""
    first, second = tmp_path / "antes.json", tmp_path / "después.json"
    save_run(first, [RESULT])
    save_run(second, [replace(RESULT, facts=0.0, score=-1.0)])
    return first, second


@pytest.fixture
def stamp() -> Stamp:
    """What a run was made with."""
    machine = Machine(2, "Procesador X", "3.11.9", "Linux")
    sets = (SetUsed("planos", "0a1b"),)
    return Stamp("ventanilla", sets, "palabras", "5e", "1", "c0", (), "0.1.0", None, "", machine, 1, "2026-11-21")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line; gives exit code, standard output and standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.main(["eval", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_comparison_shows_each_measure_with_its_p_value(run: Run, runs) -> None:
    code, out, err = run("compare", *runs)
    assert (code, err) == (0, "")
    lines = {line[:31].strip(): line[31:].split() for line in out.splitlines()}
    assert lines["Datos que dice la respuesta"] == ["1.000", "0.000", "-1.000", "[-1.000,", "-1.000]", "1.000"]
    assert lines["Puntaje de -1 a 1"][:3] == ["1.000", "-1.000", "-2.000"]
    assert out.endswith("Empeoraron: 1\n  ¿Dura?\n")


def test_a_comparison_is_also_saved_as_a_page_and_as_a_table(run: Run, runs, tmp_path: Path) -> None:
    page, table = tmp_path / "c.html", tmp_path / "c.md"
    code, out, _ = run("compare", *runs, "--html", page, "--markdown", table)
    assert code == 0
    assert out.endswith(f"Guardado en {page}\nGuardado en {table}\n")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert table.read_text(encoding="utf-8").startswith("| Medida | Antes |")


def test_a_report_of_one_run_or_two_is_a_page(run: Run, runs, tmp_path: Path) -> None:
    page = tmp_path / "r.html"
    assert run("report", runs[0], "--out", page)[:2] == (0, f"Guardado en {page}\n")
    assert "Empeoraron" not in page.read_text(encoding="utf-8")
    assert run("report", *runs, "--out", page)[0] == 0
    assert "Empeoraron: 1" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["compare", "report"])
def test_runs_without_a_common_question_are_told(run: Run, runs, tmp_path: Path, command: str) -> None:
    other = tmp_path / "otra.json"
    save_run(other, [replace(RESULT, id="b")])
    out_option = ["--out", tmp_path / "r.html"] if command == "report" else []
    code, out, err = run(command, runs[0], other, *out_option)
    assert (code, out) == (1, "")
    assert "no tienen preguntas en común" in err


def test_a_file_that_is_no_run_is_told(run: Run, runs, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    code, out, err = run("report", tmp_path / "x.json", "--out", tmp_path / "r.html")
    assert (code, out) == (1, "")
    assert "x.json" in err


def test_a_folder_that_is_not_there_is_told(run: Run, runs, tmp_path: Path) -> None:
    code, _, err = run("report", runs[0], "--out", tmp_path / "no" / "r.html")
    assert code == 1
    assert "Conviene revisar que la carpeta exista." in err


def test_a_report_without_its_file_is_wrong_usage(run: Run, runs) -> None:
    code, out, err = run("report", runs[0])
    assert (code, out) == (2, "")
    assert "ventanilla eval report --help" in err


def test_runs_of_other_sets_are_compared_with_a_warning(run: Run, runs, stamp, tmp_path: Path) -> None:
    other = replace(stamp, sets=(SetUsed("planos", "ffff"),))
    save_run(runs[0], [RESULT], stamp)
    for second, warned in ((stamp, False), (other, True)):
        save_run(runs[1], [RESULT], second)
        code, _, err = run("compare", *runs)
        assert code == 0
        assert ("planos (0a1b) antes, planos (ffff) después" in err) == warned
