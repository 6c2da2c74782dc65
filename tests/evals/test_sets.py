"""The question sets that ship: they load, agree with the guides, and ask nothing that a guide was given as its own."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from corpus.catalog import load_catalog
from corpus.guides import Guide, load_guides
from evals import datasets
from evals.datasets import EvalQuestion, load_set
from evals.metrics import squeeze

SETS_FOLDER = Path(datasets.__file__).parent / "sets"
SETS = sorted(SETS_FOLDER.glob("*.jsonl"))
# Their facts stand in the guide sections that they name as gold.
OF_GUIDES = ("officials", "followups", "english")


def rows(*names: str) -> Iterator[Mapping[str, Any]]:
    """The questions of some sets, or of all, with the fields that only some questions have."""
    for name in names or [path.stem for path in SETS]:
        for line in (SETS_FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


@pytest.fixture(scope="module")
def guides() -> tuple[Guide, ...]:
    return load_guides()


@pytest.fixture(scope="module")
def questions() -> tuple[EvalQuestion, ...]:
    """Of all sets together."""
    return tuple(question for path in SETS for question in load_set(path))


@pytest.fixture(scope="module")
def sections(guides) -> dict[str, str]:
    """The letters and digits of each section of a guide, by «guide › title»."""
    return {
        f"{guide.id} › {section.title}": squeeze(f"{section.title} {section.text}")
        for guide in guides
        for section in guide.sections
    }


def test_the_sets_are_where_the_documentation_says():
    assert {*OF_GUIDES, "official-text", "unanswerable", "details"} <= {path.stem for path in SETS}


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


def test_half_of_the_questions_on_details_have_no_answer_and_none_quotes_a_document():
    details = list(rows("details"))
    assert 0.4 < sum(not row["answerable"] for row in details) / len(details) < 0.6
    assert [row["id"] for row in details if row["evidence"]] == []
    assert [row["id"] for row in details for fact in row["facts"] for said in fact if len(said.split()) > 5] == []


def test_every_section_that_a_question_names_is_one_of_a_guide(sections):
    assert [(row["id"], name) for row in rows() for name in row.get("sections", []) if name not in sections] == []


@pytest.mark.parametrize("name", OF_GUIDES)
def test_every_question_about_the_guides_names_its_sections(name):
    assert [row["id"] for row in rows(name) if not row.get("sections")] == []


@pytest.mark.parametrize("name", OF_GUIDES)
def test_every_fact_stands_in_a_section_that_its_question_names(name, sections):
    missing = [
        (row["id"], alternatives)
        for row in rows(name)
        for alternatives in row["facts"]
        if not any(squeeze(wording) in sections[named] for wording in alternatives for named in row["sections"])
    ]
    assert missing == []


def test_officials_ask_about_every_guide(guides):
    asked = {name.split(" › ")[0] for row in rows("officials") for name in row["sections"]}
    assert [guide.id for guide in guides if guide.id not in asked] == []


def test_follow_ups_and_they_alone_come_after_other_questions():
    assert [row["id"] for row in rows("followups") if not 1 <= len(row["history"]) <= 3] == []
    others = [path.stem for path in SETS if path.stem != "followups"]
    assert [row["id"] for row in rows(*others) if row.get("history")] == []


def test_questions_in_english_say_so():
    assert {row["lang"] for row in rows("english")} == {"en"}


def test_questions_about_the_official_text_name_documents_and_headings_but_quote_nothing():
    known = {entry.id for entry in load_catalog().entries}
    for row in rows("official-text"):
        assert row["facts"]
        assert not row["evidence"], row["id"]
        assert {place["document"] for place in row["official"]} == set(row["documents"]) <= known, row["id"]
        assert all(squeeze(place["section"]) for place in row["official"]), row["id"]


def test_no_question_of_a_set_was_written_into_a_guide(guides, questions):
    written = {squeeze(asked) for guide in guides for section in guide.sections for asked in section.questions}
    assert [question.id for question in questions if squeeze(question.question) in written] == []
