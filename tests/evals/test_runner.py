"""Running a set against the real assistant over a tiny library, and the figures of a run."""

import json
from pathlib import Path

import pytest

from assistant import factory
from assistant.settings import AssistantSettings
from corpus.errors import EvaluationFileError
from evals.journal import Journal
from evals.measures import summarise
from evals.results import Result
from evals.runner import run_sets
from evals.runs import load_run, save_run
from evals.systems.ventanilla import VentanillaSystem
from ingest import pipeline

RULES = """# Reglamento del archivo de Villa Ficticia

## Préstamo de planos antiguos

El archivo municipal de Villa Ficticia presta los planos antiguos de catastro durante once días hábiles.
"""


def row(id_: str, question: str, evidence: list[str], facts: list[list[str]]) -> str:
    return json.dumps(
        {
            "id": id_,
            "lang": "es",
            "kind": "fact",
            "question": question,
            "answerable": bool(evidence),
            "documents": ["archivo"],
            "evidence": evidence,
            "facts": facts,
        }
    )


SET = "\n".join(
    [
        row(
            "si",
            "¿Cuántos días hábiles presta el archivo los planos antiguos de catastro?",
            ["planos antiguos de catastro durante once días"],
            [["once días", "11 días"], ["por siempre"]],
        ),
        row("no", "¿Cuál es la receta del mole poblano con guajolote?", [], []),
    ]
)


def result(answerable: bool, rank: int | None = None, **values: object) -> Result:
    usual: dict[str, object] = {
        "abstained": False,
        "facts": 0.0,
        "quotes_valid": True,
        "words": 10,
        "milliseconds": 2.0,
    }
    return Result(
        id="q",
        kind="fact",
        language="es",
        question="¿?",
        answerable=answerable,
        rank=rank,
        answer="",
        **{**usual, **values},
    )


def test_the_figures_are_means_over_the_questions_they_speak_of():
    figures = summarise(
        [
            result(True, 1, facts=1.0, words=100, milliseconds=4.0),
            result(True, 2, facts=0.5, words=50, milliseconds=6.0),
            result(True, 6, facts=0.0, words=20, quotes_valid=False),
            result(True, None, abstained=True, words=30),
            result(False, abstained=True),
            result(False),
        ]
    )
    assert figures.questions == 6
    assert figures.hit_at_5 == 2 / 4
    assert figures.hit_at_1 == 1 / 4
    assert figures.mrr == pytest.approx((1 + 1 / 2 + 1 / 6 + 0) / 4)
    assert figures.facts == 1.5 / 4
    assert figures.refusals == 1 / 2
    assert figures.false_refusals == 1 / 4
    assert figures.quotes_valid == pytest.approx(5 / 6)
    assert figures.median_words == 40
    assert figures.median_milliseconds == 2.0


def test_a_share_over_no_question_is_whole_and_nobody_was_refused():
    figures = summarise([])
    assert (figures.questions, figures.hit_at_5, figures.refusals, figures.false_refusals) == (0, 1.0, 1.0, 0.0)
    assert summarise([result(False, abstained=True)]).facts == 1.0


@pytest.fixture(scope="module")
def window(tmp_path_factory, guides_library) -> VentanillaSystem:
    folder = tmp_path_factory.mktemp("evals")
    (folder / "archivo.md").write_text(RULES, encoding="utf-8")
    settings = guides_library(folder)
    pipeline.ingest([folder / "archivo.md"], settings)
    return VentanillaSystem(factory.build(settings, AssistantSettings(_env_file=None, llm=None)))


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text(SET, encoding="utf-8")
    return path


def test_a_set_is_asked_and_measured(window, question_set):
    answered, declined = run_sets([question_set], window)
    assert (answered.id, answered.rank, answered.abstained, answered.quotes_valid) == ("si", 1, False, True)
    assert answered.facts == 0.5
    assert answered.words > 0
    assert answered.milliseconds > 0
    assert (declined.id, declined.rank, declined.abstained, declined.facts) == ("no", None, True, 0.0)


def test_progress_goes_from_none_to_all(window, question_set):
    seen: list[tuple[int, int]] = []
    run_sets([question_set], window, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_a_run_is_saved_with_its_figures_and_every_result(window, question_set, tmp_path):
    results = run_sets([question_set], window)
    save_run(tmp_path / "run.json", results)
    run = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert run["figures"]["questions"] == 2
    assert [saved["id"] for saved in run["results"]] == ["si", "no"]
    assert "once días" in run["results"][0]["answer"]
    assert load_run(tmp_path / "run.json") == results


def test_a_result_tells_what_it_rests_on(window, question_set):
    answered, declined = run_sets([question_set], window)
    assert answered.documents == ("archivo",)
    assert "once días" in answered.passages[0]
    assert answered.places[0] == "archivo › Préstamo de planos antiguos"
    assert any("once días" in quote for statement in answered.statements for quote in statement.quotes)
    assert declined.statements == ()


def test_what_the_journal_has_is_not_asked_again(window, question_set, tmp_path, stamp, make_result):
    journal = Journal(tmp_path / "run.part", stamp)
    journal.add(make_result("si", answer="De antes."))
    journal = Journal(tmp_path / "run.part", stamp)
    seen: list[tuple[int, int]] = []
    results = run_sets([question_set], window, journal=journal, progress=lambda *at: seen.append(at))
    assert [result.answer for result in results][:1] == ["De antes."]
    assert (results[1].id, results[1].abstained) == ("no", True)
    assert seen == [(1, 2), (2, 2)]
    assert Journal(tmp_path / "run.part", stamp).done == results


def test_a_bad_set_stops_the_run_before_anything_is_asked(window, question_set, tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{", encoding="utf-8")
    seen: list[int] = []
    with pytest.raises(EvaluationFileError):
        run_sets([question_set, bad], window, progress=lambda done, _: seen.append(done))
    assert seen == []
