"""Figures held against those of the last accepted run, with values worked out by hand."""

from pathlib import Path

import pytest

from corpus.errors import EvaluationFileError
from evals.datasets import load_set
from evals.floors import (
    FLOORS_FILE,
    GUARDED,
    TOGETHER,
    Floor,
    Verdict,
    accept,
    judge,
    load_floors,
    measure,
    save_floors,
)
from evals.guarding import OFFICIAL_SETS, sets_for
from evals.results import Result


def result(id_: str, *, answerable: bool = True, **values: object) -> Result:
    usual: dict[str, object] = {"abstained": False, "rank": 1, "facts": 1.0, "quotes_valid": True, "score": 1.0}
    return Result(
        id=id_,
        kind="fact",
        language="es",
        question="¿?",
        answerable=answerable,
        words=10,
        milliseconds=2.0,
        answer="",
        has_gold=answerable,
        **{**usual, **values},
    )


def floor(figure: float = 0.8, margin: float = 0.1, **values: object) -> Floor:
    usual: dict[str, object] = {"documents": (), "fast": False, "group": TOGETHER, "measure": "facts"}
    return Floor(figure=figure, margin=margin, questions=10, date="2026-11-21", **{**usual, **values})


def named(floors: tuple[Floor, ...], group: str = TOGETHER) -> dict[str, Floor]:
    return {each.measure: each for each in floors if each.group == group}


def test_figures_are_means_over_the_questions_they_speak_of() -> None:
    results = {
        "a": [result("1"), result("2", rank=2, facts=0.5, score=0.5), result("3", rank=None, abstained=True, facts=0)],
        "b": [result("4", answerable=False, abstained=True), result("5", answerable=False, score=-1.0)],
    }
    found = measure((), results, fast=False)
    together = {name: (each.figure, each.questions) for name, each in named(found).items()}
    assert together["hit_at_5"] == (0.6667, 3)
    assert together["hit_at_1"] == (0.3333, 3)
    assert together["mrr"] == (0.5, 3)
    assert together["facts"] == (0.5, 3)
    assert together["fully"] == (0.3333, 3)
    assert together["answered"] == (0.6667, 3)
    assert together["refusals"] == (0.5, 2)
    assert together["score"] == (0.5, 5)
    assert together["quotes_valid"] == (1.0, 5)
    assert together["invalid_marks"] == (0.0, 5)
    assert set(named(found, "b")) == {"refusals", "score", "quotes_valid", "invalid_marks"}


def test_the_risk_is_the_area_of_the_curve_with_its_margin() -> None:
    # The surest is right and the other wrong: risks 0 and 1/2. Drawn twice, the right one alone gives 0, the other 1.
    results = {"a": [result("1", confidence=0.9), result("2", confidence=0.1, facts=0.0)]}
    found = named(measure((), results, fast=True))["risk_area"]
    assert (found.figure, found.margin, found.questions) == (0.25, 0.5, 2)


def test_of_the_risk_less_is_better() -> None:
    worse, better = floor(0.5, measure="risk_area"), floor(0.2, measure="risk_area")
    assert (Verdict(worse, better).fell, Verdict(worse, better).lost) == (True, 0.3)
    assert (Verdict(better, worse).fell, Verdict(better, worse).lost) == (False, -0.3)


@pytest.mark.parametrize(("name", "must"), [("quotes_valid", 1.0), ("invalid_marks", 0.0)])
def test_quotes_are_verbatim_and_cited_whatever_was_accepted(name: str, must: float) -> None:
    wrong = floor(0.5, measure=name)
    assert Verdict(wrong, wrong).fell
    assert Verdict(wrong, None).fell
    assert not Verdict(floor(must, measure=name), None).fell


def test_the_margin_is_half_the_interval_of_the_mean() -> None:
    # Of two values the resampled mean is one of them in a quarter of the cases each: the interval is from 0 to 1.
    found = named(measure((), {"a": [result("1"), result("2", facts=0.0)]}, fast=True))
    assert (found["facts"].figure, found["facts"].margin) == (0.5, 0.5)
    assert (found["hit_at_1"].figure, found["hit_at_1"].margin) == (1.0, 0.0)


def test_a_fast_run_is_measured_as_a_whole_only() -> None:
    assert {each.group for each in measure((), {"a": [result("1")]}, fast=True)} == {TOGETHER}
    assert {each.group for each in measure((), {"a": [result("1")]}, fast=False)} == {TOGETHER, "a"}


@pytest.mark.parametrize(("figure", "fell"), [(0.9, False), (0.8, False), (0.7, False), (0.6999, True), (0.5, True)])
def test_a_figure_falls_when_it_is_below_the_floor_by_more_than_its_margin(figure: float, fell: bool) -> None:
    verdict = Verdict(floor(figure), floor(0.8, 0.1))
    assert verdict.fell == fell
    assert verdict.lost == pytest.approx(0.8 - figure)


def test_a_figure_is_judged_by_the_floor_of_the_same_library_questions_and_measure() -> None:
    others = [floor(documents=("a",)), floor(fast=True), floor(group="english"), floor(measure="mrr")]
    (verdict,) = judge([floor(0.1)], others)
    assert (verdict.floor, verdict.fell) == (None, False)
    (verdict,) = judge([floor(0.1)], [*others, floor()])
    assert (verdict.floor, verdict.fell) == (floor(), True)


def test_what_is_accepted_takes_the_place_of_all_of_its_library_and_extent() -> None:
    before = (floor(0.1), floor(0.1, measure="mrr"), floor(0.2, fast=True), floor(0.3, documents=("a",)))
    assert accept([floor(0.9)], before) == (floor(0.9), floor(0.2, fast=True), floor(0.3, documents=("a",)))


def test_floors_are_saved_and_loaded_one_a_line(tmp_path: Path) -> None:
    floors = (floor(), floor(documents=("a", "b"), fast=True))
    save_floors(floors, tmp_path / "floors.json")
    assert load_floors(tmp_path / "floors.json") == floors
    assert len((tmp_path / "floors.json").read_text(encoding="utf-8").splitlines()) == 4
    assert load_floors(tmp_path / "none.json") == ()


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"figure": 1}]'])
def test_a_file_that_holds_no_floors_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "floors.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(EvaluationFileError) as raised:
        load_floors(path)
    assert str(path) in raised.value.place


def test_the_floors_that_ship_are_those_of_the_sets_that_ship() -> None:
    floors = [each for each in load_floors(FLOORS_FILE) if not each.documents]
    asked = {path.stem: len(load_set(path)) for path in sets_for(())}
    whole = [each for each in floors if not each.fast]
    # Every question counts for the score, so its floors tell how many there were.
    recorded = {each.group: each.questions for each in whole if each.measure == "score"}
    assert recorded == {**asked, TOGETHER: sum(asked.values())}
    for fast in (True, False):
        assert {each.measure for each in floors if each.fast == fast and each.group == TOGETHER} == set(GUARDED)
    assert not {each.group for each in floors} & set(OFFICIAL_SETS)
    assert all(-1 <= each.figure <= 1 and 0 <= each.margin <= 1 and each.questions > 0 for each in floors)
