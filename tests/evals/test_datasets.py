"""Reading question sets."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import EvaluationFileError
from evals.datasets import EvalQuestion, OfficialSection, load_set

ROW = {
    "id": "q1",
    "lang": "es",
    "kind": "fact",
    "question": "¿Cuánto dura el préstamo?",
    "answerable": True,
    "documents": ["planos"],
    "evidence": ["dura once días"],
    "facts": [["once días", "11 días"]],
}
UNANSWERABLE = {**ROW, "id": "q2", "answerable": False, "documents": [], "evidence": [], "facts": []}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: object) -> Path:
        path = tmp_path / "set.jsonl"
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def test_a_line_is_a_question_with_what_its_answer_rests_on(write):
    questions = load_set(write(ROW, UNANSWERABLE))
    assert questions[0] == EvalQuestion(
        id="q1",
        language="es",
        kind="fact",
        question="¿Cuánto dura el préstamo?",
        answerable=True,
        documents=("planos",),
        evidence=("dura once días",),
        facts=(("once días", "11 días"),),
    )
    assert (questions[1].answerable, questions[1].evidence, questions[1].facts) == (False, (), ())


def test_blank_lines_are_skipped(write):
    assert [question.id for question in load_set(write("", ROW, "  ", UNANSWERABLE, ""))] == ["q1", "q2"]


@pytest.mark.parametrize(
    "broken",
    [
        "{not json",
        "[1, 2]",
        {name: value for name, value in ROW.items() if name != "question"},
        {**ROW, "question": "  "},
        {**ROW, "id": 7},
        {**ROW, "evidence": "dura once días"},
        {**ROW, "evidence": ["…"]},
        {**ROW, "facts": ["once días"]},
        {**ROW, "facts": [[""]]},
        {**ROW, "facts": 3},
        {**ROW, "evidence": [], "facts": []},
    ],
)
def test_a_line_that_breaks_the_format_is_named(write, broken):
    with pytest.raises(EvaluationFileError, match=r"set\.jsonl:2: "):
        load_set(write(UNANSWERABLE, broken))


def test_two_questions_with_one_id_are_refused(write):
    with pytest.raises(EvaluationFileError, match="q1"):
        load_set(write(ROW, UNANSWERABLE, ROW))


def test_a_set_without_questions_is_refused(write):
    with pytest.raises(EvaluationFileError, match="no question"):
        load_set(write("", ""))


def test_a_file_that_is_not_there_or_is_no_text_is_refused(tmp_path):
    with pytest.raises(EvaluationFileError, match="cannot be read"):
        load_set(tmp_path / "none.jsonl")
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(EvaluationFileError, match="cannot be read"):
        load_set(binary)


def test_gold_sections_and_earlier_turns_are_read(write):
    row = {**ROW, "evidence": [], "facts": [], "sections": ["planos › Préstamo"], "history": ["¿Qué es un plano?"]}
    (question,) = load_set(write(row))
    assert (question.sections, question.history) == (("planos › Préstamo",), ("¿Qué es un plano?",))
    assert question.gold == 1


def test_official_sections_count_where_their_document_is(write):
    official = [{"document": "a", "section": "Uno"}, {"document": "b", "section": "Dos"}]
    (question,) = load_set(write({**ROW, "evidence": [], "facts": [], "official": official}))
    assert question.official == (OfficialSection("a", "Uno"), OfficialSection("b", "Dos"))
    assert question.asked_of({"b", "c"}).official == (OfficialSection("b", "Dos"),)
    assert (question.gold, question.asked_of(()).gold) == (2, 0)


@pytest.mark.parametrize("official", [[{"document": "a"}], ["a › Uno"], [{"document": "a", "section": "…"}]])
def test_an_official_section_is_a_document_and_a_heading(write, official):
    with pytest.raises(EvaluationFileError, match=r"set\.jsonl:1"):
        load_set(write({**ROW, "official": official}))


def test_an_answerable_question_needs_something_to_be_judged_by(write):
    with pytest.raises(EvaluationFileError, match="evidence, sections or facts"):
        load_set(write({**ROW, "evidence": [], "facts": []}))
