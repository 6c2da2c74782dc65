"""When to decline: what can be told apart must be, in cross-validation too."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant import factory
from assistant.answer import Answer
from assistant.answerability import AnswerabilityModel, Evidence
from assistant.query import Query, QuestionType
from assistant.settings import AssistantSettings
from assistant.trace import Trace
from corpus.errors import EvaluationFileError
from evals.calibration import Calibration, calibrate
from evals.reliability import Cut
from ingest import pipeline

QUERY = Query("", "es", QuestionType.FACT, {})
NOTHING = Evidence(0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
FACT = "El préstamo dura once días."
ANSWERED, UNANSWERED = 12, 15


def row(
    id_: str, question: str, *, answerable: bool, evidence: tuple[str, ...] = (), facts: tuple[str, ...] = ()
) -> str:
    return json.dumps(
        {
            "id": id_,
            "lang": "es",
            "kind": "fact",
            "question": question,
            "answerable": answerable,
            "documents": [],
            "evidence": evidence,
            "facts": [[fact] for fact in facts],
        }
    )


def write_set(path: Path, answered: int, unanswered: int) -> Path:
    """Questions whose text begins with what is known of them."""
    rows = [row(f"s{n}", f"sí {n}", answerable=True, evidence=("dura once días",)) for n in range(answered)]
    rows += [row(f"n{n}", f"no {n}", answerable=False) for n in range(unanswered)]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


@dataclass(frozen=True)
class ScriptedAssistant:
    """Covers the questions that begin with «sí», and no other; its only passage is given."""

    answer: Answer

    def ask(self, question: str, **_options: object) -> Answer:
        """Coverage tells; the rest is the same for all, or changes without meaning."""
        trace = Trace(QUERY, {}, (), evidence_for(question), 0.5, 0.5)
        return replace(self.answer, trace=trace)


def evidence_for(question: str) -> Evidence:
    spread = len(question) / 100
    return replace(NOTHING, coverage=0.9 - spread if question.startswith("sí") else 0.1 + spread)


@pytest.fixture
def assistant(make_answer: Callable[..., Answer]) -> ScriptedAssistant:
    return ScriptedAssistant(make_answer(passages={"p1": FACT}))


def test_evidence_that_tells_answerable_from_not_gives_an_area_of_one(assistant, tmp_path):
    found = calibrate([write_set(tmp_path / "set.jsonl", ANSWERED, UNANSWERED)], [assistant])
    assert (found.questions, found.answerable) == (ANSWERED + UNANSWERED, ANSWERED)
    assert found.held_out.auc == 1.0
    assert found.held_out.cut(found.model.threshold) == Cut(found.model.threshold, refusals=1.0, false_refusals=0.0)


def test_the_model_in_use_is_told_by_the_probabilities_that_it_gave(assistant, tmp_path):
    found = calibrate([write_set(tmp_path / "set.jsonl", ANSWERED, UNANSWERED)], [assistant])
    # It gave every question the same.
    assert (found.in_use.auc, found.in_use.brier) == (0.5, 0.25)
    assert [each.count for each in found.in_use.bins()] == [ANSWERED + UNANSWERED]


def test_the_model_found_weighs_what_tells_and_keeps_the_threshold(assistant, tmp_path):
    model = calibrate([write_set(tmp_path / "set.jsonl", ANSWERED, UNANSWERED)], [assistant]).model
    assert model.threshold == AnswerabilityModel().threshold
    assert model.coverage > 0
    assert (model.similarity, model.datum_missing, model.of_now) == (0.0, 0.0, 0.0)
    assert model.probability(evidence_for("sí 1")) > model.threshold
    assert model.probability(evidence_for("no 1")) < model.threshold


def test_every_question_is_asked_of_every_assistant(assistant, tmp_path):
    seen: list[tuple[int, int]] = []
    path = write_set(tmp_path / "set.jsonl", ANSWERED, UNANSWERED)
    found = calibrate([path], [assistant, assistant], progress=lambda done, total: seen.append((done, total)))
    assert found.questions == len(seen) == 2 * (ANSWERED + UNANSWERED)
    assert found.answerable == 2 * ANSWERED


def test_an_answerable_question_is_not_for_a_library_that_lacks_its_answer(assistant, make_answer, tmp_path):
    without = ScriptedAssistant(make_answer(passages={"p1": "Otra cosa."}))
    path = write_set(tmp_path / "set.jsonl", ANSWERED, UNANSWERED)
    assert calibrate([path], [assistant, without]).answerable == ANSWERED


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        (("once días", "por siempre"), True),
        (("once días", "por siempre", "jamás"), False),
        (("jamás",), False),
    ],
)
def test_half_of_the_facts_in_the_passages_make_a_question_answerable(assistant, tmp_path, facts, counts):
    rows = [row("f", "sí 100", answerable=True, facts=facts)]
    extra = tmp_path / "extra.jsonl"
    extra.write_text("\n".join(rows), encoding="utf-8")
    path = write_set(tmp_path / "set.jsonl", ANSWERED, UNANSWERED)
    assert calibrate([path, extra], [assistant]).answerable == ANSWERED + counts


def test_official_text_that_travels_with_a_passage_answers_too(make_answer, tmp_path):
    linked = ScriptedAssistant(make_answer(passages={"g1": "Guía."}, companions={"p1": FACT}))
    assert calibrate([write_set(tmp_path / "set.jsonl", ANSWERED, UNANSWERED)], [linked]).answerable == ANSWERED


@pytest.mark.parametrize(("answered", "unanswered"), [(2, 2), (12, 0), (0, 12)])
def test_too_few_questions_or_all_of_one_kind_are_refused(assistant, tmp_path, answered, unanswered):
    with pytest.raises(ValueError):  # noqa: PT011 - the message is scikit-learn's
        calibrate([write_set(tmp_path / "set.jsonl", answered, unanswered)], [assistant])


def test_a_bad_set_is_told(assistant, tmp_path):
    (tmp_path / "bad.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(EvaluationFileError):
        calibrate([tmp_path / "bad.jsonl"], [assistant])


THINGS = {
    "planos antiguos de catastro": "once días",
    "mapas de drenaje pluvial": "doce días",
    "libros de cabildo": "trece días",
    "fotografías de la plaza": "catorce días",
    "croquis de panteones": "quince días",
    "expedientes de licencias": "dieciséis días",
    "periódicos encuadernados": "diecisiete días",
    "grabaciones de la radio": "dieciocho días",
    "partituras de la banda": "diecinueve días",
    "carteles de la feria": "veinte días",
    "actas de tequio": "veintiún días",
    "maquetas de puentes": "veintidós días",
}
ELSEWHERE = (
    "¿Quién ganó el mundial de futbol de 1986?",
    "¿Cuál es la receta del mole poblano con guajolote?",
    "¿Qué tan lejos está la luna de la tierra?",
    "¿Cuántos huesos tiene el cuerpo humano?",
    "¿Quién pintó el Guernica?",
    "¿Cómo se cura la gripe de los gatos?",
    "¿Cuánto pesa un elefante africano adulto?",
    "¿Qué temperatura alcanza el núcleo del sol?",
    "¿Quién escribió Pedro Páramo?",
    "¿Cómo se resuelve una ecuación de segundo grado?",
    "¿Cuándo se hundió el Titanic?",
    "¿Qué velocidad alcanza un guepardo?",
)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, guides_library) -> Calibration:
    """A calibration with the real assistant over a small document beside the guides."""
    folder = tmp_path_factory.mktemp("calibration")
    sections = [
        f"## Préstamo: {t}\n\nEl archivo de Villa Ficticia presta {t} durante {d}.\n" for t, d in THINGS.items()
    ]
    (folder / "archivo.md").write_text("# Reglamento del archivo\n\n" + "\n".join(sections), encoding="utf-8")
    rows = [
        row(f"s{n}", f"¿Durante cuántos días presta el archivo {thing}?", answerable=True, facts=(days,))
        for n, (thing, days) in enumerate(THINGS.items())
    ]
    rows += [row(f"n{n}", question, answerable=False) for n, question in enumerate(ELSEWHERE)]
    (folder / "set.jsonl").write_text("\n".join(rows), encoding="utf-8")
    settings = guides_library(folder)
    pipeline.ingest([folder / "archivo.md"], settings)
    return calibrate([folder / "set.jsonl"], [factory.build(settings, AssistantSettings(_env_file=None, llm=None))])


def test_the_real_evidence_tells_what_a_document_answers_from_what_nothing_does(real):
    assert (real.questions, real.answerable) == (len(THINGS) + len(ELSEWHERE), len(THINGS))
    assert real.held_out.auc > 0.95
