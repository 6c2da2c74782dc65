"""Fitting the weights: on signals made by hand the right one must win; what is stored is what answers."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant import fusion
from assistant.fusion import WEIGHTS_FILE, FusionWeights, fitted_weights
from corpus.errors import EvaluationFileError
from corpus.models import Passage
from corpus.scores import Scores
from evals.fitting import GRID, Fit, fit_weights, save_fit

SIGNALS = ("text", "heading", "sentence", "asked", "question_vector", "passage_vector")
COUNT = 10


@dataclass(frozen=True)
class ScriptedLibrary:
    """Passages, all of which have questions."""

    passages: Sequence[Passage]

    @property
    def with_questions(self) -> np.ndarray:
        return np.ones(len(self.passages), dtype=bool)


@dataclass(frozen=True)
class ScriptedAssistant:
    """Knows what each signal points at for the question whose text is a number."""

    library: ScriptedLibrary
    # For each signal, how far from the right passage it points.
    shifts: dict[str, int]
    weights: FusionWeights = field(default_factory=FusionWeights)

    def signals(self, question: str) -> dict[str, Scores]:
        """One-hot scores: every signal is sure of one passage."""
        return {name: np.eye(COUNT, dtype=np.float32)[(int(question) + self.shifts[name]) % COUNT] for name in SIGNALS}


@pytest.fixture
def library(make_passage: Callable[..., Passage]) -> ScriptedLibrary:
    return ScriptedLibrary([make_passage(f"p{n}", f"El plano clave{n} se guarda.") for n in range(COUNT)])


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    """A question for each passage, one whose evidence is nowhere, one with facts alone and one without an answer."""
    rows = [(str(n), True, [f"plano clave{n} se"]) for n in range(COUNT)]
    rows += [("97", True, ["no está"]), ("98", True, []), ("99", False, [])]
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(line(*row) for row in rows), encoding="utf-8")
    return path


def line(question: str, answerable: bool, evidence: list[str]) -> str:
    return json.dumps(
        {
            "id": f"q{question}",
            "lang": "es",
            "kind": "fact",
            "question": question,
            "answerable": answerable,
            "documents": [],
            "evidence": evidence,
            "facts": [["se guarda"]] if answerable else [],
        }
    )


def only_right(name: str) -> dict[str, int]:
    """One signal points at the right passage, each of the others at a wrong one of its own."""
    return {**{other: n for n, other in enumerate(SIGNALS, start=1)}, name: 0}


@pytest.mark.parametrize("right", SIGNALS)
def test_the_signal_that_alone_ranks_right_is_given_the_most_weight(library, question_set, right):
    fit = fit_weights([question_set], ScriptedAssistant(library, only_right(right)))
    weights = asdict(fit.weights)
    assert all(weights[right] >= weights[other] for other in SIGNALS)
    assert set(weights.values()) <= {*GRID, *asdict(FusionWeights()).values()}
    assert fit.before <= fit.fitted == 1.0


def test_the_figures_before_and_after_are_those_worked_by_hand(library, question_set):
    # With the weights before, heading (0.4) stands behind text, asked (1.0), the vectors (1.5, 0.7), and beside
    # sentence (0.4): the right passage is the fifth.
    fit = fit_weights([question_set], ScriptedAssistant(library, only_right("heading")))
    assert fit.before == pytest.approx(1 / 5)
    assert (fit.fitted, fit.cross_validated) == (1.0, 1.0)
    assert fit.questions == COUNT
    assert fit.date == date.today().isoformat()


def test_what_was_learnt_on_some_questions_is_measured_on_the_others(library, tmp_path):
    # Text is right for the first fold's questions alone: weights fitted without them rank them badly.
    @dataclass(frozen=True)
    class Fickle(ScriptedAssistant):
        def signals(self, question: str) -> dict[str, Scores]:
            right = "text" if int(question) % 5 == 0 else "heading"
            return ScriptedAssistant(self.library, only_right(right)).signals(question)

    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(line(str(n), True, [f"plano clave{n} se"]) for n in range(COUNT)), encoding="utf-8")
    fit = fit_weights([path], Fickle(library, {}))
    assert fit.cross_validated < fit.fitted


def test_weights_that_already_rank_right_are_left_alone(library, question_set):
    all_right = dict.fromkeys(SIGNALS, 0)
    fit = fit_weights([question_set], ScriptedAssistant(library, all_right))
    assert fit.weights == FusionWeights()
    assert (fit.before, fit.fitted, fit.cross_validated) == (1.0, 1.0, 1.0)


def test_a_guide_section_linked_to_the_evidence_is_as_good_as_it(make_passage, question_set):
    guide = make_passage("guia", "Lo mismo en otras palabras.")
    passages = [make_passage(f"p{n}", f"El plano clave{n} se guarda.") for n in range(COUNT - 1)]
    # Every signal points one passage after the evidence; for the last official passage that is the guide's.
    linked = replace(guide, official=(f"p{COUNT - 2}",))
    assistant = ScriptedAssistant(ScriptedLibrary([*passages, linked]), dict.fromkeys(SIGNALS, 1))
    alone = ScriptedAssistant(ScriptedLibrary([*passages, guide]), dict.fromkeys(SIGNALS, 1))
    assert fit_weights([question_set], assistant).before > fit_weights([question_set], alone).before


def test_the_same_set_gives_the_same_fit_and_progress_ends_at_its_total(library, question_set):
    seen: list[tuple[int, int]] = []
    assistant = ScriptedAssistant(library, only_right("asked"))
    first = fit_weights([question_set], assistant, progress=lambda done, total: seen.append((done, total)))
    assert first == fit_weights([question_set], assistant)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]


def test_a_set_whose_evidence_is_not_in_the_library_cannot_be_fitted(make_passage, question_set):
    assistant = ScriptedAssistant(ScriptedLibrary([make_passage("p", "Otra cosa.")] * COUNT), only_right("text"))
    with pytest.raises(ValueError, match="evidence"):
        fit_weights([question_set], assistant)


def test_a_bad_set_is_told(library, tmp_path):
    (tmp_path / "bad.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(EvaluationFileError):
        fit_weights([tmp_path / "bad.jsonl"], ScriptedAssistant(library, only_right("text")))


def test_weights_that_are_saved_are_those_that_answer(tmp_path, monkeypatch):
    weights = FusionWeights(text=0.2, question_vector=2.0, stand_in=0.4)
    path = tmp_path / "weights.json"
    save_fit(Fit(weights, 12, 0.5, 0.75, 0.625, "2026-01-31"), path)
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert stored == {
        "weights": asdict(weights),
        "questions": 12,
        "before": 0.5,
        "fitted": 0.75,
        "cross_validated": 0.625,
        "date": "2026-01-31",
    }
    monkeypatch.setattr(fusion, "WEIGHTS_FILE", path)
    fitted_weights.cache_clear()
    try:
        assert fitted_weights() == weights
    finally:
        fitted_weights.cache_clear()


def test_the_weights_that_ship_have_the_date_and_the_figures_of_their_fit():
    stored = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    assert FusionWeights(**stored["weights"]) == fitted_weights()
    assert date.fromisoformat(stored["date"]) >= date(2026, 1, 1)
    assert stored["questions"] > 0
    assert all(0.0 < stored[name] <= 1.0 for name in ("before", "fitted", "cross_validated"))
    assert min(stored["weights"].values()) >= 0.0
