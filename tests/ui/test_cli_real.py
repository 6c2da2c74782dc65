"""The command line with the real assistant over the real index of the guides."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ingest import pipeline
from ui import cli
from ui.schemas import AnswerSchema


@pytest.fixture
def home(guides_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same folder as the one of the commands."""
    monkeypatch.setenv("VENTANILLA_HOME", str(guides_home))
    return guides_home


def test_a_question_gets_an_answer_with_sources(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "como se firma un hermanamiento"]) == 0
    captured = capsys.readouterr()
    assert "[1]" in captured.out
    assert "\nFuentes\n" in captured.out
    assert "\nTambién se puede preguntar:\n" in captured.out
    assert captured.err == ""


def test_the_json_keeps_to_the_document_and_the_number_of_passages_asked(home: Path, capsys) -> None:
    assert cli.main(["ask", "--json", "--k", "3", "--document", "hermanamiento", "¿Para qué sirve?"]) == 0
    answer = AnswerSchema.model_validate_json(capsys.readouterr().out)
    assert len(answer.passages) <= 3
    assert {passage.document_id for passage in answer.passages} == {"hermanamiento"}
    assert answer.index.generation == (home / "current").read_text()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("", "La pregunta está vacía."),
        (" \n\t ", "La pregunta está vacía."),
        ("🎉🎉🎉", "No se encontró ninguna palabra en la pregunta."),
        ("¿?¡!", "No se encontró ninguna palabra en la pregunta."),
        ("\udcff\udcfe\x01\x02", "No se encontró ninguna palabra en la pregunta."),
        ("hola " * 2000, "10,000 caracteres"),
    ],
    ids=["empty", "blank", "emoji", "punctuation", "binary", "long"],
)
def test_what_is_not_a_question_is_a_failure_with_a_next_step(home: Path, capsys, question: str, told: str) -> None:
    assert cli.main(["ask", question]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert told in captured.err
    assert "Traceback" not in captured.err


def test_an_unknown_document_is_a_failure(home: Path, capsys) -> None:
    assert cli.main(["ask", "--document", "no-existe", "¿Qué es un hermanamiento?"]) == 1
    assert "«no-existe»" in capsys.readouterr().err


def test_an_index_of_another_embedder_is_refused_with_the_command(home: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("VENTANILLA_EMBEDDER", "otro/modelo")
    assert cli.main(["ask", "¿Qué es un hermanamiento?"]) == 1
    assert "ventanilla build --rebuild" in capsys.readouterr().err


def test_the_first_question_ever_builds_the_index(tmp_path: Path, nine_guides, capsys, monkeypatch) -> None:
    # With all of them: tests/integration/test_offline.py.
    monkeypatch.setattr(pipeline, "load_guides", lambda: nine_guides)
    monkeypatch.setenv("VENTANILLA_HOME", str(tmp_path / "nueva"))
    assert cli.main(["ask", "--json", "¿Qué es un hermanamiento?"]) == 0
    captured = capsys.readouterr()
    assert captured.err.startswith("Es el primer uso: se prepara el índice de las guías.")
    assert json.loads(captured.out)["citations"]


def test_the_doctor_finds_a_built_index_well(home: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("VENTANILLA_PORT", "0")
    assert cli.main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert f"bien  Índice: generación {(home / 'current').read_text()}, " in out
    assert "falla" not in out


def test_a_set_of_questions_is_run_and_saved(home: Path, tmp_path: Path, capsys) -> None:
    question = {
        "id": "h1",
        "lang": "es",
        "kind": "definition",
        "question": "¿Qué es un hermanamiento?",
        "answerable": True,
        "documents": ["hermanamiento"],
        "evidence": ["hermanamiento"],
        "facts": [["hermanamiento"]],
    }
    (tmp_path / "set.jsonl").write_text(json.dumps(question), encoding="utf-8")
    out = tmp_path / "run.json"
    assert cli.main(["eval", "run", str(tmp_path / "set.jsonl"), "--out", str(out)]) == 0
    assert capsys.readouterr().out.startswith("Preguntas ")
    assert json.loads(out.read_text(encoding="utf-8"))["figures"]["questions"] == 1


def test_a_process_of_its_own_answers_and_one_that_cannot_shows_no_traceback(home: Path) -> None:
    def ask(question: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ui.cli", "ask", question]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    good = ask("¿Qué es el dictamen de la SRE?")
    assert (good.returncode, good.stderr) == (0, "")
    assert "dictamen" in good.stdout
    bad = ask("🎉")
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr.count("\n") == 1
