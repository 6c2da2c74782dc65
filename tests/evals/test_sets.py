"""The question sets that ship: they load, agree with the guides, and ask nothing that a guide was given as its own."""

from collections import Counter
from pathlib import Path

import pytest

from corpus.guides import Guide, load_guides
from evals import datasets
from evals.datasets import EvalQuestion, load_set
from evals.metrics import squeeze

SETS_FOLDER = Path(datasets.__file__).parent / "sets"
SETS = sorted(SETS_FOLDER.glob("*.jsonl"))


@pytest.fixture(scope="module")
def guides() -> tuple[Guide, ...]:
    return load_guides()


@pytest.fixture(scope="module")
def questions() -> tuple[EvalQuestion, ...]:
    """Of all sets together."""
    return tuple(question for path in SETS for question in load_set(path))


def test_the_sets_are_where_the_documentation_says():
    assert {"officials", "unanswerable"} <= {path.stem for path in SETS}


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_set_loads(path):
    assert load_set(path)


def test_no_id_comes_twice_in_any_set(questions):
    assert [id_ for id_, count in Counter(q.id for q in questions).items() if count > 1] == []


def test_no_question_comes_twice_in_any_set(questions):
    counts = Counter(squeeze(q.question) for q in questions)
    assert [q.id for q in questions if counts[squeeze(q.question)] > 1] == []


def test_questions_without_an_answer_name_no_document(questions):
    assert [q.id for q in questions if not q.answerable and (q.documents or q.evidence or q.facts)] == []


def test_the_set_without_answers_has_none():
    assert not any(question.answerable for question in load_set(SETS_FOLDER / "unanswerable.jsonl"))


def test_every_fact_that_officials_need_stands_in_some_section_of_a_guide(guides):
    texts = [squeeze(f"{section.title} {section.text}") for guide in guides for section in guide.sections]
    missing = [
        (question.id, alternatives)
        for question in load_set(SETS_FOLDER / "officials.jsonl")
        for alternatives in question.facts
        if not any(squeeze(wording) in text for wording in alternatives for text in texts)
    ]
    assert missing == []


def test_no_question_of_a_set_was_written_into_a_guide(guides, questions):
    written = {squeeze(asked) for guide in guides for section in guide.sections for asked in section.questions}
    assert [question.id for question in questions if squeeze(question.question) in written] == []
