"""Reports: tables with values worked by hand, and a page that needs nothing else."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.errors import EvaluationFileError
from evals.compare import compare_runs
from evals.measures import MEASURES, risks
from evals.report import WORST, Run, read_runs, report_html, risk_plot, worst
from evals.report_names import MEASURES as MEASURE_NAMES
from evals.report_names import change, p_value
from evals.report_tables import Cell, Table, comparison_table, document_table, figures_table, kind_table, markdown_table
from evals.results import Result
from evals.runs import save_run

MakeResult = Callable[..., Result]


def cells(table: Table, label: str) -> tuple[Cell, ...]:
    return next(row.cells for row in table.rows if row.label == label)


def test_every_measure_has_its_spanish_name():
    assert set(MEASURES) <= set(MEASURE_NAMES)


def test_a_figure_comes_with_its_interval_and_without_one_when_all_are_alike(make_result):
    results = [make_result(str(n), facts=n % 2, words=10 * n) for n in range(1, 4)]
    table = figures_table({"a": results})
    (facts,), (quotes,), (words,) = (
        cells(table, label) for label in ("Datos que dice la respuesta", "Citas textuales", "Palabras (mediana)")
    )
    # Of (1, 0, 1) the mean is 2/3; three zeros are drawn with probability 1/27, three ones with 8/27.
    assert facts == Cell("66.7%", "[0.0%, 100.0%]")
    assert quotes == Cell("100.0%", "[43.9%, 100.0%]")  # Wilson's: 3 / (3 + 1.95996²) = 0.43850
    assert cells(table, "Exhaustividad en 5") == (Cell("100.0%"),)
    assert words == Cell("20", "[10, 30]")
    assert cells(table, "Abstenciones debidas") == (Cell("–"),)


def test_the_risk_of_a_question_is_what_its_facts_lack_and_all_if_it_has_no_answer(make_result):
    results = [make_result("a", facts=0.75), make_result("b", answerable=False, abstained=True, confidence=0.1)]
    assert risks(results) == ([0.9, 0.1], [0.25, 1.0])
    assert risks([*results, make_result("c", confidence=None)]) is None
    assert risks([]) is None


def test_a_run_without_confidence_has_no_curve_and_beside_another_is_named(make_result):
    unsure = Run("sin", (make_result("a", confidence=None),))
    assert risk_plot([unsure]) is None
    plot = risk_plot([unsure, Run("con", (make_result("a"),))])
    assert plot is not None
    assert "Sin curva, por no dar su confianza: sin." in plot.caption


def test_groups_show_the_last_run_and_below_it_the_one_before(make_result):
    before = [make_result("a", facts=0.0, score=-1.0), make_result("b", kind="when")]
    after = [make_result("a", facts=0.5, score=0.5), make_result("b", kind="when")]
    table = kind_table([before, after])
    assert table.head[:2] == ("Tipo", "Preguntas")
    assert [row.label for row in table.rows] == ["cuándo", "dato"]
    assert cells(table, "dato") == (
        Cell("1"),
        Cell("100.0%", "antes 100.0%"),
        Cell("50.0%", "antes 0.0%"),
        Cell("–"),
        Cell("0.0%", "antes 0.0%"),
        Cell("–"),
        Cell("0.500", "antes −1.000"),
    )


def test_a_question_over_several_documents_counts_for_each_and_those_of_none_come_last(make_result):
    results = [
        make_result("a", documents=(), answerable=False, abstained=True),
        make_result("b", documents=("y", "x"), facts=0.5),
        make_result("c", documents=("y",)),
    ]
    table = document_table([results])
    assert [(row.label, row.cells[0].value, row.cells[2].value) for row in table.rows] == [
        ("x", "1", "50.0%"),
        ("y", "2", "75.0%"),
        ("(ninguno)", "1", "–"),
    ]


def test_a_difference_is_better_or_worse_only_where_its_interval_leaves_zero_out(make_result):
    before = [make_result("a", facts=0.0, words=10), make_result("b", facts=0.0, words=10, rank=2)]
    after = [make_result("a", abstained=True, words=20), make_result("b", abstained=True, words=20, rank=1)]
    table = comparison_table(compare_runs(before, after))
    tones = {row.label: row.cells[2].tone for row in table.rows}
    assert tones["Datos que dice la respuesta"] == "better"
    assert tones["Abstenciones indebidas"] == "worse"
    assert tones["Rango recíproco medio"] == ""  # [0, 0.5]
    assert tones["Palabras por respuesta"] == ""
    assert cells(table, "Datos que dice la respuesta") == (
        Cell("0.0%"),
        Cell("100.0%"),
        Cell("+100.0", "[+100.0, +100.0]", "better"),
        Cell("0.500"),
    )


def test_a_comparison_in_markdown_is_a_table(make_result):
    compared = compare_runs([make_result("a", facts=0.5)], [make_result("a")])
    lines = markdown_table(comparison_table(compared)).splitlines()
    assert lines[:2] == ["| Medida | Antes | Después | Diferencia | p |", "|---|---:|---:|---:|---:|"]
    assert "| Datos que dice la respuesta | 50.0% | 100.0% | +50.0 [+50.0, +50.0] | 1.000 |" in lines


def test_differences_and_p_values_are_written_as_they_are_read():
    assert (change("facts", -0.125), change("ndcg", 0.0625), change("words", 8.25)) == ("−12.5", "+0.062", "+8.2")
    assert (p_value(0.0004), p_value(0.05), p_value(1.0)) == ("< 0.001", "0.050", "1.000")


def test_the_worst_are_wrong_answers_and_among_them_the_most_confident(make_result):
    results = [
        make_result("bien"),
        make_result("se abstuvo", score=0.0, facts=0.0, abstained=True),
        make_result("mal", score=-1.0, facts=0.0, confidence=0.5),
        make_result("mal y confiada", score=-1.0, facts=0.0, confidence=0.9),
        make_result("a medias", score=0.5, facts=0.5),
    ]
    assert [r.id for r in worst(results)] == ["mal y confiada", "mal", "se abstuvo", "a medias"]
    assert len(worst([make_result(str(n), score=-1.0) for n in range(20)])) == WORST


def test_a_page_asks_for_nothing_from_elsewhere_and_shows_texts_as_texts(make_result):
    hostile = make_result("a", question="<script>x()</script>", answer="**Ojo:** <img src=//x>", score=-1.0)
    page = report_html(Run("<b>", (hostile, make_result("b"))))
    assert "<script" not in page
    assert "<img" not in page
    assert "<strong>Ojo:</strong> &lt;img src=//x&gt;" in page
    assert "Informe de evaluación: &lt;b&gt;" in page
    assert not re.search(r"(src|href)\s*=\s*\"|url\(|@import|https?://", page)
    assert page.count("<svg") == 2
    assert "Qué cambió" not in page
    assert "Con qué se hizo" not in page


def test_the_worst_questions_come_with_their_conversation_and_passages(make_result):
    passages, places = ("Se presta <b>por</b> once días.", "Otra cosa."), ("planos › Préstamo", "planos › Guarda")
    bad = make_result(
        "a", score=-1.0, history=("¿Qué es un plano?",), passages=passages, places=places, irrelevant=("Otra cosa.",)
    )
    page = report_html(Run("a", (bad,)))
    assert "Antes se preguntó: ¿Qué es un plano?" in page
    assert "citas ajenas a la pregunta: 1" in page
    assert page.index("planos › Préstamo") < page.index("Se presta &lt;b&gt;por&lt;/b&gt; once días.")
    assert "planos › Guarda" in page


def test_a_page_tells_what_its_run_was_made_with(make_result, stamp):
    page = report_html(Run("a", (make_result("a"),), stamp))
    assert "planos (0a1b)" in page
    assert "reglas, tarifas" in page
    assert "0.1.0 abc123" in page
    assert "con cambios" in page
    assert "Procesador X, 2 núcleos" in page


def test_a_page_of_two_runs_tells_what_changed_with_both_answers(make_result):
    before = Run("vieja", (make_result("a", facts=0.0, answer="No dice."), make_result("b")))
    after = Run("nueva", (make_result("a"), make_result("b", facts=0.0, answer="Ya no dice.")))
    page = report_html(before, after)
    assert "1 mejoraron y 1 empeoraron." in page
    assert "Mejoraron: 1" in page
    assert "vieja: datos 0.0%, evidencia en el lugar 1, confianza 90%" in page
    assert "No dice." in page
    assert "Ya no dice." in page
    assert page.count("<svg") == 3


def test_a_perfect_run_has_no_worst_questions(make_result):
    assert "Todas tienen el puntaje más alto." in report_html(Run("a", (make_result("a"),)))


def test_two_runs_that_share_no_question_have_no_report(make_result):
    with pytest.raises(ValueError, match="no question in common"):
        report_html(Run("a", (make_result("a"),)), Run("b", (make_result("b"),)))


def test_runs_are_called_by_their_files_and_by_their_paths_where_those_are_alike(make_result, tmp_path):
    (tmp_path / "otra").mkdir()
    paths = [tmp_path / "a.json", tmp_path / "otra" / "a.json", tmp_path / "b.json"]
    for path in paths:
        save_run(path, [make_result("a")])
    assert [run.name for run in read_runs(paths[1:])] == ["a", "b"]
    assert [run.name for run in read_runs(paths[:2])] == [str(path) for path in paths[:2]]


def test_runs_of_two_systems_are_called_by_them(make_result, stamp, tmp_path):
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    for path, system in zip(paths, ("bm25", "dense"), strict=True):
        save_run(path, [make_result("a")], replace(stamp, system=system))
    assert [run.name for run in read_runs(paths)] == ["bm25", "dense"]
    assert [run.name for run in read_runs(paths[:1])] == ["bm25"]
    save_run(paths[1], [make_result("a")], replace(stamp, system="bm25"))
    assert [run.name for run in read_runs(paths)] == ["a", "b"]


def test_a_run_without_results_is_told_by_its_file(tmp_path):
    save_run(tmp_path / "a.json", [])
    with pytest.raises(EvaluationFileError) as failure:
        read_runs([tmp_path / "a.json"])
    assert failure.value.place == str(tmp_path / "a.json")
