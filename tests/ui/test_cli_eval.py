"""The evaluation commands, with the real assistant over a tiny document in a temporary folder."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from assistant.answerability import AnswerabilityModel
from assistant.fusion import WEIGHTS_FILE
from assistant.sections import ADDITIONS
from corpus.settings import CorpusSettings
from evals import ablation_parts, fitting
from evals.measures import Figures
from ingest import pipeline
from ui import cli
from ui.commands.figures import figure_lines, table_lines

Run = Callable[..., tuple[int, str, str]]

RULES = """# Reglamento de la fonoteca de Villa Ficticia

## Préstamo de discos de pasta

La fonoteca de Villa Ficticia presta los discos de pasta durante once días hábiles.

## Multa por disco roto

Quien rompe un disco de la fonoteca paga una multa de cuarenta pesos en la caja amarilla.
"""
LOAN = {
    "id": "si-1",
    "question": "¿Cuántos días hábiles presta la fonoteca los discos de pasta?",
    "evidence": ["presta los discos de pasta durante once días"],
    "facts": [["once días", "11 días"]],
}
FINE = {
    "id": "si-2",
    "question": "¿De cuánto es la multa por romper un disco de la fonoteca?",
    "evidence": ["paga una multa de cuarenta pesos"],
    "facts": [["cuarenta pesos", "40 pesos"]],
}
RECIPE = {"id": "no-1", "question": "¿Cuál es la receta del mole poblano con guajolote?"}


@pytest.fixture(scope="module")
def built_home(tmp_path_factory: pytest.TempPathFactory, few_guides_home: Path) -> Path:
    """A folder with the index of some guides and the rules; no test changes it."""
    folder = tmp_path_factory.mktemp("evaluation")
    (folder / "fonoteca.md").write_text(RULES, encoding="utf-8")
    pipeline.ingest([folder / "fonoteca.md"], CorpusSettings(_env_file=None, home=few_guides_home))
    return few_guides_home


@pytest.fixture
def run(built_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line; gives exit code, standard output and standard error."""
    monkeypatch.setenv("VENTANILLA_HOME", str(built_home))

    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.main(["eval", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def make_set(tmp_path: Path) -> Callable[..., Path]:
    """Writes a question set; a question is answerable when it has facts."""

    def make(*questions: dict[str, object], name: str = "set.jsonl") -> Path:
        usual: dict[str, object] = {"lang": "es", "kind": "fact", "documents": [], "evidence": [], "facts": []}
        rows = [{**usual, "answerable": bool(question.get("facts")), **question} for question in questions]
        path = tmp_path / name
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        return path

    return make


def value(out: str, label: str) -> str:
    """What stands after a label."""
    (line,) = [line for line in out.splitlines() if line.startswith(label)]
    return line.removeprefix(label).strip()


def test_a_run_shows_its_figures(run: Run, make_set) -> None:
    code, out, _ = run("run", make_set(LOAN, FINE, RECIPE))
    assert code == 0
    assert value(out, "Preguntas") == "3"
    assert value(out, "Evidencia en el primer pasaje") == "100.0%"
    assert value(out, "Datos esperados que dice la respuesta") == "100.0%"
    assert value(out, "Abstenciones cuando no hay respuesta") == "100.0%"
    assert value(out, "Abstenciones cuando sí la hay") == "0.0%"
    assert value(out, "Respuestas con todas sus citas textuales") == "100.0%"


def test_several_sets_are_one_run_and_it_says_where_it_was_saved(run: Run, make_set, tmp_path: Path) -> None:
    sets = [make_set(LOAN, name="a.jsonl"), make_set(FINE, RECIPE, name="b.jsonl")]
    code, out, _ = run("run", *sets, "--out", tmp_path / "run.json")
    assert code == 0
    assert "run.json" in " ".join(out.split()).split("Resultados guardados en ")[1]
    saved = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert [result["id"] for result in saved["results"]] == ["si-1", "si-2", "no-1"]


def test_a_killed_run_goes_on_where_it_was(make_set, built_home: Path, tmp_path: Path) -> None:
    questions = [{**LOAN, "id": f"si-{n}"} for n in range(400)]
    out = tmp_path / "run.json"
    command = [sys.executable, "-m", "ui.cli", "eval", "run", str(make_set(*questions)), "--out", str(out)]
    environment = {**os.environ, "VENTANILLA_HOME": str(built_home)}
    part = tmp_path / "run.json.part"
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        while first.poll() is None and not (part.exists() and part.read_bytes().count(b"\n") > 20):
            time.sleep(0.01)
        first.kill()
    assert not out.exists()
    kept = part.read_text(encoding="utf-8").split("\n")[1:20]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "Se continúa una corrida interrumpida" in done.stderr
    results = json.loads(out.read_text(encoding="utf-8"))["results"]
    assert [result["id"] for result in results] == [f"si-{n}" for n in range(400)]
    assert [json.loads(line)["milliseconds"] for line in kept] == [each["milliseconds"] for each in results[:19]]
    assert not part.exists()


def test_what_another_run_left_is_not_continued(run: Run, make_set, tmp_path: Path) -> None:
    part = tmp_path / "run.json.part"
    part.write_text("{}\n", encoding="utf-8")
    code, _, err = run("run", make_set(LOAN), "--out", tmp_path / "run.json")
    assert code == 0
    assert "se empieza de nuevo" in err
    assert not part.exists()


def test_a_run_is_shown_by_document_kind_or_language(run: Run, make_set) -> None:
    asked = make_set({**LOAN, "documents": ["fonoteca"]}, {**FINE, "kind": "who"}, RECIPE)
    code, out, _ = run("run", asked, "--by", "document")
    assert code == 0
    assert value(out, "fonoteca").split()[:3] == ["1", "100.0%", "100.0%"]
    assert value(out, "(ninguno)").split()[0] == "2"
    assert value(run("run", asked, "--by", "kind")[1], "quién").split()[0] == "1"
    assert value(run("run", asked, "--by", "lang")[1], "español").split()[0] == "3"
    assert run("run", asked, "--by", "color")[0] == 2


def test_a_model_that_cannot_judge_citations_is_told(run: Run, make_set, tmp_path: Path) -> None:
    code, out, err = run("run", make_set(LOAN), "--entailment", tmp_path)
    assert (code, out) == (2, "")
    assert "quitar --entailment" in err


@pytest.mark.parametrize("command", ["run", "fit", "calibrate", "sections", "ablate"])
def test_a_bad_set_is_told_with_its_line_and_where_the_format_is(run: Run, make_set, command: str) -> None:
    path = make_set(LOAN, {"id": "mala"})
    code, out, err = run(command, path)
    assert (code, out) == (1, "")
    said = " ".join(err.split())
    assert "set.jsonl:2» para evaluar" in said
    assert "docs/evaluation.md" in said


@pytest.mark.parametrize("command", ["run", "fit", "calibrate", "sections", "ablate"])
def test_a_set_that_is_not_there_is_a_failure(run: Run, command: str) -> None:
    code, out, err = run(command, "no-existe.jsonl")
    assert (code, out) == (1, "")
    assert "no-existe.jsonl" in err


@pytest.mark.parametrize("command", ["run", "fit", "calibrate", "sections", "ablate", "compare"])
def test_a_command_without_its_files_is_wrong_usage(run: Run, command: str) -> None:
    code, out, err = run(command)
    assert (code, out) == (2, "")
    assert f"ventanilla eval {command} --help" in err


@pytest.fixture
def runs(run: Run, make_set, tmp_path: Path) -> tuple[Path, Path]:
    """A run, and the same in which a fact was lost."""
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    assert run("run", make_set(LOAN, FINE, RECIPE), "--out", first)[0] == 0
    changed = json.loads(first.read_text(encoding="utf-8"))
    changed["results"][1]["facts"] = 0.0
    second.write_text(json.dumps(changed), encoding="utf-8")
    return first, second


def test_two_runs_are_compared_measure_by_measure(run: Run, runs: tuple[Path, Path]) -> None:
    code, out, err = run("compare", *runs)
    assert (code, err) == (0, "")
    assert value(out, "Preguntas en común:") == "3"
    assert value(out, "Datos que dice la respuesta").split()[:3] == ["1.000", "0.500", "-0.500"]
    assert value(out, "Abstenciones debidas").split()[:3] == ["1.000", "1.000", "+0.000"]
    assert value(out, "Mejoraron:") == "0"
    assert out.endswith(f"Empeoraron: 1\n  {FINE['question']}\n")


def test_the_other_way_round_what_got_worse_is_better(run: Run, runs: tuple[Path, Path]) -> None:
    _, out, _ = run("compare", *reversed(runs))
    assert f"Mejoraron: 1\n  {FINE['question']}\nEmpeoraron: 0\n" in out


def test_runs_without_a_question_in_common_are_told(run: Run, runs, make_set, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    assert run("run", make_set({**RECIPE, "id": "otra"}), "--out", other)[0] == 0
    code, out, err = run("compare", runs[0], other)
    assert (code, out) == (1, "")
    assert "no tienen preguntas en común" in err


def test_a_file_that_is_no_run_is_told(run: Run, runs, make_set) -> None:
    path = make_set(LOAN)
    code, out, err = run("compare", runs[0], path)
    assert (code, out) == (1, "")
    assert "No se puede usar" in err
    assert "set.jsonl" in err


def test_a_fit_shows_its_figures_and_saves_nothing_unasked(run: Run, make_set) -> None:
    before = WEIGHTS_FILE.read_bytes()
    code, out, _ = run("fit", make_set(LOAN, FINE, RECIPE))
    assert code == 0
    assert value(out, "Preguntas:") == "2"
    assert value(out, "Rango recíproco medio con los pesos actuales:") == "1.000"
    assert value(out, "en preguntas que no se usaron para hallarlos:") == "1.000"
    assert float(value(out, "  question_vector =")) >= 0
    assert "guardados" not in out
    assert WEIGHTS_FILE.read_bytes() == before


def test_a_fit_is_saved_when_asked(run: Run, make_set, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "weights.json"
    monkeypatch.setattr(fitting, "save_fit", partial(fitting.save_fit, path=path))
    code, out, _ = run("fit", make_set(LOAN, FINE), "--save")
    assert code == 0
    assert out.endswith("Pesos guardados.\n")
    assert json.loads(path.read_text(encoding="utf-8"))["questions"] == 2


def test_a_fit_without_evidence_in_the_library_says_what_to_do(run: Run, make_set) -> None:
    code, out, err = run("fit", make_set({**LOAN, "evidence": ["nada de esto está en la biblioteca"]}))
    assert (code, out) == (1, "")
    assert "Conviene agregar antes los documentos que citan." in err


@pytest.fixture
def ten_of_each(make_set) -> Path:
    """Enough questions with and without an answer."""
    return make_set(*({**LOAN, "id": f"s{n}"} for n in range(10)), *({**RECIPE, "id": f"n{n}"} for n in range(10)))


def test_a_calibration_shows_its_figures_and_its_coefficients(run: Run, ten_of_each: Path, built_home: Path) -> None:
    code, out, _ = run("calibrate", ten_of_each, "--home", built_home)
    assert code == 0
    assert value(out, "Preguntas:") == "40, con respuesta 20"
    assert value(out, "Área bajo la curva").split() == ["1.000", "1.000"]
    assert value(out, f"  {AnswerabilityModel().threshold:.2f}").split(" / ")[-1] == "0.0%"
    assert value(out, "  threshold =") == f"{AnswerabilityModel().threshold:g}"
    assert float(value(out, "  coverage =")) > 0
    table = out.split("(ajustado)\n")[1].split("\n\n")[0].splitlines()
    assert sum(int(line.split()[-1]) for line in table) == 40


def test_a_calibration_draws_its_reliability(run: Run, ten_of_each: Path, tmp_path: Path) -> None:
    code, out, _ = run("calibrate", ten_of_each, "--plot", tmp_path / "plot.svg")
    assert code == 0
    assert f"Guardado en {tmp_path / 'plot.svg'}" in " ".join(out.split())
    drawn = ET.parse(tmp_path / "plot.svg").getroot()
    told = [title.text or "" for title in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert len(told) == 2
    assert told[0].endswith("0% de 10")
    assert told[1].endswith("100% de 10")


# What the guides answer; of words that many sections say, some are always in another than the first.
GUIDES_ASKED = (
    "¿Qué es un hermanamiento y para qué sirve?",
    "¿Qué es el dictamen y con cuánta anticipación se pide?",
    "¿Qué es la AMEXCID?",
    "¿Cómo se firma un hermanamiento?",
    "¿Cómo se afilia un municipio a una red?",
    "¿Quién paga el hotel de una gira?",
    "¿Qué pasa si se firma sin dictamen?",
    "¿Qué es un acuerdo interinstitucional?",
    "¿Cómo se pide cooperación internacional?",
    "¿Qué hacen los consulados por la diáspora?",
    "¿Qué cooperación puede ofrecer un municipio?",
    "¿Cómo se pide el dictamen de la SRE?",
)
SAID = (["proyecto"], ["convenio"], ["cónsul"], ["firma"], ["red"], ["gira"])


def test_a_fit_of_what_is_quoted_beside_the_lead_shows_its_figures(run: Run, make_set, built_home: Path) -> None:
    path = make_set(*({"id": q, "question": q, "facts": SAID} for q in GUIDES_ASKED))
    code, out, _ = run("sections", path, "--home", built_home)
    assert code == 0
    assert int(value(out, "Pares de la mejor sección y otra:")) > 2 * len(GUIDES_ASKED)
    assert value(out, f"  {ADDITIONS.threshold:.2f}").count(" / ") == 2
    assert value(out, "  threshold =") == f"{ADDITIONS.threshold:g}"
    assert {name for name in asdict(ADDITIONS) if f"  {name} = " in out} == set(asdict(ADDITIONS))


def test_a_fit_of_too_few_questions_says_how_many_it_needs(run: Run, make_set) -> None:
    code, out, err = run("sections", make_set(LOAN, RECIPE))
    assert (code, out) == (1, "")
    assert "al menos diez preguntas" in err


def test_an_ablation_tells_what_each_part_brings(run: Run, make_set, tmp_path: Path, monkeypatch) -> None:
    chosen = tuple(part for part in ablation_parts.PARTS if part.name in ("Abstenerse", "Glosario"))
    monkeypatch.setattr(ablation_parts, "PARTS", chosen)
    code, out, _ = run("ablate", make_set(LOAN, FINE, RECIPE), "--markdown", tmp_path / "table.md")
    assert code == 0
    assert value(out, "(completo)").split()[:4] == ["100.0%", "100.0%", "1.000", "100.0%"]
    assert "−100.0*" in value(out, "Abstenerse")
    assert value(out, "Sin éstas ninguna cifra cambia:") == "Glosario."
    lines = (tmp_path / "table.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("| Sin… (3 preguntas) | Ev. en 5 |")
    assert "−100.0 [−100.0, −100.0]" in lines[-1]


def test_a_calibration_of_too_few_questions_says_how_many_it_needs(run: Run, make_set) -> None:
    code, out, err = run("calibrate", make_set(LOAN, RECIPE))
    assert (code, out) == (1, "")
    assert "al menos diez de cada una" in err


FIGURES = Figures(
    questions=1200,
    hit_at_5=0.95,
    hit_at_1=0.8,
    mrr=0.873,
    recall=0.9,
    ndcg=0.85,
    facts=0.9,
    fully=0.7,
    score=0.62,
    risk_area=None,
    refusals=1.0,
    false_refusals=0.05,
    quotes_valid=1.0,
    invalid_marks=0,
    citation_relevance=0.92,
    citation_recall=1.0,
    citation_precision=1.0,
    quote_precision=None,
    quote_recall=None,
    quote_f1=None,
    median_words=140.0,
    median_milliseconds=4.2,
    p95_milliseconds=9.1,
)


def test_the_figures_are_aligned_and_in_spanish() -> None:
    lines = figure_lines(FIGURES)
    assert lines[0].split() == ["Preguntas", "1,200"]
    assert lines[1].endswith("95.0%")
    assert len({len(line) for line in lines}) == 1


def test_systems_stand_side_by_side_in_a_table() -> None:
    lines = table_lines({"uno": FIGURES, "dos": replace(FIGURES, risk_area=0.25, score=-0.5)})
    assert lines[:2] == ["| | uno | dos |", "|---|---:|---:|"]
    assert "| Puntaje de -1 a 1 (CRAG) | +0.620 | -0.500 |" in lines
    assert "| Área de riesgo y cobertura | – | 0.250 |" in lines


def test_the_table_asks_every_system_that_needs_no_model(run: Run, make_set) -> None:
    code, out, err = run("table", make_set(LOAN, RECIPE))
    assert code == 0, err
    assert out.splitlines()[0] == "| | ventanilla | langchain-default | bm25 | dense |"
    (declined,) = [line for line in out.splitlines() if line.startswith("| Abstenciones cuando no hay respuesta")]
    assert declined == "| Abstenciones cuando no hay respuesta | 100.0% | 0.0% | 0.0% | 0.0% |"


def test_a_baseline_is_run_by_its_name(run: Run, make_set) -> None:
    code, out, _ = run("run", make_set(LOAN), "--system", "dense")
    assert code == 0
    assert value(out, "Evidencia entre los 5 primeros pasajes") == "100.0%"


def test_a_system_that_there_is_not_is_told_with_those_there_are(run: Run, make_set) -> None:
    code, _, err = run("run", make_set(LOAN), "--system", "oráculo")
    assert code == 2
    assert "No hay un sistema «oráculo»" in err
    assert "langchain-default" in err


def test_a_model_has_to_be_configured_before_it_is_evaluated(run: Run, make_set, monkeypatch) -> None:
    monkeypatch.delenv("VENTANILLA_LLM", raising=False)
    code, _, err = run("run", make_set(LOAN), "--system", "ventanilla-llm")
    assert code == 1
    assert "VENTANILLA_LLM" in err
